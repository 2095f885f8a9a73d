using SmpClinic.Web.Data;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Appointments;

public sealed class LogTests
{
    [Fact]
    public async Task AU05_neither_a_secret_link_nor_whoever_books_is_found_in_the_log()
    {
        var folder = Directory.CreateTempSubdirectory("clinic-log-").FullName;
        var settings = await Databases.CreateAsync(DatabaseProvider.Sqlite, folder);
        settings["Limits:MinimumFillSeconds"] = "0";
        settings["Logging:LogLevel:Default"] = "Trace";
        await using var site = await SiteProcess.StartAsync(settings);
        using var browser = site.Visitor();
        var today = NodaTime.LocalDate.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var start = (await BookingSteps.OfferedAsync(browser, BookingSteps.OnRequest, today.PlusDays(3), 30))[0];
        var form = BookingSteps.Filled(await BookingSteps.DetailsAsync(browser, BookingSteps.OnRequest, start), name: "Canary Example", email: "canary@example.com", phone: "07700 900777")
            .Fill("Hopes", "canary hopes").Tick("HealthWords");
        var client = (await form.SubmitAsync()).Location!.Split('?')[0];
        foreach (var below in (string[])["", "/reschedule", "/cancel", "/calendar.ics", "/nothing-here"])
        {
            await Page.GetAsync(browser, client + below);
        }

        (await (await Page.GetAsync(browser, client + "/cancel")).Form($"{client}/cancel").Fill("Reason", "canary reason").SubmitAsync()).Is(System.Net.HttpStatusCode.Redirect);
        var log = await site.KillAndReadLogAsync();

        Assert.Contains("/appointments/{secret", log, StringComparison.Ordinal);
        Assert.All(["canary", "7700900777", client.Split('/')[2]], secret => Assert.DoesNotContain(secret, log, StringComparison.OrdinalIgnoreCase));
    }
}
