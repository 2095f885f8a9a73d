using NodaTime;

namespace SmpClinic.Web.Model;

/// <summary>
/// Somebody the clinic knows. Only staff, or the verified owner, change it. A duplicate that was merged stays as it was and leads to the
/// record that was kept: whatever belongs to any client with the same root belongs to one record, so merging moves nothing and undoing it loses nothing.
/// </summary>
public sealed class Client : IVersioned
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public required string Name { get; set; }

    public required string Email { get; set; }

    public required string EmailNormalised { get; set; }

    /// <summary>E.164.</summary>
    public required string Phone { get; set; }

    public Instant CreatedAt { get; set; }

    public long Version { get; set; }

    /// <summary>The record it was merged into; null where it stands for itself.</summary>
    public Guid? MergedIntoId { get; set; }

    /// <summary>The record it leads to in the end: its own, or that of whom it was merged into. Managed with <see cref="MergedIntoId"/>.</summary>
    public Guid RootId { get; set; }

    /// <summary>The name as <see cref="SearchWords.NameKey"/> has it; two with the same one may be one person. Managed by <see cref="Data.ClinicDb"/>.</summary>
    public string NameKey { get; set; } = string.Empty;

    /// <summary>What it can be found by, as <see cref="SearchWords.TextOf"/> has it; null until it is filled. Managed by <see cref="Data.ClinicDb"/>.</summary>
    public string? SearchText { get; set; }

    /// <summary>The number under which its <see cref="ClientTerm"/>s stand: shorter than the identifier, of which there would be one for each of some fifty terms.</summary>
    public long? SearchKey { get; set; }

    /// <summary>Whether it stands for itself.</summary>
    public bool IsRoot => RootId == Id;
}

/// <summary>
/// The beginning of something in a client's <see cref="Client.SearchText"/>: of a word, or of the rest of a word from some letter on. So
/// whatever stands anywhere in it is found by a range of this table's key. No foreign key, which would bring a second index as large as the table.
/// </summary>
public sealed class ClientTerm
{
    public required string Term { get; set; }

    /// <summary>The <see cref="Client.SearchKey"/>.</summary>
    public long ClientKey { get; set; }
}

/// <summary>Contact data as they stood until somebody changed them.</summary>
public sealed class ClientContactBefore
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid ClientId { get; set; }

    public Client? Client { get; set; }

    public required string Name { get; set; }

    public required string Email { get; set; }

    public required string Phone { get; set; }

    /// <summary>Until when.</summary>
    public Instant ChangedAt { get; set; }

    /// <summary>Who changed them.</summary>
    public required string ChangedBy { get; set; }
}

/// <summary>Something to mind about a client whenever they come, such as "needs the ground floor". Never about health.</summary>
public sealed class ClientAlert
{
    /// <summary>The longest text kept, in UTF-16 units.</summary>
    public const int LongestText = 200;

    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid ClientId { get; set; }

    public Client? Client { get; set; }

    public required string Text { get; set; }

    public Instant CreatedAt { get; set; }

    public required string CreatedBy { get; set; }

    /// <summary>When it was taken off; it is kept all the same.</summary>
    public Instant? RemovedAt { get; set; }

    public string? RemovedBy { get; set; }
}
