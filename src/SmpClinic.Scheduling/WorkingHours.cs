using NodaTime;

namespace SmpClinic.Scheduling;

/// <summary>A pause inside a span of work, in the clinic's wall-clock time, half-open; no pause at all if
/// both times are the same, and past midnight if the end is before the start.</summary>
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

    private bool RunsPastMidnight => Closes <= Opens;

    /// <summary>What the clock shows when the span of <paramref name="date"/> opens.</summary>
    internal LocalDateTime From(LocalDate date) => date + Opens;

    /// <summary>What the clock shows when the span of <paramref name="date"/> closes.</summary>
    internal LocalDateTime Until(LocalDate date) => (RunsPastMidnight ? date.PlusDays(1) : date) + Closes;

    /// <summary>What the clock shows when a break of the span of <paramref name="date"/> starts.</summary>
    internal LocalDateTime From(Break pause, LocalDate date) =>
        (RunsPastMidnight && pause.Start < Opens ? date.PlusDays(1) : date) + pause.Start;

    /// <summary>What the clock shows when that break ends: at midnight or later on the next date if its end is before its start.</summary>
    internal LocalDateTime Until(Break pause, LocalDate date)
    {
        var from = From(pause, date);
        return (pause.End < pause.Start ? from.Date.PlusDays(1) : from.Date) + pause.End;
    }
}

/// <summary>A span worked every week on one day, optionally only between two clinic dates, both included.</summary>
public sealed record WorkingHours(IsoDayOfWeek Day, OpenHours Hours, LocalDate? ValidFrom = null, LocalDate? ValidUntil = null);

/// <summary>What is worked on one date: instead of the weekly hours, where no spans means not working, or on top of them.</summary>
public sealed record DatedHours(LocalDate Date, IReadOnlyList<OpenHours> Hours, bool InAddition = false);

/// <summary>Clinic dates, both included, on which the whole clinic is shut.</summary>
public sealed record Closure(LocalDate From, LocalDate Until)
{
    /// <summary>Whether the clinic is shut on a date.</summary>
    public bool Includes(LocalDate date) => From <= date && date <= Until;
}
