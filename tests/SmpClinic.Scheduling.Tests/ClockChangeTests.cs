using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Xunit;

namespace SmpClinic.Scheduling.Tests;

/// <summary>
/// Every change of every zone's clocks from 2024 to 2036. What is expected comes from NodaTime's own mapping of each
/// quarter of an hour on the clock's face: none in a gap, two in an overlap, else one.
/// </summary>
public sealed class ClockChangeTests
{
    private const int Quarter = 15;

    private static readonly BookingRules QuarterHours = new(Quarter, 0, 0, Quarter, Duration.Zero, HorizonDays: 60, NeedsRoom: false);

    /// <summary>Mutation testing, which runs these hundreds of times, sets BK08_ONE_IN to take only one change in so many.</summary>
    private static readonly int OneIn = int.Parse(Environment.GetEnvironmentVariable("BK08_ONE_IN") ?? "1", CultureInfo.InvariantCulture);

    private static readonly IReadOnlyList<ClockChange> EveryChange =
        [.. DateTimeZoneProviders.Tzdb.Ids.SelectMany(id => ClockChange.Of(DateTimeZoneProviders.Tzdb[id])).Where((_, i) => i % OneIn == 0)];

    [Fact]
    public void BK08_BK09_hours_keep_their_wall_clock_meaning_on_both_sides_of_every_change()
    {
        Assert.True(EveryChange.Count * OneIn > 4000, $"Only {EveryChange.Count} changes were found.");
        Parallel.ForEach(EveryChange, change =>
        {
            var dates = DatesAround(change);
            foreach (var hours in HoursAround(change))
            {
                var offered = Offer(change, hours, []).Select(slot => slot.Start).ToList();
                var expected = dates.Prepend(dates[0].PlusDays(-1)).SelectMany(date => QuartersOf(hours, date))
                    .Where(local => dates.Contains(local.Date))
                    .SelectMany(local => InstantsOf(change.Zone, local))
                    .Order()
                    .ToList();
                Assert.True(offered.SequenceEqual(expected), $"{change}, {hours}: too many {string.Join(' ', offered.Except(expected))}, missing {string.Join(' ', expected.Except(offered))}");
            }
        });
    }

    [Fact]
    public void BK08_no_visit_starts_or_ends_at_a_time_that_the_clock_skips()
    {
        Parallel.ForEach(EveryChange.Where(change => change.After > change.Before), change =>
        {
            // Local times are compared here; the test above leaves that to the mapping.
            foreach (var slot in Offer(change, HoursAround(change).First(), []).Concat(Offer(change, HoursAround(change).Last(), [])))
            {
                // The moment of the change is shown as the time after the gap, never as one inside it.
                foreach (var local in new[] { slot.Start, slot.End }.Select(new ClinicCalendar(change.Zone).LocalOf))
                {
                    Assert.False(change.ShownBefore <= local && local < change.At.WithOffset(change.After).LocalDateTime, $"{change}: {slot}");
                }
            }
        });
    }

    [Fact]
    public void BK09_each_of_the_two_instants_of_a_repeated_time_is_booked_once()
    {
        var allDay = new OpenHours(LocalTime.Midnight, LocalTime.Midnight);
        Parallel.ForEach(EveryChange.Where(change => change.After < change.Before), change =>
        {
            var offered = Offer(change, allDay, []).Select(slot => slot.Start).ToList();
            Assert.Equal(offered.Count, offered.Distinct().Count());
            var calendar = new ClinicCalendar(change.Zone);
            var twins = offered.GroupBy(calendar.LocalOf).Where(same => same.Count() == 2).ToList();
            Assert.Equal((change.Before - change.After).Seconds / (Quarter * 60), twins.Count);

            var (first, second) = (twins[0].First(), twins[0].Last());
            foreach (var (booked, twin) in new[] { (first, second), (second, first) })
            {
                var left = Offer(change, allDay, QuarterHours.Occupies(booked).Cells).Select(slot => slot.Start).ToList();
                Assert.DoesNotContain(booked, left);
                Assert.Contains(twin, left);
                Assert.Equal(offered.Count - 1, left.Count);
            }
        });
    }

    [Fact]
    public void BK08_a_date_lasts_from_its_first_instant_to_that_of_the_next()
    {
        foreach (var change in EveryChange)
        {
            var calendar = new ClinicCalendar(change.Zone);
            foreach (var date in DatesAround(change))
            {
                Assert.Equal(
                    new Interval(change.Zone.AtStartOfDay(date).ToInstant(), change.Zone.AtStartOfDay(date.PlusDays(1)).ToInstant()),
                    calendar.DayOf(date));
            }
        }
    }

    [Fact]
    public void BK08_a_spring_day_in_London_has_no_time_between_one_and_two() =>
        Assert.Equal(
            ["2030-03-31T00:00:00+00", "2030-03-31T00:30:00+00", "2030-03-31T02:00:00+01", "2030-03-31T02:30:00+01"],
            LondonNight(new LocalDate(2030, 3, 31)));

    [Fact]
    public void BK09_an_autumn_day_in_London_has_the_hour_after_one_twice() =>
        Assert.Equal(
            [
                "2030-10-27T00:00:00+01", "2030-10-27T00:30:00+01", "2030-10-27T01:00:00+01", "2030-10-27T01:30:00+01",
                "2030-10-27T01:00:00+00", "2030-10-27T01:30:00+00", "2030-10-27T02:00:00+00", "2030-10-27T02:30:00+00",
            ],
            LondonNight(new LocalDate(2030, 10, 27)));

    [Fact]
    public void BK09_a_visit_may_last_from_one_turn_of_the_repeated_hour_into_the_other_but_not_over_hours_that_are_shut_between()
    {
        var date = new LocalDate(2030, 10, 27);
        var hourLong = QuarterHours with { LengthMinutes = 60 };
        var open = London(hourLong, new(new LocalTime(0, 0), new LocalTime(3, 0)));
        var start = Instant.FromUtc(2030, 10, 27, 0, 30);
        Assert.NotNull(open.Check(start, start, 1).Slot);

        // 00:30 to 01:30 comes as half an hour and, after the clocks went back, another half: never an hour in one piece.
        var halves = London(hourLong, new(new LocalTime(1, 0), new LocalTime(1, 30)));
        Assert.Empty(halves.Offer(start - Duration.FromDays(1), date, date));
    }

    [Fact]
    public void A_break_that_the_clock_skips_does_not_part_the_hours_around_it()
    {
        var date = new LocalDate(2030, 3, 31);
        var skipped = new Break(new LocalTime(1, 0), new LocalTime(2, 0));
        var availability = London(QuarterHours with { LengthMinutes = 240 }, new(new LocalTime(0, 0), new LocalTime(5, 0), [skipped]));
        Assert.Equal(Instant.FromUtc(2030, 3, 31, 0, 0), Assert.Single(availability.Offer(Instant.FromUtc(2030, 3, 30, 0, 0), date, date)).Start);
    }

    private static List<string> LondonNight(LocalDate date)
    {
        var availability = London(QuarterHours with { LengthMinutes = 30, StepMinutes = 30 }, new(new LocalTime(0, 0), new LocalTime(3, 0)));
        var calendar = new ClinicCalendar(DateTimeZoneProviders.Tzdb["Europe/London"]);
        var pattern = OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-ddTHH:mm:sso<g>");
        return [.. availability.Offer(calendar.DayOf(date).Start, date, date).Select(slot => pattern.Format(slot.Start.InZone(calendar.Zone).ToOffsetDateTime()))];
    }

    private static Availability London(BookingRules rules, OpenHours hours)
    {
        var everything = new CellRange(DiaryCell.Containing(Instant.FromUtc(2030, 1, 1, 0, 0)), DiaryCell.Containing(Instant.FromUtc(2031, 1, 1, 0, 0)));
        return new(
            new(DateTimeZoneProviders.Tzdb["Europe/London"]),
            rules,
            [],
            [new(1, EveryDay(hours), [], [], Occupancy.Of(everything, []))],
            []);
    }

    private static WorkingHours[] EveryDay(OpenHours hours) =>
        [.. Enum.GetValues<IsoDayOfWeek>().Where(day => day != IsoDayOfWeek.None).Select(day => new WorkingHours(day, hours))];

    private static List<LocalDate> DatesAround(ClockChange change) =>
        [.. Enumerable.Range(-1, 4).Select(change.DateBefore.PlusDays)];

    private static IEnumerable<OpenHours> HoursAround(ClockChange change)
    {
        yield return new(LocalTime.Midnight, LocalTime.Midnight);
        yield return new(new LocalTime(9, 0), new LocalTime(17, 0));
        yield return new(new LocalTime(20, 0), new LocalTime(2, 0));

        // Hours that open and close while the clocks change.
        var shown = change.ShownBefore.TimeOfDay;
        yield return new(shown.PlusMinutes(-90), shown.PlusMinutes(30));
        yield return new(shown.PlusMinutes(15), shown.PlusMinutes(90));
    }

    private static IReadOnlyList<Slot> Offer(ClockChange change, OpenHours hours, IEnumerable<int> taken)
    {
        var calendar = new ClinicCalendar(change.Zone);
        var dates = DatesAround(change);
        var window = QuarterHours.CellsToRead(calendar, dates[0], dates[^1]);
        var availability = new Availability(calendar, QuarterHours, [], [new(1, EveryDay(hours), [], [], Occupancy.Of(window, taken))], []);
        return availability.Offer(change.At - Duration.FromDays(7), dates[0], dates[^1]);
    }

    private static IEnumerable<LocalDateTime> QuartersOf(OpenHours hours, LocalDate date)
    {
        var closes = hours.Closes > hours.Opens ? date + hours.Closes : date.PlusDays(1) + hours.Closes;
        for (var local = date + hours.Opens; local < closes; local = local.PlusMinutes(Quarter))
        {
            yield return local;
        }
    }

    private static IEnumerable<Instant> InstantsOf(DateTimeZone zone, LocalDateTime local)
    {
        var mapping = zone.MapLocal(local);
        return mapping.Count switch
        {
            0 => [],
            1 => [mapping.Single().ToInstant()],
            _ => [mapping.First().ToInstant(), mapping.Last().ToInstant()],
        };
    }
}
