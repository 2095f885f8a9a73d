using Microsoft.EntityFrameworkCore;
using Xunit;

namespace SmpClinic.Browser.Tests.Features.Staff;

public sealed class StaffPagesTests(Chromium chromium)
{
    [Theory]
    [InlineData(768)]
    [InlineData(1280)]
    public async Task Every_staff_page_meets_WCAG_2_2_AA_in_light_and_dark_and_fits_its_width(int width)
    {
        await using var desk = await chromium.VisitAsync(width);
        await desk.SignInAsync("admin@example.com");
        foreach (var path in (string[])["/staff", "/staff/requests", "/staff/mail",
            "/staff/schedule", "/staff/schedule/people/maya-okafor", "/staff/schedule/people/new", "/staff/schedule/people/maya-okafor/profile", "/staff/schedule/people/maya-okafor/week",
            "/staff/schedule/people/maya-okafor/date", "/staff/schedule/people/maya-okafor/time-off", "/staff/schedule/closures", "/staff/schedule/rooms/new",
            "/staff/services", "/staff/services/new", "/staff/services/smp-consultation", "/staff/services/closed", "/staff/appointments", "/staff/reports", "/staff/reports?from=2027-01-01&until=2027-12-31", "/staff/day-sheet", "/staff/feeds"])
        {
            await SeeAsync(desk, path);
        }

        await desk.GoAsync("/staff/appointments");
        var appointment = await desk.Page.Locator("main a[href^='/staff/appointments/']").First.GetAttributeAsync("href");
        Assert.NotNull(appointment);
        await SeeAsync(desk, appointment);
        await SeeAsync(desk, appointment + "/move");
        await desk.GoAsync("/staff/requests");
        var request = await desk.Page.Locator("main a[href$='/propose']").First.GetAttributeAsync("href");
        await SeeAsync(desk, request!);
        foreach (var view in (string[])["day", "week", "month", "agenda"])
        {
            await desk.GoAsync($"/staff/calendar?view={view}&date=2027-10-28");
            await CalendarSteps.DrawnAsync(desk, view);
            await desk.CheckAsync();
            await desk.CheckInTheDarkAsync();
        }

        await SeeAsync(desk, appointment + "/client");
        foreach (var path in (string[])["/staff/clients", "/staff/clients/new", "/staff/clients/duplicates"])
        {
            await SeeAsync(desk, path);
        }

        // The record with an alert and a note, and another of the same number.
        var ids = await chromium.Site.InDatabaseAsync(async db => (await db.ClientAlerts.Select(a => a.ClientId).FirstAsync(), await db.ClientNotes.Select(n => n.Id).FirstAsync()));
        var record = $"/staff/clients/{ids.Item1}";
        var twin = await chromium.Site.InDatabaseAsync(db => db.Clients.Where(c => c.Id != ids.Item1 && c.Phone == db.Clients.First(o => o.Id == ids.Item1).Phone).Select(c => c.Id).FirstAsync());
        foreach (var below in (string[])["", "/edit", $"/notes/{ids.Item2}", "/merge", $"/merge/{twin}"])
        {
            await SeeAsync(desk, record + below);
        }

        await SeeAsync(desk, $"{appointment}/client/{ids.Item1}");
        await SeeAsync(desk, "/staff/calendar/new?date=2027-12-09&time=10:00&practitioner=maya-okafor");
        await SeeAsync(desk, appointment.Replace("/staff/appointments/", "/staff/calendar/visits/", StringComparison.Ordinal) + "/time?time=03:00");
        desk.AssertQuiet();
    }

    private static async Task SeeAsync(Visitor desk, string path)
    {
        await desk.GoAsync(path);
        await desk.CheckAsync();
        await desk.CheckInTheDarkAsync();
    }
}
