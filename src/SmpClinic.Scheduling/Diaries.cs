using NodaTime;

namespace SmpClinic.Scheduling;

/// <summary>A practitioner as the diary sees them.</summary>
/// <param name="Id">The practitioner's resource number.</param>
/// <param name="Weekly">Weekly hours.</param>
/// <param name="Dated">Dates on which other hours, or none, apply.</param>
/// <param name="TimeOff">Spans of absence.</param>
/// <param name="Occupied">Cells taken in the window that was read.</param>
/// <param name="Rooms">The rooms they work in; null for any.</param>
public sealed record PractitionerDiary(
    int Id,
    IReadOnlyList<WorkingHours> Weekly,
    IReadOnlyList<DatedHours> Dated,
    IReadOnlyList<Interval> TimeOff,
    Occupancy Occupied,
    IReadOnlySet<int>? Rooms = null)
{
    /// <summary>
    /// The spans of work that open on a clinic date: the dated hours if the date has any of its own, else the weekly ones; and what is worked
    /// in addition.
    /// </summary>
    public IEnumerable<OpenHours> HoursOn(LocalDate date)
    {
        var dated = Dated.Where(one => one.Date == date).ToLookup(one => one.InAddition);
        var usual = dated.Contains(false) ? dated[false].SelectMany(one => one.Hours) : WeeklyOn(date);
        return usual.Concat(dated[true].SelectMany(one => one.Hours));
    }

    /// <summary>The weekly spans that would be worked on a clinic date.</summary>
    public IEnumerable<OpenHours> WeeklyOn(LocalDate date) => Weekly
        .Where(row => row.Day == date.DayOfWeek
            && !(row.ValidFrom > date)
            && !(row.ValidUntil < date))
        .Select(row => row.Hours);

    /// <summary>
    /// When the practitioner can really be visited within the spans that open on <paramref name="date"/>: the spans less
    /// their breaks, the clinic's closed dates and the practitioner's time off. A span that runs past midnight belongs
    /// to the date on which it opens.
    /// </summary>
    public IEnumerable<OpenStretch> OpenStretches(LocalDate date, ClinicCalendar calendar, IReadOnlyList<Closure> closures) =>
        HoursOn(date).SelectMany(hours => OpenStretches(date, hours, calendar, closures));

    /// <summary>The stretches of those spans alone within which the clinic's clock stands at <paramref name="instant"/>.</summary>
    public IEnumerable<OpenStretch> OpenStretches(Instant instant, ClinicCalendar calendar, IReadOnlyList<Closure> closures)
    {
        // A span lasts a day at most, so it opened on this date or on the date before.
        var shown = calendar.LocalOf(instant);
        LocalDate[] dates = [shown.Date.PlusDays(-1), shown.Date];
        return
            from date in dates
            from hours in HoursOn(date)
            where hours.From(date) <= shown && shown < hours.Until(date)
            from stretch in OpenStretches(date, hours, calendar, closures)
            select stretch;
    }

    private IEnumerable<OpenStretch> OpenStretches(LocalDate date, OpenHours hours, ClinicCalendar calendar, IReadOnlyList<Closure> closures)
    {
        var (opens, closes) = (hours.From(date), hours.Until(date));
        var open = calendar.When(opens, closes);
        foreach (var pause in hours.Breaks)
        {
            open = open.Without(calendar.When(hours.From(pause, date), hours.Until(pause, date)));
        }

        for (var day = date; day <= closes.Date; day = day.PlusDays(1))
        {
            if (closures.Any(closure => closure.Includes(day)))
            {
                open = open.Without(calendar.When(day.AtMidnight(), day.PlusDays(1).AtMidnight()));
            }
        }

        return open.Without(TimeOff).Select(stretch => new OpenStretch(opens, stretch));
    }
}

/// <summary>A room as the diary sees it.</summary>
public sealed record RoomDiary(int Id, Occupancy Occupied);

/// <summary>A stretch of time in which visits may lie, without a gap.</summary>
/// <param name="Opens">When the span it belongs to opens on the clinic's clock; its start times are counted from there.</param>
/// <param name="Open">The stretch itself.</param>
public readonly record struct OpenStretch(LocalDateTime Opens, Interval Open)
{
    /// <summary>Whether all of the half-open span from <paramref name="start"/> to <paramref name="end"/> lies within.</summary>
    public bool Holds(Instant start, Instant end) => Open.Start <= start && end <= Open.End;
}

internal static class Stretches
{
    /// <summary>What is left of <paramref name="open"/> outside <paramref name="cuts"/>. Both sides of an empty cut stay joined.</summary>
    public static IReadOnlyList<Interval> Without(this IReadOnlyList<Interval> open, IReadOnlyList<Interval> cuts)
    {
        foreach (var cut in cuts)
        {
            // An end that is left open in the time off reaches as far as there is time.
            var from = cut.HasStart ? cut.Start : Instant.MinValue;
            var until = cut.HasEnd ? cut.End : Instant.MaxValue;
            if (from < until && open.Any(stretch => from < stretch.End && stretch.Start < until))
            {
                open = [.. open.SelectMany(stretch => Outside(stretch, from, until))];
            }
        }

        return open;
    }

    private static IEnumerable<Interval> Outside(Interval stretch, Instant from, Instant until)
    {
        if (stretch.Start < from)
        {
            yield return new(stretch.Start, Instant.Min(stretch.End, from));
        }

        if (until < stretch.End)
        {
            yield return new(Instant.Max(stretch.Start, until), stretch.End);
        }
    }
}
