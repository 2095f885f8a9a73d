using NodaTime;

namespace SmpClinic.Scheduling;

/// <summary>A pause inside a span of work, in the clinic's wall-clock time, half-open.</summary>
public sealed record Break(LocalTime Start, LocalTime End);

/// <summary>
/// One span of work in the clinic's wall-clock time. <paramref name="Closes"/> at or before <paramref name="Opens"/> means
/// the next day (20:00 to 02:00; 00:00 to 00:00 is the whole day). Breaks belong to the span; one that starts before
/// <paramref name="Opens"/> lies after midnight.
/// </summary>
public sealed record OpenHours(LocalTime Opens, LocalTime Closes, IReadOnlyList<Break> Breaks)
{
    /// <summary>A span without breaks.</summary>
    public OpenHours(LocalTime opens, LocalTime closes)
        : this(opens, closes, [])
    {
    }
}

/// <summary>A span worked every week on one day, optionally only between two clinic dates, both included.</summary>
public sealed record WorkingHours(IsoDayOfWeek Day, OpenHours Hours, LocalDate? ValidFrom = null, LocalDate? ValidUntil = null);

/// <summary>What is worked on one date instead of the weekly hours; no spans means not working.</summary>
public sealed record DatedHours(LocalDate Date, IReadOnlyList<OpenHours> Hours);

/// <summary>Clinic dates, both included, on which the whole clinic is shut.</summary>
public sealed record Closure(LocalDate From, LocalDate Until);
