using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Features.Booking.Emails;
using SmpClinic.Web.Features.Staff.Emails;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;
using SmpClinic.Web.Notifications.Emails;
using Xunit;

namespace SmpClinic.Web.Tests.Notifications;

/// <summary>What may be sent now, under whose lease, and what becomes of times that a wrong clock wrote.</summary>
public sealed class OutboxLeasesTests
{
    private static readonly Duration Minute = Duration.FromMinutes(1);
    private static readonly Duration Tick = Duration.FromTicks(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_is_due_from_its_moment_on_unless_it_is_leased_or_at_its_end()
    {
        await using var bench = await MailBench.MakeAsync();
        await QueueAsync(bench, "due", bench.Now);
        await QueueAsync(bench, "long due", bench.Now - Minute);
        await QueueAsync(bench, "not yet", bench.Now + Tick);
        await QueueAsync(bench, "leased", bench.Now, change: m => m.LeasedUntil = bench.Now + Tick);
        await QueueAsync(bench, "lease lapsed", bench.Now, change: m => m.LeasedUntil = bench.Now);
        foreach (var end in new[] { OutboxState.Sent, OutboxState.Dead, OutboxState.Superseded })
        {
            await QueueAsync(bench, end.ToString(), bench.Now, change: m => m.State = end);
        }

        var due = await bench.Get<OutboxLeases>().DueAsync(10, Token);
        var names = (await bench.OutboxAsync()).ToDictionary(m => m.Id, m => m.Recipient.Split('@')[0]);
        Assert.Equal("long due", names[due[0]]);
        Assert.Equal(["due", "lease lapsed", "long due"], due.Select(id => names[id]).Order(StringComparer.Ordinal));
        Assert.Equal([due[0]], await bench.Get<OutboxLeases>().DueAsync(1, Token));
    }

    [Fact]
    public async Task EM05_one_worker_has_a_row_until_its_lease_lapses_and_then_another_may()
    {
        await using var bench = await MailBench.MakeAsync();
        var id = await QueueAsync(bench, "one", bench.Now);
        var leases = bench.Get<OutboxLeases>();
        var (mine, yours) = (Guid.NewGuid(), Guid.NewGuid());
        Assert.True(await leases.LeaseAsync(id, mine, Token));
        Assert.False(await leases.LeaseAsync(id, yours, Token));
        bench.Time.Advance((OutboxDispatcher.Lease - Tick).ToTimeSpan());
        Assert.False(await leases.LeaseAsync(id, yours, Token));
        bench.Time.Advance(Tick.ToTimeSpan());
        Assert.True(await leases.LeaseAsync(id, yours, Token));

        // Whose lease has passed on writes nothing, whatever it wanted to say; and says so in the log.
        var (row, _) = await leases.ReadAsync(id, Token);
        await leases.SentAsync(row, mine);
        await leases.PutBackAsync(row, mine, bench.Now + Minute, 7, "late");
        await leases.BuryAsync(row, mine, "late");
        await leases.SupersedeAsync(row, mine);
        await leases.DropAsync(row, mine, "late");
        await leases.ReleaseAsync(id, mine);
        var still = Assert.Single(await bench.OutboxAsync());
        Assert.Equal((OutboxState.Waiting, 0, null, yours), (still.State, still.Attempts, still.LastError, still.LeasedBy!.Value));
        Assert.Equal(6, bench.Log.Lines.Count(l => l.Contains("had passed to another worker", StringComparison.Ordinal)));
        await using var db = await bench.OpenAsync();
        Assert.False(await db.Audit.AnyAsync(Token));

        await leases.ReleaseAsync(id, yours);
        var free = Assert.Single(await bench.OutboxAsync());
        Assert.Equal((OutboxState.Waiting, 0, null, null), (free.State, free.Attempts, free.LeasedBy, free.LeasedUntil));
        Assert.Equal(6, bench.Log.Lines.Count(l => l.Contains("had passed to another worker", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_dropped_message_keeps_no_secret_and_the_history_says_why()
    {
        await using var bench = await MailBench.MakeAsync();
        var appointment = await bench.BookAsync(f => new BookingConfirmedEmail(f));
        var id = Assert.Single(await bench.OutboxAsync()).Id;
        var lease = Guid.NewGuid();
        var leases = bench.Get<OutboxLeases>();
        Assert.True(await leases.LeaseAsync(id, lease, Token));
        await leases.DropAsync((await leases.ReadAsync(id, Token)).Row, lease, "too late");
        var row = Assert.Single(await bench.OutboxAsync());
        Assert.Equal((OutboxState.Superseded, null, "too late", null), (row.State, row.SealedMessage, row.LastError, row.LeasedBy));
        await using var db = await bench.OpenAsync();
        var entry = await db.Audit.SingleAsync(Token);
        Assert.Equal((bench.Now, ActorKind.System, "mail.dropped", appointment, "BookingConfirmedEmail: too late"), (entry.At, entry.ActorKind, entry.Action, entry.AppointmentId!.Value, entry.Detail));
    }

    [Fact]
    public async Task EM07_a_client_s_mail_is_overtaken_by_a_newer_one_to_them_and_by_nothing_else()
    {
        await using var bench = await MailBench.MakeAsync();
        var other = await bench.BookAsync(f => new BookingConfirmedEmail(f));
        var id = await bench.BookAsync();
        async Task<bool> OvertakenAsync(string kind, Action<OutboxMessage> change) => (await bench.Get<OutboxLeases>().ReadAsync(await QueueAsync(bench, kind, bench.Now, change), Token)).IsOvertaken;
        void First(OutboxMessage m) => (m.AppointmentId, m.StreamNumber, m.Audience, m.Kind) = (id, 1, MailAudience.Client, nameof(BookingConfirmedEmail));

        Assert.False(await OvertakenAsync("first", First));

        // A notice to the clinic, a reminder, and another appointment's mail say nothing new of this one.
        await QueueAsync(bench, "clinic", bench.Now, m => (m.AppointmentId, m.StreamNumber, m.Audience) = (id, 2, MailAudience.Clinic));
        await QueueAsync(bench, "reminder", bench.Now, m => (m.AppointmentId, m.StreamNumber, m.Audience, m.Kind) = (id, 3, MailAudience.Client, nameof(AppointmentReminderEmail)));
        await QueueAsync(bench, "other", bench.Now, m => (m.AppointmentId, m.StreamNumber, m.Audience) = (other, 9, MailAudience.Client));
        Assert.False(await OvertakenAsync("again", m => (m.AppointmentId, m.StreamNumber, m.Audience) = (id, 4, MailAudience.Client)));
        Assert.True(await OvertakenAsync("older", m => (m.AppointmentId, m.StreamNumber, m.Audience) = (id, 0, MailAudience.Client)));
        Assert.False(await OvertakenAsync("older notice", m => (m.AppointmentId, m.StreamNumber, m.Audience) = (id, -1, MailAudience.Clinic)));
        Assert.False(await OvertakenAsync("of nothing", m => m.Audience = MailAudience.Client));
    }

    /// <summary>
    /// A lease is five minutes and clocks may differ by one; a message that failed n times waits no longer than the schedule says. What
    /// lies further ahead was written by a clock that ran ahead.
    /// </summary>
    [Fact]
    public async Task FL06_times_further_ahead_than_they_can_be_are_mended_and_no_others()
    {
        await using var bench = await MailBench.MakeAsync();
        var now = bench.Now;
        var lessee = Guid.NewGuid();
        var leaseEnd = now + OutboxDispatcher.Lease + Minute;
        await QueueAsync(bench, "lease in order", now, m => (m.LeasedBy, m.LeasedUntil) = (lessee, leaseEnd));
        await QueueAsync(bench, "lease too long", now, m => (m.LeasedBy, m.LeasedUntil) = (lessee, leaseEnd + Tick));
        await QueueAsync(bench, "sent", now + Duration.FromDays(1), m => (m.State, m.LeasedUntil) = (OutboxState.Sent, leaseEnd + Minute));
        await QueueAsync(bench, "new in order", now + Minute);
        await QueueAsync(bench, "new too late", now + Minute + Tick);
        int[] attempts = [1, 2, 3, 4, 5, 6, 7, 50];
        foreach (var n in attempts)
        {
            var longest = Duration.Min(Minute * (1 << Math.Min(n - 1, 10)), Duration.FromHours(1)) + Minute;
            await QueueAsync(bench, $"{n} in order", now + longest, m => m.Attempts = n);
            await QueueAsync(bench, $"{n} too late", now + longest + Tick, m => m.Attempts = n);
        }

        await bench.Get<OutboxLeases>().MendTimesAsync(Token);

        var rows = (await bench.OutboxAsync()).ToDictionary(m => m.Recipient.Split('@')[0], StringComparer.Ordinal);
        Assert.Equal(leaseEnd, rows["lease in order"].LeasedUntil);
        Assert.Equal((now + OutboxDispatcher.Lease, lessee), (rows["lease too long"].LeasedUntil!.Value, rows["lease too long"].LeasedBy!.Value));
        Assert.Equal((leaseEnd + Minute, now + Duration.FromDays(1)), (rows["sent"].LeasedUntil!.Value, rows["sent"].NextAttemptAt));
        var mended = rows.Where(r => r.Value.NextAttemptAt == now && !r.Key.StartsWith("lease", StringComparison.Ordinal)).Select(r => r.Key).Order(StringComparer.Ordinal);
        Assert.Equal(attempts.Select(n => $"{n} too late").Append("new too late").Order(StringComparer.Ordinal), mended);
        Assert.Single(bench.Log.Lines, l => l.Contains("the clock was set back", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FL06_a_wrong_time_is_looked_for_once_a_minute_and_whenever_the_clock_has_gone_back()
    {
        await using var bench = await MailBench.MakeAsync();
        var leases = bench.Get<OutboxLeases>();
        await leases.MendTimesAsync(Token);
        var id = await QueueAsync(bench, "one", bench.Now + Duration.FromDays(1));
        bench.Time.Advance((Minute - Tick).ToTimeSpan());
        await leases.MendTimesAsync(Token);
        Assert.False(await DueAsync());
        bench.Time.Advance(Tick.ToTimeSpan());
        await leases.MendTimesAsync(Token);
        Assert.True(await DueAsync());

        await bench.WriteAsync(db => db.Outbox.ExecuteUpdateAsync(set => set.SetProperty(m => m.NextAttemptAt, bench.Now + Duration.FromDays(1))));
        await leases.MendTimesAsync(Token);
        Assert.False(await DueAsync());
        bench.Time.AdjustTime(bench.Time.GetUtcNow() - TimeSpan.FromTicks(1));
        await leases.MendTimesAsync(Token);
        Assert.True(await DueAsync());

        // A wrong lease alone is mended too.
        bench.Time.Advance(Minute.ToTimeSpan());
        await bench.WriteAsync(db => db.Outbox.ExecuteUpdateAsync(set => set.SetProperty(m => m.LeasedUntil, bench.Now + Duration.FromDays(1))));
        await leases.MendTimesAsync(Token);
        bench.Time.Advance(OutboxDispatcher.Lease.ToTimeSpan());
        Assert.True(await DueAsync());

        async Task<bool> DueAsync() => (await leases.DueAsync(5, Token)).Contains(id);
    }

    private static async Task<Guid> QueueAsync(MailBench bench, string name, Instant due, Action<OutboxMessage>? change = null) => await bench.WriteAsync(db =>
    {
        bench.Notifications.Queue(db, MailAudience.Staff, "person@staff.example", new TestEmail(), bench.Now);
        var row = db.Outbox.Local.Single();
        (row.Recipient, row.NextAttemptAt) = ($"{name}@staff.example", due);
        change?.Invoke(row);
        return Task.FromResult(row.Id);
    });
}
