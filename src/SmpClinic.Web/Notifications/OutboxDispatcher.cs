using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using MimeKit;
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
    IDbContextFactory<ClinicDb> contexts,
    ClinicWrites writes,
    Sealer sealer,
    IMailTransport transport,
    TransportBreaker breaker,
    IClock clock,
    ILogger<OutboxDispatcher> log)
{
    /// <summary>Longer than the longest send, 120 s, so that a lease outlives the attempt made under it.</summary>
    public static readonly Duration Lease = Duration.FromMinutes(5);

    /// <summary>Octets of a message beyond which something has gone wrong; no server is troubled with it.</summary>
    public const int MaxMessage = 1024 * 1024;

    private const int Batch = 20;

    /// <summary>What a message that is already with the server may still take when the process is asked to end; its own end is at 25 s.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private const int CompletionTries = 3;

    /// <summary>Tries up to one batch of rows that are due.</summary>
    /// <returns>How many rows were settled or put off; 0 means that there is nothing to do for now.</returns>
    /// <exception cref="OperationCanceledException">The process is stopping.</exception>
    public async Task<int> DispatchOnceAsync(CancellationToken cancellationToken)
    {
        var handled = 0;
        if (!breaker.MayTry)
        {
            return handled;
        }

        foreach (var id in await DueAsync(cancellationToken))
        {
            var lease = Guid.NewGuid();
            if (!await LeaseAsync(id, lease, cancellationToken))
            {
                continue;
            }

            if (!await SendAsync(id, lease, cancellationToken))
            {
                break;
            }

            handled++;
        }

        return handled;
    }

    private async Task<List<Guid>> DueAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetCurrentInstant();
        return await Sendable(db, now).OrderBy(m => m.NextAttemptAt).ThenBy(m => m.Id).Take(Batch).Select(m => m.Id).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Due, not leased, and nothing older of its stream still waiting: an older message that lingers holds the newer ones back,
    /// so that nobody's calendar hears of the move after the cancellation.
    /// </summary>
    public static IQueryable<OutboxMessage> Sendable(ClinicDb db, Instant now) => db.Outbox
        .Where(m => m.State == OutboxState.Waiting && m.NextAttemptAt <= now && (m.LeasedUntil == null || m.LeasedUntil <= now))
        .Where(m => m.AppointmentId == null || !db.Outbox.Any(older =>
            older.AppointmentId == m.AppointmentId && older.Audience == m.Audience
            && older.StreamNumber < m.StreamNumber && older.State == OutboxState.Waiting));

    private async Task<bool> LeaseAsync(Guid id, Guid lease, CancellationToken cancellationToken)
    {
        var leased = await writes.RunAsync(
            async (db, ct) =>
            {
                var now = clock.GetCurrentInstant();
                var until = now + Lease;
                return await Sendable(db, now).Where(m => m.Id == id).ExecuteUpdateAsync(
                    set => set.SetProperty(m => m.LeasedBy, lease).SetProperty(m => m.LeasedUntil, until), ct);
            },
            cancellationToken);

        // After a commit whose answer was lost the repeat finds the row leased; it is then left until the lease lapses.
        return leased is { End: WriteEnd.Committed, Value: 1 };
    }

    /// <returns>False if the transport is unusable and the batch is over.</returns>
    private async Task<bool> SendAsync(Guid id, Guid lease, CancellationToken cancellationToken)
    {
        OutboxMessage row;
        await using (var db = await contexts.CreateDbContextAsync(CancellationToken.None))
        {
            // Leased already: to stop here would leave it lying until the lease lapses.
            row = await db.Outbox.AsNoTracking().SingleAsync(m => m.Id == id, CancellationToken.None);
        }

        if (TryOpen(row, out var message, out var recipient) is { } fault)
        {
            await PutOffAsync(row, lease, fault, RetrySchedule.MaxAttemptsUnreadable);
            return true;
        }

        using (message)
        {
            var delivery = await HandOverAsync(row, message!, recipient!, cancellationToken);
            return await SettleAsync(row, lease, delivery);
        }
    }

    private async Task<Delivery> HandOverAsync(OutboxMessage row, MimeMessage message, MailboxAddress recipient, CancellationToken cancellationToken)
    {
        using var grace = new CancellationTokenSource();
        await using var ending = cancellationToken.Register(() => grace.CancelAfter(Grace));
        try
        {
            return await transport.SendAsync(row.Id, message, recipient, grace.Token);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // A fault nobody foresaw is charged to this message, or it would stop all the others for ever.
            log.LogError(e, "Unexpected fault while sending outbox message {MessageId}", row.Id);
            return new(DeliveryEnd.Deferred, e.GetType().Name);
        }
    }

    private async Task<bool> SettleAsync(OutboxMessage row, Guid lease, Delivery delivery)
    {
        if (delivery.End == DeliveryEnd.Unavailable)
        {
            if (breaker.Open())
            {
                log.LogWarning("The mail transport cannot be used: {Words}. Messages wait", ServerWords.Clean(delivery.Words ?? ""));
            }

            await CompleteAsync(row.Id, lease, OutboxState.Waiting, row.NextAttemptAt, row.Attempts, delivery.Words);
            return false;
        }

        if (breaker.Close())
        {
            log.LogInformation("The mail transport can be used again");
        }

        switch (delivery.End)
        {
            case DeliveryEnd.Delivered:
                await CompleteAsync(row.Id, lease, OutboxState.Sent, row.NextAttemptAt, row.Attempts + 1, words: null);
                break;
            case DeliveryEnd.Refused:
                await BuryAsync(row, lease, delivery.Words);
                break;
            default:
                await PutOffAsync(row, lease, delivery.Words, RetrySchedule.MaxAttempts);
                break;
        }

        return true;
    }

    private async Task PutOffAsync(OutboxMessage row, Guid lease, string? words, int maxAttempts)
    {
        var attempts = row.Attempts + 1;
        if (attempts >= maxAttempts)
        {
            await BuryAsync(row, lease, words);
            return;
        }

        var next = clock.GetCurrentInstant() + RetrySchedule.WaitAfter(attempts, Random.Shared.NextDouble());
        await CompleteAsync(row.Id, lease, OutboxState.Waiting, next, attempts, words);
    }

    private async Task BuryAsync(OutboxMessage row, Guid lease, string? words)
    {
        log.LogError("Outbox message {MessageId} of kind {Kind} is given up after {Attempts} attempts", row.Id, row.Kind, row.Attempts + 1);
        await CompleteAsync(row.Id, lease, OutboxState.Dead, row.NextAttemptAt, row.Attempts + 1, words);
    }

    // Not cancelled with the process: what has left must be written down, or it leaves twice.
    private async Task CompleteAsync(Guid id, Guid lease, OutboxState state, Instant next, int attempts, string? words)
    {
        var error = words is null ? null : ServerWords.Clean(words);
        var changed = await WriteAsync(async (db, ct) =>
        {
            var held = db.Outbox.Where(m => m.Id == id && m.LeasedBy == lease && m.State == OutboxState.Waiting);
            if (state == OutboxState.Sent)
            {
                // The body carries a secret link and has done its work.
                var sentAt = clock.GetCurrentInstant();
                return await held.ExecuteUpdateAsync(
                    set => set.SetProperty(m => m.State, state).SetProperty(m => m.SentAt, sentAt).SetProperty(m => m.SealedMessage, (byte[]?)null)
                        .SetProperty(m => m.Attempts, attempts).SetProperty(m => m.LastError, (string?)null)
                        .SetProperty(m => m.LeasedBy, (Guid?)null).SetProperty(m => m.LeasedUntil, (Instant?)null),
                    ct);
            }

            return await held.ExecuteUpdateAsync(
                set => set.SetProperty(m => m.State, state).SetProperty(m => m.NextAttemptAt, next)
                    .SetProperty(m => m.Attempts, attempts).SetProperty(m => m.LastError, error)
                    .SetProperty(m => m.LeasedBy, (Guid?)null).SetProperty(m => m.LeasedUntil, (Instant?)null),
                ct);
        });
        if (changed == 0)
        {
            log.LogWarning("The lease of outbox message {MessageId} had passed to another worker; its end was not written", id);
        }
    }

    private async Task<int> WriteAsync(Func<ClinicDb, CancellationToken, Task<int>> unit)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return (await writes.RunAsync(unit, CancellationToken.None)).Value;
            }
            catch (Exception e) when (DbErrors.IsBusy(e) && tries < CompletionTries)
            {
                // Each try has waited for its turn already.
            }
        }
    }

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
