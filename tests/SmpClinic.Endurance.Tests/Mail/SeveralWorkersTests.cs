using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Endurance.Tests.Processes;
using SmpClinic.Web.Features.Booking.Emails;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Features.Booking;
using SmpClinic.Web.Tests.Mail;
using SmpClinic.Web.Tests.Notifications;
using Xunit;

namespace SmpClinic.Endurance.Tests.Mail;

/// <summary>Two nodes with two workers each, on one database.</summary>
public sealed class SeveralWorkersTests
{
    [Fact]
    public async Task EM05_two_nodes_with_two_workers_each_send_every_message_once()
    {
        var count = Profile.Of(quick: 300, full: 1000);
        await using var bench = await MailBench.MakeAsync();
        await BreakerTests.QueueAsync(bench, count);
        await Task.WhenAll(Workers(bench).Select(w => Task.Run(() => bench.DrainAsync(w))));
        await bench.DrainAsync();

        Assert.Equal(count, bench.Transport.Sent.Count);
        Assert.Equal(count, bench.Transport.Sent.DistinctBy(s => s.Id).Count());
        Assert.All(await bench.OutboxAsync(), m => Assert.Equal((OutboxState.Sent, 1), (m.State, m.Attempts)));
        Profile.Figure("EM05", $"{count} rows, 2 nodes x 2 workers: each sent exactly once");
    }

    [Fact]
    public async Task EM05_a_node_paused_past_its_leases_doubles_no_more_than_it_held_and_changes_nothing_later()
    {
        var count = Profile.Of(quick: 200, full: 1000);
        await using var bench = await MailBench.MakeAsync();
        await BreakerTests.QueueAsync(bench, count);
        var (held, released, bothHold) = (0, new TaskCompletionSource(), new TaskCompletionSource());
        bench.Transport.Answer = async (id, message) =>
        {
            if (Interlocked.Increment(ref held) is var n && n <= 2)
            {
                if (n == 2)
                {
                    bothHold.SetResult();
                }

                await released.Task;
            }

            return Delivery.Done;
        };
        var workers = Workers(bench);
        var paused = workers[..2].Select(w => Task.Run(() => w.DispatchOnceAsync(CancellationToken.None))).ToList();
        await bothHold.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        await Task.WhenAll(workers[2..].Select(w => Task.Run(() => bench.DrainAsync(w))));
        Assert.Equal(count - 2, bench.Transport.Sent.Count);
        bench.Time.Advance(OutboxDispatcher.Lease.ToTimeSpan());
        await Task.WhenAll(workers[2..].Select(w => Task.Run(() => bench.DrainAsync(w))));
        var before = (await bench.OutboxAsync()).Select(Facts).ToList();
        Assert.Equal(count, bench.Transport.Sent.Count);

        released.SetResult();
        await Task.WhenAll(paused);
        Assert.Equal(before, (await bench.OutboxAsync()).Select(Facts));
        var doubled = bench.Transport.Sent.GroupBy(s => s.Id).Where(g => g.Count() > 1).ToList();
        Assert.InRange(doubled.Count, 0, 2);
        Assert.All(doubled, g => Assert.Single(g.Select(s => s.Message.MessageId).Distinct(StringComparer.Ordinal)));
        Assert.Contains(bench.Log.Lines, l => l.Contains("had passed to another worker", StringComparison.Ordinal));
        Profile.Figure("EM05", $"{count} rows, a node with two workers paused past its leases: {doubled.Count} doubled of 2 held, late finishers changed nothing");

        static (Guid, OutboxState, int, string) Facts(OutboxMessage m) => (m.Id, m.State, m.Attempts, $"{m.SentAt} {m.LeasedBy} {m.LastError}");
    }

    private static OutboxDispatcher[] Workers(MailBench bench) => [bench.NewDispatcher(), bench.NewDispatcher(), bench.NewDispatcher(), bench.NewDispatcher()];
}

/// <summary>The same with two real processes of the site and a mail server.</summary>
[Collection(nameof(RealProcesses))]
public sealed class TwoSendingProcessesTests
{
    [Fact]
    public async Task EM05_two_processes_send_every_message_once_and_a_paused_one_does_no_harm()
    {
        var bookings = Profile.Of(quick: 30, full: 250);
        await using var sink = new SmtpSink { Delay = TimeSpan.FromMilliseconds(5) };
        await using var clinic = await ClinicFolder.CreateAsync(several: true);
        foreach (var (key, value) in SmtpFaultTests.SettingsFor(sink, pinned: false, security: "None").Where(s => s.Value is not null))
        {
            clinic.Settings[key] = value!;
        }

        var nodes = await Task.WhenAll(clinic.StartAsync(), clinic.StartAsync());
        using var first = nodes[0].Visitor();
        var times = await ClinicFolder.SeparateTimesAsync(first, bookings + 4);
        foreach (var (time, i) in times.Take(bookings).Select((t, i) => (t, i)))
        {
            using var browser = nodes[i % 2].Visitor();
            await BookAsync(browser, time);
        }

        await DrainedAsync(clinic);
        var sent = sink.Messages;
        Assert.Equal(await clinic.InDatabaseAsync(db => db.Outbox.CountAsync(m => m.State == OutboxState.Sent)), sent.Count);
        Assert.Equal(sent.Count, sent.DistinctBy(m => m.Message.MessageId).Count());
        Assert.True(sent.Count >= 2 * bookings);

        Profile.Figure("EM05", $"two processes: {sent.Count} messages of {bookings} bookings, each sent once");
        if (Profile.IsLong)
        {
            await PauseAsync(clinic, nodes, sink, times[^3..]);
        }
    }

    private static async Task PauseAsync(ClinicFolder clinic, SiteProcess[] nodes, SmtpSink sink, List<NodaTime.Instant> times)
    {
        using var first = nodes[0].Visitor();

        // One node is stopped in its tracks while it waits for the server's reply to the final dot.
        sink.Forget();
        sink.Fault = new(SmtpStage.Taken, SmtpAct.Silence);
        await BookAsync(first, times[^1]);
        await Until.TrueAsync(() => sink.IsHanging, TimeSpan.FromSeconds(30));
        var leases = await clinic.InDatabaseAsync(db => db.Outbox.Where(m => m.LeasedBy != null).Select(m => m.Id).ToListAsync());
        await nodes[0].PauseAsync();
        sink.Fault = null;

        // Its leases lapse: in the database, so that nobody waits for five minutes.
        var now = NodaTime.Extensions.DateTimeOffsetExtensions.ToInstant(TimeProvider.System.GetUtcNow());
        await clinic.InDatabaseAsync(db => db.Outbox.Where(m => m.LeasedBy != null).ExecuteUpdateAsync(set => set.SetProperty(m => m.LeasedUntil, now)));
        using (var second = nodes[1].Visitor())
        {
            await BookAsync(second, times[^2]);
        }

        await DrainedAsync(clinic);
        var before = await clinic.InDatabaseAsync(db => db.Outbox.AsNoTracking().OrderBy(m => m.Id).Select(m => $"{m.Id} {m.State} {m.Attempts} {m.SentAt} {m.LeasedBy} {m.LastError}").ToListAsync());
        await nodes[0].ContinueAsync();
        using (var again = nodes[0].Visitor())
        {
            await BookAsync(again, times[^3]);
        }

        await DrainedAsync(clinic);
        var after = await clinic.InDatabaseAsync(db => db.Outbox.AsNoTracking().OrderBy(m => m.Id).Select(m => $"{m.Id} {m.State} {m.Attempts} {m.SentAt} {m.LeasedBy} {m.LastError}").ToListAsync());
        Assert.Superset(before.ToHashSet(StringComparer.Ordinal), after.ToHashSet(StringComparer.Ordinal));
        var doubled = sink.Messages.GroupBy(m => m.Message.MessageId, StringComparer.Ordinal).Count(g => g.Count() > 1);
        Assert.InRange(doubled, 0, leases.Count);
        Assert.InRange(leases.Count, 1, 2);
        Profile.Figure("EM05", string.Create(CultureInfo.InvariantCulture, $"two processes, one paused past its {leases.Count} lease(s): {doubled} doubled, nothing changed when it went on"));
    }

    private static async Task BookAsync(HttpClient browser, NodaTime.Instant time)
    {
        var page = await BookingSteps.DetailsAsync(browser, BookingSteps.Video, time, "maya-okafor");
        var answer = await BookingSteps.Filled(page).SubmitAsync();
        Assert.True(answer.Location?.StartsWith("/appointments/", StringComparison.Ordinal), $"{(int)answer.Status} {answer.Text}");
    }

    private static Task<TimeSpan> DrainedAsync(ClinicFolder clinic) => Until.TrueAsync(
        async () => !await clinic.InDatabaseAsync(db => db.Outbox.AnyAsync(m => m.State == OutboxState.Waiting)), TimeSpan.FromSeconds(240));
}
