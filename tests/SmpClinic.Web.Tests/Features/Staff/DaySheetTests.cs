using System.Net;
using NodaTime;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff;

/// <summary>A day on paper.</summary>
public sealed class DaySheetTests
{
    [Fact]
    public async Task A_sheet_has_who_comes_when_and_how_to_reach_them_and_no_word_of_health()
    {
        await using var site = await ClinicSite.StartAsync();
        var visit = await site.BookAsync(StaffDiary.Thursday);
        var gone = await site.BookAsync(StaffDiary.Thursday + Duration.FromHours(2));
        await site.ChangeAsync<Appointment>(a => a.Id == gone.Id, a => a.Status = AppointmentStatus.Cancelled);
        await site.BookAsync(StaffDiary.Thursday + Duration.FromDays(1));

        var page = (await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), "/staff/day-sheet?date=2026-12-10")).Is(HttpStatusCode.OK);

        page.Says("Thursday 10 December 2026").Says("10am to 10:45am").Says(visit.ContactName).Says(visit.ContactPhone).Says(visit.Reference).Says("Marlowe Room").Says("As it stood on Tuesday 1 December 2026")
            .NeverSays(gone.Reference).NeverSays(StaffDiary.Hopes).NeverSays(StaffDiary.Note);
        Assert.Single(page.Html.QuerySelectorAll("main tbody tr"));
    }

    [Fact]
    public async Task AU02_a_practitioner_prints_their_own_day_alone()
    {
        await using var site = await ClinicSite.StartAsync();
        var mayas = await site.BookAsync(StaffDiary.Thursday);
        var toms = await site.BookAsync(StaffDiary.Thursday, StaffDiary.Tom);
        var tom = await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Tom);

        (await Page.GetAsync(tom, "/staff/day-sheet?date=2026-12-10")).Is(HttpStatusCode.OK).Says(toms.ContactName).NeverSays(mayas.ContactName).NeverSays("Maya Okafor");
        (await Page.GetAsync(tom, "/staff/day-sheet?date=2026-12-10&practitioner=maya-okafor")).Is(HttpStatusCode.UnprocessableEntity).NeverSays(mayas.ContactName).NeverSays("Maya Okafor");
    }

    [Theory]
    [InlineData("date=soon", "date")]
    [InlineData("date=2026-02-30", "date")]
    [InlineData("practitioner=nobody", "practitioner")]
    public async Task IN03_a_day_that_cannot_be_read_is_named(string query, string field)
    {
        await using var site = await ClinicSite.StartAsync();
        var page = (await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), "/staff/day-sheet?" + query)).Is(HttpStatusCode.UnprocessableEntity);
        Assert.NotNull(page.Html.GetElementById(field + "-error"));
    }

    [Fact]
    public async Task Closures_and_absences_are_said()
    {
        await using var site = await ClinicSite.StartAsync();
        var browser = await site.SignInAsync(StaffRoles.Administrator);
        (await Page.GetAsync(browser, "/staff/day-sheet?date=2028-12-25")).Is(HttpStatusCode.OK).Says("closed on this day: Christmas and Boxing Day");

        // The demonstration's one absence: five weeks on from the first Wednesday.
        (await Page.GetAsync(browser, "/staff/day-sheet?date=2027-01-06&practitioner=tom-hale")).Is(HttpStatusCode.OK).Says("Away all day: Training course");
    }
}
