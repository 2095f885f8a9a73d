using NodaTime;
using NodaTime.TimeZones;

namespace SmpClinic.Scheduling.Tests;

/// <summary>One change of a zone's clocks between 2024 and 2036.</summary>
public sealed record ClockChange(DateTimeZone Zone, Instant At, Offset Before, Offset After)
{
    /// <summary>The date shown just before the clocks change.</summary>
    public LocalDate DateBefore => (At - Duration.Epsilon).WithOffset(Before).Date;

    /// <summary>The time to which the clocks had run when they were changed.</summary>
    public LocalDateTime ShownBefore => At.WithOffset(Before).LocalDateTime;

    /// <summary>Every change of one zone.</summary>
    public static IEnumerable<ClockChange> Of(DateTimeZone zone)
    {
        var years = new Interval(Instant.FromUtc(2024, 1, 1, 0, 0), Instant.FromUtc(2037, 1, 1, 0, 0));
        ZoneInterval? previous = null;
        foreach (var next in zone.GetZoneIntervals(years))
        {
            // A change of name alone leaves the clocks as they are.
            if (previous is not null && previous.WallOffset != next.WallOffset)
            {
                yield return new(zone, next.Start, previous.WallOffset, next.WallOffset);
            }

            previous = next;
        }
    }
}
