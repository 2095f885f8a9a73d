using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Data.Mappings;

internal sealed class PhotoMapping : IEntityTypeConfiguration<Photo>
{
    public void Configure(EntityTypeBuilder<Photo> builder)
    {
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Property(p => p.Name).HasMaxLength(Photo.NameLength).IsFixedLength();
        builder.Property(p => p.SealedKey).HasMaxLength(500);
        builder.HasOne(p => p.Appointment).WithMany().HasForeignKey(p => p.AppointmentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(p => p.Consents).WithOne().HasForeignKey(p => p.PhotoId);
        builder.HasIndex(p => p.Name).IsUnique();
    }
}

internal sealed class PhotoConsentMapping : IEntityTypeConfiguration<PhotoConsent>
{
    public void Configure(EntityTypeBuilder<PhotoConsent> builder)
    {
        builder.ToTable("PhotoConsents");
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Property(p => p.TextVersion).HasMaxLength(20);
        builder.HasIndex(p => new { p.PhotoId, p.Use });
    }
}

internal sealed class PhotoPairMapping : IEntityTypeConfiguration<PhotoPair>
{
    public void Configure(EntityTypeBuilder<PhotoPair> builder)
    {
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Property(p => p.Title).HasMaxLength(PhotoPair.LongestTitle);
        builder.Property(p => p.Shows).HasMaxLength(PhotoPair.LongestShows);
        builder.Property(p => p.BeforeName).HasMaxLength(Photo.NameLength).IsFixedLength();
        builder.Property(p => p.AfterName).HasMaxLength(Photo.NameLength).IsFixedLength();
        builder.HasOne(p => p.Before).WithMany().HasForeignKey(p => p.BeforeId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne(p => p.After).WithMany().HasForeignKey(p => p.AfterId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(p => p.PublishedAt);
        builder.HasIndex(p => p.BeforeName).IsUnique();
        builder.HasIndex(p => p.AfterName).IsUnique();
    }
}
