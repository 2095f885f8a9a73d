using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MimeKit;
using MimeKit.Utils;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Notifications;

/// <summary>
/// Sends what is owed. Each row is leased by a conditional update just before it is sent and completed under the same lease, so
/// several processes may do this at once and one that was paused past its lease changes nothing when it wakes. At least once;
/// within one appointment and audience always in order.
/// </summary>
public sealed class OutboxDispatcher(
    OutboxLeases leases, Sealer sealer, IMailTransport transport, TransportBreaker breaker, SenderPulse pulse, IClock clock, ClinicMetrics metrics,
    ILogger<OutboxDispatcher> log)
{
    /// <summary>Longer than the longest send, 120 s, so that a lease outlives the attempt made under it.</summary>
    public static readonly Duration Lease = Duration.FromMinutes(5);

    /// <summary>Octets of a message beyond which something has gone wrong; no server is troubled with it.</summary>
    public const int MaxMessage = 1024 * 1024;

    private const int Batch = 20;

    /// <summary>Tries up to one batch of rows that are due, over one connection.</summary>
    /// <returns>How many rows were settled or put off; 0 means that there is nothing to do for now.</returns>
    /// <exception cref="OperationCanceledException">The process is stopping.</exception>
    public async Task<int> DispatchOnceAsync(CancellationToken cancellationToken)
    {
        await leases.MendTimesAsync(cancellationToken);
        var due = await leases.DueAsync(Batch, cancellationToken);
        var state = due.Count == 0 ? TransportState.Resting : await breaker.AskAsync(cancellationToken);
        if (state == TransportState.Resting)
        {
            pulse.Beat();
            return 0;
        }

        if (state == TransportState.Probing)
        {
            // Were one message the cause of the trouble, always trying the oldest would let it stand in the way of all.
            Random.Shared.Shuffle(CollectionsMarshal.AsSpan(due));
        }

        var handled = 0;
        await using var round = transport.Begin();
        foreach (var id in due)
        {
            var lease = Guid.NewGuid();
            if (!await leases.LeaseAsync(id, lease, cancellationToken))
            {
                continue;
            }

            var usable = await SendAsync(round, id, lease, cancellationToken);
            pulse.Beat();
            if (!usable)
            {
                break;
            }

            handled++;
        }

        return handled;
    }

    /// <returns>False if the transport is unusable and the batch is over.</returns>
    private async Task<bool> SendAsync(IMailRound round, Guid id, Guid lease, CancellationToken cancellationToken)
    {
        using var step = ClinicMetrics.Activities.StartActivity("send mail", System.Diagnostics.ActivityKind.Producer);
        step?.SetTag("smpclinic.mail.id", id);
        try
        {
            var (row, overtaken) = await leases.ReadAsync(id, cancellationToken);
            if (overtaken)
            {
                await leases.SupersedeAsync(row, lease);
                return true;
            }

            if (TryOpen(row, out var message, out var recipient) is { } fault)
            {
                await PutOffAsync(row, lease, fault, RetrySchedule.MaxAttemptsUnreadable, Duration.Zero);
                return true;
            }

            using (message)
            {
                if (IsUseless(message!))
                {
                    await leases.DropAsync(row, lease, "too late to be useful");
                    return true;
                }

                var delivery = await HandOverAsync(round, row, message!, recipient!, cancellationToken);
                metrics.MailEnded(delivery.End.ToString());
                step?.SetTag("smpclinic.mail.kind", row.Kind);
                step?.SetTag("smpclinic.mail.end", delivery.End.ToString());
                return await SettleAsync(row, lease, delivery);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Whoever starts next need not wait for the lease of one who has gone.
            await leases.ReleaseAsync(id, lease);
            throw;
        }
    }

    private async Task<Delivery> HandOverAsync(
        IMailRound round, OutboxMessage row, MimeMessage message, MailboxAddress recipient, CancellationToken cancellationToken)
    {
        try
        {
            return await round.SendAsync(row.Id, message, recipient, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // A fault nobody foresaw is charged to this message, or it would stop all the others for ever.
            log.LogError(e, "Unexpected fault while sending outbox message {MessageId}", row.Id);
            return new(DeliveryEnd.Deferred, e.GetType().Name);
        }
    }

    // First the row, then the breaker: what has left must be written down before anything else can fail.
    private async Task<bool> SettleAsync(OutboxMessage row, Guid lease, Delivery delivery)
    {
        switch (delivery.End)
        {
            case DeliveryEnd.Unavailable:
                await leases.PutBackAsync(row, lease, row.NextAttemptAt, row.Attempts, Clean(delivery.Words));
                return await OpenAsync(delivery);
            case DeliveryEnd.Interrupted:
                await PutOffAsync(row, lease, delivery.Words, RetrySchedule.MaxAttempts, RetrySchedule.AtLeast);
                return await OpenAsync(delivery);
            case DeliveryEnd.Deferred:
                await PutOffAsync(row, lease, delivery.Words, RetrySchedule.MaxAttempts, RetrySchedule.AtLeast);
                if (breaker.CountDeferral())
                {
                    return await OpenAsync(delivery);
                }

                return true;
            case DeliveryEnd.Refused:
                await BuryAsync(row, lease, delivery.Words);
                break;
            default:
                await leases.SentAsync(row, lease);
                break;
        }

        if (await breaker.CloseAsync())
        {
            log.LogInformation("The mail transport can be used again");
        }

        return true;
    }

    private async Task<bool> OpenAsync(Delivery delivery)
    {
        if (await breaker.OpenAsync())
        {
            log.LogWarning("The mail transport cannot be used: {Words}. Messages wait", Clean(delivery.Words));
        }

        return false;
    }

    private async Task PutOffAsync(OutboxMessage row, Guid lease, string? words, int maxAttempts, Duration atLeast)
    {
        var now = clock.GetCurrentInstant();
        var attempts = row.Attempts + 1;
        if (attempts >= maxAttempts && now - row.CreatedAt >= atLeast)
        {
            await BuryAsync(row, lease, words);
            return;
        }

        var next = now + RetrySchedule.WaitAfter(attempts, Random.Shared.NextDouble());
        await leases.PutBackAsync(row, lease, next, attempts, Clean(words));
    }

    private async Task BuryAsync(OutboxMessage row, Guid lease, string? words)
    {
        log.LogError("Outbox message {MessageId} of kind {Kind} is given up after {Attempts} attempts", row.Id, row.Kind, row.Attempts + 1);
        await leases.BuryAsync(row, lease, Clean(words));
    }

    private static string? Clean(string? words) => words is null ? null : ServerWords.Clean(words);

    private bool IsUseless(MimeMessage message) =>
        message.Headers[HeaderId.Expires] is { } text && DateUtils.TryParse(text, out var end) && clock.GetCurrentInstant() >= Instant.FromDateTimeOffset(end);

    /// <returns>What is wrong with the row, or null.</returns>
    private string? TryOpen(OutboxMessage row, out MimeMessage? message, out MailboxAddress? recipient)
    {
        message = null;
        if (!Mailbox.TryRead(row.Recipient, out recipient))
        {
            return "The recipient is not one plain mail address.";
        }

        if (row.SealedMessage is not { } sealedMessage)
        {
            return "The message has no body.";
        }

        try
        {
            var bytes = sealer.Open(sealedMessage);
            if (bytes.Length > MaxMessage)
            {
                return "The message is larger than 1 MiB.";
            }

            using var stream = new MemoryStream(bytes);
            message = MimeMessage.Load(stream);
            return message.From.Mailboxes.Any() ? null : "The message has no sender.";
        }
        catch (CryptographicException)
        {
            return "The message cannot be unsealed: the key ring lacks its key, or it was altered.";
        }
        catch (FormatException)
        {
            return "The message cannot be read.";
        }
    }
}
