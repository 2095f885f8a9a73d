using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Data.Mappings;

internal sealed class AppointmentMapping : IEntityTypeConfiguration<Appointment>
{
    public void Configure(EntityTypeBuilder<Appointment> builder)
    {
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.Property(a => a.Reference).HasMaxLength(12);
        builder.Property(a => a.Currency).HasMaxLength(3).IsFixedLength();
        builder.Property(a => a.ContactName).HasMaxLength(100);
        builder.Property(a => a.ContactEmail).HasMaxLength(254);
        builder.Property(a => a.ContactEmailNormalised).HasMaxLength(254);
        builder.Property(a => a.ContactPhone).HasMaxLength(16);
        builder.Property(a => a.Hopes).HasMaxLength(8000);
        builder.Property(a => a.Note).HasMaxLength(8000);
        builder.Property(a => a.CancelReason).HasMaxLength(500);
        builder.Property(a => a.DeclineReason).HasMaxLength(1000);
        builder.Ignore(a => a.Cells).Ignore(a => a.LengthMinutes).Ignore(a => a.HoldsTime).Ignore(a => a.IsOpen);
        builder.HasOne(a => a.Service).WithMany().HasForeignKey(a => a.ServiceId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne(a => a.Practitioner).WithMany().HasForeignKey(a => a.PractitionerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne(a => a.Room).WithMany().HasForeignKey(a => a.RoomId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne(a => a.Client).WithMany().HasForeignKey(a => a.ClientId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(a => a.Consents).WithOne().HasForeignKey(c => c.AppointmentId);
        builder.HasIndex(a => a.Reference).IsUnique();
        builder.HasIndex(a => a.Start);
        builder.HasIndex(a => new { a.PractitionerId, a.Start });
        builder.HasIndex(a => new { a.ServiceId, a.Start });
        builder.HasIndex(a => new { a.Status, a.CreatedAt });
        builder.HasIndex(a => new { a.ContactEmailNormalised, a.Start });
        builder.HasIndex(a => new { a.ContactPhone, a.Start });
        builder.HasIndex(a => new { a.ClientId, a.Start });

        // Whom a practitioner has seen. Most bookings are not linked to a client, at least at first.
        builder.HasIndex(a => new { a.PractitionerId, a.ClientId }).HasFilter("ClientId IS NOT NULL");
    }
}

internal sealed class ClaimedCellMapping : IEntityTypeConfiguration<ClaimedCell>
{
    public void Configure(EntityTypeBuilder<ClaimedCell> builder)
    {
        builder.HasKey(c => new { c.ResourceId, c.Cell });
        builder.Property(c => c.ResourceId).ValueGeneratedNever();
        builder.Property(c => c.Cell).ValueGeneratedNever();
    }
}

internal sealed class SlotHoldMapping : IEntityTypeConfiguration<SlotHold>
{
    public void Configure(EntityTypeBuilder<SlotHold> builder)
    {
        builder.Property(h => h.Id).ValueGeneratedNever();
        builder.Property(h => h.VisitorHash).HasMaxLength(64).IsFixedLength();
        builder.HasIndex(h => h.VisitorHash).IsUnique();
        builder.HasIndex(h => h.ExpiresAt);
    }
}

internal sealed class AppointmentLinkMapping : IEntityTypeConfiguration<AppointmentLink>
{
    public void Configure(EntityTypeBuilder<AppointmentLink> builder)
    {
        builder.HasKey(l => l.Hash);
        builder.Property(l => l.Hash).HasMaxLength(64).IsFixedLength();
        builder.HasOne(l => l.Appointment).WithMany().HasForeignKey(l => l.AppointmentId);
    }
}

internal sealed class ConsentRecordMapping : IEntityTypeConfiguration<ConsentRecord>
{
    public void Configure(EntityTypeBuilder<ConsentRecord> builder)
    {
        builder.ToTable("Consents");
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.Kind).HasMaxLength(40);
        builder.Property(c => c.TextVersion).HasMaxLength(20);
    }
}

internal sealed class ReminderMapping : IEntityTypeConfiguration<Reminder>
{
    public void Configure(EntityTypeBuilder<Reminder> builder)
    {
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.HasOne(r => r.Appointment).WithMany().HasForeignKey(r => r.AppointmentId);
        builder.HasIndex(r => new { r.AppointmentId, r.Kind, r.TimeVersion }).IsUnique();
        builder.HasIndex(r => new { r.State, r.DueAt });
    }
}
