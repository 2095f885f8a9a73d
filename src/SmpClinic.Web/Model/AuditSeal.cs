using NodaTime;

namespace SmpClinic.Web.Model;

/// <summary>Says that an entry of history has no seal yet. Saved with the entry, taken away with its sealing.</summary>
public sealed class AuditUnsealed
{
    public Guid EntryId { get; set; }
}

/// <summary>One link of the chain over history: a keyed hash of the entry and of the link before it.</summary>
public sealed class AuditSeal
{
    /// <summary>Counted from one, without a gap.</summary>
    public long Number { get; set; }

    public Guid EntryId { get; set; }

    public required string Hash { get; set; }

    public Instant SealedAt { get; set; }
}

/// <summary>Where the chain ends, its key under the key ring, and which node seals just now. One row.</summary>
public sealed class AuditHead
{
    public const int OnlyId = 1;

    public int Id { get; set; } = OnlyId;

    public long Number { get; set; }

    public required string Hash { get; set; }

    /// <summary>The key of the seals, itself sealed.</summary>
    public SealedText Key { get; set; }

    public Guid? LeasedBy { get; set; }

    public Instant? LeasedUntil { get; set; }
}
