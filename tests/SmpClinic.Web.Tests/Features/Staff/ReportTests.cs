using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff;

/// <summary>The page of reports.</summary>
public sealed class ReportTests
{
    private const string December = "/staff/reports?from=2026-12-01&until=2026-12-31";

    [Fact]
    public async Task A_report_shows_what_was_asked_for_what_became_of_it_and_by_whom_in_tables_under_charts()
    {
        await using var site = await ClinicSite.StartAsync();
        await site.BookAsync(StaffDiary.Thursday);
        var toms = await site.BookAsync(StaffDiary.Thursday, StaffDiary.Tom, StaffDiary.Instant);
        await site.ChangeAsync<Appointment>(a => a.Id == toms.Id, a => a.Status = AppointmentStatus.NoShow);
        var third = await site.BookAsync(StaffDiary.Thursday + Duration.FromDays(7), StaffDiary.Tom, StaffDiary.Instant);
        await site.ChangeAsync<Appointment>(a => a.Id == third.Id, a => (a.Status, a.Source) = (AppointmentStatus.Completed, BookingSource.Staff));

        var page = (await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), December)).Is(HttpStatusCode.OK);

        page.Says("Everybody, Tuesday 1 December 2026 to Thursday 31 December 2026").Says("Asked for 3").Says("Became a visit 50 %").Says("Did not come 50 %");
        Assert.Equal(["3", "1", "1", "0", "0", "1", "50 %"], Cells(page, "Figures by week", "All")[..7]);
        Assert.Equal(["2", "1", "1"], Cells(page, "Figures by practitioner", "Tom Hale")[..3]);
        Assert.Equal(["1", "1"], Cells(page, "Figures by way of booking", "Staff")[..2]);
        Assert.Equal(["2", "0"], Cells(page, "Figures by way of booking", "Client, on the website")[..2]);
        Assert.Equal(5, page.Html.QuerySelectorAll("svg.chart").Length);
        Assert.All(page.Html.QuerySelectorAll("svg.chart"), chart => Assert.Contains("figures are in the table below", chart.QuerySelector("title")!.TextContent, StringComparison.Ordinal));
        Assert.DoesNotContain("style=", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AU02_a_practitioner_sees_their_own_figures_alone_whatever_the_address_asks_for()
    {
        await using var site = await ClinicSite.StartAsync();
        await site.BookAsync(StaffDiary.Thursday);
        await site.BookAsync(StaffDiary.Thursday, StaffDiary.Tom, StaffDiary.Instant);
        var tom = await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Tom);

        (await Page.GetAsync(tom, December)).Is(HttpStatusCode.OK).Says("Asked for 1").Says("figures of your own diary").NeverSays("Maya Okafor");
        (await Page.GetAsync(tom, December + "&practitioner=maya-okafor")).Is(HttpStatusCode.UnprocessableEntity).NeverSays("Maya Okafor");
        (await Page.GetAsync(await site.SignInAsync(StaffRoles.Practitioner), December)).Is(HttpStatusCode.OK).Says("Asked for 0").NeverSays("Tom Hale");
        (await Page.GetAsync(await site.SignInAsync(StaffRoles.Administrator), December + "&practitioner=tom-hale")).Is(HttpStatusCode.OK).Says("Asked for 1").Says("Tom Hale");
    }

    [Theory]
    [InlineData("from", "yesterday", "from")]
    [InlineData("from", "0001-01-01", "from")]
    [InlineData("until", "2026-02-30", "until")]
    [InlineData("until", "2020-01-01&from=2021-01-01", "until")]
    [InlineData("from", "2020-01-01&until=2026-01-01", "until")]
    [InlineData("practitioner", "nobody", "practitioner")]
    public async Task IN03_a_period_that_cannot_be_read_is_named_and_kept(string field, string value, string at)
    {
        await using var site = await ClinicSite.StartAsync();
        var page = (await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), $"/staff/reports?{field}={value}")).Is(HttpStatusCode.UnprocessableEntity);

        Assert.NotNull(page.Html.GetElementById(at + "-error"));
        Assert.True(field == "practitioner" || page.Html.GetElementById(field)!.GetAttribute("value") == value.Split('&')[0]);
    }

    [Fact]
    public async Task Hours_used_are_visits_out_of_bookable_hours()
    {
        await using var site = await ClinicSite.StartAsync();
        await site.BookAsync(StaffDiary.Thursday);

        // Thursday 10am to 6pm less a break of three quarters of an hour, of which a visit takes another.
        var page = await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), "/staff/reports?from=2026-12-10&until=2026-12-10&practitioner=maya-okafor");

        page.Is(HttpStatusCode.OK).Says("0.8 h of 7.3 h").Says("Hours used 10 %");
    }

    private static List<string> Cells(Page page, string caption, string row)
    {
        var table = page.Html.QuerySelectorAll("table").Single(t => t.QuerySelector("caption")?.TextContent == caption);
        var line = table.QuerySelectorAll("tbody tr").Single(tr => tr.QuerySelector("th")!.TextContent == row);
        return [.. line.QuerySelectorAll("td").Select(td => td.TextContent)];
    }
}
