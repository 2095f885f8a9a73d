using NodaTime;
using SmpClinic.Scheduling;

namespace SmpClinic.Web.Model;

/// <summary>How an offer of times stands.</summary>
public enum OfferState
{
    /// <summary>The times are kept until it runs out.</summary>
    Open,

    /// <summary>The client took one.</summary>
    Taken,

    /// <summary>The client said that none suits.</summary>
    TurnedDown,

    /// <summary>Nobody answered in time.</summary>
    Lapsed,

    /// <summary>The clinic took it back, or something else settled the matter.</summary>
    Withdrawn,
}

/// <summary>
/// Times kept for one person until they answer: proposed for a request that asked for another, or offered to somebody on the waiting
/// list. Its id claims the cells of all its times, so that nobody else can be given them meanwhile; of its times one at most is taken.
/// </summary>
public sealed class TimeOffer : IVersioned
{
    /// <summary>The longest words of the clinic to the client.</summary>
    public const int LongestWords = 1000;

    /// <summary>The longest answer of the client.</summary>
    public const int LongestAnswer = 500;

    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>The request it answers; null for one to the waiting list.</summary>
    public Guid? AppointmentId { get; set; }

    public Appointment? Appointment { get; set; }

    /// <summary>Who waits; null for one about a request.</summary>
    public Guid? WaitingEntryId { get; set; }

    public WaitingEntry? WaitingEntry { get; set; }

    public OfferState State { get; set; }

    /// <summary>What staff wrote to the client.</summary>
    public string? Words { get; set; }

    /// <summary>What the client wrote when none suited. Stays on the clinic's pages and out of every mail.</summary>
    public string? Answer { get; set; }

    public Instant CreatedAt { get; set; }

    public Instant ExpiresAt { get; set; }

    public Instant? EndedAt { get; set; }

    /// <summary>Who of the staff made it; null for the site itself.</summary>
    public string? MadeBy { get; set; }

    public long Version { get; set; }

    public List<OfferedTime> Times { get; } = [];

    /// <summary>Whether it can be answered at an instant.</summary>
    public bool IsOpen(Instant now) => State == OfferState.Open && ExpiresAt > now;
}

/// <summary>One of the times of an offer.</summary>
public sealed class OfferedTime
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid OfferId { get; set; }

    public Instant Start { get; set; }

    public Instant End { get; set; }

    public int PractitionerId { get; set; }

    public Practitioner? Practitioner { get; set; }

    public int? RoomId { get; set; }

    public int FirstCell { get; set; }

    public int EndCell { get; set; }

    /// <summary>The cells kept, buffers included.</summary>
    public CellRange Cells => new(FirstCell, EndCell);
}
