using NodaTime;

namespace SmpClinic.Web.Model;

/// <summary>Whom a note is for.</summary>
public enum NoteKind
{
    /// <summary>About contact and arrangements: every member of staff who sees the client reads it.</summary>
    Desk,

    /// <summary>May speak of hair, skin or health: the front desk does not read it.</summary>
    Clinical,
}

/// <summary>A note about a client. Its words are its versions; editing adds one and alters none.</summary>
public sealed class ClientNote : IVersioned
{
    /// <summary>The longest text kept, in UTF-16 units.</summary>
    public const int LongestText = 2000;

    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid ClientId { get; set; }

    public Client? Client { get; set; }

    public NoteKind Kind { get; set; }

    public Instant CreatedAt { get; set; }

    /// <summary>The number of its last version.</summary>
    public int LastNumber { get; set; }

    public long Version { get; set; }

    public List<ClientNoteVersion> Versions { get; } = [];
}

/// <summary>The words of a note as somebody wrote them. Sealed whatever the note's kind: who writes in a hurry may choose the wrong one.</summary>
public sealed class ClientNoteVersion
{
    public Guid NoteId { get; set; }

    /// <summary>From one on.</summary>
    public int Number { get; set; }

    public required SealedText Text { get; set; }

    public Instant WrittenAt { get; set; }

    public Guid WrittenById { get; set; }

    public required string WrittenBy { get; set; }
}
