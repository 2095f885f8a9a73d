using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Data.Mappings;

internal sealed class DiaryResourceMapping : IEntityTypeConfiguration<DiaryResource>
{
    public void Configure(EntityTypeBuilder<DiaryResource> builder)
    {
        builder.ToTable("Resources");
        builder.Property(r => r.Name).HasMaxLength(100);
        builder.HasDiscriminator<string>("Kind").HasValue<Practitioner>("practitioner").HasValue<Room>("room");
        builder.Property("Kind").HasMaxLength(20);
    }
}

internal sealed class PractitionerMapping : IEntityTypeConfiguration<Practitioner>
{
    public void Configure(EntityTypeBuilder<Practitioner> builder)
    {
        builder.Property(p => p.Slug).HasMaxLength(60);
        builder.Property(p => p.Role).HasMaxLength(120);
        builder.Property(p => p.Words).HasMaxLength(1000);
        builder.Property(p => p.RegisteredWith).HasMaxLength(120);
        builder.Property(p => p.RegistrationNumber).HasMaxLength(60);
        builder.HasIndex(p => p.Slug).IsUnique();
        builder.HasMany(p => p.WeeklyHours).WithOne().HasForeignKey(h => h.PractitionerId);
        builder.HasMany(p => p.DatedHours).WithOne().HasForeignKey(h => h.PractitionerId);
        builder.HasMany(p => p.TimeOff).WithOne().HasForeignKey(h => h.PractitionerId);

        // Both ends stand in one table, and SQL Server refuses two ways of deleting by cascade; nobody is ever deleted.
        builder.HasMany(p => p.Rooms).WithMany(r => r.Practitioners).UsingEntity<Dictionary<string, object>>(
            "PractitionerRooms",
            pair => pair.HasOne<Room>().WithMany().HasForeignKey("RoomsId").OnDelete(DeleteBehavior.Restrict),
            pair => pair.HasOne<Practitioner>().WithMany().HasForeignKey("PractitionersId").OnDelete(DeleteBehavior.Restrict));
    }
}

internal sealed class RoomMapping : IEntityTypeConfiguration<Room>
{
    public void Configure(EntityTypeBuilder<Room> builder) => builder.Property(r => r.Equipment).HasMaxLength(300);
}

internal sealed class WeeklyHoursMapping : IEntityTypeConfiguration<WeeklyHours>
{
    public void Configure(EntityTypeBuilder<WeeklyHours> builder)
    {
        builder.ToTable("WeeklyHours");
        builder.HasMany(h => h.Breaks).WithOne().HasForeignKey(b => b.WeeklyHoursId);
    }
}

internal sealed class WeeklyBreakMapping : IEntityTypeConfiguration<WeeklyBreak>
{
    public void Configure(EntityTypeBuilder<WeeklyBreak> builder) => builder.ToTable("WeeklyBreaks");
}

internal sealed class DatedHoursMapping : IEntityTypeConfiguration<DatedHoursRow>
{
    public void Configure(EntityTypeBuilder<DatedHoursRow> builder)
    {
        builder.ToTable("DatedHours");
        builder.HasIndex(h => new { h.PractitionerId, h.Date });
    }
}

internal sealed class TimeOffMapping : IEntityTypeConfiguration<TimeOff>
{
    public void Configure(EntityTypeBuilder<TimeOff> builder)
    {
        builder.ToTable("TimeOff");
        builder.Property(t => t.Id).ValueGeneratedNever();
        builder.Property(t => t.Reason).HasMaxLength(200);
        builder.HasIndex(t => new { t.PractitionerId, t.End });
    }
}

internal sealed class ClosureMapping : IEntityTypeConfiguration<ClinicClosure>
{
    public void Configure(EntityTypeBuilder<ClinicClosure> builder)
    {
        builder.ToTable("Closures");
        builder.Property(c => c.Reason).HasMaxLength(200);
        builder.HasIndex(c => c.Until);
    }
}

internal sealed class ServiceMapping : IEntityTypeConfiguration<Service>
{
    public void Configure(EntityTypeBuilder<Service> builder)
    {
        builder.Property(s => s.Slug).HasMaxLength(60);
        builder.Property(s => s.Name).HasMaxLength(100);
        builder.Property(s => s.Summary).HasMaxLength(500);
        builder.Property(s => s.Currency).HasMaxLength(3).IsFixedLength();
        builder.Property(s => s.PriceNote).HasMaxLength(300);
        builder.Property(s => s.WhatToBring).HasMaxLength(1000);
        builder.Property(s => s.PatchPigment).HasMaxLength(100);
        builder.Property(s => s.PatchNumbing).HasMaxLength(100);
        builder.Property(s => s.ClosedMessage).HasMaxLength(300);
        builder.HasIndex(s => s.Slug).IsUnique();
        builder.HasMany(s => s.Practitioners).WithMany(p => p.Services).UsingEntity("ServicePractitioners");
        builder.HasMany(s => s.Rooms).WithMany(r => r.Services).UsingEntity("ServiceRooms");
        builder.Ignore(s => s.RulesForStaff).Ignore(s => s.RulesForVisitors).Ignore(s => s.NeedsRoom).Ignore(s => s.AsksHealth).Ignore(s => s.NeedsPatchTest);
    }
}
