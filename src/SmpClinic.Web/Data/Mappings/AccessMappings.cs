using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Data.Mappings;

internal sealed class StaffSessionMapping : IEntityTypeConfiguration<StaffSession>
{
    public void Configure(EntityTypeBuilder<StaffSession> builder)
    {
        builder.ToTable("StaffSessions");
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.SecretHash).HasMaxLength(64).IsFixedLength();
        builder.Property(s => s.Device).HasMaxLength(60);
        builder.Property(s => s.Network).HasMaxLength(60);
        builder.HasOne(s => s.User).WithMany().HasForeignKey(s => s.UserId);
        builder.HasIndex(s => s.SecretHash).IsUnique();
        builder.HasIndex(s => new { s.UserId, s.EndedAt });
        builder.HasIndex(s => s.LastSeenAt);
    }
}

internal sealed class StaffFactorMappings :
    IEntityTypeConfiguration<StaffAuthenticator>,
    IEntityTypeConfiguration<StaffPasskey>,
    IEntityTypeConfiguration<StaffRecoveryCode>,
    IEntityTypeConfiguration<StaffLink>
{
    public void Configure(EntityTypeBuilder<StaffAuthenticator> builder)
    {
        builder.ToTable("StaffAuthenticators");
        builder.HasKey(a => a.UserId);
        builder.Property(a => a.UserId).ValueGeneratedNever();
        builder.Property(a => a.Secret).HasMaxLength(1000);
        builder.HasOne(a => a.User).WithMany().HasForeignKey(a => a.UserId);
    }

    public void Configure(EntityTypeBuilder<StaffPasskey> builder)
    {
        builder.ToTable("StaffPasskeys");
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Property(p => p.CredentialHash).HasMaxLength(64).IsFixedLength();
        builder.Property(p => p.CredentialId).HasMaxLength(1023);
        builder.Property(p => p.PublicKey).HasMaxLength(2000);
        builder.Property(p => p.Name).HasMaxLength(60);
        builder.Property(p => p.Transports).HasMaxLength(100);
        builder.HasOne(p => p.User).WithMany().HasForeignKey(p => p.UserId);
        builder.HasIndex(p => p.CredentialHash).IsUnique();
        builder.HasIndex(p => p.UserId);
    }

    public void Configure(EntityTypeBuilder<StaffRecoveryCode> builder)
    {
        builder.ToTable("StaffRecoveryCodes");
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.Hash).HasMaxLength(64).IsFixedLength();
        builder.HasOne(c => c.User).WithMany().HasForeignKey(c => c.UserId);
        builder.HasIndex(c => new { c.UserId, c.Hash }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<StaffLink> builder)
    {
        builder.ToTable("StaffLinks");
        builder.HasKey(l => l.Hash);
        builder.Property(l => l.Hash).HasMaxLength(64).IsFixedLength();
        builder.HasOne(l => l.User).WithMany().HasForeignKey(l => l.UserId);
        builder.HasIndex(l => new { l.UserId, l.SpentAt });
        builder.HasIndex(l => l.ExpiresAt);
    }
}

internal sealed class AuditMappings :
    IEntityTypeConfiguration<AuditEntry>,
    IEntityTypeConfiguration<AuditUnsealed>,
    IEntityTypeConfiguration<AuditSeal>,
    IEntityTypeConfiguration<AuditHead>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("Audit");
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.Property(a => a.ActorName).HasMaxLength(100);
        builder.Property(a => a.Action).HasMaxLength(60);
        builder.Property(a => a.Kind).HasMaxLength(60);
        builder.Property(a => a.RecordKind).HasMaxLength(40);
        builder.Property(a => a.RecordId).HasMaxLength(60);
        builder.Property(a => a.Detail).HasMaxLength(1000);
        builder.Property(a => a.Before).HasMaxLength(1000);
        builder.Property(a => a.After).HasMaxLength(1000);
        builder.HasIndex(a => new { a.AppointmentId, a.At });
        builder.HasIndex(a => new { a.ClientId, a.At });
        builder.HasIndex(a => new { a.ActorId, a.At });
        builder.HasIndex(a => new { a.ActorKind, a.At });
        builder.HasIndex(a => new { a.Kind, a.At });
        builder.HasIndex(a => new { a.RecordId, a.At });
        builder.HasIndex(a => a.At);
    }

    public void Configure(EntityTypeBuilder<AuditUnsealed> builder)
    {
        builder.ToTable("AuditUnsealed");
        builder.HasKey(u => u.EntryId);
        builder.Property(u => u.EntryId).ValueGeneratedNever();
    }

    public void Configure(EntityTypeBuilder<AuditSeal> builder)
    {
        builder.ToTable("AuditSeals");
        builder.HasKey(s => s.Number);
        builder.Property(s => s.Number).ValueGeneratedNever();
        builder.Property(s => s.Hash).HasMaxLength(64).IsFixedLength();
        builder.HasIndex(s => s.EntryId).IsUnique();
    }

    public void Configure(EntityTypeBuilder<AuditHead> builder)
    {
        builder.ToTable("AuditHead");
        builder.Property(h => h.Id).ValueGeneratedNever();
        builder.Property(h => h.Hash).HasMaxLength(64).IsFixedLength();
        builder.Property(h => h.Key).HasMaxLength(1000);
    }
}
