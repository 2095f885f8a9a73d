using System.Net;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff;

/// <summary>What dragging, resizing, overbooking and undoing send, sent as forms: the database has the last word.</summary>
public sealed class ChangeTimeTests
{
    public static IEnumerable<TheoryDataRow<DatabaseProvider>> Providers => Databases.All;

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_visit_gets_another_time_person_and_length_and_mail_waits_a_minute(DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        var visit = await site.BookAsync(StaffDiary.Thursday);
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);

        var page = await Page.GetAsync(browser, Time(visit, "date=2026-12-10&time=14:05&length=60&practitioner=tom-hale"));
        var done = await page.Is(HttpStatusCode.OK).Says("2:05pm").Form("Save").SubmitAsync();

        (await done.FollowAsync()).Is(HttpStatusCode.OK).Says("until 3:05pm, with Tom Hale").Says("Undo");
        var now = await site.NowAsync(visit);
        Assert.Equal((At(14, 5), At(15, 5)), (now.Start, now.End));
        Assert.Equal((60 + 15) / 5 * 2, await site.CellsAsync(visit));
        await BookingSteps.DiaryIsSoundAsync(site);
        var mail = await site.InDatabaseAsync(db => db.Outbox.SingleAsync(m => m.AppointmentId == visit.Id && m.Kind == "AppointmentMovedEmail"));
        Assert.Equal(site.Now + Duration.FromMinutes(1), mail.NextAttemptAt);
        Assert.Equal("2026-12-10T10:00:00Z to 2026-12-10T14:05:00Z, tom-hale, 60 minutes long; client told by e-mail", (await site.HistoryAsync(visit))[^1].Detail);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task BK13_of_many_who_drag_to_one_time_one_has_it_and_the_others_read_who(DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        var visits = new List<Appointment>();
        for (var day = 0; day < 2; day++)
        {
            foreach (var hour in new[] { 0, 1, 2, 4 })
            {
                visits.Add(await site.BookAsync(StaffDiary.Thursday + Duration.FromDays(day) + Duration.FromHours(hour)));
            }
        }

        var browsers = new List<HttpClient>();
        foreach (var _ in visits)
        {
            browsers.Add(await site.SignInAsync(StaffRoles.FrontDesk));
        }

        var pages = await Task.WhenAll(visits.Select((v, i) => Page.GetAsync(browsers[i], Time(v, "date=2026-12-16&time=11:00"))));
        var answers = await Task.WhenAll(pages.Select(p => p.Form("Save").SubmitAsync()));

        Assert.Single(answers, a => a.Status == HttpStatusCode.Found);
        var winner = visits[Array.FindIndex(answers, a => a.Status == HttpStatusCode.Found)];
        foreach (var (visit, answer) in visits.Zip(answers).Where(pair => pair.First != winner))
        {
            answer.Is(HttpStatusCode.Conflict).Says("That time is taken.").Says("11am to 11:45am: " + winner.ContactName).Says("Nothing was changed.");
            Assert.Equal(visit.Start, (await site.NowAsync(visit)).Start);
        }

        await BookingSteps.DiaryIsSoundAsync(site);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task BK14_a_stale_drag_is_refused_with_what_stands_now_and_undone_once_seen(DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        var visit = await site.BookAsync(StaffDiary.Thursday);
        var (finn, ada) = (await site.SignInAsync(StaffRoles.FrontDesk), await site.SignInAsync(StaffRoles.Administrator));
        var first = await Page.GetAsync(finn, Time(visit, "date=2026-12-10&time=11:00"));
        var second = await Page.GetAsync(ada, Time(visit, "date=2026-12-10&time=15:00"));
        (await first.Form("Save").SubmitAsync()).Is(HttpStatusCode.Found);

        var answer = await second.Form("Save").SubmitAsync();

        answer.Is(HttpStatusCode.Conflict).Says("Somebody changed this appointment meanwhile").Says("11am");
        Assert.Equal(At(11), (await site.NowAsync(visit)).Start);
        (await answer.Form("Save").SubmitAsync()).Is(HttpStatusCode.Found);
        Assert.Equal(At(15), (await site.NowAsync(visit)).Start);
    }

    [Fact]
    public async Task A_resize_is_bounded_and_meets_the_next_visit()
    {
        await using var site = await ClinicSite.StartAsync();
        var visit = await site.BookAsync(StaffDiary.Thursday);
        await site.BookAsync(StaffDiary.Thursday + Duration.FromHours(1));
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        var before = await site.EverythingAsync();

        foreach (var (length, status) in new[] { ("0", 422), ("485", 422), ("47", 422), ("x", 422), ("60", 409) })
        {
            var answer = await (await Page.GetAsync(browser, Time(visit, ""))).Form("Save").Fill("Length", length).SubmitAsync();
            Assert.Equal((length, status), (length, (int)answer.Status));
        }

        Assert.Equal(before, await site.EverythingAsync());
        (await (await Page.GetAsync(browser, Time(visit, "length=30"))).Form("Save").SubmitAsync()).Is(HttpStatusCode.Found);
        Assert.Equal(At(10, 30), (await site.NowAsync(visit)).End);
        Assert.Equal("AppointmentChangedEmail", (await site.MailToClientAsync(visit))[^1]);
    }

    [Fact]
    public async Task A_visit_keeps_its_length_when_staff_or_the_client_move_it()
    {
        await using var site = await ClinicSite.StartAsync();
        var visit = await site.BookAsync(StaffDiary.Thursday);
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        (await (await Page.GetAsync(browser, Time(visit, "length=90"))).Form("Save").SubmitAsync()).Is(HttpStatusCode.Found);

        var times = await Page.GetAsync(browser, visit.Address("/move?practitioner=maya-okafor"));
        (await (await times.ClickAsync($"{visit.Address("/move/confirm")}?start=2026-12-10T15:00:00Z&practitioner=maya-okafor")).Form(visit.Address("/move")).SubmitAsync()).Is(HttpStatusCode.Found);

        var now = await site.NowAsync(visit);
        Assert.Equal((At(15), 90), (now.Start, now.LengthMinutes));
        await BookingSteps.DiaryIsSoundAsync(site);
        Assert.DoesNotContain(times.Html.QuerySelectorAll("a.slot"), a => a.GetAttribute("href")!.Contains("T16:45", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_change_is_undone_within_the_minute_and_its_mail_never_leaves(bool tell)
    {
        await using var site = await ClinicSite.StartAsync();
        var visit = await site.BookAsync(StaffDiary.Thursday, service: StaffDiary.Instant);
        await site.InDatabaseAsync(db => db.Outbox.Where(m => m.AppointmentId == visit.Id).ExecuteUpdateAsync(s => s.SetProperty(m => m.State, OutboxState.Sent)));
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        var form = (await Page.GetAsync(browser, Time(visit, "date=2026-12-11&time=15:00"))).Form("Save");
        var calendar = await (await (tell ? form : form.Without("TellClient")).SubmitAsync()).FollowAsync();
        site.Clock.Advance(TimeSpan.FromSeconds(59));

        (await (await calendar.Form("Undo").SubmitAsync()).FollowAsync()).Says("The change was undone.");

        var now = await site.NowAsync(visit);
        Assert.Equal((visit.Start, visit.End, visit.RoomId, visit.PractitionerId), (now.Start, now.End, now.RoomId, now.PractitionerId));
        await BookingSteps.DiaryIsSoundAsync(site);
        Assert.False(await site.InDatabaseAsync(db => db.Outbox.AnyAsync(m => m.AppointmentId == visit.Id && m.State == OutboxState.Waiting)));
        Assert.Equal("appointment.move-undone", (await site.HistoryAsync(visit))[^1].Action);

        // A second press finds that nothing is as it was.
        (await (await calendar.Form("Undo").SubmitAsync()).FollowAsync()).Says("Somebody has changed the visit since.");
    }

    [Fact]
    public async Task Mail_that_the_change_had_taken_the_place_of_is_said_anew_when_it_is_undone()
    {
        await using var site = await ClinicSite.StartAsync();
        var visit = await site.BookAsync(StaffDiary.Thursday, service: StaffDiary.Instant);
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        var calendar = await (await (await Page.GetAsync(browser, Time(visit, "date=2026-12-11&time=15:00"))).Form("Save").SubmitAsync()).FollowAsync();

        (await calendar.Form("Undo").SubmitAsync()).Is(HttpStatusCode.Found);

        var mails = await site.InDatabaseAsync(db => db.Outbox.Where(m => m.AppointmentId == visit.Id && m.Audience == MailAudience.Client).OrderBy(m => m.StreamNumber).Select(m => new { m.Kind, m.State }).ToListAsync());
        Assert.Equal(["BookingConfirmedEmail Superseded", "AppointmentMovedEmail Superseded", "BookingConfirmedEmail Waiting"], mails.Select(m => $"{m.Kind} {m.State}"));
    }

    [Fact]
    public async Task Mail_that_has_left_is_corrected_and_after_the_minute_nothing_is_undone()
    {
        await using var site = await ClinicSite.StartAsync();
        var visit = await site.BookAsync(StaffDiary.Thursday);
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        var calendar = await (await (await Page.GetAsync(browser, Time(visit, "time=15:00"))).Form("Save").SubmitAsync()).FollowAsync();
        await site.InDatabaseAsync(db => db.Outbox.Where(m => m.AppointmentId == visit.Id && m.State == OutboxState.Waiting).ExecuteUpdateAsync(s => s.SetProperty(m => m.State, OutboxState.Sent)));

        (await calendar.Form("Undo").SubmitAsync()).Is(HttpStatusCode.Found);
        Assert.Equal(["RequestReceivedEmail", "AppointmentMovedEmail", "AppointmentMovedEmail"], await site.MailToClientAsync(visit));
        Assert.Equal(visit.Start, (await site.NowAsync(visit)).Start);

        calendar = await (await (await Page.GetAsync(browser, Time(visit, "time=15:00"))).Form("Save").SubmitAsync()).FollowAsync();
        site.Clock.Advance(TimeSpan.FromSeconds(62));
        (await (await calendar.Form("Undo").SubmitAsync()).FollowAsync()).Says("That minute is over");
        Assert.Equal(At(15), (await site.NowAsync(visit)).Start);
    }

    [Fact]
    public async Task An_undo_finds_its_old_time_given_away_and_says_so()
    {
        await using var site = await ClinicSite.StartAsync();
        var visit = await site.BookAsync(StaffDiary.Thursday);
        var calendar = await (await (await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), Time(visit, "time=15:00"))).Form("Save").SubmitAsync()).FollowAsync();
        var other = await site.BookAsync(StaffDiary.Thursday);

        (await (await calendar.Form("Undo").SubmitAsync()).FollowAsync()).Says("The old time has been given to somebody else meanwhile.");

        Assert.Equal((At(15), At(10)), ((await site.NowAsync(visit)).Start, (await site.NowAsync(other)).Start));
        await BookingSteps.DiaryIsSoundAsync(site);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task An_overbooking_is_explained_logged_lies_in_the_second_lane_and_opens_nothing_when_the_first_goes(DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        var first = await site.BookAsync(StaffDiary.Thursday);
        var second = await site.BookAsync(StaffDiary.Thursday + Duration.FromHours(4));
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        var refused = await (await Page.GetAsync(browser, Time(second, "time=10:15"))).Form("Try this").SubmitAsync();
        refused.Is(HttpStatusCode.Conflict).Says("That time is taken.").Says("10am to 10:45am: " + first.ContactName);

        (await refused.Form("Overbook on purpose").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("Say why the time is to be given all the same");
        (await refused.Form("Overbook on purpose").Fill("Reason", "He is passing through").SubmitAsync()).Is(HttpStatusCode.Found);

        var now = await site.NowAsync(second);
        Assert.Equal((At(10, 15), true), (now.Start, now.Overbooked));
        Assert.Contains("reason: He is passing through", (await site.HistoryAsync(second))[^1].Detail, StringComparison.Ordinal);
        await BookingSteps.DiaryIsSoundAsync(site);
        Assert.Equal(["1", "2"], await LanesAsync(site, second));
        (await Page.GetAsync(browser, "/staff/calendar?date=2026-12-10")).Says("Overbooked");

        // Nobody is booked into the time by chance, neither beside the two nor after the first has gone.
        await Assert.ThrowsAnyAsync<Exception>(() => site.BookAsync(At(10)));
        (await (await Page.GetAsync(browser, first.Address())).Form("Cancel the appointment").SubmitAsync()).Is(HttpStatusCode.Found);
        await Assert.ThrowsAnyAsync<Exception>(() => site.BookAsync(At(10)));

        // Moved away, it leaves nothing behind.
        (await (await Page.GetAsync(browser, Time(second, "time=15:00"))).Form("Save").SubmitAsync()).Is(HttpStatusCode.Found);
        Assert.False((await site.NowAsync(second)).Overbooked);
        await BookingSteps.DiaryIsSoundAsync(site);
        await site.BookAsync(At(10));
    }

    [Fact]
    public async Task A_time_is_given_twice_and_never_three_times()
    {
        await using var site = await ClinicSite.StartAsync();
        await site.BookAsync(StaffDiary.Thursday);
        var second = await site.BookAsync(StaffDiary.Thursday + Duration.FromHours(4));
        var third = await site.BookAsync(StaffDiary.Thursday + Duration.FromHours(5));
        var browsers = new[] { await site.SignInAsync(StaffRoles.FrontDesk), await site.SignInAsync(StaffRoles.Administrator) };

        var answers = await Task.WhenAll(new[] { second, third }.Select(async (visit, i) =>
            await (await Page.GetAsync(browsers[i], Time(visit, "time=10:00"))).Form("Overbook on purpose").Fill("Reason", "Rivals").SubmitAsync()));

        Assert.Equal([HttpStatusCode.Found, HttpStatusCode.Conflict], answers.Select(a => a.Status).Order());
        await BookingSteps.DiaryIsSoundAsync(site);
    }

    private static Instant At(int hour, int minute = 0) => Instant.FromUtc(2026, 12, 10, hour, minute);

    private static string Time(Appointment visit, string wanted) => $"/staff/calendar/visits/{visit.Id}/time?{wanted}";

    /// <summary>The lanes of its practitioner in which its cells lie.</summary>
    private static Task<List<string>> LanesAsync(ClinicSite site, Appointment visit) => site.InDatabaseAsync(async db =>
    {
        var cells = await db.ClaimedCells.Where(c => c.OccupationId == visit.Id && (c.ResourceId == visit.PractitionerId || c.ResourceId == -visit.PractitionerId)).OrderBy(c => c.Cell).ToListAsync();
        return cells.Select(c => c.ResourceId > 0 ? "1" : "2").Distinct().Order(StringComparer.Ordinal).ToList();
    });
}
