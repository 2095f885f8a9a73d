using NodaTime;

namespace SmpClinic.Web.Model;

/// <summary>
/// One client's record merged into another's: what the kept one's contact data were, and what was chosen. Everything else hangs on
/// <see cref="Client.RootId"/> and goes back by itself.
/// </summary>
public sealed class ClientMerge : IVersioned
{
    /// <summary>How long a merge can be undone.</summary>
    public static readonly Duration UndoWindow = Duration.FromDays(30);

    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid KeptId { get; set; }

    public Client? Kept { get; set; }

    public Guid GoneId { get; set; }

    public Client? Gone { get; set; }

    public Instant At { get; set; }

    public required string By { get; set; }

    public required string NameBefore { get; set; }

    public required string EmailBefore { get; set; }

    public required string PhoneBefore { get; set; }

    public required string NameChosen { get; set; }

    public required string EmailChosen { get; set; }

    public required string PhoneChosen { get; set; }

    public Instant? UndoneAt { get; set; }

    public string? UndoneBy { get; set; }

    public long Version { get; set; }

    /// <summary>Until when it can be undone.</summary>
    public Instant UndoUntil => At + UndoWindow;

    /// <summary>Whether it stands and can still be undone.</summary>
    public bool MayBeUndone(Instant now) => UndoneAt is null && now <= UndoUntil;
}
