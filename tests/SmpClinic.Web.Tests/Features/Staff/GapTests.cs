using System.Net;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff;

/// <summary>A free place of the calendar: booked for a client, blocked, or offered; without script.</summary>
public sealed class GapTests
{
    private const string Place = "/staff/calendar/new?date=2026-12-10&time=10:00&practitioner=maya-okafor";

    public static IEnumerable<TheoryDataRow<DatabaseProvider>> Providers => Databases.All;

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Somebody_new_is_booked_confirmed_and_told(DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        var page = await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), Place);

        (await (await Filled(page.Is(HttpStatusCode.OK)).SubmitAsync("/staff/calendar/new")).FollowAsync()).Says("Booked.");

        var booked = await site.InDatabaseAsync(db => db.Appointments.AsNoTracking().SingleAsync());
        Assert.Equal((AppointmentStatus.Confirmed, StaffDiary.Thursday, "Wanda Quennell", "+447700900321"), (booked.Status, booked.Start, booked.ContactName, booked.ContactPhone));
        Assert.Equal(["BookingConfirmedEmail"], await site.MailToClientAsync(booked));
        Assert.Equal(2, await site.InDatabaseAsync(db => db.Reminders.CountAsync()));
        await BookingSteps.DiaryIsSoundAsync(site);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task BK05_the_desk_obeys_the_same_key_as_visitors_and_only_a_reason_goes_over_it(DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        var first = await site.BookAsync(StaffDiary.Thursday);
        var page = await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), Place);

        var refused = await Filled(page).SubmitAsync("/staff/calendar/new");

        refused.Is(HttpStatusCode.Conflict).Says("That time is taken.").Says(first.ContactName);
        Assert.Equal("Wanda Quennell", refused.Html.QuerySelector("#Name")!.GetAttribute("value"));
        (await refused.Form("Overbook on purpose").Fill("Reason", "Sent by her surgeon").SubmitAsync("/staff/calendar/new")).Is(HttpStatusCode.Found);
        var booked = await site.InDatabaseAsync(db => db.Appointments.AsNoTracking().SingleAsync(a => a.Id != first.Id));
        Assert.True(booked.Overbooked);
        Assert.Contains(await site.HistoryAsync(booked), e => e.Action == "appointment.overbooked" && e.Detail == "reason: Sent by her surgeon");
        await BookingSteps.DiaryIsSoundAsync(site);
    }

    [Fact]
    public async Task Somebody_new_is_put_on_record_where_the_desk_says_so_and_found_at_once()
    {
        await using var site = await ClinicSite.StartAsync();
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        var page = await Page.GetAsync(browser, Place);

        (await Filled(page).Smuggle("Record", "perhaps").SubmitAsync("/staff/calendar/new")).Is(HttpStatusCode.UnprocessableEntity).Says("put the client on record by ticking");
        (await Filled(page).Tick("Record").SubmitAsync("/staff/calendar/new")).Is(HttpStatusCode.Found);

        var client = await site.InDatabaseAsync(db => db.Clients.AsNoTracking().SingleAsync());
        Assert.Equal(("Wanda Quennell", "+447700900321"), (client.Name, client.Phone));
        Assert.Equal(client.Id, await site.InDatabaseAsync(db => db.Appointments.Select(a => a.ClientId).SingleAsync()));
        (await (await Page.GetAsync(browser, Place)).Form("Find").Fill("Find", "quennell wanda").SubmitAsync()).Says("Wanda Quennell").Says("1 appointment, next Thu 10 Dec 2026");
    }

    [Fact]
    public async Task BK01_of_many_desks_and_one_visitor_one_gets_the_time()
    {
        await using var site = await ClinicSite.StartAsync();
        var pages = new List<Page>();
        for (var i = 0; i < 6; i++)
        {
            pages.Add(await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), Place));
        }

        var answers = await Task.WhenAll(pages.Select(p => Filled(p).SubmitAsync("/staff/calendar/new")));

        Assert.Single(answers, a => a.Status == HttpStatusCode.Found);
        Assert.Equal(5, answers.Count(a => a.Status == HttpStatusCode.Conflict));
        Assert.Equal(1, await site.InDatabaseAsync(db => db.Appointments.CountAsync()));
        await BookingSteps.DiaryIsSoundAsync(site);
    }

    [Fact]
    public async Task A_client_is_found_by_part_of_a_name_an_address_or_a_number_and_nothing_of_it_stands_in_an_address()
    {
        await using var site = await ClinicSite.StartAsync();
        var client = new Client { Name = "Ottoline Quennell", Email = "ottoline@example.com", EmailNormalised = "ottoline@example.com", Phone = "+447700900555", CreatedAt = site.Now };
        await site.InDatabaseAsync(db =>
        {
            db.Clients.Add(client);
            return db.SaveChangesAsync();
        });
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        foreach (var words in new[] { "ttoLINE", "toline@exam", "0900 555" })
        {
            var found = await (await Page.GetAsync(browser, Place)).Form("Find").Fill("Find", words).SubmitAsync();
            found.Is(HttpStatusCode.OK).Says("Ottoline Quennell").Says("ottoline@example.com");
            Assert.Equal("/staff/calendar/new/find", found.Path);
        }

        (await (await Page.GetAsync(browser, Place)).Form("Find").Fill("Find", "nobody here").SubmitAsync()).Says("Nobody found.");
        var chosen = await (await Page.GetAsync(browser, Place)).Form("Find").Fill("Find", "ottoline").SubmitAsync();
        (await chosen.Form("Book").Fill("Client", client.Id.ToString()).Fill("Service", StaffDiary.OnRequest).SubmitAsync("/staff/calendar/new")).Is(HttpStatusCode.Found);
        Assert.Equal(client.Id, await site.InDatabaseAsync(db => db.Appointments.Select(a => a.ClientId).SingleAsync()));

        // A practitioner does not find other people's clients, nor book with others.
        var tom = await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Tom);
        (await (await Page.GetAsync(tom, Place)).Form("Find").Fill("Find", "ottoline").SubmitAsync()).Says("Nobody found.");
        (await Filled(await Page.GetAsync(tom, "/staff/calendar/new?date=2026-12-10&time=14:00")).Smuggle("Practitioner", StaffDiary.Maya).SubmitAsync("/staff/calendar/new")).Is(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task What_is_wrong_is_said_at_its_field_and_nothing_is_stored()
    {
        await using var site = await ClinicSite.StartAsync();
        var page = await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), Place);
        var before = await site.EverythingAsync();

        var answer = await page.Form("Book").SubmitAsync("/staff/calendar/new");

        answer.Is(HttpStatusCode.UnprocessableEntity).Says("Choose what the visit is for.").Says("Enter one e-mail address");
        Assert.Equal(before, await site.EverythingAsync());
    }

    [Fact]
    public async Task Blocked_time_shows_what_it_meets_is_offered_to_nobody_and_can_be_opened_again()
    {
        await using var site = await ClinicSite.StartAsync();
        var visit = await site.BookAsync(StaffDiary.Thursday + Duration.FromHours(1));
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        var page = await Page.GetAsync(browser, Place);

        var shown = await page.Form("Block").Fill("Length", "120").Fill("Reason", "Deep clean").SubmitAsync();
        shown.Is(HttpStatusCode.Conflict).Says("1 visit stands in that time").Says(visit.ContactName);
        var done = await (await shown.Form("Block it all the same").SubmitAsync()).FollowAsync();

        done.Says("The time is blocked.");
        await Assert.ThrowsAnyAsync<Exception>(() => site.BookAsync(StaffDiary.Thursday));
        Assert.Equal(visit.Start, (await site.NowAsync(visit)).Start);
        var day = await Page.GetAsync(browser, "/staff/calendar?date=2026-12-10");
        (await day.Says("Away from 10am until 12pm: Deep clean.").Form("Open it again for Maya Okafor, Thursday 10 December 2026").SubmitAsync()).Is(HttpStatusCode.Found);
        await site.BookAsync(StaffDiary.Thursday);
    }

    [Fact]
    public async Task A_free_time_is_offered_by_a_link_that_visitors_can_follow()
    {
        await using var site = await ClinicSite.StartAsync();
        var page = await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), Place);

        var link = page.Html.QuerySelector("a[href^='/book/smp-consultation/details']")!.GetAttribute("href")!;

        (await site.GetAsync(link)).Is(HttpStatusCode.OK).Says("10am");
    }

    private static Form Filled(Page page) => page.Form("Book").Fill("Service", StaffDiary.OnRequest).Fill("Name", "Wanda Quennell").Fill("Email", "wanda@example.com").Fill("Phone", "07700 900321");
}
