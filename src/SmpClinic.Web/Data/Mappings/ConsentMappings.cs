using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Data.Mappings;

internal sealed class SignedConsentMapping : IEntityTypeConfiguration<SignedConsent>
{
    public void Configure(EntityTypeBuilder<SignedConsent> builder)
    {
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.Kind).HasMaxLength(40);
        builder.Property(c => c.TextVersion).HasMaxLength(20);
        builder.Property(c => c.TextHash).HasMaxLength(64).IsFixedLength();
        builder.Property(c => c.SignedName).HasMaxLength(2000);
        builder.Property(c => c.Drawing).HasMaxLength(40_000);
        builder.Property(c => c.WitnessName).HasMaxLength(100);
        builder.Property(c => c.Hash).HasMaxLength(64).IsFixedLength();
        builder.Property(c => c.CountersignedBy).HasMaxLength(100);

        // Two pages of text with a font in it: far below what a message may hold.
        builder.Property(c => c.SealedPdf);
        builder.HasOne(c => c.Appointment).WithMany().HasForeignKey(c => c.AppointmentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(c => new { c.AppointmentId, c.SignedAt });
    }
}

internal sealed class AgeCheckMapping : IEntityTypeConfiguration<AgeCheck>
{
    public void Configure(EntityTypeBuilder<AgeCheck> builder)
    {
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.SeenByName).HasMaxLength(100);
        builder.HasOne<Appointment>().WithMany().HasForeignKey(c => c.AppointmentId);
        builder.HasIndex(c => new { c.AppointmentId, c.SeenAt });
    }
}
