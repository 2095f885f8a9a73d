using System.Net;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;

namespace SmpClinic.Endurance.Tests.Processes;

[Collection(nameof(RealProcesses))]
public sealed class KillTests
{
    private const int Clients = 20;
    private const string Token = "__form";

    /// <summary>One database lives through so many kills; then a fresh one, so that the diary does not fill up.</summary>
    private const int RoundsPerDatabase = 20;

    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(Profile.IsLong ? 10 : 30);

    [Fact]
    public async Task FL01_whatever_was_acknowledged_is_there_after_a_kill_under_load()
    {
        var rounds = Profile.Of(quick: 3, full: 100);
        var (acknowledged, unanswered, putOff, slowest) = (0, 0, 0, TimeSpan.Zero);
        foreach (var seed in Profile.Seeds(1, (rounds + RoundsPerDatabase - 1) / RoundsPerDatabase))
        {
            await Profile.WithSeedAsync(seed, async random =>
            {
                var sum = await RoundsAsync(random, Math.Min(rounds, RoundsPerDatabase));
                (acknowledged, unanswered) = (acknowledged + sum.Acknowledged, unanswered + sum.Unanswered);
                putOff += sum.PutOff;
                slowest = slowest > sum.SlowestStart ? slowest : sum.SlowestStart;
            });
        }

        Profile.Figure("FL01", $"{rounds} kills of a site with {Clients} clients, each after acknowledged changes: {acknowledged} acknowledged, 0 lost, {unanswered} unanswered settled by sending again, {putOff} asked to come back, ready after at most {slowest.TotalSeconds:0.0} s");
    }

    private static async Task<(int Acknowledged, int Unanswered, int PutOff, TimeSpan SlowestStart)> RoundsAsync(Random random, int rounds)
    {
        await using var clinic = await ClinicFolder.CreateAsync();
        var site = await clinic.StartAsync();
        using var anybody = site.Visitor();
        var times = await BookingSteps.OfferedAsync(anybody, BookingSteps.Video, ClinicFolder.Today.PlusDays(5), 60);
        var (acknowledged, unanswered, putOff, slowest) = (0, 0, 0, TimeSpan.Zero);
        for (var round = 0; round < rounds; round++)
        {
            var crowd = new Crowd(times);
            using var stop = new CancellationTokenSource();
            var load = crowd.RunAsync(() => site.Visitor(), Clients, random, stop.Token);
            await Until.TrueAsync(() => crowd.Acknowledged > 0, TimeSpan.FromSeconds(60));
            await Task.Delay(random.Next(10, 600), TestContext.Current.CancellationToken);
            await site.KillAsync();
            await stop.CancelAsync();
            await load;
            Assert.Empty(crowd.Surprises);

            site = await clinic.StartAsync(address: site.Address);
            slowest = slowest > site.StartTook ? slowest : site.StartTook;
            acknowledged += crowd.Acknowledged;
            putOff += crowd.PutOff;
            unanswered += await SettleAsync(clinic, site, crowd);
        }

        Assert.True(slowest <= ReadyLimit, $"ready after {slowest}");
        return (acknowledged, unanswered, putOff, slowest);
    }

    /// <summary>Compares every journal with the database, then sends again what was never answered, as a client would.</summary>
    private static async Task<int> SettleAsync(ClinicFolder clinic, SiteProcess site, Crowd crowd)
    {
        var token = TestContext.Current.CancellationToken;
        await using var db = clinic.Open();
        foreach (var journal in crowd.Journals)
        {
            Assert.Null(await journal.CompareAsync(db, token));
        }

        Assert.Empty(await DatabaseCheck.FaultsAsync(db, token));
        var unanswered = crowd.Journals.Where(j => j is { Page: null, Unanswered: not null }).ToList();
        using var browser = site.Visitor();
        foreach (var journal in unanswered)
        {
            var before = await db.Appointments.CountAsync(a => a.ContactEmail == journal.Email, token);
            var page = await BookingSteps.DetailsAsync(browser, BookingSteps.Video, BookingTime(journal));
            var fields = journal.Unanswered!.Fields().Where(f => f.Key != Token)
                .Append(page.Form(journal.Unanswered!.Action).Fields().Single(f => f.Key == Token));
            var again = await TwoProcessTests.SendAsync(browser, journal.Unanswered!.Action, fields);
            Assert.True(again.Status is HttpStatusCode.Redirect or HttpStatusCode.Conflict, $"{again.Status} {again.Heading}");
            Assert.True(before == 0 || again.Status == HttpStatusCode.Redirect, "A booking that stands was not found again by its form.");
            Assert.Equal(again.Status == HttpStatusCode.Redirect ? 1 : 0, await db.Appointments.CountAsync(a => a.ContactEmail == journal.Email, token));
        }

        return unanswered.Count;
    }

    private static NodaTime.Instant BookingTime(ClientJournal journal) =>
        StartText.TryRead(journal.Unanswered!.Fields().Single(f => f.Key == "Start").Value)!.Value;
}
