using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests.Features.Staff;
using SmpClinic.Web.Tests.Hosting;
using Xunit;
using static SmpClinic.Web.Tests.Features.Booking.BookingSteps;

namespace SmpClinic.Web.Tests.Features.Booking;

/// <summary>
/// Weeks of times as pages show them. The clock stands at Tuesday 1 December 2026; Maya works Tuesdays to Saturdays, Tom the same
/// without Tuesdays; bookings are taken for 84 days, until Tuesday 23 February 2027.
/// </summary>
public sealed class TimesDeskTests
{
    private const string Maya = "maya-okafor";
    private const string Tom = "tom-hale";

    private static readonly LocalDate Today = new(2026, 12, 1);
    private static readonly LocalDate Last = Today.PlusDays(84);
    private static readonly CheckResult Cleared = new(CheckedFor.Scalp, NotNow: false, NotBefore: null);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_week_begins_on_the_date_asked_for_and_shows_seven_days()
    {
        await using var site = await ClinicSite.StartAsync();
        var week = (await WeekAsync(site, from: Today.PlusDays(7)))!;
        Assert.Equal((Today.PlusDays(7), Today.PlusDays(13)), (week.From, week.Until));
        Assert.Equal(Enumerable.Range(7, 7).Select(n => Today.PlusDays(n)), week.Days.Select(d => d.Date));
        Assert.Equal("08 09 10 11 12", Dates(week));
        Assert.All(week.Days, day => Assert.All(day.Times, time => Assert.Equal(day.Date, time.Start.InZone(London).Date)));
        Assert.Equal(("10am", null), (week.Days[0].Times[0].Label, week.Days[0].Times[0].VisitorLabel));
        Assert.Equal(week.Days[1].Times.Select(t => t.Start).Distinct().Order(), week.Days[1].Times.Select(t => t.Start));
        Assert.Equal((Today, Today.PlusDays(14), null), (week.Earlier, week.Later, week.NextAvailable));
        Assert.True(week.HasTimes);
        Assert.Null(week.With);
        Assert.Null(week.Check);
        Assert.Equal(CheckWord.Open, week.Said.Word);
    }

    [Fact]
    public async Task Nobody_leafs_past_today_or_the_horizon()
    {
        await using var site = await ClinicSite.StartAsync();
        foreach (var from in new LocalDate?[] { null, Today, Today.PlusDays(-1) })
        {
            var first = (await WeekAsync(site, from: from))!;
            Assert.Equal((Today, null, Today.PlusDays(7)), (first.From, first.Earlier, first.Later));
        }

        Assert.Equal(Today, (await WeekAsync(site, from: Today.PlusDays(3)))!.Earlier);
        var whole = (await WeekAsync(site, from: Last.PlusDays(-7)))!;
        Assert.Equal((Last.PlusDays(-14), Last), (whole.Earlier, whole.Later));
        Assert.Null((await WeekAsync(site, from: Last.PlusDays(-6)))!.Later);
        foreach (var beyond in new[] { Last, Last.PlusDays(1), Last.PlusDays(400) })
        {
            var end = (await WeekAsync(site, from: beyond))!;
            Assert.Equal((Last, Last.PlusDays(-7), null), (end.From, end.Earlier, end.Later));
            Assert.Equal([Last], end.Days.Where(d => d.Times.Count > 0).Select(d => d.Date));
        }
    }

    [Fact]
    public async Task With_somebody_only_their_times_are_shown_and_who_does_not_offer_it_is_nobody()
    {
        await using var site = await ClinicSite.StartAsync();
        var tom = (await WeekAsync(site, with: Tom, from: Today.PlusDays(7)))!;
        Assert.Equal(Tom, tom.With!.Slug);
        Assert.Equal("09 10 11 12", Dates(tom));
        Assert.Null(await WeekAsync(site, with: "elin-pryce"));
        Assert.Null(await WeekAsync(site, with: "nobody"));
        Assert.Null(await WeekAsync(site, service: "nothing"));
        await site.ChangeAsync<Practitioner>(p => p.Slug == Tom, p => p.Active = false);
        Assert.Null(await WeekAsync(site, with: Tom));
        Assert.NotNull(await WeekAsync(site, with: Maya));
    }

    [Fact]
    public async Task A_week_without_times_says_where_the_next_one_is()
    {
        await using var site = await ClinicSite.StartAsync();
        await ShutAsync(site, Today, Today.PlusDays(8));
        var first = (await WeekAsync(site))!;
        Assert.False(first.HasTimes);
        Assert.Equal(Today.PlusDays(9), first.NextAvailable);

        // Only Tom is asked for; he does not work on Tuesdays.
        await ShutAsync(site, Today.PlusDays(9), Today.PlusDays(13));
        Assert.Equal(Today.PlusDays(14), (await WeekAsync(site))!.NextAvailable);
        Assert.Equal(Today.PlusDays(15), (await WeekAsync(site, with: Tom))!.NextAvailable);

        // On the last date, and never after it.
        await ShutAsync(site, Today.PlusDays(14), Last.PlusDays(-1));
        Assert.Equal(Last, (await WeekAsync(site))!.NextAvailable);
        Assert.Equal(Last, (await WeekAsync(site, from: Last.PlusDays(-7)))!.NextAvailable);
        Assert.Null((await WeekAsync(site, with: Tom))!.NextAvailable);
        await ShutAsync(site, Last, Last);
        Assert.Null((await WeekAsync(site))!.NextAvailable);
        Assert.Null((await WeekAsync(site, from: Last))!.NextAvailable);
    }

    [Fact]
    public async Task A_time_that_two_can_give_is_shown_once_and_where_the_visit_is_already_not_at_all()
    {
        await using var site = await ClinicSite.StartAsync();
        var week = (await WeekAsync(site, from: Today.PlusDays(8)))!;
        var both = week.Days[0].Times.Select(t => t.Start).ToList();
        Assert.Equal(both.Distinct(), both);
        var (offered, _) = (await Desk(site).BetweenAsync(Video, null, Today.PlusDays(8), Today.PlusDays(8), own: null, Token))!.Value;
        Assert.True(offered.Count > both.Count, "Both work that day.");

        var without = (await WeekAsync(site, from: Today.PlusDays(8), leaveOut: both[3]))!;
        Assert.Equal(both.Where(start => start != both[3]), without.Days[0].Times.Select(t => t.Start));
    }

    [Fact]
    public async Task A_second_clock_stands_beside_the_first_where_it_was_asked_for()
    {
        await using var site = await ClinicSite.StartAsync();
        var tokyo = DateTimeZoneProviders.Tzdb["Asia/Tokyo"];
        var week = (await Desk(site).WeekAsync(Video, null, Today.PlusDays(7), tokyo, own: null, leaveOut: null, length: null, check: null, Token))!;
        Assert.Equal(("10am", "7pm Tokyo time"), (week.Days[0].Times[0].Label, week.Days[0].Times[0].VisitorLabel));
        Assert.Equal(tokyo, week.VisitorZone);
    }

    [Fact]
    public async Task A_check_moves_the_first_date_or_leaves_nothing_and_travels_with_the_week()
    {
        await using var site = await ClinicSite.StartAsync();
        var wait = new CarriedCheck("seal", Cleared with { NotBefore = Today.PlusDays(10) });
        var week = (await WeekAsync(site, service: OnRequest, check: wait))!;
        Assert.Equal((Today.PlusDays(10), null, Today.PlusDays(17)), (week.From, week.Earlier, week.Later));
        Assert.Same(wait, week.Check);
        Assert.Equal(new CheckVerdict(CheckWord.NotBefore, Today.PlusDays(10)), week.Said);
        Assert.True(week.HasTimes);

        // Leafing back ends at that date; a date that has passed moves nothing.
        Assert.Equal(Today.PlusDays(10), (await WeekAsync(site, service: OnRequest, from: Today.PlusDays(12), check: wait))!.Earlier);
        Assert.Equal(Today, (await WeekAsync(site, service: OnRequest, check: new("seal", Cleared with { NotBefore = Today.PlusDays(-10) })))!.From);

        var no = (await WeekAsync(site, service: OnRequest, check: new("seal", Cleared with { NotNow = true })))!;
        Assert.Equal((false, null, CheckWord.NotNow), (no.HasTimes, no.NextAvailable, no.Said.Word));
        Assert.True((await WeekAsync(site, service: OnRequest, check: new("seal", Cleared)))!.HasTimes);
    }

    [Fact]
    public async Task Ones_own_visit_does_not_stand_in_ones_way()
    {
        await using var site = await BusySiteAsync();
        var visit = await site.BookAsync(StaffDiary.Thursday, service: Video);
        var date = site.Services.GetRequiredService<ClinicCalendar>().DateOf(visit.Start);
        async Task<bool> OfferedAsync(Guid? own) =>
            (await Desk(site).WeekAsync(Video, Maya, date, visitorZone: null, own, leaveOut: null, length: null, check: null, Token))!.Days[0].Times.Any(t => t.Start == visit.Start);
        async Task<bool> BetweenAsync(Guid? own) =>
            (await Desk(site).BetweenAsync(Video, Maya, date, date, own, Token))!.Value.Slots.Any(s => s.Start == visit.Start);
        Assert.Equal((false, false), (await OfferedAsync(null), await BetweenAsync(null)));
        Assert.Equal((true, true), (await OfferedAsync(visit.Id), await BetweenAsync(visit.Id)));
    }

    [Fact]
    public async Task Between_two_dates_everything_is_offered_with_the_names_in_addresses()
    {
        await using var site = await ClinicSite.StartAsync();
        using var seen = new FiguresSeen(site);
        var (slots, names) = (await Desk(site).BetweenAsync(Video, null, Today.PlusDays(7), Today.PlusDays(8), own: null, Token))!.Value;
        Assert.Equal([Today.PlusDays(7), Today.PlusDays(8)], slots.Select(s => s.Start.InZone(London).Date).Distinct());
        Assert.Equal([Maya, Tom], slots.Select(s => names[s.PractitionerId]).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains("elin-pryce", names.Values);
        var (hers, _) = (await Desk(site).BetweenAsync(Video, Maya, Today.PlusDays(7), Today.PlusDays(8), own: null, Token))!.Value;
        Assert.Equal([Maya], hers.Select(s => names[s.PractitionerId]).Distinct());
        Assert.Equal(2, seen["smpclinic.slot_query.duration"]);
        Assert.Null(await Desk(site).BetweenAsync(Video, "elin-pryce", Today, Today, own: null, Token));
        Assert.Null(await Desk(site).BetweenAsync("nothing", null, Today, Today, own: null, Token));
    }

    [Fact]
    public async Task Services_are_listed_in_the_clinics_order_without_those_that_are_not_offered()
    {
        await using var site = await ClinicSite.StartAsync();
        Assert.Equal([OnRequest, Video, AtOnce, BookingSteps.PatchTest, "aftercare-check"], (await Desk(site).ServicesAsync(Token)).Select(s => s.Slug));
        Assert.Equal(Video, (await Desk(site).ServiceAsync(Video, Token))!.Slug);
        await site.ChangeAsync<Service>(s => s.Slug == Video, s => s.Active = false);
        Assert.Equal([OnRequest, AtOnce, BookingSteps.PatchTest, "aftercare-check"], (await Desk(site).ServicesAsync(Token)).Select(s => s.Slug));
        Assert.Null(await Desk(site).ServiceAsync(Video, Token));
    }

    /// <summary>The days of the month that have times.</summary>
    private static string Dates(WeekOfTimes week) => string.Join(' ', week.Days.Where(d => d.Times.Count > 0).Select(d => d.Date.Day.ToString("00", CultureInfo.InvariantCulture)));

    private static DateTimeZone London => DateTimeZoneProviders.Tzdb["Europe/London"];

    private static TimesDesk Desk(ClinicSite site) => site.Services.GetRequiredService<TimesDesk>();

    private static Task<WeekOfTimes?> WeekAsync(
        ClinicSite site, string service = Video, string? with = null, LocalDate? from = null, Instant? leaveOut = null, CarriedCheck? check = null) =>
        Desk(site).WeekAsync(service, with, from, visitorZone: null, own: null, leaveOut, length: null, check, Token);

    private static Task<int> ShutAsync(ClinicSite site, LocalDate from, LocalDate until) => site.InDatabaseAsync(db =>
    {
        db.Closures.Add(new() { From = from, Until = until, Reason = "Repairs" });
        return db.SaveChangesAsync();
    });
}
