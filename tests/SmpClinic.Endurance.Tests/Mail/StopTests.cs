using SmpClinic.Web.Features.Booking.Emails;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Mail;
using SmpClinic.Web.Tests.Notifications;
using Xunit;

namespace SmpClinic.Endurance.Tests.Mail;

/// <summary>A sender that is stopped, or dies, anywhere in its work.</summary>
public sealed class StopTests
{
    [Fact]
    public async Task FL09_a_sender_told_to_stop_at_any_statement_loses_nothing_doubles_nothing_and_keeps_no_lease()
    {
        var faults = new StatementFaults();
        await using var bench = await MailBench.MakeAsync(interceptors: [faults.Commands, faults.Commits]);
        var points = 0;
        for (var k = 1; ; k++)
        {
            var before = bench.Transport.Sent.Count;
            await bench.BookAsync(f => new BookingConfirmedEmail(f));
            using var stop = new CancellationTokenSource();
            faults.Plant(k, () => stop.Cancel());
            try
            {
                await bench.NewDispatcher().DispatchOnceAsync(stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // It has stopped.
            }

            var fired = faults.Fired;
            faults.Clear();
            Assert.DoesNotContain(await bench.OutboxAsync(), m => m.LeasedBy is not null);
            await bench.DrainAsync(bench.NewDispatcher());
            Assert.Equal(before + 1, bench.Transport.Sent.Count);
            Assert.All(await bench.OutboxAsync(), m => Assert.Equal(OutboxState.Sent, m.State));
            if (!fired)
            {
                break;
            }

            points++;
        }

        Assert.InRange(points, 6, 60);
        Profile.Figure("FL09", $"stopped at each of {points} statements: 0 lost, 0 doubled, 0 leases left behind");
    }

    [Fact]
    public async Task FL09_a_sender_that_dies_at_any_statement_loses_nothing_and_doubles_only_what_left_before_it_was_written_down()
    {
        var faults = new StatementFaults();
        await using var bench = await MailBench.MakeAsync(interceptors: [faults.Commands, faults.Commits]);
        var (points, doubled) = (0, 0);
        foreach (var after in (bool[])[false, true])
        {
            for (var k = 1; ; k++)
            {
                var before = bench.Transport.Sent.Count;
                await bench.BookAsync(f => new BookingConfirmedEmail(f));
                faults.Plant(k, after);
                var leftBeforeDeath = false;
                try
                {
                    await bench.NewDispatcher().DispatchOnceAsync(TestContext.Current.CancellationToken);
                }
                catch (Exception e) when (e is PlantedFaultException || e.InnerException is PlantedFaultException)
                {
                    leftBeforeDeath = bench.Transport.Sent.Count > before;
                }

                var fired = faults.Fired;
                faults.Clear();

                // Who comes next finds it at once, or when the lease of the dead one has lapsed.
                await bench.DrainAsync(bench.NewDispatcher());
                bench.Time.Advance(OutboxDispatcher.Lease.ToTimeSpan());
                await bench.DrainAsync(bench.NewDispatcher());
                var copies = bench.Transport.Sent.Skip(before).ToList();
                Assert.InRange(copies.Count, 1, leftBeforeDeath ? 2 : 1);
                Assert.Single(copies.Select(c => c.Message.MessageId).Distinct(StringComparer.Ordinal));
                Assert.All(await bench.OutboxAsync(), m => Assert.Equal(OutboxState.Sent, m.State));
                doubled += copies.Count - 1;
                if (!fired)
                {
                    break;
                }

                points++;
            }
        }

        Assert.InRange(points, 12, 120);
        Assert.InRange(doubled, 1, points / 2);
        Profile.Figure("FL09", $"dead before and after each statement, {points} places: 0 lost; {doubled} doubled, all between the send and its record, with the same Message-ID");
    }

    [Fact]
    public async Task FL09_a_message_whose_data_are_on_their_way_ends_well_when_the_process_is_told_to_stop()
    {
        await using var sink = new SmtpSink { Delay = TimeSpan.FromMilliseconds(100) };
        await using var bench = await MailBench.MakeAsync(SmtpFaultTests.SettingsFor(sink, pinned: false, security: "None"), realTransport: true);
        await bench.BookAsync(f => new BookingConfirmedEmail(f));
        await bench.BookAsync(f => new BookingConfirmedEmail(f));
        using var stop = new CancellationTokenSource();
        sink.Plant = line =>
        {
            if (line.StartsWith("DATA", StringComparison.Ordinal))
            {
                stop.Cancel();
            }

            return null;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.NewDispatcher().DispatchOnceAsync(stop.Token));
        Assert.Single(await bench.OutboxAsync(), m => m.State == OutboxState.Sent);
        Assert.Single(sink.Messages);

        sink.Plant = null;
        await bench.DrainAsync(bench.NewDispatcher());
        Assert.Equal(2, sink.Messages.DistinctBy(m => m.Message.MessageId).Count());
        Assert.Equal(2, sink.Messages.Count);
    }

    [Fact]
    public async Task FL09_a_server_that_falls_silent_keeps_a_stopping_process_for_ten_seconds_at_most()
    {
        await using var sink = new SmtpSink { Fault = new(SmtpStage.Dot, SmtpAct.Silence) };
        await using var bench = await MailBench.MakeAsync(SmtpFaultTests.SettingsFor(sink, pinned: false, security: "None"), realTransport: true);
        await bench.BookAsync(f => new BookingConfirmedEmail(f));
        using var stop = new CancellationTokenSource();
        var round = Task.Run(() => bench.NewDispatcher().DispatchOnceAsync(stop.Token), TestContext.Current.CancellationToken);
        await Processes.Until.TrueAsync(() => sink.IsHanging, TimeSpan.FromSeconds(30));
        await stop.CancelAsync();
        Assert.False(round.IsCompleted);
        bench.Time.Advance(TimeSpan.FromSeconds(10));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => round.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Null(Assert.Single(await bench.OutboxAsync()).LeasedBy);
    }
}
