using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Data.Mappings;

internal sealed class TimeOfferMapping : IEntityTypeConfiguration<TimeOffer>
{
    public void Configure(EntityTypeBuilder<TimeOffer> builder)
    {
        builder.Property(o => o.Id).ValueGeneratedNever();
        builder.Property(o => o.Words).HasMaxLength(TimeOffer.LongestWords);
        builder.Property(o => o.Answer).HasMaxLength(TimeOffer.LongestAnswer);
        builder.Property(o => o.MadeBy).HasMaxLength(100);
        builder.HasOne(o => o.Appointment).WithMany().HasForeignKey(o => o.AppointmentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne(o => o.WaitingEntry).WithMany(w => w.Offers).HasForeignKey(o => o.WaitingEntryId).OnDelete(DeleteBehavior.Cascade);
        builder.HasMany(o => o.Times).WithOne().HasForeignKey(t => t.OfferId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(o => new { o.State, o.ExpiresAt });
    }
}

internal sealed class OfferedTimeMapping : IEntityTypeConfiguration<OfferedTime>
{
    public void Configure(EntityTypeBuilder<OfferedTime> builder)
    {
        builder.Property(t => t.Id).ValueGeneratedNever();
        builder.Ignore(t => t.Cells);
        builder.HasOne(t => t.Practitioner).WithMany().HasForeignKey(t => t.PractitionerId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class WaitingEntryMapping : IEntityTypeConfiguration<WaitingEntry>
{
    public void Configure(EntityTypeBuilder<WaitingEntry> builder)
    {
        builder.ToTable("WaitingList");
        builder.Property(w => w.Id).ValueGeneratedNever();
        builder.Property(w => w.Reference).HasMaxLength(12);
        builder.Property(w => w.ContactName).HasMaxLength(100);
        builder.Property(w => w.ContactEmail).HasMaxLength(254);
        builder.Property(w => w.ContactEmailNormalised).HasMaxLength(254);
        builder.Property(w => w.ContactPhone).HasMaxLength(16);
        builder.Property(w => w.ConsentTextVersion).HasMaxLength(20);
        builder.Property(w => w.AddedBy).HasMaxLength(100);
        builder.Ignore(w => w.IsOpen);
        builder.HasOne(w => w.Service).WithMany().HasForeignKey(w => w.ServiceId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne(w => w.Practitioner).WithMany().HasForeignKey(w => w.PractitionerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(w => new { w.State, w.Since });
        builder.HasIndex(w => new { w.State, w.LastDate });
        builder.HasIndex(w => w.ContactEmailNormalised);
        builder.HasIndex(w => w.EndedAt);
    }
}

internal sealed class WaitingLinkMapping : IEntityTypeConfiguration<WaitingLink>
{
    public void Configure(EntityTypeBuilder<WaitingLink> builder)
    {
        builder.HasKey(l => l.Hash);
        builder.Property(l => l.Hash).HasMaxLength(64).IsFixedLength();
        builder.HasOne(l => l.Entry).WithMany().HasForeignKey(l => l.EntryId);
    }
}
