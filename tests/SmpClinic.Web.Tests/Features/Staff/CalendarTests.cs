using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff;

/// <summary>The calendar as it is read: the list that works without script, and the feed of the drawn one.</summary>
public sealed class CalendarTests
{
    private const string Day = "/staff/calendar?view=day&date=2026-12-10";

    public static IEnumerable<TheoryDataRow<DatabaseProvider>> Providers => Databases.All;

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_day_lists_everybody_with_their_hours_visits_buffers_and_states_in_words(DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        var request = await site.BookAsync(StaffDiary.Thursday);
        await site.BookAsync(StaffDiary.Thursday + Duration.FromHours(1), StaffDiary.Tom, StaffDiary.Instant);

        var page = await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), Day);

        page.Is(HttpStatusCode.OK).Says("Maya Okafor").Says("Works 10am to 1pm and 1:45pm to 6pm.").Says("10am to 10:45am").Says("kept free 9:55am to 10:55am").Says(request.ContactName)
            .Says("Waiting for the clinic").Says("Tom Hale").Says("11am to 11:30am").Says("Confirmed");
        Assert.Equal("Thursday 10 December 2026", page.Heading);
        Assert.NotNull(page.Html.QuerySelector($"a[href='{request.Address()}']"));
        Assert.Equal("page", page.Html.QuerySelector("nav[aria-label=Staff] a[href='/staff/calendar']")!.GetAttribute("aria-current"));
    }

    [Fact]
    public async Task Rooms_stand_side_by_side_as_people_do_and_a_call_is_in_none()
    {
        await using var site = await ClinicSite.StartAsync();
        await site.BookAsync(StaffDiary.Thursday);
        var call = await site.BookAsync(StaffDiary.Thursday, StaffDiary.Tom, StaffDiary.Instant);

        var page = await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), Day + "&by=room");

        page.Is(HttpStatusCode.OK).Says("Marlowe Room").Says("Garden Room").Says("Without a room").Says(call.ContactName);
    }

    [Fact]
    public async Task Absences_closures_and_other_hours_are_said_in_every_span()
    {
        await using var site = await ClinicSite.StartAsync();
        await site.InDatabaseAsync(async db =>
        {
            var maya = await db.Practitioners.SingleAsync(p => p.Slug == StaffDiary.Maya);
            db.TimeOff.Add(new() { PractitionerId = maya.Id, Start = StaffDiary.Thursday, End = StaffDiary.Thursday + Duration.FromHours(2), Reason = "Dentist" });
            return await db.SaveChangesAsync();
        });
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);

        foreach (var view in new[] { "day", "week", "month", "agenda" })
        {
            (await Page.GetAsync(browser, $"/staff/calendar?view={view}&date=2026-12-10")).Is(HttpStatusCode.OK).Says("Away from 10am until 12pm: Dentist.");
        }

        (await Page.GetAsync(browser, "/staff/calendar?view=month&date=2026-12-10")).Says("The clinic is closed: Christmas and Boxing Day.");
        (await Page.GetAsync(browser, "/staff/calendar?view=week&date=2026-12-27")).Says("The clinic is closed: Christmas and Boxing Day.");
    }

    [Fact]
    public async Task Links_lead_to_the_next_the_previous_and_today_and_nonsense_shows_today()
    {
        await using var site = await ClinicSite.StartAsync();
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        var page = await Page.GetAsync(browser, "/staff/calendar?view=week&date=2026-12-10&who=maya-okafor");

        Assert.Equal("Mon 14 Dec to Sun 20 Dec 2026", (await page.ClickAsync("Next")).Heading);
        Assert.Equal("Mon 30 Nov to Sun 6 Dec 2026", (await page.ClickAsync("Previous")).Heading);
        Assert.Equal("Mon 30 Nov to Sun 6 Dec 2026", (await page.ClickAsync("/staff/calendar?view=week&date=2026-12-01&who=maya-okafor")).Heading);
        Assert.Equal("Tuesday 1 December 2026", (await Page.GetAsync(browser, "/staff/calendar?view=nonsense&date=9999-99-99&who=nobody&by=x")).Is(HttpStatusCode.OK).Heading);
    }

    [Fact]
    public async Task A_practitioner_sees_their_own_diary_alone()
    {
        await using var site = await ClinicSite.StartAsync();
        var own = await site.BookAsync(StaffDiary.Thursday);
        var other = await site.BookAsync(StaffDiary.Thursday, StaffDiary.Tom);
        var maya = await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Maya);

        (await Page.GetAsync(maya, Day)).Is(HttpStatusCode.OK).Says(own.ContactName).NeverSays(other.ContactName).NeverSays("tom-hale");
        (await Page.GetAsync(maya, Day + "&by=room")).Is(HttpStatusCode.OK).NeverSays(other.ContactName);
        (await Page.GetAsync(maya, "/staff/calendar/events?view=day&date=2026-12-10")).Is(HttpStatusCode.OK).NeverSays(other.ContactName);
        (await Page.GetAsync(maya, $"/staff/calendar/visits/{other.Id}/time")).Is(HttpStatusCode.NotFound);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task The_feed_says_nothing_until_something_changes_and_then_says_what_stands(DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        var request = await site.BookAsync(StaffDiary.Thursday);
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        var first = await FeedAsync(browser, null);
        Assert.Equal(HttpStatusCode.OK, first.Status);
        var visit = first.Feed.GetProperty("visits")[0];
        Assert.Equal(("2026-12-10T10:00", "2026-12-10T09:55", "maya-okafor", "requested"), (visit.GetProperty("start").GetString(), visit.GetProperty("keptFrom").GetString(), visit.GetProperty("column").GetString(), visit.GetProperty("state").GetString()));
        Assert.Contains(first.Feed.GetProperty("stretches").EnumerateArray(), s => s.GetProperty("kind").GetString() == "off" && s.GetProperty("end").GetString() == "2026-12-10T10:00");

        Assert.Equal(HttpStatusCode.NotModified, (await FeedAsync(browser, first.Tag)).Status);

        (await (await Page.GetAsync(browser, request.Address())).Form("Confirm the request").SubmitAsync()).Is(HttpStatusCode.Found);
        var second = await FeedAsync(browser, first.Tag);
        Assert.Equal("confirmed", second.Feed.GetProperty("visits")[0].GetProperty("state").GetString());

        await site.ChangeAsync<ClinicClosure>(_ => true, c => c.Reason = "Another reason");
        var third = await FeedAsync(browser, second.Tag);
        Assert.Equal(HttpStatusCode.OK, third.Status);
        Assert.Equal(HttpStatusCode.NotModified, (await FeedAsync(browser, third.Tag)).Status);
    }

    [Fact]
    public async Task The_policy_is_loosened_by_a_nonce_on_the_calendar_alone()
    {
        await using var site = await ClinicSite.StartAsync();
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        var page = await Page.GetAsync(browser, Day);
        var policy = Assert.Single(page.Response.Headers.GetValues("Content-Security-Policy"));
        var nonce = page.Html.QuerySelector("script[nonce]")!.GetAttribute("nonce")!;

        Assert.Contains($"style-src 'self' 'nonce-{nonce}';", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("require-trusted-types-for 'script'; trusted-types default;", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("nonce", string.Concat((await Page.GetAsync(browser, "/staff")).Response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.NotEqual(nonce, (await Page.GetAsync(browser, Day)).Html.QuerySelector("script[nonce]")!.GetAttribute("nonce"));
    }

    private static async Task<(HttpStatusCode Status, string? Tag, JsonElement Feed)> FeedAsync(HttpClient browser, string? known)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/staff/calendar/events?view=day&date=2026-12-10", UriKind.Relative));
        if (known is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", known);
        }

        using var response = await browser.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response.StatusCode, response.Headers.ETag?.Tag, response.StatusCode == HttpStatusCode.OK ? JsonDocument.Parse(body).RootElement : default);
    }
}
