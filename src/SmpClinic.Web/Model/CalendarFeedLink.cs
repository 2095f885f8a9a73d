using NodaTime;

namespace SmpClinic.Web.Model;

/// <summary>The secret address under which a practitioner's times can be read by their own calendar program. Only its SHA-256 is kept.</summary>
public sealed class CalendarFeedLink : IVersioned
{
    /// <summary>A practitioner has one at most: a new one takes the place of the old.</summary>
    public int PractitionerId { get; set; }

    public Practitioner? Practitioner { get; set; }

    /// <summary>SHA-256 of the secret, in hexadecimal.</summary>
    public required string Hash { get; set; }

    public Instant CreatedAt { get; set; }

    /// <summary>Who made it: it ends when they may no longer sign in.</summary>
    public Guid CreatedById { get; set; }

    public long Version { get; set; }
}
