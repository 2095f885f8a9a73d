using System.Net;
using System.Net.Http.Headers;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff;

/// <summary>A practitioner's times by secret address.</summary>
public sealed class FeedTests
{
    [Fact]
    public async Task A_feed_says_when_and_nothing_of_who_or_what()
    {
        await using var site = await ClinicSite.StartAsync();
        var visit = await site.BookAsync(StaffDiary.Thursday);
        var gone = await site.BookAsync(StaffDiary.Thursday + Duration.FromHours(2));
        await site.ChangeAsync<Appointment>(a => a.Id == gone.Id, a => a.Status = AppointmentStatus.Cancelled);
        await site.BookAsync(StaffDiary.Thursday + Duration.FromHours(4), StaffDiary.Tom);
        var path = await MakeAsync(await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Maya));

        var file = (await site.GetAsync(path)).Is(HttpStatusCode.OK);

        Assert.Equal("text/calendar; charset=utf-8", file.Response.Content.Headers.ContentType!.ToString());
        Assert.Equal(new CacheControlHeaderValue { Private = true, NoCache = true }, file.Response.Headers.CacheControl);
        Assert.Equal("no-referrer", file.Response.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("noindex", file.Response.Headers.GetValues("X-Robots-Tag").Single());
        Assert.All(file.Body.Split("\r\n"), line => Assert.True(System.Text.Encoding.UTF8.GetByteCount(line) <= 75));
        Assert.Equal(1, file.Body.Split("BEGIN:VEVENT").Length - 1);
        Assert.Contains("DTSTART:20261210T100000Z\r\nDTEND:20261210T104500Z\r\nSUMMARY:Appointment\r\nSTATUS:TENTATIVE\r\n", file.Body, StringComparison.Ordinal);
        foreach (var secret in new[] { visit.ContactName, visit.ContactEmail, visit.ContactPhone, visit.Reference, StaffDiary.Hopes, "micropigmentation", "consultation", "Marlowe", "scalp", "http" })
        {
            file.NeverSays(secret);
        }
    }

    [Fact]
    public async Task A_feed_that_has_not_changed_is_not_sent_again()
    {
        await using var site = await ClinicSite.StartAsync();
        var visit = await site.BookAsync(StaffDiary.Thursday);
        var path = await MakeAsync(await site.SignInAsync(StaffRoles.Administrator));
        var tag = (await site.GetAsync(path)).Is(HttpStatusCode.OK).Response.Headers.ETag!;

        Assert.Equal(HttpStatusCode.NotModified, (await AskAsync(site, path, tag)).StatusCode);
        await site.ChangeAsync<Appointment>(a => a.Id == visit.Id, a => a.Status = AppointmentStatus.Confirmed);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(site, path, tag)).StatusCode);
    }

    [Fact]
    public async Task AU05_an_address_is_long_kept_as_a_hash_and_ends_when_it_is_replaced_revoked_or_its_maker_goes()
    {
        await using var site = await ClinicSite.StartAsync();
        var user = await site.AddStaffAsync(StaffRoles.Practitioner, practitionerSlug: StaffDiary.Maya);
        var browser = await site.SignInAsync(user);
        var first = await MakeAsync(browser);
        var secret = first["/feeds/".Length..^".ics".Length];
        Assert.Equal(43, secret.Length);
        Assert.DoesNotContain(secret, await site.EverythingAsync(), StringComparison.Ordinal);
        (await Page.GetAsync(browser, "/staff/feeds")).NeverSays(secret);

        var second = await MakeAsync(browser);
        (await site.GetAsync(first)).Is(HttpStatusCode.NotFound);
        (await site.GetAsync(second)).Is(HttpStatusCode.OK);
        (await site.GetAsync(second.Replace(".ics", "x.ics", StringComparison.Ordinal))).Is(HttpStatusCode.NotFound);
        await site.InDatabaseAsync(db => db.Users.Where(u => u.Id == user.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.Disabled, true)));
        (await site.GetAsync(second)).Is(HttpStatusCode.NotFound);
        await site.InDatabaseAsync(db => db.Users.Where(u => u.Id == user.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.Disabled, false)));

        await (await Page.GetAsync(browser, "/staff/feeds")).Form("/staff/feeds/maya-okafor/revoke").SubmitAsync();
        (await site.GetAsync(second)).Is(HttpStatusCode.NotFound);
        Assert.Equal(["feed.renewed", "feed.renewed", "feed.revoked"], (await site.InDatabaseAsync(db => db.Audit.OrderBy(a => a.Id).Select(a => a.Action).ToListAsync())).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task AU02_only_the_practitioner_and_an_administrator_make_an_address()
    {
        await using var site = await ClinicSite.StartAsync();
        var tom = await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Tom);
        var front = await site.SignInAsync(StaffRoles.FrontDesk);
        var own = await Page.GetAsync(tom, "/staff/feeds");

        own.Says("Tom Hale").NeverSays("Maya Okafor");
        (await own.Form("/staff/feeds/tom-hale/renew").SubmitAsync("/staff/feeds/maya-okafor/renew")).Is(HttpStatusCode.NotFound);
        (await own.Form("/staff/feeds/tom-hale/renew").SubmitAsync("/staff/feeds/maya-okafor/revoke")).Is(HttpStatusCode.NotFound);
        (await Page.GetAsync(front, "/staff/feeds")).Is(HttpStatusCode.Forbidden);
        Assert.False(await site.InDatabaseAsync(db => db.CalendarFeedLinks.AnyAsync()));
    }

    [Fact]
    public async Task Guessing_is_put_off()
    {
        await using var site = await ClinicSite.StartAsync(with: s => s.Settings["Limits:LinksPerMinute"] = "3");
        var visitor = site.Visitor();
        for (var i = 0; i < 4; i++)
        {
            (await Page.GetAsync(visitor, $"/feeds/{Secret.New()}.ics")).Is(i < 3 ? HttpStatusCode.NotFound : HttpStatusCode.TooManyRequests);
        }
    }

    private static async Task<string> MakeAsync(HttpClient browser)
    {
        var page = (await (await Page.GetAsync(browser, "/staff/feeds")).Form("/staff/feeds/maya-okafor/renew").SubmitAsync()).Is(HttpStatusCode.OK);
        return new Uri(page.Html.QuerySelector("main .notice code")!.TextContent).AbsolutePath;
    }

    private static Task<HttpResponseMessage> AskAsync(ClinicSite site, string path, EntityTagHeaderValue known)
    {
        var ask = new HttpRequestMessage(HttpMethod.Get, path);
        ask.Headers.IfNoneMatch.Add(known);
        return site.Visitor().SendAsync(ask, TestContext.Current.CancellationToken);
    }
}
