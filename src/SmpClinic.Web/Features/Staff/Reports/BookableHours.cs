using System.Collections.Concurrent;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Features.Booking;

namespace SmpClinic.Web.Features.Staff.Reports;

/// <summary>
/// How many minutes somebody can be booked for: working hours less breaks, absences and closures, by the very arithmetic that offers times.
/// A month is worked out once and kept for as long as nothing that is laid down changes.
/// </summary>
public sealed class BookableHours(ClinicCalendar calendar)
{
    private volatile Kept? _kept;

    /// <summary>Minutes on each of the dates, both ends included, in their order.</summary>
    public int[] ByDay(RuleBook book, int practitioner, LocalDate from, LocalDate until)
    {
        var kept = _kept;
        if (kept is null || kept.Number != book.Number)
        {
            _kept = kept = new(book.Number);
        }

        var days = new int[Period.DaysBetween(from, until) + 1];
        for (var at = 0; at < days.Length;)
        {
            var date = from.PlusDays(at);
            var month = kept.Months.GetOrAdd((practitioner, date.Year, date.Month), static (key, work) => work.Hours.Month(work.Book, key), (Hours: this, Book: book));
            var count = Math.Min(month.Length - (date.Day - 1), days.Length - at);
            Array.Copy(month, date.Day - 1, days, at, count);
            at += count;
        }

        return days;
    }

    private int[] Month(RuleBook book, (int Practitioner, int Year, int Month) key)
    {
        var first = new LocalDate(key.Year, key.Month, 1);
        var last = first.PlusMonths(1).PlusDays(-1);
        var hours = book.DiaryOf(key.Practitioner, first, last, calendar.Span(first.PlusDays(-1), last.PlusDays(1)), Occupancy.Of(new(0, 0), []), calendar);
        var closures = book.Closures(first, last.PlusDays(1));
        return [.. Enumerable.Range(0, last.Day).Select(day => Minutes(hours.OpenStretches(first.PlusDays(day), calendar, closures)))];
    }

    /// <summary>Spans that overlap are worked once.</summary>
    private static int Minutes(IEnumerable<OpenStretch> stretches)
    {
        var (minutes, until) = (0.0, Instant.MinValue);
        foreach (var span in stretches.Select(s => s.Open).OrderBy(s => s.Start))
        {
            var start = Instant.Max(span.Start, until);
            if (span.End > start)
            {
                minutes += (span.End - start).TotalMinutes;
                until = span.End;
            }
        }

        return (int)minutes;
    }

    private sealed class Kept(long number)
    {
        public long Number => number;

        public ConcurrentDictionary<(int Practitioner, int Year, int Month), int[]> Months { get; } = new();
    }
}
