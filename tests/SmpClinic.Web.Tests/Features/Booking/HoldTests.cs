using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using Xunit;
using static SmpClinic.Web.Tests.Features.Booking.BookingSteps;

namespace SmpClinic.Web.Tests.Features.Booking;

public sealed class HoldTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_held_time_is_hidden_from_others_never_from_oneself_and_booking_it_works(DatabaseProvider provider)
    {
        await using var site = await BusySiteAsync(provider);
        var start = await FirstOfferedAsync(site, BookingSteps.AtOnce);
        var mine = site.Visitor();
        var details = await DetailsAsync(mine, BookingSteps.AtOnce, start);
        Assert.Equal(HttpStatusCode.OK, (await HoldAsync(details, start)).Status);

        var day = new LocalDate(2026, 12, 8);
        Assert.Contains(start, await OfferedAsync(mine, BookingSteps.AtOnce, day, 7));
        Assert.DoesNotContain(start, await OfferedAsync(site.Visitor(), BookingSteps.AtOnce, day, 7));
        var rival = await Filled(await DetailsAsync(site.Visitor(), BookingSteps.AtOnce, start)).SubmitAsync();
        rival.Is(HttpStatusCode.Conflict);
        await DiaryIsSoundAsync(site);

        var booked = await Filled(details).SubmitAsync();
        (await booked.FollowAsync()).Says("You are booked");
        Assert.False(await site.InDatabaseAsync(db => db.SlotHolds.AnyAsync()));
        await DiaryIsSoundAsync(site);
    }

    [Fact]
    public async Task A_hold_runs_out_by_itself_and_the_next_visitor_books_over_it()
    {
        await using var site = await BusySiteAsync();
        var start = await FirstOfferedAsync(site, BookingSteps.AtOnce);
        var details = await DetailsAsync(site.Visitor(), BookingSteps.AtOnce, start);
        await HoldAsync(details, start);
        site.Clock.Advance(TimeSpan.FromMinutes(10));
        await BookAsync(site, BookingSteps.AtOnce, start);

        // The late holder loses in an orderly way.
        (await Filled(details).SubmitAsync()).Is(HttpStatusCode.Conflict).Says("has just been taken");
        var desk = site.Services.GetRequiredService<HoldDesk>();
        await desk.SweepAsync(TestContext.Current.CancellationToken);
        await DiaryIsSoundAsync(site);
    }

    [Fact]
    public async Task A_hold_for_one_service_does_not_stand_in_its_owners_way_for_another()
    {
        await using var site = await BusySiteAsync();
        var start = await FirstOfferedAsync(site, BookingSteps.AtOnce);
        var browser = site.Visitor();
        var other = await DetailsAsync(browser, BookingSteps.PatchTest, start, "elin-pryce");
        await HoldAsync(await DetailsAsync(browser, BookingSteps.AtOnce, start), start);

        Assert.Contains(start, await OfferedAsync(browser, BookingSteps.PatchTest, new(2026, 12, 8), 7, "elin-pryce"));
        (await Filled(other).SubmitAsync()).Is(HttpStatusCode.Found);
        await DiaryIsSoundAsync(site);
    }

    [Fact]
    public async Task When_a_hold_ran_out_and_its_practitioner_is_taken_anybody_else_who_is_free_will_do()
    {
        await using var site = await BusySiteAsync();
        var both = (await OfferedAsync(site.Visitor(), Video, new(2026, 12, 10), 1, "maya-okafor"))
            .Intersect(await OfferedAsync(site.Visitor(), Video, new(2026, 12, 10), 1, "tom-hale")).First();
        var details = await DetailsAsync(site.Visitor(), Video, both);
        await HoldAsync(details, both);
        var held = await site.InDatabaseAsync(db => db.SlotHolds.Select(h => db.Practitioners.Single(p => p.Id == h.PractitionerId).Slug).SingleAsync());
        site.Clock.Advance(TimeSpan.FromMinutes(10));
        await BookAsync(site, Video, both, held);

        (await Filled(details).SubmitAsync()).Is(HttpStatusCode.Found);
        await DiaryIsSoundAsync(site);
    }

    [Fact]
    public async Task A_visitor_holds_one_time_and_leaving_lets_it_go()
    {
        await using var site = await BusySiteAsync();
        var times = await OfferedAsync(site.Visitor(), BookingSteps.AtOnce, new(2026, 12, 8), 7);
        var browser = site.Visitor();
        var details = await DetailsAsync(browser, BookingSteps.AtOnce, times[0]);
        await HoldAsync(details, times[0]);
        await HoldAsync(details, times[8]);
        Assert.Equal(times[8], await site.InDatabaseAsync(db => db.SlotHolds.Select(h => h.Start).SingleAsync()));
        await DiaryIsSoundAsync(site);
        using var token = Token(details);
        var released = await browser.PostAsync(new Uri("/book/hold/release", UriKind.Relative), token, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, released.StatusCode);
        Assert.False(await site.InDatabaseAsync(async db => await db.SlotHolds.AnyAsync() || await db.ClaimedCells.AnyAsync()));
    }

    [Fact]
    public async Task Two_visitors_cannot_hold_the_same_time()
    {
        await using var site = await BusySiteAsync();
        var start = await FirstOfferedAsync(site, BookingSteps.AtOnce);
        var pages = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => DetailsAsync(site.Visitor(), BookingSteps.AtOnce, start)));
        var answers = await Task.WhenAll(pages.Select(p => HoldAsync(p, start)));
        Assert.Single(answers, a => a.Status == HttpStatusCode.OK);
        Assert.Equal(7, answers.Count(a => a.Status == HttpStatusCode.Conflict));
        await DiaryIsSoundAsync(site);
    }

    internal static async Task<Page> HoldAsync(Page details, Instant start)
    {
        using var body = Token(details, new("start", StartText.Write(start)), new("practitioner", string.Empty));
        var response = await details.Browser.PostAsync(new Uri(details.Path.Split("/details")[0] + "/hold", UriKind.Relative), body, TestContext.Current.CancellationToken);
        return await Page.ReadAsync(details.Browser, response);
    }

    private static FormUrlEncodedContent Token(Page page, params KeyValuePair<string, string>[] more)
    {
        var token = page.Html.QuerySelector("input[name^='__']")!;
        return new([new(token.GetAttribute("name")!, token.GetAttribute("value")!), .. more]);
    }
}
