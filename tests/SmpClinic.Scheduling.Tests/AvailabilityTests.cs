using NodaTime;
using NodaTime.Text;
using Xunit;

namespace SmpClinic.Scheduling.Tests;

/// <summary>Named examples, in winter in London, where the clock shows UTC.</summary>
public sealed class AvailabilityTests
{
    private static readonly ClinicCalendar London = new(DateTimeZoneProviders.Tzdb["Europe/London"]);

    private static readonly LocalDate Monday = new(2030, 1, 14);

    private static readonly Instant LongBefore = Instant.FromUtc(2030, 1, 2, 0, 0);

    private static readonly CellRange January =
        CellRange.Covering(Instant.FromUtc(2029, 12, 25, 0, 0), Instant.FromUtc(2030, 2, 10, 0, 0));

    private static readonly BookingRules HalfHours = new(30, 0, 0, 30, Duration.Zero, HorizonDays: 60, NeedsRoom: false);

    [Fact]
    public void BK07_visits_may_touch_other_visits_on_both_sides()
    {
        var availability = For(HalfHours, Works("09:00-10:30", taken: ["09:00-09:30", "10:00-10:30"]));
        Assert.Equal(["09:30"], Offered(availability));
    }

    [Fact]
    public void BK07_a_visit_that_would_share_one_cell_is_refused()
    {
        var availability = For(HalfHours, Works("09:00-10:30", taken: ["09:55-10:00"]));
        Assert.Equal(["09:00", "10:00"], Offered(availability));
        Assert.Equal(Refusal.Taken, Check(availability, "09:30"));
    }

    [Fact]
    public void BK07_the_last_slot_of_the_day_ends_at_closing_time()
    {
        var availability = For(HalfHours, Works("16:00-17:00"));
        Assert.Equal(["16:00", "16:30"], Offered(availability));
        Assert.Equal(Refusal.NotWorking, Check(availability, "16:35"));
    }

    [Fact]
    public void BK07_buffers_may_run_past_opening_and_closing_time()
    {
        var buffered = HalfHours with { BufferBeforeMinutes = 15, BufferAfterMinutes = 15 };
        Assert.Equal(["09:00", "09:30"], Offered(For(buffered, Works("09:00-10:00"))));
    }

    [Fact]
    public void BK07_buffers_need_the_practitioner_free()
    {
        var buffered = HalfHours with { BufferBeforeMinutes = 15, BufferAfterMinutes = 15 };
        Assert.Equal(["11:00"], Offered(For(buffered, Works("09:00-12:00", taken: ["10:00-10:45", "11:45-12:00", "09:25-09:30"]))));
        Assert.Equal(Refusal.Taken, Check(For(buffered, Works("09:00-10:00", taken: ["08:45-08:50"])), "09:00"));
    }

    [Fact]
    public void BK07_a_break_parts_the_span_and_the_grid_goes_on_from_the_opening()
    {
        var availability = For(HalfHours, Works("09:00-11:00", breaks: [Pause("09:45", "10:10")]));
        Assert.Equal(["09:00", "10:30"], Offered(availability));
        Assert.Equal(Refusal.NotWorking, Check(availability, "09:30"));
        Assert.Equal(Refusal.OffGrid, Check(availability, "10:10"));
    }

    [Fact]
    public void BK07_a_break_of_no_length_is_no_break()
    {
        var availability = For(HalfHours, Works("09:00-10:00", breaks: [Pause("09:15", "09:15")]));
        Assert.Equal(["09:00", "09:30"], Offered(availability));
    }

    [Fact]
    public void BK07_time_off_of_no_length_is_no_absence()
    {
        var rules = HalfHours with { LengthMinutes = 60 };
        var works = Works("09:00-10:30");
        Assert.Equal(["09:00", "09:30"], Offered(For(rules, works with { TimeOff = [new(At("09:45"), At("09:45"))] })));
        Assert.Empty(Offered(For(rules, works with { TimeOff = [new(At("09:45"), At("09:45") + Duration.Epsilon)] })));
    }

    [Fact]
    public void BK07_two_spans_that_touch_are_not_one()
    {
        var both = Works("09:00-10:00") with { Weekly = [Weekly("09:00-10:00"), Weekly("10:00-11:00")] };
        Assert.Equal(["09:00", "10:00"], Offered(For(HalfHours with { LengthMinutes = 60 }, both)));
    }

    [Fact]
    public void BK07_a_start_in_two_overlapping_spans_is_offered_once()
    {
        var both = Works("09:00-10:00") with { Weekly = [Weekly("09:00-10:00"), Weekly("09:30-10:30")] };
        Assert.Equal(["09:00", "09:30", "10:00"], Offered(For(HalfHours, both)));
    }

    [Theory]
    [InlineData(-1, null)]
    [InlineData(0, null)]
    [InlineData(1, Refusal.TooSoon)]
    public void BK07_the_lead_time_is_kept_to_the_second(int secondsLate, Refusal? expected)
    {
        var availability = For(HalfHours with { LeadTime = Duration.FromHours(2) }, Works("09:00-09:30"));
        var now = At("07:00") + Duration.FromSeconds(secondsLate);
        Assert.Equal(expected, availability.Check(now, At("09:00"), 1).Refusal);
        Assert.Equal(expected is null ? 1 : 0, availability.Offer(now, Monday, Monday).Count);
    }

    [Theory]
    [InlineData(-1, Refusal.TooFarAhead)]
    [InlineData(0, null)]
    [InlineData(1, null)]
    public void BK07_the_horizon_moves_on_at_midnight_at_the_clinic(int seconds, Refusal? expected)
    {
        var availability = For(HalfHours with { HorizonDays = 3 }, Works("09:00-09:30"));
        var now = London.DayOf(Monday.PlusDays(-3)).Start + Duration.FromSeconds(seconds);
        Assert.Equal(expected, availability.Check(now, At("09:00"), 1).Refusal);
        Assert.Equal(expected is null ? 1 : 0, availability.Offer(now, Monday, Monday).Count);
    }

    [Fact]
    public void BK07_a_closure_shuts_both_its_ends_and_nothing_more()
    {
        var everyDay = Works("09:00-09:30") with { Weekly = EveryDay("09:00-09:30") };
        var availability = For(HalfHours, [new Closure(Monday, Monday.PlusDays(1))], [everyDay]);
        Assert.Equal(
            [Monday.PlusDays(-1), Monday.PlusDays(2)],
            availability.Offer(LongBefore, Monday.PlusDays(-1), Monday.PlusDays(2)).Select(slot => London.DateOf(slot.Start)));
        Assert.Equal(Refusal.ClinicClosed, Check(availability, "09:00"));
    }

    [Fact]
    public void BK07_dated_hours_replace_the_weekly_ones()
    {
        var other = Works("09:00-10:00") with { Dated = [new(Monday, [Hours("13:00-13:30"), Hours("15:00-15:30")])] };
        Assert.Equal(["13:00", "15:00"], Offered(For(HalfHours, other)));
        Assert.Empty(Offered(For(HalfHours, other with { Dated = [new(Monday, [])] })));
        Assert.Equal(["09:00", "09:30"], Offered(For(HalfHours, other with { Dated = [new(Monday.PlusDays(7), [])] })));
    }

    [Fact]
    public void BK07_weekly_hours_apply_on_the_first_and_the_last_date_they_are_valid()
    {
        var row = Weekly("09:00-09:30");
        Assert.Single(Offered(For(HalfHours, Works("09:00-09:30") with { Weekly = [row with { ValidFrom = Monday, ValidUntil = Monday }] })));
        Assert.Empty(Offered(For(HalfHours, Works("09:00-09:30") with { Weekly = [row with { ValidFrom = Monday.PlusDays(1) }] })));
        Assert.Empty(Offered(For(HalfHours, Works("09:00-09:30") with { Weekly = [row with { ValidUntil = Monday.PlusDays(-1) }] })));
    }

    [Fact]
    public void BK07_time_off_parts_the_day_to_the_second_and_may_have_no_end()
    {
        var absent = Works("09:00-11:00") with { TimeOff = [new(At("09:30"), At("10:00") + Duration.FromSeconds(1))] };
        Assert.Equal(["09:00", "10:30"], Offered(For(HalfHours, absent)));
        Assert.Equal(["09:00"], Offered(For(HalfHours, absent with { TimeOff = [new(At("09:30"), null)] })));
        Assert.Empty(Offered(For(HalfHours, absent with { TimeOff = [new(null, null)] })));
    }

    [Fact]
    public void BK07_an_appointment_stands_in_its_own_way_unless_its_cells_are_left_out()
    {
        Assert.Equal(Refusal.Taken, Check(For(HalfHours with { StepMinutes = 15 }, Works("09:00-10:00", taken: ["09:00-09:30"])), "09:15"));
        Assert.Null(Check(For(HalfHours with { StepMinutes = 15 }, Works("09:00-10:00")), "09:15"));
    }

    [Fact]
    public void BK07_the_first_free_room_is_taken_and_without_one_there_is_no_slot()
    {
        var rules = HalfHours with { NeedsRoom = true };
        var availability = new Availability(London, rules, [], [Works("09:00-10:30")], [Room(8, "09:00-09:30", "10:00-10:30"), Room(3, "10:00-10:30")]);
        Assert.Equal([("09:00", 3), ("09:30", 8)], availability.Offer(LongBefore, Monday, Monday).Select(slot => (Clock(slot), slot.RoomId!.Value)));
        Assert.Equal(Refusal.NoRoom, Check(availability, "10:00"));
        Assert.Equal(Refusal.NoRoom, Check(For(rules, Works("09:00-10:30")), "09:00"));
        Assert.Null(For(HalfHours, Works("09:00-10:30")).Check(LongBefore, At("09:00"), 1).Slot!.Value.RoomId);
    }

    [Fact]
    public void BK07_the_first_of_several_refusals_is_given()
    {
        var rules = HalfHours with { LeadTime = Duration.FromHours(1), HorizonDays = 1, NeedsRoom = true };
        var availability = For(rules, [new Closure(Monday.PlusDays(1), Monday.PlusDays(2))], [Works("09:00-11:00", taken: ["10:00-10:30"])]);
        var now = At("09:00");
        Refusal? Ask(Instant start, int who = 1) => availability.Check(now, start, who).Refusal;
        Assert.Equal(Refusal.NotOffered, Ask(now, who: 2));
        Assert.Equal(Refusal.TooSoon, Ask(now));
        Assert.Equal(Refusal.TooFarAhead, Ask(now + Duration.FromDays(2)));
        Assert.Equal(Refusal.ClinicClosed, Ask(now + Duration.FromDays(1)));
        Assert.Equal(Refusal.NotWorking, Ask(At("10:45")));
        Assert.Equal(Refusal.OffGrid, Ask(At("10:10")));
        Assert.Equal(Refusal.OffGrid, Ask(At("10:00") + Duration.Epsilon));
        Assert.Equal(Refusal.Taken, Ask(At("10:00")));
        Assert.Equal(Refusal.NoRoom, Ask(At("10:30")));
    }

    [Fact]
    public void Any_practitioner_means_first_the_one_with_the_lightest_day()
    {
        var availability = For(
            HalfHours,
            [],
            [Works("09:00-12:00", taken: ["11:00-11:30"]), Works("09:00-12:00", id: 2), Works("09:00-12:00", id: 3, taken: ["09:00-09:30"])]);
        Assert.Equal(2, availability.Candidates(LongBefore, At("10:00"))[0].PractitionerId);
        Assert.Equal([1, 2], availability.Candidates(LongBefore, At("09:00")).Select(slot => slot.PractitionerId).Order());
        Assert.Empty(availability.Candidates(LongBefore, At("12:00")));
    }

    [Fact]
    public void Among_equals_the_first_turn_goes_round_from_date_to_date()
    {
        var everyDay = EveryDay("09:00-09:30");
        PractitionerDiary[] equals = [.. new[] { 40, 10, 20 }.Select(id => Works("09:00-09:30", id: id) with { Weekly = everyDay })];
        int[] First(params PractitionerDiary[] practitioners) =>
            [.. Enumerable.Range(0, 6).Select(day => For(HalfHours, [], practitioners).Candidates(LongBefore, At("09:00") + Duration.FromDays(day))[0].PractitionerId)];
        Assert.Equal([2, 2, 2], First(equals).CountBy(id => id).Select(turns => turns.Value));
        Assert.Equal(First(equals), First([.. equals.Reverse()]));
    }

    [Fact]
    public void The_offer_lists_each_start_in_the_order_of_its_candidates()
    {
        var availability = For(HalfHours, [], [Works("09:00-12:00", taken: ["11:00-11:30"]), Works("09:00-12:00", id: 2), Works("10:00-12:00", id: 3)]);
        var offer = availability.Offer(LongBefore, Monday, Monday);
        Assert.Equal(offer.Select(slot => slot.Start).Distinct().SelectMany(start => availability.Candidates(LongBefore, start)), offer);
    }

    [Fact]
    public void BK10_a_night_belongs_to_the_evening_it_opens_and_its_starts_to_their_own_dates()
    {
        var night = Works("20:00-02:00", breaks: [Pause("00:30", "01:00")]);
        var availability = For(HalfHours with { LengthMinutes = 60, StepMinutes = 60 }, night);
        Assert.Equal(["20:00", "21:00", "22:00", "23:00"], Offered(availability));
        Assert.Equal(["01:00"], Offered(availability, Monday.PlusDays(1)));
        Assert.Empty(Offered(availability, Monday.PlusDays(-1)));
    }

    [Fact]
    public void BK10_a_night_is_cut_at_midnight_of_a_closed_date()
    {
        var night = Works("22:00-02:00");
        var hourly = HalfHours with { LengthMinutes = 60 };
        Assert.Equal(["22:00", "22:30", "23:00"], Offered(For(hourly, [new(Monday.PlusDays(1), Monday.PlusDays(1))], [night])));
        var closedFirst = For(hourly, [new(Monday, Monday)], [night]);
        Assert.Empty(Offered(closedFirst));
        Assert.Equal(["00:00", "00:30", "01:00"], Offered(closedFirst, Monday.PlusDays(1)));
    }

    [Fact]
    public void BK10_a_visit_may_cross_midnight_at_the_end_of_a_month_and_of_a_year()
    {
        var nights = Works("20:00-02:00") with { Weekly = EveryDay("23:30-00:30") };
        var availability = For(HalfHours with { LengthMinutes = 60 }, nights);
        foreach (var lastDay in new LocalDate[] { new(2029, 12, 31), new(2030, 1, 31) })
        {
            var slot = Assert.Single(availability.Offer(Instant.FromUtc(2029, 12, 26, 0, 0), lastDay, lastDay));
            Assert.Equal(lastDay.At(new LocalTime(23, 30)), London.LocalOf(slot.Start));
            Assert.Equal(lastDay.PlusDays(1).At(new LocalTime(0, 30)), London.LocalOf(slot.End));
        }
    }

    [Fact]
    public void BK10_midnight_to_midnight_is_the_whole_day() =>
        Assert.Equal(48, Offered(For(HalfHours, Works("00:00-00:00"))).Count);

    [Fact]
    public void A_diary_that_was_read_too_narrowly_is_a_bug_even_if_nothing_is_offered()
    {
        var needed = HalfHours.CellsToRead(London, Monday, Monday);
        var enough = Works("09:00-09:30") with { Occupied = Occupancy.Of(needed, []) };
        Assert.Single(Offered(For(HalfHours, enough)));
        var narrow = enough with { Weekly = [], Occupied = Occupancy.Of(needed with { End = needed.End - 1 }, []) };
        Assert.Throws<ArgumentOutOfRangeException>(() => Offered(For(HalfHours, narrow)));
    }

    [Fact]
    public void The_cells_to_read_are_the_whole_dates_and_the_reach_of_a_visit()
    {
        var rules = HalfHours with { BufferBeforeMinutes = 10, BufferAfterMinutes = 20 };
        var day = London.DayOf(Monday);
        var expected = CellRange.Covering(day.Start - Duration.FromMinutes(10), day.End + Duration.FromMinutes(50));
        Assert.Equal(expected, rules.CellsToRead(London, Monday, Monday));
        Assert.Equal(expected, rules.CellsToRead(London, At("09:00")));
    }

    [Fact]
    public void Nobody_and_dates_that_run_backwards_offer_nothing()
    {
        Assert.Empty(new Availability(London, HalfHours, [], [], []).Offer(LongBefore, Monday, Monday));
        Assert.Empty(For(HalfHours, Works("09:00-10:00")).Offer(LongBefore, Monday, Monday.PlusDays(-1)));
        Assert.Throws<ArgumentException>(() => For(HalfHours, [], [Works("09:00-10:00"), Works("09:00-10:00")]));
    }

    [Fact]
    public void Rules_that_do_not_fit_the_cells_cannot_be_made()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => HalfHours with { LengthMinutes = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => HalfHours with { LengthMinutes = 7 });
        Assert.Throws<ArgumentOutOfRangeException>(() => HalfHours with { StepMinutes = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => HalfHours with { BufferBeforeMinutes = -5 });
        Assert.Throws<ArgumentOutOfRangeException>(() => HalfHours with { BufferAfterMinutes = 3 });
        Assert.Throws<ArgumentOutOfRangeException>(() => HalfHours with { LeadTime = Duration.FromSeconds(-1) });
        Assert.Throws<ArgumentOutOfRangeException>(() => HalfHours with { HorizonDays = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new BookingRules(30, 0, 0, 4, Duration.Zero, 60, NeedsRoom: false));
    }

    [Fact]
    public void A_date_that_the_zone_skipped_is_empty()
    {
        var samoa = new ClinicCalendar(DateTimeZoneProviders.Tzdb["Pacific/Apia"]);
        var skipped = samoa.DayOf(new LocalDate(2011, 12, 30));
        Assert.Equal(Duration.Zero, skipped.Duration);
        Assert.Equal(samoa.DayOf(new LocalDate(2011, 12, 31)).Start, skipped.Start);
    }

    private static Availability For(BookingRules rules, PractitionerDiary practitioner) => For(rules, [], [practitioner]);

    private static Availability For(BookingRules rules, Closure[] closures, PractitionerDiary[] practitioners) =>
        new(London, rules, closures, practitioners, []);

    private static PractitionerDiary Works(string hours, int id = 1, Break[]? breaks = null, string[]? taken = null) =>
        new(id, [Weekly(hours, breaks ?? [])], [], [], Taken(taken ?? []));

    private static WorkingHours Weekly(string hours, params Break[] breaks) =>
        new(Monday.DayOfWeek, Hours(hours) with { Breaks = breaks });

    private static WorkingHours[] EveryDay(string hours) =>
        [.. Enumerable.Range(0, 7).Select(day => Weekly(hours) with { Day = Monday.PlusDays(day).DayOfWeek })];

    private static OpenHours Hours(string hours) => new(Time(hours[..5]), Time(hours[6..]));

    private static Break Pause(string start, string end) => new(Time(start), Time(end));

    private static RoomDiary Room(int id, params string[] taken) => new(id, Taken(taken));

    private static Occupancy Taken(string[] spans) =>
        Occupancy.Of(January, spans.SelectMany(span => CellRange.Covering(At(span[..5]), At(span[6..])).Cells));

    private static LocalTime Time(string text) => LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(text).Value;

    /// <summary>A time of the Monday.</summary>
    private static Instant At(string time) => (Monday + Time(time)).InUtc().ToInstant();

    private static string Clock(Slot slot) => LocalTimePattern.CreateWithInvariantCulture("HH:mm").Format(London.LocalOf(slot.Start).TimeOfDay);

    private static List<string> Offered(Availability availability, LocalDate? date = null) =>
        [.. availability.Offer(LongBefore, date ?? Monday, date ?? Monday).Select(Clock)];

    private static Refusal? Check(Availability availability, string start) => availability.Check(LongBefore, At(start), 1).Refusal;
}
