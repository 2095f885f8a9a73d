using NodaTime;

namespace SmpClinic.Web.Model;

/// <summary>How somebody stands on the waiting list.</summary>
public enum WaitingState
{
    /// <summary>Asked to be put on it; the link in the mail has not been used yet.</summary>
    Unconfirmed,

    /// <summary>In line.</summary>
    Waiting,

    /// <summary>A time is kept for them until they answer.</summary>
    Offered,

    /// <summary>Took a time.</summary>
    Booked,

    /// <summary>Left by their own link.</summary>
    Left,

    /// <summary>Taken off by staff.</summary>
    Removed,

    /// <summary>The date up to which they wanted to wait has passed, or they did not answer three offers.</summary>
    Ended,
}

/// <summary>
/// Somebody who would come if a time were free: what for, with whom, on which days and between which hours. What they typed stays here
/// and changes no client's record.
/// </summary>
public sealed class WaitingEntry : IVersioned
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>A short code people can read out on the phone. It opens nothing.</summary>
    public required string Reference { get; set; }

    public int ServiceId { get; set; }

    public Service? Service { get; set; }

    /// <summary>The only practitioner wanted; null for whoever is free.</summary>
    public int? PractitionerId { get; set; }

    public Practitioner? Practitioner { get; set; }

    public WaitingState State { get; set; }

    /// <summary>Days of the week, one bit each, Monday the lowest.</summary>
    public int Days { get; set; }

    /// <summary>The earliest start on the clinic's clock.</summary>
    public LocalTime EarliestTime { get; set; }

    /// <summary>The latest end on the clinic's clock.</summary>
    public LocalTime LatestTime { get; set; }

    public LocalDate FirstDate { get; set; }

    /// <summary>The last date wanted. After it the entry ends.</summary>
    public LocalDate LastDate { get; set; }

    public required string ContactName { get; set; }

    public required string ContactEmail { get; set; }

    /// <summary>Lower-cased for counting, never for sending.</summary>
    public required string ContactEmailNormalised { get; set; }

    /// <summary>E.164.</summary>
    public required string ContactPhone { get; set; }

    /// <summary>The version of the words they agreed to.</summary>
    public required string ConsentTextVersion { get; set; }

    public Instant CreatedAt { get; set; }

    /// <summary>Since when they stand in line; the order of the list.</summary>
    public Instant Since { get; set; }

    /// <summary>Not offered anything before this; so that an unanswered offer is not followed by the next at once.</summary>
    public Instant RestsUntil { get; set; }

    /// <summary>Offers in a row that ran out unanswered.</summary>
    public int Unanswered { get; set; }

    public Instant? EndedAt { get; set; }

    /// <summary>The name of who put them on the list, where that was staff.</summary>
    public string? AddedBy { get; set; }

    /// <summary>What was booked in the end.</summary>
    public Guid? AppointmentId { get; set; }

    public long Version { get; set; }

    public List<TimeOffer> Offers { get; } = [];

    /// <summary>Whether it is still on the list.</summary>
    public bool IsOpen => State is WaitingState.Unconfirmed or WaitingState.Waiting or WaitingState.Offered;

    /// <summary>The bit of a day of the week in <see cref="Days"/>.</summary>
    public static int BitOf(IsoDayOfWeek day) => 1 << ((int)day - 1);
}

/// <summary>A secret link of somebody on the waiting list. Only its SHA-256 is kept; every mail carries one of its own.</summary>
public sealed class WaitingLink
{
    /// <summary>SHA-256 of the secret, in hexadecimal.</summary>
    public required string Hash { get; set; }

    public Guid EntryId { get; set; }

    public WaitingEntry? Entry { get; set; }

    public Instant CreatedAt { get; set; }
}
