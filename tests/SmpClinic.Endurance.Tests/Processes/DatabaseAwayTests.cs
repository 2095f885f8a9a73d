using System.Net;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;

namespace SmpClinic.Endurance.Tests.Processes;

[Collection(nameof(RealProcesses))]
public sealed class DatabaseAwayTests
{
    private static readonly string[] Content = ["/", "/faq", "/prices", "/team", "/privacy", "/treatments/microblading", "/contact"];
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(Profile.IsLong ? 10 : 20);

    [Fact]
    public async Task FL03_without_its_database_at_start_the_site_is_live_shows_its_content_and_recovers_when_it_comes()
    {
        await using var clinic = await ClinicFolder.CreateAsync();
        var away = clinic.Database + ".away";
        File.Move(clinic.Database, away);
        var site = await clinic.StartAsync(SiteState.Live);
        using var browser = site.Visitor();
        await AwayAsync(browser);
        Assert.False(File.Exists(clinic.Database), "An empty database was made in the place of the lost one.");

        File.Move(away, clinic.Database);
        var took = await BackAsync(browser);
        Profile.Figure("FL03", $"database absent at start: live, not ready, content served; ready {took.TotalSeconds:0.0} s after it came");
    }

    [Fact]
    public async Task FL03_a_database_lost_while_the_site_runs_takes_no_change_and_is_found_again()
    {
        await using var clinic = await ClinicFolder.CreateAsync();
        var site = await clinic.StartAsync();
        using var browser = site.Visitor();
        var times = await ClinicFolder.SeparateTimesAsync(browser, 2);
        var details = await BookingSteps.DetailsAsync(browser, BookingSteps.Video, times[0], "maya-okafor");
        var form = BookingSteps.Filled(details, email: "lost@example.com");
        var files = Directory.GetFiles(clinic.Folder, "clinic.db*").Where(f => !f.EndsWith(".lock", StringComparison.Ordinal) && !f.EndsWith(".migrating", StringComparison.Ordinal)).ToList();
        var away = Directory.CreateDirectory(Path.Combine(clinic.Folder, "away")).FullName;
        foreach (var file in files)
        {
            File.Move(file, Path.Combine(away, Path.GetFileName(file)));
        }

        // Open handles still lead to the moved file; a change acknowledged into it might never be seen again.
        (await form.SubmitAsync()).Is(HttpStatusCode.ServiceUnavailable).Says("send it again");
        await AwayAsync(browser);
        Assert.False(File.Exists(clinic.Database), "An empty database was made in the place of the lost one.");

        foreach (var file in files)
        {
            File.Move(Path.Combine(away, Path.GetFileName(file)), file);
        }

        var took = await BackAsync(browser);
        (await form.SubmitAsync()).Is(HttpStatusCode.Redirect);
        Assert.Equal(1, await clinic.InDatabaseAsync(db => db.Appointments.CountAsync(a => a.ContactEmail == "lost@example.com")));
        Assert.Empty(await clinic.InDatabaseAsync(db => DatabaseCheck.FaultsAsync(db, TestContext.Current.CancellationToken)));
        Profile.Figure("FL03", $"database lost while running: no change acknowledged, ready {took.TotalSeconds:0.0} s after it came back");
    }

    private static async Task AwayAsync(HttpClient browser)
    {
        (await Page.GetAsync(browser, "/health/live")).Is(HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Page.GetAsync(browser, "/health/ready")).Status);
        foreach (var path in Content)
        {
            (await Page.GetAsync(browser, path)).Is(HttpStatusCode.OK);
        }

        var book = (await Page.GetAsync(browser, "/book")).Is(HttpStatusCode.ServiceUnavailable);
        Assert.NotNull(book.Response.Headers.RetryAfter);
        book.Says("ring us");
    }

    private static async Task<TimeSpan> BackAsync(HttpClient browser)
    {
        var took = await Until.TrueAsync(async () => (await Page.GetAsync(browser, "/health/ready")).Status == HttpStatusCode.OK, Recovery);
        (await Page.GetAsync(browser, "/book")).Is(HttpStatusCode.OK);
        return took;
    }
}
