using NodaTime;

namespace SmpClinic.Scheduling.Tests;

/// <summary>
/// Answers the same questions as <see cref="Availability"/> by asking of every single minute what the clock on the wall
/// shows and whether the practitioner is at work. It is slow and simple, and shares nothing with the code under test but
/// the records that describe a diary.
/// </summary>
public sealed class MinuteOracle
{
    private const int Day = 1440;

    private readonly BookingCase asked;
    private readonly long firstMinute;
    private readonly long today;
    private readonly (long From, long Until)[] closed;

    /// <summary>For each minute, what the clinic's clock shows as it begins: minutes since 1970 began on that clock.</summary>
    private readonly long[] clock;

    private readonly Dictionary<int, List<Shift>> shifts = [];

    /// <summary>For each practitioner or room (as the set of its cells), which minutes are taken.</summary>
    private readonly Dictionary<IReadOnlySet<int>, bool[]> takenMinutes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(int Practitioner, long Date), int> workload = [];

    public MinuteOracle(BookingCase asked)
    {
        this.asked = asked;
        today = DayNumber(asked.Now.InZone(asked.Zone).Date);
        closed = [.. asked.Closures.Select(closure => (DayNumber(closure.From), DayNumber(closure.Until)))];

        // Zones keep within 14 hours of UTC; the rest is room for buffers and for a visit that starts last.
        firstMinute = (DayNumber(asked.From) * Day) - (14 * 60) - asked.Rules.BufferBeforeMinutes;
        var minutes = ((DayNumber(asked.Until) + 1) * Day) + (14 * 60) + asked.Rules.LengthMinutes + asked.Rules.BufferAfterMinutes - firstMinute;
        clock = new long[minutes];
        for (var i = 0; i < clock.Length; i++)
        {
            var minute = firstMinute + i;
            clock[i] = minute + (asked.Zone.GetUtcOffset(Instant.FromUnixTimeSeconds(minute * 60)).Seconds / 60);
        }

        foreach (var practitioner in asked.Practitioners)
        {
            shifts[practitioner.Id] = [.. ShiftsOf(practitioner)];
        }

        foreach (var cells in asked.Practitioners.Select(one => one.Taken).Concat(asked.Rooms.Select(room => room.Taken)))
        {
            var taken = new bool[clock.Length];
            for (var i = 0; i < clock.Length; i++)
            {
                taken[i] = cells.Contains((int)((firstMinute + i) / 5));
            }

            takenMinutes[cells] = taken;
        }
    }

    /// <summary>The starts of the diary's cells on the asked dates, in order.</summary>
    public IEnumerable<Instant> Starts()
    {
        var (from, until) = (DayNumber(asked.From), DayNumber(asked.Until));
        for (var i = 0; i < clock.Length; i++)
        {
            if ((firstMinute + i) % 5 == 0 && from <= DateAt(i) && DateAt(i) <= until)
            {
                yield return Instant.FromUnixTimeSeconds((firstMinute + i) * 60);
            }
        }
    }

    /// <summary>What should be said about one start, at a whole minute, with one practitioner.</summary>
    public Verdict Judge(Instant start, int practitionerId)
    {
        var rules = asked.Rules;
        var minute = start.ToUnixTimeSeconds() / 60;
        var i = (int)(minute - firstMinute);
        if (asked.Practitioners.SingleOrDefault(one => one.Id == practitionerId) is not { } practitioner)
        {
            return new(null, Refusal.NotOffered);
        }

        if (rules.Closed)
        {
            return new(null, Refusal.BookingClosed);
        }

        if (start - asked.Now < rules.LeadTime)
        {
            return new(null, Refusal.TooSoon);
        }

        if (DateAt(i) - today > rules.HorizonDays)
        {
            return new(null, Refusal.TooFarAhead);
        }

        if (IsClosed(DateAt(i)))
        {
            return new(null, Refusal.ClinicClosed);
        }

        var fitting = shifts[practitionerId].FindAll(shift => shift.MinutesLeft[i] >= rules.LengthMinutes);
        if (fitting.Count == 0)
        {
            return new(null, Refusal.NotWorking);
        }

        if (minute % 5 != 0 || !fitting.Exists(shift => (clock[i] - shift.Opens) % rules.StepMinutes == 0))
        {
            return new(null, Refusal.OffGrid);
        }

        if (IsFull(DateAt(i)))
        {
            return new(null, Refusal.FullyBooked);
        }

        if (IsTaken(practitioner.Taken, minute))
        {
            return new(null, Refusal.Taken);
        }

        var room = asked.Rooms.FirstOrDefault(one => practitioner.Rooms?.Contains(one.Id) != false && !IsTaken(one.Taken, minute));
        return rules.NeedsRoom && room is null
            ? new(null, Refusal.NoRoom)
            : new(new Slot(start, start + Duration.FromMinutes(rules.LengthMinutes), practitionerId, rules.NeedsRoom ? room!.Id : null), null);
    }

    /// <summary>Whoever can take a start, in the order of fairness, given what <see cref="Judge"/> says of each practitioner.</summary>
    public IReadOnlyList<Slot> Candidates(Instant start, IEnumerable<Verdict> verdicts)
    {
        var able = verdicts.Select(verdict => verdict.Slot).OfType<Slot>().ToList();
        if (able.Count < 2)
        {
            return able;
        }

        var date = DateAt((int)((start.ToUnixTimeSeconds() / 60) - firstMinute));
        var ids = asked.Practitioners.Select(one => one.Id).Order().ToList();
        return [.. able.OrderBy(slot => Workload(slot.PractitionerId, date)).ThenBy(slot => (ids.IndexOf(slot.PractitionerId) + date) % ids.Count)];
    }

    private static long DayNumber(LocalDate date) => (date.AtMidnight().ToDateTimeUnspecified() - DateTime.UnixEpoch).Days;

    private long DateAt(int i) => clock[i] / Day;

    private bool IsClosed(long date) =>
        Array.Exists(closed, dates => dates.From <= date && date <= dates.Until);

    private bool IsFull(long date)
    {
        // The first of January 1970 was a Thursday.
        var monday = date - ((date + 3) % 7);
        var (onDay, inWeek) = (0, 0);
        foreach (var visit in asked.Visits.Select(DayNumber))
        {
            onDay += visit == date ? 1 : 0;
            inWeek += visit >= monday && visit < monday + 7 ? 1 : 0;
        }

        return (asked.Rules.MostPerDay is { } day && onDay >= day) || (asked.Rules.MostPerWeek is { } week && inWeek >= week);
    }

    private bool IsTaken(IReadOnlySet<int> cells, long start)
    {
        var taken = takenMinutes[cells];
        for (var minute = start - asked.Rules.BufferBeforeMinutes; minute < start + asked.Rules.LengthMinutes + asked.Rules.BufferAfterMinutes; minute++)
        {
            if (taken[minute - firstMinute])
            {
                return true;
            }
        }

        return false;
    }

    private int Workload(int practitionerId, long date)
    {
        if (!workload.TryGetValue((practitionerId, date), out var count))
        {
            count = asked.Practitioners.Single(one => one.Id == practitionerId).Taken
                .Count(cell => (cell * 5L) - firstMinute is var i && i >= 0 && i < clock.Length && DateAt((int)i) == date);
            workload[(practitionerId, date)] = count;
        }

        return count;
    }

    private IEnumerable<Shift> ShiftsOf(CasePractitioner practitioner)
    {
        var away = new bool[clock.Length];
        foreach (var off in practitioner.TimeOff)
        {
            var from = off.HasStart ? off.Start.ToUnixTimeSeconds() : long.MinValue;
            var until = off.HasEnd ? off.End.ToUnixTimeSeconds() : long.MaxValue;
            for (var i = 0; i < clock.Length; i++)
            {
                away[i] |= from < until && (firstMinute + i) * 60 < until && from < (firstMinute + i + 1) * 60;
            }
        }

        for (var i = 0; i < clock.Length; i++)
        {
            away[i] |= IsClosed(DateAt(i));
        }

        for (var date = asked.From.PlusDays(-1); date <= asked.Until; date = date.PlusDays(1))
        {
            foreach (var hours in HoursOn(practitioner, date))
            {
                yield return new(DayNumber(date) * Day + MinuteOf(hours.Opens), MinutesLeft(hours, DayNumber(date) * Day, away));
            }
        }
    }

    private static List<OpenHours> HoursOn(CasePractitioner practitioner, LocalDate date)
    {
        var dated = practitioner.Dated.Where(one => one.Date == date).ToList();
        var hours = dated.Where(one => one.InAddition).SelectMany(one => one.Hours).ToList();
        if (dated.Exists(one => !one.InAddition))
        {
            return [.. hours, .. dated.Where(one => !one.InAddition).SelectMany(one => one.Hours)];
        }

        foreach (var row in practitioner.Weekly)
        {
            var begun = row.ValidFrom is not { } from || date >= from;
            var over = row.ValidUntil is { } until && date > until;
            if (row.Day == date.DayOfWeek && begun && !over)
            {
                hours.Add(row.Hours);
            }
        }

        return hours;
    }

    private static int MinuteOf(LocalTime time) => (time.Hour * 60) + time.Minute;

    private int[] MinutesLeft(OpenHours hours, long midnight, bool[] away)
    {
        var opens = midnight + MinuteOf(hours.Opens);
        var closes = midnight + MinuteOf(hours.Closes);
        var overnight = closes <= opens;
        if (overnight)
        {
            closes += Day;
        }

        var pauses = new List<(long From, long Until)>();
        foreach (var pause in hours.Breaks)
        {
            var from = midnight + MinuteOf(pause.Start);
            var length = (MinuteOf(pause.End) - MinuteOf(pause.Start) + Day) % Day;
            from += overnight && from < opens ? Day : 0;
            pauses.Add((from, from + length));
        }

        var left = new int[clock.Length];
        for (var i = clock.Length - 2; i >= 0; i--)
        {
            var shown = clock[i];
            var working = opens <= shown && shown < closes && !away[i];
            foreach (var (from, until) in pauses)
            {
                working &= shown < from || until <= shown;
            }

            left[i] = working ? left[i + 1] + 1 : 0;
        }

        return left;
    }

    /// <summary>One span of work: when it opens on the clock, and for how many more minutes from each minute it stays open.</summary>
    private sealed record Shift(long Opens, int[] MinutesLeft);
}
