using NodaTime;
using SmpClinic.Web.Features.Booking.Emails;
using SmpClinic.Web.Features.Staff.Emails;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Notifications;
using Xunit;

namespace SmpClinic.Endurance.Tests.Mail;

/// <summary>How a server in trouble is treated by two nodes that share a database.</summary>
public sealed class BreakerTests
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(15);

    [Theory]
    [InlineData(DeliveryEnd.Unavailable)]
    [InlineData(DeliveryEnd.Interrupted)]
    [InlineData(DeliveryEnd.Deferred)]
    public async Task EM04_two_nodes_together_try_a_server_in_trouble_once_a_minute(DeliveryEnd trouble)
    {
        await using var bench = await MailBench.MakeAsync();
        await QueueAsync(bench, 60);
        var tries = new List<Instant>();
        bench.Transport.Answer = (_, _) =>
        {
            tries.Add(bench.Now);
            return Task.FromResult(new Delivery(trouble, "no"));
        };
        OutboxDispatcher[] nodes = [bench.NewDispatcher(), bench.NewDispatcher()];
        for (var poll = 0; poll < 240; poll++)
        {
            // In turns, so that each is the first to look after a minute's rest.
            await bench.DrainAsync(nodes[poll / 4 % 2]);
            await bench.DrainAsync(nodes[((poll / 4) + 1) % 2]);
            bench.Time.Advance(Poll);
        }

        // A server that answers is in trouble only once it has put off ten in a row; until then each node goes on. From then on:
        var settled = tries.Where(t => t >= MailBench.Start + Duration.FromMinutes(3)).ToList();
        Assert.InRange(settled.Count, 40, 57);
        Assert.All(settled.Zip(settled.Skip(1)), pair => Assert.True(pair.Second - pair.First >= TransportBreaker.Pause, $"{pair.First} {pair.Second}"));
        var most = trouble == DeliveryEnd.Deferred ? 2 * (TransportBreaker.DeferralsInARow + 2) : 5;
        Assert.True(tries.Count - settled.Count <= most, $"{tries.Count - settled.Count} in the first three minutes");
        Assert.All(await bench.OutboxAsync(), m => Assert.Equal(OutboxState.Waiting, m.State));

        // What was put off for up to an hour is due when the outage ends.
        bench.Transport.Answer = null;
        for (var poll = 0; poll < 8; poll++)
        {
            await bench.DrainAsync(nodes[poll % 2]);
            bench.Time.Advance(Poll);
        }

        Assert.All(await bench.OutboxAsync(), m => Assert.Equal(OutboxState.Sent, m.State));
        Assert.Equal(60, bench.Transport.Sent.Count);
        Profile.Figure("EM04", $"two nodes, one hour of {trouble}: {tries.Count} attempts; all 60 delivered within two minutes of its end");
    }

    [Fact]
    public async Task EM04_a_restart_does_not_forget_that_a_server_is_dead()
    {
        await using var bench = await MailBench.MakeAsync();
        await QueueAsync(bench, 5);
        bench.Transport.Answer = (_, _) => Task.FromResult(new Delivery(DeliveryEnd.Unavailable, "no"));
        for (var second = 0; second < 600; second += 5)
        {
            await bench.DrainAsync(bench.NewDispatcher());
            bench.Time.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Equal(10, bench.Transport.Attempts);
    }

    [Fact]
    public async Task EM04_one_message_that_no_server_can_stand_does_not_keep_the_others()
    {
        await using var bench = await MailBench.MakeAsync();
        await QueueAsync(bench, 30);
        var poison = (await bench.OutboxAsync())[0].Id;
        bench.Transport.Answer = (id, _) => Task.FromResult(id == poison ? new Delivery(DeliveryEnd.Unavailable, "gone") : Delivery.Done);
        for (var poll = 0; poll < 40; poll++)
        {
            await bench.DrainAsync();
            bench.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(29, bench.Transport.Sent.Count);
    }

    [Fact]
    public async Task EM04_a_server_that_comes_and_goes_does_not_shorten_the_seventy_two_hours()
    {
        await using var bench = await MailBench.MakeAsync();
        await QueueAsync(bench, 1);
        var unlucky = (await bench.OutboxAsync())[0].Id;
        bench.Transport.Answer = (id, _) => Task.FromResult(id == unlucky ? new Delivery(DeliveryEnd.Interrupted, "gone") : Delivery.Done);
        OutboxMessage row;
        do
        {
            // Every end of an outage makes it due before its time.
            await QueueAsync(bench, 1);
            await bench.DrainAsync();
            bench.Time.Advance(TimeSpan.FromMinutes(20));
            row = (await bench.OutboxAsync()).Single(m => m.Id == unlucky);
        }
        while (row.State == OutboxState.Waiting && bench.Now < MailBench.Start + Duration.FromDays(6));

        Assert.Equal(OutboxState.Dead, row.State);
        Assert.True(row.Attempts > RetrySchedule.MaxAttempts, $"{row.Attempts}");
        Assert.InRange((bench.Now - MailBench.Start).TotalHours, 72, 75);
    }

    [Fact]
    public async Task EM03_many_dead_letters_make_one_notice_to_the_desk_and_a_dead_notice_makes_none()
    {
        await using var bench = await MailBench.MakeAsync();
        for (var i = 0; i < 10; i++)
        {
            await bench.BookAsync(f => new BookingConfirmedEmail(f));
        }

        bench.Transport.Answer = (_, _) => Task.FromResult(new Delivery(DeliveryEnd.Refused, "550 no"));
        await bench.DrainAsync();

        var rows = await bench.OutboxAsync();
        Assert.All(rows, m => Assert.Equal(OutboxState.Dead, m.State));
        Assert.Single(rows, m => m.Audience == MailAudience.Clinic);
    }

    [Fact]
    public async Task EM07_a_message_that_was_overtaken_while_it_was_under_way_is_not_sent_again()
    {
        await using var bench = await MailBench.MakeAsync();
        var id = await bench.BookAsync(f => new BookingConfirmedEmail(f));
        bench.Transport.Answer = async (_, _) =>
        {
            bench.Transport.Answer = null;
            await bench.ChangeAsync(id, a => a.CalendarSequence++, f => new BookingConfirmedEmail(f));
            return new Delivery(DeliveryEnd.Deferred, "451 later");
        };
        for (var i = 0; i < 4; i++)
        {
            await bench.DrainAsync();
            bench.Time.Advance(TimeSpan.FromMinutes(2));
        }

        Assert.Equal([OutboxState.Superseded, OutboxState.Sent], (await bench.OutboxAsync()).OrderBy(m => m.StreamNumber).Select(m => m.State));
        Assert.Single(bench.Transport.Sent);
    }

    internal static Task<bool> QueueAsync(MailBench bench, int count) => bench.WriteAsync(db =>
    {
        for (var i = 0; i < count; i++)
        {
            bench.Notifications.Queue(db, MailAudience.Staff, "person@staff.example", new TestEmail(), bench.Now);
        }

        return Task.FromResult(true);
    });
}
