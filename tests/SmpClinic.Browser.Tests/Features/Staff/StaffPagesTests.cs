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
        foreach (var path in (string[])["/staff", "/staff/requests", "/staff/mail", "/staff/appointments"])
        {
            await SeeAsync(desk, path);
        }

        foreach (var path in (string[])["/staff/sign-ins", "/staff/factors", "/staff/password", "/staff/proof", "/staff/audit", "/staff/team/invite", "/staff/team"])
        {
            await SeeAsync(desk, path);
        }

        var colleague = await desk.Page.Locator("main table a", new() { HasText = "Finn Doyle" }).GetAttributeAsync("href");
        Assert.NotNull(colleague);
        await SeeAsync(desk, colleague);
        await desk.GoAsync("/staff/appointments");
        var appointment = await desk.Page.Locator("main a[href^='/staff/appointments/']").First.GetAttributeAsync("href");
        Assert.NotNull(appointment);
        await SeeAsync(desk, appointment);
        await SeeAsync(desk, appointment + "/move");
        foreach (var view in (string[])["day", "week", "month", "agenda"])
        {
            await desk.GoAsync($"/staff/calendar?view={view}&date=2027-10-28");
            await CalendarSteps.DrawnAsync(desk, view);
            await desk.CheckAsync();
            await desk.CheckInTheDarkAsync();
        }

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
