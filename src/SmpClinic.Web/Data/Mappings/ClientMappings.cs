using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Data.Mappings;

internal sealed class ClientMapping : IEntityTypeConfiguration<Client>
{
    public void Configure(EntityTypeBuilder<Client> builder)
    {
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.Name).HasMaxLength(100);
        builder.Property(c => c.Email).HasMaxLength(254);
        builder.Property(c => c.EmailNormalised).HasMaxLength(254);
        builder.Property(c => c.Phone).HasMaxLength(16);
        builder.Property(c => c.NameKey).HasMaxLength(SearchWords.LongestNameKey);
        builder.Property(c => c.SearchText).HasMaxLength(SearchWords.LongestText);
        builder.Ignore(c => c.IsRoot);

        // No foreign keys to itself: SQLite can add one to a table only by writing all of it anew, outside any transaction.
        builder.HasIndex(c => c.MergedIntoId);
        builder.HasIndex(c => new { c.EmailNormalised, c.RootId });
        builder.HasIndex(c => new { c.Phone, c.RootId });
        builder.HasIndex(c => new { c.NameKey, c.RootId });
        builder.HasIndex(c => c.RootId);
        builder.HasIndex(c => c.CreatedAt);
        builder.HasIndex(c => c.SearchKey).IsUnique();
    }
}

internal sealed class ClientTermMapping : IEntityTypeConfiguration<ClientTerm>
{
    public void Configure(EntityTypeBuilder<ClientTerm> builder)
    {
        builder.HasKey(t => new { t.Term, t.ClientKey });
        builder.Property(t => t.Term).HasMaxLength(SearchWords.LongestTerm);
        builder.Property(t => t.ClientKey).ValueGeneratedNever();
    }
}

internal sealed class ClientContactBeforeMapping : IEntityTypeConfiguration<ClientContactBefore>
{
    public void Configure(EntityTypeBuilder<ClientContactBefore> builder)
    {
        builder.ToTable("ClientContactsBefore");
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.Name).HasMaxLength(100);
        builder.Property(c => c.Email).HasMaxLength(254);
        builder.Property(c => c.Phone).HasMaxLength(16);
        builder.Property(c => c.ChangedBy).HasMaxLength(100);
        builder.HasOne(c => c.Client).WithMany().HasForeignKey(c => c.ClientId);
    }
}

internal sealed class ClientAlertMapping : IEntityTypeConfiguration<ClientAlert>
{
    public void Configure(EntityTypeBuilder<ClientAlert> builder)
    {
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.Property(a => a.Text).HasMaxLength(ClientAlert.LongestText);
        builder.Property(a => a.CreatedBy).HasMaxLength(100);
        builder.Property(a => a.RemovedBy).HasMaxLength(100);
        builder.HasOne(a => a.Client).WithMany().HasForeignKey(a => a.ClientId);
    }
}

internal sealed class ClientNoteMapping : IEntityTypeConfiguration<ClientNote>
{
    public void Configure(EntityTypeBuilder<ClientNote> builder)
    {
        builder.Property(n => n.Id).ValueGeneratedNever();
        builder.HasOne(n => n.Client).WithMany().HasForeignKey(n => n.ClientId);
        builder.HasMany(n => n.Versions).WithOne().HasForeignKey(v => v.NoteId);
        builder.HasIndex(n => new { n.ClientId, n.CreatedAt });
    }
}

internal sealed class ClientNoteVersionMapping : IEntityTypeConfiguration<ClientNoteVersion>
{
    public void Configure(EntityTypeBuilder<ClientNoteVersion> builder)
    {
        builder.ToTable("ClientNoteVersions");
        builder.HasKey(v => new { v.NoteId, v.Number });
        builder.Property(v => v.Number).ValueGeneratedNever();

        // Two thousand characters of three bytes each, as the sealing makes them.
        builder.Property(v => v.Text).HasMaxLength(9000);
        builder.Property(v => v.WrittenBy).HasMaxLength(100);
    }
}

internal sealed class ClientMergeMapping : IEntityTypeConfiguration<ClientMerge>
{
    public void Configure(EntityTypeBuilder<ClientMerge> builder)
    {
        builder.Property(m => m.Id).ValueGeneratedNever();
        builder.Property(m => m.By).HasMaxLength(100);
        builder.Property(m => m.UndoneBy).HasMaxLength(100);
        builder.Property(m => m.NameBefore).HasMaxLength(100);
        builder.Property(m => m.NameChosen).HasMaxLength(100);
        builder.Property(m => m.EmailBefore).HasMaxLength(254);
        builder.Property(m => m.EmailChosen).HasMaxLength(254);
        builder.Property(m => m.PhoneBefore).HasMaxLength(16);
        builder.Property(m => m.PhoneChosen).HasMaxLength(16);
        builder.Ignore(m => m.UndoUntil);
        builder.HasOne(m => m.Kept).WithMany().HasForeignKey(m => m.KeptId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne(m => m.Gone).WithMany().HasForeignKey(m => m.GoneId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(m => m.At);
    }
}
