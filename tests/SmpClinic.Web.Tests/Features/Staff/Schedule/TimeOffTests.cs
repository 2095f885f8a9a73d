using System.Net;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;
using static SmpClinic.Web.Tests.Features.Staff.Schedule.ScheduleSteps;

namespace SmpClinic.Web.Tests.Features.Staff.Schedule;

/// <summary>A holiday is planned: what it meets is shown first, moved or asked, and then nobody is offered those days.</summary>
public sealed class TimeOffTests
{
    private const string Address = MayasPage + "/time-off";

    public static IEnumerable<TheoryDataRow<DatabaseProvider>> Providers => Databases.All;

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_holiday_shows_whom_it_meets_moves_one_asks_another_and_takes_the_days_off_the_website(DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        var first = await site.BookAsync(StaffDiary.Thursday);
        var second = await site.BookAsync(StaffDiary.Thursday + Duration.FromHours(4));
        var elsewhere = await site.BookAsync(StaffDiary.Thursday, StaffDiary.Tom);
        var browser = await site.SignInAsync(StaffRoles.Administrator);

        var preview = await PreviewAsync(browser, Address, Holiday);
        preview.Is(HttpStatusCode.OK).Says("2 visits would stand where the rules no longer have them").Says(first.ContactName).Says(second.ContactName).NeverSays(elsewhere.ContactName);
        preview.Says("Thursday 10 December 2026 to Saturday 12 December 2026").Says("Nothing is saved yet");
        Assert.NotEmpty(preview.Html.QuerySelectorAll("del"));
        Assert.Empty(preview.Html.QuerySelectorAll("ins"));
        Assert.Equal(0, await site.InDatabaseAsync(db => db.TimeOff.CountAsync(t => t.PractitionerId == first.PractitionerId)));

        // Move one, here on the page; what was typed comes along.
        var time = preview.Html.QuerySelector($"#to-{first.Id} option:nth-child(2)")!.GetAttribute("value")!;
        var moved = await preview.Form($"Move {first.ContactName}").Fill("To." + first.Id, time).SubmitAsync();
        moved.Is(HttpStatusCode.OK).Says("The visit was moved").Says("1 visit would stand").NeverSays($"visit-{first.Id}");
        Assert.NotEqual(first.Start, (await site.NowAsync(first)).Start);

        // Ask the other, and save.
        var saved = await moved.Form("Save").Fill("Tell", second.Id.ToString()).SubmitAsync();
        var page = await saved.FollowAsync();

        page.Says("Saved.").Says("Thursday 10 December 2026 to Saturday 12 December 2026 (Skiing)").Says("1 visit stands where the rules do not have it");
        Assert.Equal(["RequestReceivedEmail", "AnotherTimeNeededEmail"], await site.MailToClientAsync(second));
        Assert.Equal(StaffDiary.Thursday + Duration.FromHours(4), (await site.NowAsync(second)).Start);
        Assert.Contains(await site.HistoryAsync(second), e => e.Action == "appointment.asked-to-move");
        var entry = (await site.RulesHistoryAsync())[0];
        Assert.Equal(("time-off.added", "maya-okafor: Away: nothing → Thursday 10 December 2026 to Saturday 12 December 2026; Reason changed"), (entry.Action, entry.Detail));
        Assert.DoesNotContain(await site.DatesAsync(StaffDiary.OnRequest, StaffDiary.Maya, new(2026, 12, 7), 7), d => d >= Thursday && d <= Thursday.PlusDays(2));
        Assert.Contains(Thursday.PlusDays(-1), await site.DatesAsync(StaffDiary.OnRequest, StaffDiary.Maya, new(2026, 12, 7), 7));
        await BookingSteps.DiaryIsSoundAsync(site);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task BK03_a_visit_booked_between_preview_and_save_is_shown_before_anything_is_saved(DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        var seen = await site.BookAsync(StaffDiary.Thursday);
        var browser = await site.SignInAsync(StaffRoles.Administrator);
        var preview = await PreviewAsync(browser, Address, Holiday);
        var meanwhile = await site.BookAsync(StaffDiary.Thursday + Duration.FromHours(4));

        var answer = await preview.Form("Save").SubmitAsync();

        answer.Is(HttpStatusCode.Conflict).Says("Visits were booked meanwhile").Says(meanwhile.ContactName);
        Assert.Contains("New", answer.Html.QuerySelector($"#visit-{meanwhile.Id}")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("New", answer.Html.QuerySelector($"#visit-{seen.Id} h3")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(0, await site.InDatabaseAsync(db => db.TimeOff.CountAsync(t => t.PractitionerId == seen.PractitionerId)));
        var before = await site.VisitsAsync();

        (await answer.Form("Save").SubmitAsync()).Is(HttpStatusCode.Found);

        Assert.Equal(1, await site.InDatabaseAsync(db => db.TimeOff.CountAsync(t => t.PractitionerId == seen.PractitionerId)));
        Assert.Equal(before, await site.VisitsAsync());
    }

    [Fact]
    public async Task The_same_form_saved_twice_is_one_absence_and_it_can_be_taken_back()
    {
        await using var site = await ClinicSite.StartAsync();
        var browser = await site.SignInAsync(StaffRoles.Administrator);
        var preview = await PreviewAsync(browser, Address, Holiday);

        var twice = await Task.WhenAll(preview.Form("Save").SubmitAsync(), preview.Form("Save").SubmitAsync());
        Assert.All(twice, answer => answer.Is(HttpStatusCode.Found));
        Assert.Equal(1, await site.InDatabaseAsync(db => db.TimeOff.CountAsync(t => t.Reason == "Skiing")));

        var back = await (await Page.GetAsync(browser, MayasPage)).Form("Take back Thursday 10 December 2026 to Saturday 12 December 2026").SubmitAsync();
        back.Is(HttpStatusCode.OK);
        Assert.NotEmpty(back.Html.QuerySelectorAll("ins"));
        (await back.Form("Save").SubmitAsync()).Is(HttpStatusCode.Found);
        Assert.Equal(0, await site.InDatabaseAsync(db => db.TimeOff.CountAsync(t => t.Reason == "Skiing")));
        Assert.Contains(Thursday, await site.DatesAsync(StaffDiary.OnRequest, StaffDiary.Maya, new(2026, 12, 7), 7));
    }

    [Fact]
    public async Task What_was_typed_can_be_typed_again_and_what_is_wrong_is_said_at_its_field()
    {
        await using var site = await ClinicSite.StartAsync();
        var browser = await site.SignInAsync(StaffRoles.Administrator);
        var preview = await PreviewAsync(browser, Address, Holiday);
        var again = (await preview.Form("Type again").SubmitAsync()).Is(HttpStatusCode.OK);
        Assert.Equal("Skiing", again.Html.QuerySelector("#Reason")!.GetAttribute("value"));

        var before = await site.EverythingAsync();
        (string Field, string Value, string Says)[] wrong =
        [
            ("From", "2026-13-40", "Enter a date such as 2026-12-01."), ("From", "", "Enter a date"), ("Until", "2026-12-01", "Enter an end after the start."),
            ("FromTime", "noon", "Enter a time such as 14:30"), ("Until", "2029-01-01", "within 400 days"), ("Reason", new string('x', 201), "shorten it to 200"), ("Reason", "a\u202Eb", "cannot be kept"),
        ];
        foreach (var (field, value, says) in wrong)
        {
            var answer = await again.Form(Show).Fill(field, value).SubmitAsync();
            answer.Is(HttpStatusCode.UnprocessableEntity).Says(says);
            Assert.Equal(value, answer.Html.QuerySelector("#" + field)!.GetAttribute("value") ?? string.Empty);
        }

        (await again.Form(Show).Fill("From", "2026-10-01").Fill("Until", "2026-10-02").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("has not passed");
        Assert.Equal(before, await site.EverythingAsync());
    }

    [Fact]
    public async Task Hours_of_a_day_can_be_taken_off_alone()
    {
        await using var site = await ClinicSite.StartAsync();
        var browser = await site.SignInAsync(StaffRoles.Administrator);

        await SaveAsync(browser, Address, form => form.Fill("From", "2026-12-10").Fill("FromTime", "10:00").Fill("UntilTime", "14:00"));

        var left = (await BookingSteps.OfferedAsync(site.Visitor(), StaffDiary.OnRequest, Thursday, 1, StaffDiary.Maya));
        Assert.Equal(Instant.FromUtc(2026, 12, 10, 14, 0), left[0]);
        (await Page.GetAsync(browser, MayasPage)).Says("Thursday 10 December 2026, 10am to 2pm");
    }

    [Fact]
    public async Task A_practitioner_plans_their_own_time_and_nobody_elses()
    {
        await using var site = await ClinicSite.StartAsync();
        await site.BookAsync(StaffDiary.Thursday, StaffDiary.Tom);
        var tom = await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Tom);

        var preview = await PreviewAsync(tom, $"/staff/schedule/people/{StaffDiary.Tom}/time-off", Holiday);
        Assert.All(preview.Html.QuerySelectorAll("select option:not(:first-child)"), option => Assert.Contains("Tom Hale", option.TextContent, StringComparison.Ordinal));
        (await preview.Form("Save").SubmitAsync()).Is(HttpStatusCode.Found);

        var before = await site.EverythingAsync();
        (await Page.GetAsync(tom, Address)).Is(HttpStatusCode.NotFound);
        (await (await Page.GetAsync(tom, $"/staff/schedule/people/{StaffDiary.Tom}/time-off")).Form(Show).Fill("From", "2026-12-10").SubmitAsync(Address)).Is(HttpStatusCode.NotFound);
        Assert.Equal(before, await site.EverythingAsync());
    }

    private static void Holiday(Form form) => form.Fill("From", "2026-12-10").Fill("Until", "2026-12-12").Fill("Reason", "Skiing");
}
