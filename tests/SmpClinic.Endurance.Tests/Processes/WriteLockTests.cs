using System.Diagnostics;
using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;

namespace SmpClinic.Endurance.Tests.Processes;

[Collection(nameof(RealProcesses))]
public sealed class WriteLockTests
{
    private const int Rivals = 8;

    /// <summary>What somebody waits for the writer's turn at most, with room for a busy machine.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(Profile.IsLong ? 6 : 8);

    [Fact]
    public async Task FL12_while_another_program_holds_the_write_lock_visitors_are_told_within_five_seconds_and_the_site_stays_live()
    {
        await using var clinic = await ClinicFolder.CreateAsync();
        var site = await clinic.StartAsync();
        using var browser = site.Visitor();
        var times = await ClinicFolder.SeparateTimesAsync(browser, Rivals * 3);
        var page = await BookingSteps.DetailsAsync(browser, BookingSteps.Video, times[0], "maya-okafor");
        var live = new List<TimeSpan>();
        using var watching = new CancellationTokenSource();
        await using var outside = new SqliteConnection($"Data Source={clinic.Database};Pooling=False");
        await outside.OpenAsync(TestContext.Current.CancellationToken);
        var hold = Stopwatch.StartNew();
        await ExecuteAsync(outside, "BEGIN IMMEDIATE");
        var watch = WatchAsync(site, live, watching.Token);

        // Waves, so that some come while the first ones have waited for a while.
        var waits = new List<TimeSpan>();
        for (var wave = 0; wave < 2; wave++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, Rivals).Select(i => TimedAsync(BookingSteps.Filled(page)
                .Fill("Start", SmpClinic.Web.Features.Booking.StartText.Write(times[(wave * Rivals) + i])).Fill("Key", Guid.NewGuid().ToString("N")), delay: i * 300)));
            foreach (var (answer, took) in answers)
            {
                answer.Is(HttpStatusCode.ServiceUnavailable).Says("Nothing was changed");
                Assert.NotNull(answer.Response.Headers.RetryAfter);
                waits.Add(took);
            }
        }

        // Reading needs no turn.
        (await Page.GetAsync(browser, "/book/" + BookingSteps.Video)).Is(HttpStatusCode.OK);
        await Until.TrueAsync(() => hold.Elapsed >= TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(15));
        await ExecuteAsync(outside, "ROLLBACK");
        await watching.CancelAsync();
        await watch;

        Assert.True(waits.Max() <= Longest, $"somebody waited {waits.Max()}");
        var (served, _) = await TimedAsync(BookingSteps.Filled(page).Fill("Start", SmpClinic.Web.Features.Booking.StartText.Write(times[^1])).Fill("Key", Guid.NewGuid().ToString("N")), delay: 0);
        served.Is(HttpStatusCode.Redirect);
        Assert.Equal(1, await clinic.InDatabaseAsync(db => db.Appointments.CountAsync(a => a.ContactEmail.StartsWith("ada"))));
        Assert.DoesNotContain("517", site.Log.Replace(page.Path, "", StringComparison.Ordinal).Split("SQLite Error").Skip(1).Select(s => s[..Math.Min(40, s.Length)]));
        var slow = live.Order().ElementAt((int)(live.Count * 0.99));
        Assert.True(slow <= TimeSpan.FromMilliseconds(Profile.Of(quick: 1000, full: 100)), $"live answered in {slow}");
        Profile.Figure("FL12", $"lock held {hold.Elapsed.TotalSeconds:0} s: {waits.Count} x 503 with Retry-After after at most {waits.Max().TotalSeconds:0.0} s; /health/live p99 {slow.TotalMilliseconds:0} ms of {live.Count}; served again at once");
    }

    private static async Task WatchAsync(SiteProcess site, List<TimeSpan> live, CancellationToken stop)
    {
        using var browser = site.Visitor();
        while (!stop.IsCancellationRequested)
        {
            var watch = Stopwatch.StartNew();
            (await browser.GetAsync(new Uri("/health/live", UriKind.Relative), TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
            live.Add(watch.Elapsed);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<(Page Answer, TimeSpan Took)> TimedAsync(Form form, int delay)
    {
        await Task.Delay(delay, TestContext.Current.CancellationToken);
        var watch = Stopwatch.StartNew();
        return (await form.SubmitAsync(), watch.Elapsed);
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
