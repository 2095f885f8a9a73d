using System.Globalization;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments.Emails;
using SmpClinic.Web.Features.Booking.Emails;
using SmpClinic.Web.Features.Staff.Emails;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;
using Xunit;

namespace SmpClinic.Web.Tests.Notifications;

public sealed class OutboxDispatcherTests
{
    [Fact]
    public async Task EM06_three_poison_rows_among_a_hundred_stop_none_of_the_others_and_end_where_staff_see_them()
    {
        await using var bench = await MailBench.MakeAsync();
        await bench.WriteAsync(db =>
        {
            for (var i = 0; i < 100; i++)
            {
                bench.Notifications.Queue(db, MailAudience.Staff, $"person{i}@staff.example", new TestEmail(), bench.Now);
            }

            return Task.FromResult(true);
        });
        var ids = (await bench.OutboxAsync()).Select(m => m.Id).ToList();
        var huge = bench.Get<Sealer>().Seal(RandomNumberGenerator.GetBytes(OutboxDispatcher.MaxMessage + 1));
        await bench.WriteAsync(async db =>
        {
            await db.Outbox.Where(m => m.Id == ids[0]).ExecuteUpdateAsync(s => s.SetProperty(m => m.Recipient, "a@b.example\r\nRCPT TO:<evil@evil.example>"));
            await db.Outbox.Where(m => m.Id == ids[1]).ExecuteUpdateAsync(s => s.SetProperty(m => m.SealedMessage, new byte[] { 1, 2, 3 }));
            await db.Outbox.Where(m => m.Id == ids[2]).ExecuteUpdateAsync(s => s.SetProperty(m => m.SealedMessage, huge));
            return true;
        });

        await bench.DrainAsync();
        Assert.Equal(97, bench.Transport.Sent.Count);
        Assert.Equal(97, (await bench.OutboxAsync()).Count(m => m.State == OutboxState.Sent));

        for (var i = 0; i < RetrySchedule.MaxAttemptsUnreadable; i++)
        {
            bench.Time.Advance(TimeSpan.FromHours(1));
            await bench.DrainAsync();
        }

        var dead = (await bench.OutboxAsync()).Where(m => m.State == OutboxState.Dead).ToList();
        Assert.Equal(ids.Take(3).Order(), dead.Select(m => m.Id).Order());
        Assert.All(dead, m => Assert.NotNull(m.LastError));
        Assert.All(dead, m => Assert.Equal(RetrySchedule.MaxAttemptsUnreadable, m.Attempts));
        Assert.All(dead, m => Assert.Contains(bench.Log.Lines, l => l.Contains(m.Id.ToString(), StringComparison.Ordinal)));
        Assert.DoesNotContain(bench.Log.Lines, l => l.Contains("SmpClinic", StringComparison.Ordinal) && l.Contains(".example", StringComparison.Ordinal));
    }

    [Fact]
    public async Task EM07_after_any_outage_the_last_word_a_client_hears_is_the_latest_one()
    {
        await using var bench = await MailBench.MakeAsync();
        for (var seed = 0; seed < 200; seed++)
        {
            await RunOutageAsync(bench, new Random(seed), seed);
        }

        var superseded = (await bench.OutboxAsync()).Where(m => m.State == OutboxState.Superseded).ToList();
        Assert.NotEmpty(superseded);
        Assert.All(superseded, m => Assert.Null(m.SealedMessage));
    }

    private static async Task RunOutageAsync(MailBench bench, Random random, int seed)
    {
        var before = bench.Transport.Sent.Count;
        var up = false;
        Func<Task>? duringSend = null;
        bench.Transport.Answer = async (id, message) =>
        {
            if (duringSend is { } change)
            {
                duringSend = null;
                await change();
            }

            if (up)
            {
                return Delivery.Done;
            }

            switch (random.Next(5))
            {
                case 0:
                    return Delivery.Done;
                case 1:
                    // Taken, but the reply was lost.
                    bench.Transport.Keep(id, "?", message);
                    return new Delivery(DeliveryEnd.Deferred, "connection lost");
                case 2:
                    return new Delivery(DeliveryEnd.Unavailable, "no route");
                default:
                    return new Delivery(DeliveryEnd.Deferred, "451 later");
            }
        };
        OutboxDispatcher[] workers = [bench.NewDispatcher(), bench.NewDispatcher(), bench.NewDispatcher()];

        async Task Work()
        {
            for (var turns = random.Next(4); turns > 0; turns--)
            {
                await workers[random.Next(workers.Length)].DispatchOnceAsync(TestContext.Current.CancellationToken);
                bench.Time.Advance(TimeSpan.FromSeconds(random.Next(200)));
            }
        }

        async Task Change(Func<Task> change)
        {
            if (random.Next(3) > 0)
            {
                await change();
                return;
            }

            // The change comes while an older message is on its way.
            duringSend = change;
            await workers[random.Next(workers.Length)].DispatchOnceAsync(TestContext.Current.CancellationToken);
            if (duringSend is not null)
            {
                duringSend = null;
                await change();
            }
        }

        var id = await bench.BookAsync(f => new BookingConfirmedEmail(f));
        await Work();
        await Change(() => bench.ChangeAsync(id, Move, f => new AppointmentMovedEmail(f)));
        await Work();
        await Change(() => bench.ChangeAsync(id, Cancel, f => new AppointmentCancelledEmail(f)));
        await Work();

        up = true;
        for (var i = 0; i < 8; i++)
        {
            bench.Time.Advance(TimeSpan.FromMinutes(61));
            await bench.DrainAsync(workers[random.Next(workers.Length)]);
        }

        var heard = bench.Transport.Sent.Skip(before).ToList();
        var sequences = heard.Select(SequenceOf).ToList();
        Assert.True(sequences.SequenceEqual(sequences.Order()), $"seed {seed}: {string.Join(", ", sequences)}");
        Assert.Equal(2, sequences[^1]);
        Assert.Contains("METHOD:CANCEL\r\n", heard[^1].Calendar, StringComparison.Ordinal);

        var rows = (await bench.OutboxAsync()).Where(m => m.AppointmentId == id).ToList();
        Assert.All(rows, m => Assert.True(m.State is OutboxState.Sent or OutboxState.Superseded, $"seed {seed}: {m.State}"));
        Assert.All(heard.GroupBy(h => h.Id), g => Assert.Single(g.Select(h => h.Message.MessageId).Distinct(StringComparer.Ordinal)));
    }

    private static void Move(Appointment a)
    {
        (a.Start, a.End) = (a.Start + Duration.FromHours(1), a.End + Duration.FromHours(1));
        a.CalendarSequence++;
        a.TimeVersion++;
    }

    private static void Cancel(Appointment a)
    {
        a.Status = AppointmentStatus.Cancelled;
        a.CalendarSequence++;
    }

    private static int SequenceOf(Left left)
    {
        var line = left.Calendar!.Split("\r\n").Single(l => l.StartsWith("SEQUENCE:", StringComparison.Ordinal));
        return int.Parse(line["SEQUENCE:".Length..], CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task EM07_an_older_notice_that_lingers_holds_back_the_newer_one_of_its_stream_only()
    {
        await using var bench = await MailBench.MakeAsync();
        var id = await bench.BookAsync(f => new BookingConfirmedEmail(f));
        await bench.WriteAsync(async db =>
        {
            var appointment = await db.Appointments.Include(a => a.Service).Include(a => a.Practitioner).SingleAsync(a => a.Id == id);
            await bench.Notifications.QueueForClinicAsync(db, appointment, f => new NewRequestNotice(f), bench.Now, CancellationToken.None);
            await bench.Notifications.QueueForClinicAsync(db, appointment, f => new ClientMovedNotice(f), bench.Now, CancellationToken.None);
            return true;
        });
        bench.Transport.Answer = (_, m) => Task.FromResult(
            m.Subject!.StartsWith("New booking", StringComparison.Ordinal) ? new Delivery(DeliveryEnd.Deferred, "451 later") : Delivery.Done);
        await bench.DrainAsync();

        Assert.Equal("zoe@patient.example", Assert.Single(bench.Transport.Sent).Recipient);

        bench.Transport.Answer = null;
        bench.Time.Advance(TimeSpan.FromMinutes(2));
        await bench.DrainAsync();
        Assert.Equal("New booking, Moved by the client", string.Join(", ", bench.Transport.Sent.Skip(1).Select(s => s.Message.Subject!.Split(':')[0])));
    }

    [Fact]
    public async Task EM05_a_worker_that_was_paused_past_its_lease_changes_nothing_when_it_wakes()
    {
        await using var bench = await MailBench.MakeAsync();
        await bench.BookAsync(f => new BookingConfirmedEmail(f));
        var paused = new TaskCompletionSource();
        var sending = new TaskCompletionSource();
        var first = true;
        bench.Transport.Answer = async (_, _) =>
        {
            if (!first)
            {
                return Delivery.Done;
            }

            first = false;
            sending.SetResult();
            await paused.Task;
            return new Delivery(DeliveryEnd.Refused, "550 no such user");
        };

        var slow = Task.Run(() => bench.NewDispatcher().DispatchOnceAsync(CancellationToken.None), TestContext.Current.CancellationToken);
        await sending.Task.WaitAsync(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);

        await bench.DrainAsync(bench.NewDispatcher());
        Assert.Empty(bench.Transport.Sent);

        bench.Time.Advance(OutboxDispatcher.Lease.ToTimeSpan());
        await bench.DrainAsync(bench.NewDispatcher());
        Assert.Single(bench.Transport.Sent);

        paused.SetResult();
        await slow;
        var row = Assert.Single(await bench.OutboxAsync());
        Assert.Equal(OutboxState.Sent, row.State);
        Assert.Null(row.LastError);
        Assert.Equal(1, row.Attempts);
    }

    [Fact]
    public async Task EM05_four_workers_at_once_send_each_of_two_hundred_messages_once()
    {
        await using var bench = await MailBench.MakeAsync();
        await bench.WriteAsync(db =>
        {
            for (var i = 0; i < 200; i++)
            {
                bench.Notifications.Queue(db, MailAudience.Staff, "person@staff.example", new TestEmail(), bench.Now);
            }

            return Task.FromResult(true);
        });

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => bench.DrainAsync(bench.NewDispatcher()))));
        await bench.DrainAsync();

        Assert.Equal(200, bench.Transport.Sent.Count);
        Assert.Equal(200, bench.Transport.Sent.Select(s => s.Id).Distinct().Count());
    }

    [Fact]
    public async Task EM04_a_dead_server_is_tried_once_a_minute_and_no_message_is_charged_for_it()
    {
        await using var bench = await MailBench.MakeAsync();
        for (var i = 0; i < 5; i++)
        {
            await bench.BookAsync(f => new BookingConfirmedEmail(f));
        }

        bench.Transport.Answer = (_, _) => Task.FromResult(new Delivery(DeliveryEnd.Unavailable, "535 wrong password for clinic@host.example"));
        for (var second = 0; second < 3600; second += 15)
        {
            await bench.DrainAsync();
            bench.Time.Advance(TimeSpan.FromSeconds(15));
        }

        Assert.Equal(60, bench.Transport.Attempts);
        var rows = await bench.OutboxAsync();
        Assert.All(rows, m => Assert.Equal((OutboxState.Waiting, 0), (m.State, m.Attempts)));
        Assert.Contains(rows, m => m.LastError is "535 wrong password for [address]");
        Assert.NotNull(bench.Get<TransportBreaker>().UnusableSince);

        bench.Transport.Answer = null;
        await bench.DrainAsync();
        Assert.Equal(5, bench.Transport.Sent.Count);
        Assert.Null(bench.Get<TransportBreaker>().UnusableSince);
    }

    [Fact]
    public async Task EM04_a_message_deferred_for_ever_is_given_up_after_more_than_three_days_and_not_before()
    {
        await using var bench = await MailBench.MakeAsync();
        await bench.BookAsync(f => new BookingConfirmedEmail(f));
        bench.Transport.Answer = (_, _) => Task.FromResult(new Delivery(DeliveryEnd.Deferred, "451 later"));

        while ((await bench.OutboxAsync())[0] is { State: OutboxState.Waiting } waiting)
        {
            bench.Time.SetUtcNow(waiting.NextAttemptAt.ToDateTimeOffset());
            await bench.DrainAsync();
        }

        var dead = Assert.Single(await bench.OutboxAsync(), m => m.Audience == MailAudience.Client);
        Assert.Equal((OutboxState.Dead, RetrySchedule.MaxAttempts), (dead.State, dead.Attempts));
        Assert.InRange((bench.Now - MailBench.Start).TotalHours, 72, 82);
    }

    [Fact]
    public async Task FL11_a_transport_that_throws_what_nobody_foresaw_is_charged_to_the_message_alone()
    {
        await using var bench = await MailBench.MakeAsync();
        await bench.BookAsync(f => new BookingConfirmedEmail(f), change: a => a.ContactName = "Thrower");
        await bench.BookAsync(f => new BookingConfirmedEmail(f));
        bench.Transport.Answer = (_, m) => m.TextBody!.Contains("Thrower", StringComparison.Ordinal) ? throw new InvalidCastException("secret words") : Task.FromResult(Delivery.Done);

        await bench.DrainAsync();

        Assert.Single(bench.Transport.Sent);
        Assert.Contains(await bench.OutboxAsync(), m => m is { State: OutboxState.Waiting, Attempts: 1, LastError: "InvalidCastException" });
    }

    [Fact]
    public async Task Staff_resend_a_dead_message_and_the_trail_says_who_did()
    {
        await using var bench = await MailBench.MakeAsync();
        var id = await bench.BookAsync(f => new BookingConfirmedEmail(f));
        bench.Transport.Answer = (_, _) => Task.FromResult(new Delivery(DeliveryEnd.Refused, "550 5.1.1 <zoe@patient.example> unknown"));
        await bench.DrainAsync();
        var dead = Assert.Single(await bench.OutboxAsync(), m => m.Audience == MailAudience.Client);
        Assert.Equal(OutboxState.Dead, dead.State);
        Assert.Equal("550 5.1.1 <[address]> unknown", dead.LastError);

        var staff = Guid.NewGuid();
        var letters = bench.Get<DeadLetters>();
        Assert.True(await letters.ResendAsync(dead.Id, staff, "Desk", CancellationToken.None));
        Assert.False(await letters.ResendAsync(dead.Id, staff, "Desk", CancellationToken.None));
        bench.Transport.Answer = null;
        await bench.DrainAsync();

        var left = Assert.Single(bench.Transport.Sent, sent => string.Equals(sent.Recipient, "zoe@patient.example", StringComparison.Ordinal));
        Assert.Equal($"{dead.Id:N}@clinic.example", left.Message.MessageId);
        await using var db = await bench.OpenAsync();
        var entry = Assert.Single(await db.Audit.ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal(("mail.resent", staff, id), (entry.Action, entry.ActorId!.Value, entry.AppointmentId!.Value));
    }

    [Fact]
    public async Task EM07_a_dead_invitation_is_not_resent_once_a_newer_one_was_written()
    {
        await using var bench = await MailBench.MakeAsync();
        var id = await bench.BookAsync(f => new BookingConfirmedEmail(f));
        bench.Transport.Answer = (_, _) => Task.FromResult(new Delivery(DeliveryEnd.Refused, "550 unknown"));
        await bench.DrainAsync();
        var dead = Assert.Single(await bench.OutboxAsync(), m => m.Audience == MailAudience.Client);
        await bench.ChangeAsync(id, Move, f => new AppointmentMovedEmail(f));

        Assert.False(await bench.Get<DeadLetters>().ResendAsync(dead.Id, Guid.NewGuid(), "Desk", CancellationToken.None));
    }

    [Fact]
    public async Task The_worker_sends_when_woken_and_outlives_a_database_that_is_away()
    {
        await using var bench = await MailBench.MakeAsync();
        var worker = bench.Get<IEnumerable<Microsoft.Extensions.Hosting.IHostedService>>().OfType<OutboxWorker>().Single();
        await worker.StartAsync(CancellationToken.None);
        await bench.WriteAsync(async db => await db.Database.ExecuteSqlRawAsync("ALTER TABLE Outbox RENAME TO Away"));
        bench.Get<OutboxSignal>().Wake();
        await UntilAsync(() => bench.Log.Lines.Any(l => l.Contains("A round of the outbox failed", StringComparison.Ordinal)));

        await bench.WriteAsync(async db => await db.Database.ExecuteSqlRawAsync("ALTER TABLE Away RENAME TO Outbox"));
        await bench.BookAsync(f => new BookingConfirmedEmail(f));
        await UntilAsync(() =>
        {
            bench.Time.Advance(TimeSpan.FromMinutes(1));
            return bench.Transport.Sent.Count == 1;
        });
        await bench.BookAsync(f => new BookingConfirmedEmail(f));
        bench.Get<OutboxSignal>().Wake();
        await UntilAsync(() => bench.Transport.Sent.Count == 2);
        await worker.StopAsync(CancellationToken.None);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var i = 0; i < 1800 && !condition(); i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.True(condition());
    }
}
