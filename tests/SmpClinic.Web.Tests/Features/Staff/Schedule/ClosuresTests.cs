using System.Net;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Model;
using Xunit;
using static SmpClinic.Web.Tests.Features.Staff.Schedule.ScheduleSteps;

namespace SmpClinic.Web.Tests.Features.Staff.Schedule;

public sealed class ClosuresTests
{
    private const string Address = "/staff/schedule/closures";

    [Fact]
    public async Task Closing_the_clinic_shows_everybody_it_meets_and_takes_the_day_off_every_list()
    {
        await using var site = await ClinicSite.StartAsync();
        var (mayas, toms) = (await site.BookAsync(StaffDiary.Thursday), await site.BookAsync(StaffDiary.Thursday, StaffDiary.Tom));
        var browser = await site.SignInAsync(StaffRoles.Administrator);

        var preview = await PreviewAsync(browser, Address, form => form.Fill("From", "2026-12-10").Fill("Reason", "Deep clean"));
        preview.Is(HttpStatusCode.OK).Says(mayas.ContactName).Says(toms.ContactName).Says("the clinic is closed");
        (await (await preview.Form("Save").SubmitAsync()).FollowAsync()).Says("Saved.").Says("Thursday 10 December 2026 (Deep clean)");

        Assert.DoesNotContain(Thursday, await site.DatesAsync(StaffDiary.OnRequest, null, new(2026, 12, 7)));
        Assert.Equal("closure.added", (await site.RulesHistoryAsync())[0].Action);
        var open = await (await Page.GetAsync(browser, Address)).Form("Open again on Thursday 10 December 2026 (Deep clean)").SubmitAsync();
        (await open.Is(HttpStatusCode.OK).Form("Save").SubmitAsync()).Is(HttpStatusCode.Found);
        Assert.Contains(Thursday, await site.DatesAsync(StaffDiary.OnRequest, null, new(2026, 12, 7)));
    }

    [Fact]
    public async Task Public_holidays_that_are_no_closures_yet_are_suggested_and_several_taken_at_once()
    {
        await using var site = await ClinicSite.StartAsync();
        var browser = await site.SignInAsync(StaffRoles.Administrator);
        var ours = await Page.GetAsync(browser, Address);
        Assert.DoesNotContain("2026-12-25", ours.Body, StringComparison.Ordinal);
        var scottish = (await Page.GetAsync(browser, Address + "?nation=Scotland")).Says("St Andrew’s Day").Says("Monday 4 January 2027: 2nd January (substitute day)");
        var before = await site.InDatabaseAsync(db => db.Closures.CountAsync());

        var form = scottish.Form(Show).Fill("Holidays", "Scotland:2027-01-04");
        (await (await form.SubmitAsync()).Is(HttpStatusCode.OK).Form("Save").SubmitAsync()).Is(HttpStatusCode.Found);

        Assert.Equal(before + 1, await site.InDatabaseAsync(db => db.Closures.CountAsync()));
        Assert.DoesNotContain("Scotland:2027-01-04", (await Page.GetAsync(browser, Address + "?nation=Scotland")).Body, StringComparison.Ordinal);
        (await scottish.Form(Show).Fill("Holidays", "Scotland:2027-01-05").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);
        (await scottish.Form(Show).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("Enter a date");
        (await scottish.Form(Show).Fill("From", "2026-12-20").Fill("Until", "2026-12-19").Fill("Reason", "x").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("not before the first");
    }

    [Fact]
    public async Task The_front_desk_reads_the_closures_and_changes_none()
    {
        await using var site = await ClinicSite.StartAsync();
        var front = (await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), Address)).Is(HttpStatusCode.OK);
        Assert.Empty(front.Html.QuerySelectorAll("main form"));
        var admin = await Page.GetAsync(await site.SignInAsync(StaffRoles.Administrator), Address);
        using var body = new FormUrlEncodedContent([new("From", "2026-12-10"), new("Reason", "x"), new("Step", "save"), new("__form", front.Html.QuerySelector("input[name=__form]")!.GetAttribute("value")!)]);
        Assert.Equal(HttpStatusCode.Forbidden, (await front.Browser.PostAsync(new Uri(Address, UriKind.Relative), body, TestContext.Current.CancellationToken)).StatusCode);
        Assert.NotEmpty(admin.Html.QuerySelectorAll("main form"));
    }
}
