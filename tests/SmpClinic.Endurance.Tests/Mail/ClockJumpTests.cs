using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Features.Booking.Emails;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Notifications;
using Xunit;

namespace SmpClinic.Endurance.Tests.Mail;

/// <summary>A machine's clock that is wrong for a while, and set right.</summary>
public sealed class ClockJumpTests
{
    private static readonly int[] Jumps = [-24, -1, 1, 24];

    public static TheoryData<int> Hours => [.. Jumps];

    [Theory]
    [MemberData(nameof(Hours))]
    public async Task FL06_a_row_leased_by_a_dead_worker_waits_one_lease_and_no_longer(int hours)
    {
        await using var bench = await MailBench.MakeAsync();
        await bench.BookAsync(f => new BookingConfirmedEmail(f));
        var until = bench.Now + OutboxDispatcher.Lease;
        await bench.WriteAsync(db => db.Outbox.ExecuteUpdateAsync(set => set.SetProperty(m => m.LeasedBy, Guid.NewGuid()).SetProperty(m => m.LeasedUntil, until)));
        await bench.DrainAsync();
        Assert.Empty(bench.Transport.Sent);

        Jump(bench, hours);
        await WithinOneLeaseAsync(bench, sent: 1);
    }

    [Theory]
    [MemberData(nameof(Hours))]
    public async Task FL06_a_message_put_off_is_tried_within_one_lease_whatever_the_clock_did(int hours)
    {
        await using var bench = await MailBench.MakeAsync();
        await bench.BookAsync(f => new BookingConfirmedEmail(f));
        bench.Transport.Answer = (_, _) => Task.FromResult(new Delivery(DeliveryEnd.Deferred, "451 later"));
        await bench.DrainAsync();
        bench.Transport.Answer = null;

        Jump(bench, hours);
        await WithinOneLeaseAsync(bench, sent: 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(24)]
    public async Task FL06_what_was_queued_while_the_clock_ran_ahead_leaves_within_one_lease_once_it_is_right(int hours)
    {
        await using var bench = await MailBench.MakeAsync();
        Jump(bench, hours);
        await bench.BookAsync(f => new BookingConfirmedEmail(f));
        Jump(bench, -hours);

        await WithinOneLeaseAsync(bench, sent: 1);
    }

    [Theory]
    [InlineData(-24)]
    [InlineData(-1)]
    public async Task FL06_a_clock_set_back_during_a_send_lets_nobody_send_it_too(int hours)
    {
        await using var bench = await MailBench.MakeAsync();
        await bench.BookAsync(f => new BookingConfirmedEmail(f));
        var (sending, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        bench.Transport.Answer = async (_, _) =>
        {
            sending.TrySetResult();
            await go.Task;
            return Delivery.Done;
        };
        var slow = Task.Run(() => bench.NewDispatcher().DispatchOnceAsync(CancellationToken.None), TestContext.Current.CancellationToken);
        await sending.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Jump(bench, hours);
        var other = bench.NewDispatcher();
        for (var second = 0; second < 285; second += 15)
        {
            await bench.DrainAsync(other);
            bench.Time.Advance(TimeSpan.FromSeconds(15));
        }

        Assert.Equal(1, bench.Transport.Attempts);
        go.SetResult();
        await slow;
        await bench.DrainAsync(other);
        Assert.Single(bench.Transport.Sent);
        Assert.Equal(OutboxState.Sent, Assert.Single(await bench.OutboxAsync()).State);
    }

    [Fact]
    public async Task FL06_a_clock_that_jumps_about_doubles_no_reminder_and_strands_no_message()
    {
        var (jumps, sent) = (0, 0);
        foreach (var seed in Profile.Seeds(quick: 3, full: 50))
        {
            await Profile.WithSeedAsync(seed, async random =>
            {
                await using var bench = await MailBench.MakeAsync();
                for (var i = 0; i < 20; i++)
                {
                    await ReminderYearTests.BookAsync(bench, bench.Now + Duration.FromMinutes(random.Next(60, 9 * 24 * 60)));
                }

                for (var step = 0; step < 150; step++)
                {
                    await bench.Get<ReminderDispatcher>().DispatchOnceAsync(CancellationToken.None);
                    bench.Transport.Answer = random.Next(4) == 0 ? (_, _) => Task.FromResult(new Delivery(DeliveryEnd.Deferred, "451 later")) : null;
                    await bench.DrainAsync();
                    if (random.Next(5) == 0)
                    {
                        jumps++;
                        Jump(bench, Jumps[random.Next(4)]);
                    }

                    bench.Time.Advance(TimeSpan.FromMinutes(random.Next(1, 90)));
                }

                bench.Transport.Answer = null;
                await bench.DrainAsync();
                for (var second = 0; second <= OutboxDispatcher.Lease.TotalSeconds; second += 60)
                {
                    bench.Time.Advance(TimeSpan.FromMinutes(1));
                    await bench.DrainAsync();
                }

                Assert.Equal(bench.Transport.Sent.Count, bench.Transport.Sent.DistinctBy(s => s.Id).Count());
                await using var db = await bench.OpenAsync();
                var queued = await db.Reminders.CountAsync(r => r.State == ReminderState.Queued, TestContext.Current.CancellationToken);
                var rows = await bench.OutboxAsync();
                Assert.Equal(queued, rows.Count);
                Assert.DoesNotContain(rows, m => m.State == OutboxState.Dead);
                Assert.Empty(await OutboxLeases.Sendable(db, bench.Now).ToListAsync(TestContext.Current.CancellationToken));
                Assert.DoesNotContain(rows, m => m.State == OutboxState.Waiting && (m.LeasedBy is not null || m.NextAttemptAt > bench.Now + Duration.FromHours(1)));
                sent += bench.Transport.Sent.Count;
            });
        }

        Profile.Figure("FL06", $"{jumps} jumps of 1 h and 1 day, both ways: {sent} reminders, none doubled; no row waited longer than one lease");
    }

    private static void Jump(MailBench bench, int hours) => bench.Time.AdjustTime(bench.Time.GetUtcNow() + TimeSpan.FromHours(hours));

    private static async Task WithinOneLeaseAsync(MailBench bench, int sent)
    {
        for (var second = 0; second <= OutboxDispatcher.Lease.TotalSeconds; second += 15)
        {
            await bench.DrainAsync();
            bench.Time.Advance(TimeSpan.FromSeconds(15));
        }

        Assert.Equal(sent, bench.Transport.Sent.Count);
    }
}
