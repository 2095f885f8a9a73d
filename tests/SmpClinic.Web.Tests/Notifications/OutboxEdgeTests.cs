using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking.Emails;
using SmpClinic.Web.Features.Staff.Emails;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;
using Xunit;

namespace SmpClinic.Web.Tests.Notifications;

/// <summary>What exactly is written at each end of a message's way.</summary>
public sealed class OutboxEdgeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EM05_a_message_on_its_way_is_leased_for_five_minutes_and_a_sent_one_keeps_no_secret()
    {
        await using var bench = await MailBench.MakeAsync();
        await bench.BookAsync(f => new BookingConfirmedEmail(f));
        var queued = Assert.Single(await bench.OutboxAsync());
        Assert.Equal((OutboxState.Waiting, bench.Now, bench.Now, 1, "BookingConfirmedEmail", MailAudience.Client), (queued.State, queued.CreatedAt, queued.NextAttemptAt, queued.StreamNumber, queued.Kind, queued.Audience));
        Assert.NotEmpty(queued.Subject);
        OutboxMessage? underway = null;
        bench.Transport.Answer = async (_, _) =>
        {
            underway = Assert.Single(await bench.OutboxAsync());
            return Delivery.Done;
        };
        Assert.Equal(1, await bench.Get<OutboxDispatcher>().DispatchOnceAsync(Token));
        Assert.NotNull(underway!.LeasedBy);
        Assert.Equal(bench.Now + Duration.FromMinutes(5), underway.LeasedUntil);
        var sent = Assert.Single(await bench.OutboxAsync());
        Assert.Equal((OutboxState.Sent, bench.Now, 1), (sent.State, sent.SentAt!.Value, sent.Attempts));
        Assert.Null(sent.SealedMessage);
        Assert.Null(sent.LeasedBy);
        Assert.Null(sent.LeasedUntil);
        Assert.Null(sent.LastError);
        Assert.Equal(0, await bench.Get<OutboxDispatcher>().DispatchOnceAsync(Token));
    }

    [Fact]
    public async Task EM04_a_deferred_message_waits_a_minute_keeps_its_body_and_forgets_the_fault_once_it_is_sent()
    {
        await using var bench = await MailBench.MakeAsync();
        await bench.BookAsync(f => new BookingConfirmedEmail(f));
        bench.Transport.Answer = (_, _) => Task.FromResult(new Delivery(DeliveryEnd.Deferred, "451 later"));
        Assert.Equal(1, await bench.Get<OutboxDispatcher>().DispatchOnceAsync(Token));
        var waiting = Assert.Single(await bench.OutboxAsync());
        Assert.Equal((OutboxState.Waiting, 1, "451 later"), (waiting.State, waiting.Attempts, waiting.LastError));
        Assert.InRange(waiting.NextAttemptAt - bench.Now, Duration.FromSeconds(54), Duration.FromSeconds(60));
        Assert.NotNull(waiting.SealedMessage);
        Assert.Null(waiting.SentAt);
        Assert.Null(waiting.LeasedBy);
        Assert.Null(waiting.LeasedUntil);

        bench.Transport.Answer = null;
        bench.Time.SetUtcNow((waiting.NextAttemptAt - Duration.FromTicks(1)).ToDateTimeOffset());
        Assert.Equal(0, await bench.Get<OutboxDispatcher>().DispatchOnceAsync(Token));
        bench.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(1, await bench.Get<OutboxDispatcher>().DispatchOnceAsync(Token));
        var sent = Assert.Single(await bench.OutboxAsync());
        Assert.Equal((OutboxState.Sent, 2, null), (sent.State, sent.Attempts, sent.LastError));
    }

    [Fact]
    public async Task EM06_a_refused_message_is_dead_at_once_and_keeps_its_body_for_a_second_try()
    {
        await using var bench = await MailBench.MakeAsync();
        await bench.BookAsync(f => new BookingConfirmedEmail(f));
        bench.Transport.Answer = (_, _) => Task.FromResult(new Delivery(DeliveryEnd.Refused, "550 unknown"));
        Assert.Equal(1, await bench.Get<OutboxDispatcher>().DispatchOnceAsync(Token));
        var dead = await InvitationAsync(bench);
        Assert.Equal((OutboxState.Dead, 1, "550 unknown"), (dead.State, dead.Attempts, dead.LastError));
        Assert.NotNull(dead.SealedMessage);
        Assert.Null(dead.LeasedBy);
    }

    [Fact]
    public async Task EM04_a_transport_that_cannot_be_used_ends_the_round_and_its_return_is_noticed_once()
    {
        await using var bench = await MailBench.MakeAsync();
        await QueueAsync(bench, 3);
        bench.Transport.Answer = (_, _) => Task.FromResult(new Delivery(DeliveryEnd.Unavailable, "no route"));
        Assert.Equal(0, await bench.Get<OutboxDispatcher>().DispatchOnceAsync(Token));
        Assert.Equal(0, await bench.Get<OutboxDispatcher>().DispatchOnceAsync(Token));
        Assert.Equal(1, bench.Transport.Attempts);
        Assert.All(await bench.OutboxAsync(), m => Assert.Equal((OutboxState.Waiting, 0, null), (m.State, m.Attempts, m.LeasedBy)));
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, await bench.Get<OutboxDispatcher>().DispatchOnceAsync(Token));
        bench.Transport.Answer = null;
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(3, await bench.Get<OutboxDispatcher>().DispatchOnceAsync(Token));
        Assert.Single(bench.Log.Lines, l => l.Contains("The mail transport cannot be used", StringComparison.Ordinal));
        Assert.Single(bench.Log.Lines, l => l.Contains("The mail transport can be used again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Twenty_go_in_one_round_and_those_that_are_due_longest_go_first()
    {
        await using var bench = await MailBench.MakeAsync();
        var ids = await QueueAsync(bench, 25);
        await bench.WriteAsync(async db =>
        {
            // The later it was queued, the longer it is due.
            for (var i = 0; i < ids.Count; i++)
            {
                var due = bench.Now - Duration.FromSeconds(i);
                await db.Outbox.Where(m => m.Id == ids[i]).ExecuteUpdateAsync(set => set.SetProperty(m => m.NextAttemptAt, due));
            }

            return true;
        });
        Assert.Equal(20, await bench.Get<OutboxDispatcher>().DispatchOnceAsync(Token));
        Assert.Equal(ids.AsEnumerable().Reverse().Take(20), bench.Transport.Sent.Select(s => s.Id));
        Assert.Equal(5, await bench.Get<OutboxDispatcher>().DispatchOnceAsync(Token));
    }

    [Theory]
    [InlineData("recipient", "The recipient is not one plain mail address.")]
    [InlineData("body", "The message has no body.")]
    [InlineData("seal", "The message cannot be unsealed: the key ring lacks its key, or it was altered.")]
    [InlineData("size", "The message is larger than 1 MiB.")]
    [InlineData("sender", "The message has no sender.")]
    [InlineData("mime", "The message cannot be read.")]
    public async Task EM06_a_message_that_cannot_be_read_says_why_and_is_given_up_after_five_attempts(string fault, string words)
    {
        await using var bench = await MailBench.MakeAsync();
        await QueueAsync(bench, 1);
        var sealer = bench.Get<Sealer>();
        var body = fault switch
        {
            "body" => null,
            "seal" => RandomNumberGenerator.GetBytes(40),
            "size" => sealer.Seal(Mime("From: a@b.example\r\n", OutboxDispatcher.MaxMessage + 1)),
            "mime" => sealer.Seal([]),
            _ => sealer.Seal(Mime("Subject: none\r\n", 200)),
        };
        await bench.WriteAsync(async db => fault == "recipient"
            ? await db.Outbox.ExecuteUpdateAsync(set => set.SetProperty(m => m.Recipient, "no address"))
            : await db.Outbox.ExecuteUpdateAsync(set => set.SetProperty(m => m.SealedMessage, body)));
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            Assert.Equal(1, await bench.Get<OutboxDispatcher>().DispatchOnceAsync(Token));
            var row = Assert.Single(await bench.OutboxAsync());
            Assert.Equal((attempt < 5 ? OutboxState.Waiting : OutboxState.Dead, attempt, words), (row.State, row.Attempts, row.LastError));
            bench.Time.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(0, bench.Transport.Attempts);
    }

    [Fact]
    public async Task EM06_a_message_of_exactly_one_mebibyte_is_sent()
    {
        await using var bench = await MailBench.MakeAsync();
        await QueueAsync(bench, 1);
        var body = bench.Get<Sealer>().Seal(Mime("From: a@b.example\r\n", OutboxDispatcher.MaxMessage));
        await bench.WriteAsync(async db => await db.Outbox.ExecuteUpdateAsync(set => set.SetProperty(m => m.SealedMessage, body)));
        await bench.DrainAsync();
        Assert.Single(bench.Transport.Sent);
        Assert.Equal(1024 * 1024, OutboxDispatcher.MaxMessage);
    }

    [Fact]
    public async Task FL09_a_stop_during_a_send_is_no_fault_of_the_message_and_any_other_cancellation_is()
    {
        await using var bench = await MailBench.MakeAsync();
        await QueueAsync(bench, 1);
        bench.Transport.Answer = (_, _) => throw new OperationCanceledException();
        await bench.DrainAsync();
        Assert.Equal((1, "OperationCanceledException"), Assert.Single((await bench.OutboxAsync()).Select(m => (m.Attempts, m.LastError!))));

        bench.Time.Advance(TimeSpan.FromHours(1));
        using var stop = new CancellationTokenSource();
        bench.Transport.Answer = async (_, _) =>
        {
            await stop.CancelAsync();
            throw new OperationCanceledException();
        };
        await Assert.ThrowsAsync<OperationCanceledException>(() => bench.Get<OutboxDispatcher>().DispatchOnceAsync(stop.Token));
        var row = Assert.Single(await bench.OutboxAsync());
        Assert.Equal((OutboxState.Waiting, 1), (row.State, row.Attempts));
    }

    [Fact]
    public async Task Staff_bring_a_dead_message_back_whole_and_nothing_else()
    {
        await using var bench = await MailBench.MakeAsync();
        var id = await bench.BookAsync(f => new BookingConfirmedEmail(f));
        var letters = bench.Get<DeadLetters>();
        var message = Assert.Single(await bench.OutboxAsync());
        Assert.False(await letters.ResendAsync(message.Id, null, "Desk", Token));
        Assert.False(await letters.ResendAsync(Guid.NewGuid(), null, "Desk", Token));
        Assert.False(Woken(bench));
        bench.Transport.Answer = (_, _) => Task.FromResult(new Delivery(DeliveryEnd.Refused, "550 unknown"));
        await bench.DrainAsync();
        bench.Time.Advance(TimeSpan.FromDays(1));
        await bench.WriteAsync(async db => await db.Outbox.ExecuteUpdateAsync(set => set.SetProperty(m => m.LeasedBy, Guid.NewGuid()).SetProperty(m => m.LeasedUntil, bench.Now)));

        Assert.True(await letters.ResendAsync(message.Id, null, "Desk", Token));
        Assert.True(Woken(bench));
        var back = await InvitationAsync(bench);
        Assert.Equal((OutboxState.Waiting, 0, bench.Now), (back.State, back.Attempts, back.NextAttemptAt));
        Assert.Null(back.LeasedBy);
        Assert.Null(back.LeasedUntil);
        await using var db = await bench.OpenAsync();
        var entry = Assert.Single(await db.Audit.ToListAsync(Token));
        Assert.Equal((bench.Now, ActorKind.Staff, "Desk", "mail.resent", id, $"BookingConfirmedEmail {message.Id}"), (entry.At, entry.ActorKind, entry.ActorName, entry.Action, entry.AppointmentId!.Value, entry.Detail));

        // Without its body there is nothing to send.
        await bench.DrainAsync();
        await bench.WriteAsync(async d => await d.Outbox.ExecuteUpdateAsync(set => set.SetProperty(m => m.SealedMessage, (byte[]?)null)));
        Assert.False(await letters.ResendAsync(message.Id, null, "Desk", Token));
    }

    [Fact]
    public async Task EM07_a_notice_to_the_clinic_is_resent_even_when_newer_ones_were_written_and_another_appointments_mail_does_not_count()
    {
        await using var bench = await MailBench.MakeAsync();
        await bench.BookAsync(f => new BookingConfirmedEmail(f));
        bench.Transport.Answer = (_, _) => Task.FromResult(new Delivery(DeliveryEnd.Refused, "550 unknown"));
        await bench.DrainAsync();
        var invitation = await InvitationAsync(bench);
        await bench.WriteAsync(async db =>
        {
            var appointment = await bench.AddAsync(db, AppointmentStatus.Requested, bench.Now + Duration.FromDays(3), change: null);
            await bench.Notifications.QueueForClinicAsync(db, appointment, f => new NewRequestNotice(f), bench.Now, Token);
            await bench.Notifications.QueueForClinicAsync(db, appointment, f => new NewRequestNotice(f), bench.Now, Token);
            await bench.Notifications.QueueForClientAsync(db, appointment, f => new RequestReceivedEmail(f), bench.Now, Token);
            return true;
        });
        await bench.DrainAsync();
        var letters = bench.Get<DeadLetters>();
        var notice = (await bench.OutboxAsync()).First(m => m is { Audience: MailAudience.Clinic, StreamNumber: 1 });
        Assert.True(await letters.ResendAsync(notice.Id, null, "Desk", Token));
        Assert.True(await letters.ResendAsync(invitation.Id, null, "Desk", Token));
    }

    [Fact]
    public async Task EM07_a_newer_mail_takes_back_the_clients_waiting_ones_of_that_appointment_and_no_other()
    {
        await using var bench = await MailBench.MakeAsync();
        var other = await bench.BookAsync(f => new BookingConfirmedEmail(f));
        var id = await bench.WriteAsync(async db =>
        {
            var appointment = await bench.AddAsync(db, AppointmentStatus.Confirmed, bench.Now + Duration.FromDays(3), change: null);
            await bench.Notifications.QueueForClinicAsync(db, appointment, f => new NewRequestNotice(f), bench.Now, Token);
            await bench.Notifications.QueueForClientAsync(db, appointment, f => new BookingConfirmedEmail(f), bench.Now, Token);

            // Within one unit as well.
            await bench.Notifications.QueueForClientAsync(db, appointment, f => new BookingConfirmedEmail(f), bench.Now, Token);
            return appointment.Id;
        });
        Assert.Equal("Waiting, Superseded, Waiting", await StatesAsync(bench, id));

        // Under a lease it may be on its way; once the lease has lapsed it is taken back.
        await LeaseAsync(bench, id, bench.Now + Duration.FromTicks(1));
        await bench.ChangeAsync(id, _ => { }, f => new BookingConfirmedEmail(f));
        Assert.Equal("Waiting, Superseded, Waiting, Waiting", await StatesAsync(bench, id));
        await LeaseAsync(bench, id, bench.Now);
        await bench.ChangeAsync(id, _ => { }, f => new BookingConfirmedEmail(f));
        Assert.Equal("Waiting, Superseded, Superseded, Superseded, Waiting", await StatesAsync(bench, id));
        var gone = (await bench.OutboxAsync()).Where(m => m.State == OutboxState.Superseded).ToList();
        Assert.All(gone, m => Assert.Equal((null, null, null), (m.SealedMessage, m.LeasedBy, m.LeasedUntil)));
        Assert.Equal("Waiting", await StatesAsync(bench, other));

        // Sent ones stay what they are.
        await bench.DrainAsync();
        await bench.ChangeAsync(id, _ => { }, f => new BookingConfirmedEmail(f));
        Assert.Equal("Sent, Superseded, Superseded, Superseded, Sent, Waiting", await StatesAsync(bench, id));
    }

    private static async Task<OutboxMessage> InvitationAsync(MailBench bench) =>
        Assert.Single(await bench.OutboxAsync(), m => m.Kind == nameof(BookingConfirmedEmail));

    private static async Task<string> StatesAsync(MailBench bench, Guid appointment) =>
        string.Join(", ", (await bench.OutboxAsync()).Where(m => m.AppointmentId == appointment).OrderBy(m => m.StreamNumber).Select(m => m.State));

    private static Task<int> LeaseAsync(MailBench bench, Guid appointment, Instant until) => bench.WriteAsync(async db =>
        await db.Outbox.Where(m => m.AppointmentId == appointment && m.Audience == MailAudience.Client && m.State == OutboxState.Waiting && m.StreamNumber == 3)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.LeasedBy, Guid.NewGuid()).SetProperty(m => m.LeasedUntil, until)));

    private static bool Woken(MailBench bench)
    {
        using var patience = new CancellationTokenSource();
        var wait = bench.Get<OutboxSignal>().WaitAsync(TimeSpan.FromDays(1), bench.Time, patience.Token);
        var woken = wait.IsCompletedSuccessfully;
        patience.Cancel();
        return woken;
    }

    private static async Task<List<Guid>> QueueAsync(MailBench bench, int count)
    {
        await bench.WriteAsync(db =>
        {
            for (var i = 0; i < count; i++)
            {
                bench.Notifications.Queue(db, MailAudience.Staff, $"person{i}@staff.example", new TestEmail(), bench.Now);
            }

            return Task.FromResult(true);
        });
        return [.. (await bench.OutboxAsync()).OrderBy(m => int.Parse(m.Recipient["person".Length..m.Recipient.IndexOf('@', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture)).Select(m => m.Id)];
    }

    private static byte[] Mime(string header, int length)
    {
        var start = Encoding.ASCII.GetBytes(header + "\r\n");
        return [.. start, .. Enumerable.Repeat((byte)'x', length - start.Length)];
    }
}
