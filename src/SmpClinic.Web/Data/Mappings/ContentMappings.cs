using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Data.Mappings;

internal sealed class ContentVersionMapping : IEntityTypeConfiguration<ContentVersion>
{
    public void Configure(EntityTypeBuilder<ContentVersion> builder)
    {
        builder.HasKey(v => new { v.Key, v.Number });
        builder.Property(v => v.Key).HasMaxLength(120);
        builder.Property(v => v.Number).ValueGeneratedNever();
        builder.Property(v => v.Fields).HasMaxLength(100_000);
        builder.Property(v => v.SavedByName).HasMaxLength(100);
        builder.Property(v => v.Note).HasMaxLength(200);
        builder.HasIndex(v => v.PublishAt);
    }
}
