using System.Net;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff;

public sealed class ListTests(ListTests.FullDiary diary) : IClassFixture<ListTests.FullDiary>
{
    /// <summary>Three appointments that differ in everything a filter asks for.</summary>
    public sealed class FullDiary : IAsyncLifetime
    {
        public ClinicSite Site { get; } = new();

        public Appointment[] All { get; private set; } = [];

        public HttpClient Browser { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            await Site.InitializeAsync();
            All =
            [
                await Site.BookAsync(StaffDiary.Thursday, email: "zoe_100%@example.com"),
                await Site.BookAsync(StaffDiary.Thursday + Duration.FromDays(7), StaffDiary.Tom, StaffDiary.Instant),
                await Site.BookAsync(StaffDiary.Thursday + Duration.FromDays(13)),
            ];
            Browser = await Site.SignInAsync(StaffRoles.FrontDesk);
        }

        public async ValueTask DisposeAsync()
        {
            Browser.Dispose();
            await Site.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("", "012")]
    [InlineData("from=2026-12-11", "12")]
    [InlineData("until=2026-12-10", "0")]
    [InlineData("from=2026-12-17&until=2026-12-17", "1")]
    [InlineData("practitioner=tom-hale", "1")]
    [InlineData("status=Requested", "02")]
    [InlineData("status=Confirmed&practitioner=maya-okafor", "")]
    [InlineData("q=ZOE_100%25", "0")]
    [InlineData("q=%25", "0")]
    [InlineData("q=_", "0")]
    [InlineData("q=visitor", "012")]
    [InlineData("q=nobody", "")]
    [InlineData("q='%3B+DROP+TABLE+Appointments%3B--", "")]
    [InlineData("page=2", "")]
    [InlineData("page=-1", "012")]
    public async Task A_filter_shows_what_it_asks_for(string query, string expected)
    {
        var page = (await Page.GetAsync(diary.Browser, "/staff/appointments?" + query)).Is(HttpStatusCode.OK);

        var shown = page.Html.QuerySelectorAll("tbody td a[href^='/staff/appointments/']").Select(a => Array.FindIndex(diary.All, one => a.GetAttribute("href") == one.Address()));
        Assert.Equal(expected, string.Concat(shown));
    }

    [Fact]
    public async Task Words_find_by_reference_and_by_phone_as_people_write_them()
    {
        var wanted = diary.All[1];
        var typed = "0" + wanted.ContactPhone[3..7] + " " + wanted.ContactPhone[7..];
        foreach (var words in new[] { wanted.Reference, wanted.Reference.ToLowerInvariant(), typed, wanted.ContactPhone, wanted.ContactName })
        {
            var page = (await Page.GetAsync(diary.Browser, "/staff/appointments?q=" + Uri.EscapeDataString(words))).Is(HttpStatusCode.OK);
            Assert.NotNull(page.Html.QuerySelector($"a[href='{wanted.Address()}']"));
        }
    }

    [Theory]
    [InlineData("from", "31/12/2026")]
    [InlineData("from", "0001-01-01")]
    [InlineData("until", "2026-02-30")]
    [InlineData("practitioner", "nobody")]
    [InlineData("status", "Perhaps")]
    [InlineData("status", "1")]
    [InlineData("q", "bell\u0007")]
    public async Task A_filter_that_cannot_be_read_is_named_and_kept(string field, string value)
    {
        var page = (await Page.GetAsync(diary.Browser, $"/staff/appointments?{field}={Uri.EscapeDataString(value)}")).Is(HttpStatusCode.UnprocessableEntity);

        Assert.NotNull(page.Html.GetElementById(field + "-error"));
        Assert.True(field is "practitioner" or "status" || page.Html.GetElementById(field)!.GetAttribute("value") == value);
    }

    [Fact]
    public async Task A_booking_becomes_a_client_once_and_an_existing_record_is_never_changed()
    {
        await using var site = await ClinicSite.StartAsync();
        var first = await site.BookAsync(StaffDiary.Thursday, email: "sam@example.com");
        var second = await site.BookAsync(StaffDiary.Thursday + Duration.FromHours(2), email: "sam@example.com");
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        var page = await Page.GetAsync(browser, first.Address());

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => page.Form("Create a client record from this booking").SubmitAsync()));
        Assert.All(answers, a => a.Is(HttpStatusCode.Found));
        var client = await site.InDatabaseAsync(db => db.Clients.AsNoTracking().SingleAsync());
        Assert.Equal((first.ContactName, first.ContactEmail, first.ContactPhone), (client.Name, client.Email, client.Phone));
        Assert.Equal("client.created", (await site.HistoryAsync(first))[^1].Action);

        var offered = (await Page.GetAsync(browser, second.Address())).Says("same e-mail address or phone");
        (await offered.Form("Link").Fill("Client", client.Id.ToString()).SubmitAsync()).Is(HttpStatusCode.Found);
        Assert.Equal(client.Id, (await site.NowAsync(second)).ClientId);
        var after = await site.InDatabaseAsync(db => db.Clients.AsNoTracking().SingleAsync());
        Assert.Equal((client.Name, client.Email, client.Phone, client.Version), (after.Name, after.Email, after.Phone, after.Version));
    }

    [Fact]
    public async Task A_client_who_is_no_match_is_refused_like_one_who_does_not_exist()
    {
        await using var site = await ClinicSite.StartAsync();
        var stranger = await site.BookAsync(StaffDiary.Thursday);
        var booking = await site.BookAsync(StaffDiary.Thursday + Duration.FromHours(2));
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        (await (await Page.GetAsync(browser, stranger.Address())).Form("Create a client record from this booking").SubmitAsync()).Is(HttpStatusCode.Found);
        var foreign = await site.InDatabaseAsync(db => db.Clients.Select(c => c.Id).SingleAsync());
        var page = await Page.GetAsync(browser, booking.Address());

        foreach (var id in new[] { foreign, Guid.CreateVersion7() })
        {
            (await page.Form(booking.Address("/link-client")).Fill("Client", id.ToString()).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("Choose one of the listed clients");
        }

        Assert.Null((await site.NowAsync(booking)).ClientId);
    }
}
