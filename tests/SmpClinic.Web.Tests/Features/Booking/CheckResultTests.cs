using System.Net;
using AngleSharp.Dom;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Suitability;
using SmpClinic.Web.Model;
using Xunit;
using static SmpClinic.Web.Tests.Features.Booking.BookingSteps;

namespace SmpClinic.Web.Tests.Features.Booking;

/// <summary>How a suitability check goes along into booking. The clock stands at Tuesday 1 December 2026.</summary>
public sealed class CheckResultTests
{
    private static readonly LocalDate Wait = new(2026, 12, 18);

    [Theory]
    [InlineData("smp-consultation", VisitMode.InPerson, CheckedFor.Scalp, CheckWord.NotBefore)]
    [InlineData("smp-consultation", VisitMode.InPerson, CheckedFor.Brows, CheckWord.OtherTreatment)]
    [InlineData("smp-video-consultation", VisitMode.Video, CheckedFor.Scalp, CheckWord.Open)]
    [InlineData("smp-telephone", VisitMode.Phone, CheckedFor.Brows, CheckWord.Open)]
    [InlineData("microblading-consultation", VisitMode.InPerson, CheckedFor.Brows, CheckWord.NotBefore)]
    [InlineData("microblading-consultation", VisitMode.InPerson, CheckedFor.Scalp, CheckWord.OtherTreatment)]
    [InlineData("patch-test", VisitMode.InPerson, CheckedFor.Scalp, CheckWord.NotBefore)]
    [InlineData("patch-test", VisitMode.InPerson, CheckedFor.Scalp | CheckedFor.Brows, CheckWord.NotBefore)]
    [InlineData("aftercare-check", VisitMode.InPerson, CheckedFor.Scalp, CheckWord.Open)]
    public void A_check_speaks_of_visits_that_lead_up_to_its_own_treatment(string slug, VisitMode mode, CheckedFor about, CheckWord word) =>
        Assert.Equal(word, new CheckResult(about, NotNow: false, Wait).About(Named(slug, mode)).Word);

    [Fact]
    public void Of_dates_it_allows_the_named_one_and_later_ones_and_without_a_date_all_or_none()
    {
        var service = Named("smp-consultation", VisitMode.InPerson);
        Gen.Int[-800, 800].Sample(days =>
        {
            var date = Wait.PlusDays(days);
            Assert.Equal(days >= 0, new CheckResult(CheckedFor.Scalp, false, Wait).About(service).Allows(date));
            Assert.True(new CheckResult(CheckedFor.Scalp, false, null).About(service).Allows(date));
            Assert.False(new CheckResult(CheckedFor.Scalp, true, Wait).About(service).Allows(date));
            Assert.False(new CarriedCheck("x", Result: null).About(service).Allows(date));
        });
    }

    [Fact]
    public async Task A_seal_gives_back_what_was_sealed_for_a_day_and_nothing_else_opens_it()
    {
        await using var site = await ClinicSite.StartAsync();
        var checks = site.Services.GetRequiredService<SealedChecks>();
        foreach (var result in new CheckResult[] { new(CheckedFor.Scalp, false, Wait), new(CheckedFor.Brows | CheckedFor.Scalp, true, null), new(CheckedFor.Brows, false, null) })
        {
            var seal = checks.Seal(result);
            Assert.Equal(result, checks.Open(seal)!.Result);
            Assert.InRange(seal.Length, 100, 250);
            for (var i = 0; i < seal.Length; i += 7)
            {
                Assert.Null(checks.Open(seal[..i] + (seal[i] == 'A' ? 'B' : 'A') + seal[(i + 1)..])!.Result);
            }
        }

        Assert.Null(checks.Open(null));
        Assert.Null(checks.Open(string.Empty));
        Assert.Null(checks.Open("2026-12-18")!.Result);
        Assert.Null(checks.Open(new string('A', 100_000))!.Result);
        Assert.Null(checks.Open(site.Services.GetRequiredService<SealedAnswers>().Seal(new Answers(), "somebody"))!.Result);

        var yesterday = checks.Seal(new(CheckedFor.Scalp, false, Wait));
        site.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        Assert.NotNull(checks.Open(yesterday)!.Result);
        site.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(checks.Open(yesterday)!.Result);
    }

    [Fact]
    public async Task Nothing_before_the_date_is_offered_on_any_page_and_what_is_offered_can_be_booked()
    {
        await using var site = await BusySiteAsync();
        var choose = await Page.GetAsync(site.Visitor(), "/book?check=" + Seal(site, new(CheckedFor.Brows, false, Wait)));
        choose.Says("By your check from Friday 18 December 2026.");
        Assert.DoesNotContain("check=", choose.Html.QuerySelector("a[href^='/book/smp-consultation']")!.GetAttribute("href"), StringComparison.Ordinal);

        var page = (await choose.ClickAsync(choose.Html.QuerySelector($"a[href^='/book/{AtOnce}']")!.GetAttribute("href")!)).Is(HttpStatusCode.OK);
        page.Says("By your suitability check the first date is Friday 18 December 2026");
        Assert.DoesNotContain(page.Html.QuerySelectorAll("a[data-week]"), link => link.TextContent.Trim() == "Earlier times");
        Assert.Equal("2026-12-18", page.Html.QuerySelector(".week time")!.GetAttribute("datetime"));

        // Another practitioner, a later week and back again: the check stays.
        page = await page.Form("Show times").Fill("With", "elin-pryce").SubmitAsync();
        page = await page.ClickAsync("Later times");
        page = await page.ClickAsync("Earlier times");
        Assert.Equal("2026-12-18", page.Html.QuerySelector(".week time")!.GetAttribute("datetime"));
        Assert.Equal("2026-12-18", (await Page.GetAsync(page.Browser, page.Path.Replace("from=2026-12-18", "from=2026-12-02", StringComparison.Ordinal))).Html.QuerySelector(".week time")!.GetAttribute("datetime"));

        var details = (await page.ClickAsync(page.Html.QuerySelector(".slot")!.GetAttribute("href")!)).Is(HttpStatusCode.OK);
        Assert.Contains("check=", details.Html.QuerySelector("#Start")!.GetAttribute("href"), StringComparison.Ordinal);
        var booked = await Filled(details).SubmitAsync();
        Assert.StartsWith("/appointments/", booked.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_sent_for_an_earlier_time_is_refused_and_keeps_what_was_typed()
    {
        await using var site = await BusySiteAsync();
        var early = (await OfferedAsync(site.Visitor(), AtOnce, new(2026, 12, 8), 7))[0];
        var details = await DetailsAsync(site.Visitor(), AtOnce, early);
        var refused = (await Filled(details, name: "Ada Waits").Smuggle("Check", Seal(site, new(CheckedFor.Brows, false, Wait))).SubmitAsync()).Is(HttpStatusCode.Conflict);

        refused.Says("By your suitability check the first date is Friday 18 December 2026. Choose that date or a later one.");
        Assert.Equal("Ada Waits", refused.Html.QuerySelector("#Name")!.GetAttribute("value"));
        var others = refused.Html.QuerySelectorAll("input[name=Start]").Select(one => StartText.TryRead(one.GetAttribute("value")!.Split('|')[0])!.Value).ToList();
        Assert.NotEmpty(others);
        Assert.All(others, start => Assert.True(Calendar(site).DateOf(start) >= Wait));
        Assert.False(await site.InDatabaseAsync(db => db.Appointments.AnyAsync(a => a.ContactName == "Ada Waits")));

        var booked = await refused.Form($"/book/{AtOnce}/details").Fill("Start", refused.Html.QuerySelector("input[name=Start]")!.GetAttribute("value")!).SubmitAsync();
        Assert.StartsWith("/appointments/", booked.Location, StringComparison.Ordinal);
        await DiaryIsSoundAsync(site);
    }

    /// <summary>Nobody fills in a form that would be refused: the address of one that is ruled out leads to the times that are not.</summary>
    [Fact]
    public async Task A_form_for_an_earlier_time_is_not_even_shown()
    {
        await using var site = await BusySiteAsync();
        var early = (await OfferedAsync(site.Visitor(), AtOnce, new(2026, 12, 8), 7))[0];
        var seal = Seal(site, new(CheckedFor.Brows, false, Wait));

        var answer = await Page.GetAsync(site.Visitor(), $"/book/{AtOnce}/details?start={StartText.Write(early)}&practitioner=elin-pryce&check={seal}");
        var week = (await answer.Is(HttpStatusCode.Redirect).FollowAsync()).Is(HttpStatusCode.OK);
        week.Says("By your suitability check the first date is Friday 18 December 2026");
        Assert.Equal("2026-12-18", week.Html.QuerySelector(".week time")!.GetAttribute("datetime"));
        Assert.Equal("elin-pryce", week.Html.QuerySelector("#practitioner option[selected]")!.GetAttribute("value"));

        var notNow = Seal(site, new(CheckedFor.Brows, NotNow: true, null));
        (await (await site.GetAsync($"/book/{AtOnce}/details?start={StartText.Write(early)}&check={notNow}")).FollowAsync()).Says("no times at the clinic are offered here");
        (await site.GetAsync($"/book/{AtOnce}/details?start={StartText.Write((await OfferedAsync(site.Visitor(), AtOnce, Wait, 7))[0])}&check={seal}")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_API_leaves_out_what_a_check_that_is_brought_along_does_not_allow()
    {
        await using var site = await BusySiteAsync();
        var all = await OfferedAsync(site.Visitor(), AtOnce, new(2026, 12, 8), 21);
        var calendar = Calendar(site);
        Assert.Contains(all, start => calendar.DateOf(start) < Wait);

        Assert.Equal(all.Where(start => calendar.DateOf(start) >= Wait), await AskAsync(new(CheckedFor.Brows, false, Wait)));
        Assert.Equal(all, await AskAsync(new(CheckedFor.Brows, false, null)));
        Assert.Equal(all, await AskAsync(new(CheckedFor.Scalp, false, Wait)));
        Assert.Empty(await AskAsync(new(CheckedFor.Brows, NotNow: true, null)));
        Assert.Empty(await AskAsync(new(CheckedFor.Brows, false, new(2027, 6, 1))));
        (await site.GetAsync($"/api/availability?service={AtOnce}&from=2026-12-08&to=2026-12-09&check=made-up")).Is(HttpStatusCode.BadRequest);

        Task<List<Instant>> AskAsync(CheckResult result) => OfferedAsync(site.Visitor(), AtOnce, new(2026, 12, 8), 21, "&check=" + Seal(site, result));
    }

    /// <summary>Nothing of a check is kept with an appointment, so it goes along in the address from the booking on.</summary>
    [Fact]
    public async Task Who_moves_a_visit_after_booking_it_with_a_check_is_held_to_its_date_as_well()
    {
        await using var site = await BusySiteAsync();
        var seal = Seal(site, new(CheckedFor.Brows, false, Wait));
        var start = (await OfferedAsync(site.Visitor(), AtOnce, new(2026, 12, 22), 7))[0];
        var details = await Page.GetAsync(site.Visitor(), $"/book/{AtOnce}/details?start={StartText.Write(start)}&check={seal}");
        var booked = await (await Filled(details).SubmitAsync()).FollowAsync();

        var list = (await booked.ClickAsync("Move to another time")).Is(HttpStatusCode.OK);
        list.Says("By your suitability check the first date is Friday 18 December 2026");
        Assert.Equal("2026-12-18", list.Html.QuerySelector(".week time")!.GetAttribute("datetime"));
        list = await list.Form("Show times").SubmitAsync();
        Assert.Equal("2026-12-18", list.Html.QuerySelector(".week time")!.GetAttribute("datetime"));

        var own = booked.Path.Split('?')[0];
        var early = StartText.Write((await OfferedAsync(site.Visitor(), AtOnce, new(2026, 12, 8), 7))[0]);
        (await (await site.GetAsync($"{own}/reschedule/confirm?start={early}&check={seal}")).Is(HttpStatusCode.Redirect).FollowAsync()).Says("By your suitability check");
        var confirm = await list.ClickAsync(list.Html.QuerySelector("a.slot")!.GetAttribute("href")!);
        var refused = (await confirm.Form("Move it").Fill("Start", early).SubmitAsync()).Is(HttpStatusCode.Conflict);
        refused.Says("Choose that date or a later one.");
        Assert.Equal(start, (await AppointmentAsync(site, own)).Start);

        (await (await confirm.Form("Move it").SubmitAsync()).FollowAsync()).Says("Your appointment is moved");
        await DiaryIsSoundAsync(site);

        // By the link in the mail there is no check any more, and the page says so instead of guessing.
        (await site.GetAsync(own + "/reschedule")).Says("We do not keep it, so please choose that date or a later one.");
    }

    [Fact]
    public async Task A_check_that_is_forged_too_old_or_for_another_treatment_is_named_and_the_form_can_be_sent_without_it()
    {
        await using var site = await BusySiteAsync();
        var good = Seal(site, new(CheckedFor.Brows, false, new(2026, 12, 2)));
        var start = (await OfferedAsync(site.Visitor(), AtOnce, new(2026, 12, 8), 7))[0];
        foreach (var (seal, words) in new[]
        {
            (good[..^3] + "AAA", "more than a day old, or its address was damaged"),
            (Seal(site, new(CheckedFor.Scalp, false, null)), "was about another treatment"),
        })
        {
            var details = await Page.GetAsync(site.Visitor(), $"/book/{AtOnce}/details?start={StartText.Write(start)}&check={seal}");
            var refused = (await Filled(details).SubmitAsync()).Is(HttpStatusCode.Conflict);
            refused.Says(words);
            Assert.Null(refused.Html.QuerySelector("input[name=Check]"));
            var week = (await site.GetAsync($"/book/{AtOnce}?check={seal}")).Is(HttpStatusCode.OK);
            week.Says(words);
            Assert.NotEmpty(week.Html.QuerySelectorAll(".slot"));
            Assert.DoesNotContain(week.Html.QuerySelectorAll("main a"), link => link.GetAttribute("href")!.Contains("check=", StringComparison.Ordinal));
            var booked = await refused.Form($"/book/{AtOnce}/details").SubmitAsync();
            Assert.StartsWith("/appointments/", booked.Location, StringComparison.Ordinal);
            start = (await OfferedAsync(site.Visitor(), AtOnce, new(2026, 12, 8), 7))[0];
        }

        // Open for more than a day before it is sent.
        var open = await Page.GetAsync(site.Visitor(), $"/book/{AtOnce}/details?start={StartText.Write(start)}&check={good}");
        var form = Filled(open);
        site.Clock.Advance(TimeSpan.FromHours(25));
        var late = await form.Fill("Rendered", (await Page.GetAsync(open.Browser, open.Path)).Html.QuerySelector("#Rendered")!.GetAttribute("value")!).SubmitAsync();
        late.Is(HttpStatusCode.Conflict).Says("more than a day old");
        (await site.GetAsync("/book?check=" + good)).Says("says nothing any more");
    }

    [Fact]
    public async Task Who_cannot_be_treated_now_is_offered_a_call_and_no_visit()
    {
        await using var site = await BusySiteAsync();
        var seal = Seal(site, new(CheckedFor.Scalp | CheckedFor.Brows, NotNow: true, NotBefore: null));
        (await site.GetAsync("/book?check=" + seal)).Says("By your check not for now.");
        var week = (await site.GetAsync($"/book/{OnRequest}?check={seal}")).Is(HttpStatusCode.OK);
        week.Says("no times at the clinic are offered here");
        Assert.Empty(week.Html.QuerySelectorAll(".slot"));
        Assert.NotEmpty((await site.GetAsync($"/book/{Video}?check={seal}")).Html.QuerySelectorAll(".slot"));

        var start = await FirstOfferedAsync(site, OnRequest);
        var details = await DetailsAsync(site.Visitor(), OnRequest, start);
        (await Filled(details).Smuggle("Check", seal).SubmitAsync()).Is(HttpStatusCode.Conflict).Says("we would not treat you as things stand");
    }

    [Fact]
    public async Task A_date_beyond_what_can_be_booked_online_offers_nothing_and_says_where_to_ask()
    {
        await using var site = await ClinicSite.StartAsync();
        var week = (await site.GetAsync($"/book/{OnRequest}?check={Seal(site, new(CheckedFor.Scalp, false, new(2028, 2, 29)))}")).Is(HttpStatusCode.OK);
        week.Says("the first date is Tuesday 29 February 2028");
        week.Says("The diary is not open that far ahead yet.");
        week.Says("These dates can be booked online from Tuesday 7 December 2027 on.");
        Assert.Empty(week.Html.QuerySelectorAll(".slot, a[data-week]"));
    }

    [Fact]
    public async Task A_form_that_was_booked_stays_booked_however_old_its_check_has_become()
    {
        await using var site = await BusySiteAsync();
        var start = (await OfferedAsync(site.Visitor(), AtOnce, new(2026, 12, 18), 7))[0];
        var request = Request(site, start, Seal(site, new(CheckedFor.Brows, false, Wait)));
        var first = Assert.IsType<BookingOutcome.Booked>(await Desk(site).BookAsync(request, Token));
        site.Clock.Advance(TimeSpan.FromHours(30));
        Assert.Equal(first, await Desk(site).BookAsync(request with { Check = Checks(site).Open(request.Check!.Seal) }, Token));
    }

    [Fact]
    public async Task At_commit_a_time_is_taken_exactly_when_its_clinic_date_is_not_before_the_checks_whatever_the_clocks_do()
    {
        foreach (var seed in Profile.Seeds(3, 40))
        {
            await Profile.WithSeedAsync(seed, async random =>
            {
                await using var site = await BusySiteAsync();

                // The clocks go forward on 28 March 2027 and back on 31 October 2027.
                site.Clock.SetUtcNow(new DateTimeOffset(2027, random.Next(2) == 0 ? 3 : 10, 1 + random.Next(20), 9, 0, 0, TimeSpan.Zero));
                var today = Calendar(site).DateOf(site.Now);
                var offered = await OfferedAsync(site.Visitor(), AtOnce, today, 40);
                for (var i = 0; i < 12; i++)
                {
                    var date = today.PlusDays(random.Next(0, 40));
                    var start = offered[random.Next(offered.Count)];
                    var outcome = await Desk(site).BookAsync(Request(site, start, Seal(site, new(CheckedFor.Brows, false, date))), Token);
                    if (Calendar(site).DateOf(start) < date)
                    {
                        var against = Assert.IsType<BookingOutcome.AgainstCheck>(outcome);
                        Assert.All(against.Alternatives, slot => Assert.True(Calendar(site).DateOf(slot.Start) >= date));
                    }
                    else
                    {
                        Assert.IsNotType<BookingOutcome.AgainstCheck>(outcome);
                    }
                }

                await DiaryIsSoundAsync(site);
            });
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static BookingDesk Desk(ClinicSite site) => site.Services.GetRequiredService<BookingDesk>();

    private static SealedChecks Checks(ClinicSite site) => site.Services.GetRequiredService<SealedChecks>();

    private static ClinicCalendar Calendar(ClinicSite site) => site.Services.GetRequiredService<ClinicCalendar>();

    private static string Seal(ClinicSite site, CheckResult result) => Checks(site).Seal(result);

    private static BookingRequest Request(ClinicSite site, Instant start, string seal)
    {
        var key = Guid.NewGuid().ToString("N");
        return new(
            AtOnce, start, null, PersonName.TryRead("Ada Example")!, EmailAddress.TryRead($"{key}@example.com")!, PhoneNumber.TryRead("07700 900123", "GB")!,
            ContactPreference.Email, null, null, [ConsentKinds.Terms], key, key, null, key)
        {
            Check = Checks(site).Open(seal),
        };
    }

    private static Service Named(string slug, VisitMode mode) => new() { Slug = slug, Name = slug, Summary = slug, Currency = "GBP", WhatToBring = string.Empty, Mode = mode };
}
