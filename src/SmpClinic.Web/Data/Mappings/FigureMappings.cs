using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Data.Mappings;

internal sealed class FigureMapping : IEntityTypeConfiguration<Figure>
{
    public void Configure(EntityTypeBuilder<Figure> builder)
    {
        builder.HasKey(f => new { f.Grain, f.PractitionerId, f.Kind, f.Key, f.From });
        builder.Ignore(f => f.Asked).Ignore(f => f.Settled).Ignore(f => f.Leads);
        builder.HasIndex(f => new { f.Grain, f.From });
    }
}

internal sealed class FigureChangeMapping : IEntityTypeConfiguration<FigureChange>
{
    public void Configure(EntityTypeBuilder<FigureChange> builder)
    {
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.HasIndex(c => c.At);
    }
}

internal sealed class CalendarFeedLinkMapping : IEntityTypeConfiguration<CalendarFeedLink>
{
    public void Configure(EntityTypeBuilder<CalendarFeedLink> builder)
    {
        builder.HasKey(l => l.PractitionerId);
        builder.Property(l => l.PractitionerId).ValueGeneratedNever();
        builder.Property(l => l.Hash).HasMaxLength(64).IsFixedLength();
        builder.HasOne(l => l.Practitioner).WithMany().HasForeignKey(l => l.PractitionerId);
        builder.HasIndex(l => l.Hash).IsUnique();
    }
}
