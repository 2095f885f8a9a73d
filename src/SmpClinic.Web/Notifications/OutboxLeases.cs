using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications.Emails;

namespace SmpClinic.Web.Notifications;

/// <summary>A row that was leased.</summary>
/// <param name="Row">What it says.</param>
/// <param name="IsOvertaken">Whether the client has been written a newer message of the same appointment, which says it all; a reminder does not.</param>
public sealed record LeasedMessage(OutboxMessage Row, bool IsOvertaken);

/// <summary>
/// The outbox as its senders see it: what may be sent now, leases, and ends written under them. A row whose lease has passed to
/// another is not changed any more.
/// </summary>
public sealed class OutboxLeases(
    IDbContextFactory<ClinicDb> contexts, ClinicWrites writes, NotificationService notifications, IClock clock, ILogger<OutboxLeases> log)
{
    private const int CompletionTries = 3;

    /// <summary>How far the clocks of two nodes may differ without one taking the other's times for wrong.</summary>
    private static readonly Duration ClockSkew = Duration.FromMinutes(1);

    private Instant? _lookedAt;

    /// <summary>
    /// Due, not leased, and nothing older of its stream still waiting: an older message that lingers holds the newer ones back,
    /// so that nobody's calendar hears of the move after the cancellation.
    /// </summary>
    public static IQueryable<OutboxMessage> Sendable(ClinicDb db, Instant now) => db.Outbox
        .Where(m => m.State == OutboxState.Waiting && m.NextAttemptAt <= now && (m.LeasedUntil == null || m.LeasedUntil <= now))
        .Where(m => m.AppointmentId == null || !db.Outbox.Any(older =>
            older.AppointmentId == m.AppointmentId && older.Audience == m.Audience
            && older.StreamNumber < m.StreamNumber && older.State == OutboxState.Waiting));

    /// <summary>The rows that have been due for longest.</summary>
    public async Task<List<Guid>> DueAsync(int atMost, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetCurrentInstant();
        return await Sendable(db, now).OrderBy(m => m.NextAttemptAt).ThenBy(m => m.Id).Take(atMost).Select(m => m.Id).ToListAsync(cancellationToken);
    }

    /// <returns>False if it is not to be had.</returns>
    public async Task<bool> LeaseAsync(Guid id, Guid lease, CancellationToken cancellationToken)
    {
        var leased = await writes.RunAsync(
            async (db, ct) =>
            {
                var now = clock.GetCurrentInstant();
                var until = now + OutboxDispatcher.Lease;
                return await Sendable(db, now).Where(m => m.Id == id).ExecuteUpdateAsync(
                    set => set.SetProperty(m => m.LeasedBy, lease).SetProperty(m => m.LeasedUntil, until), ct);
            },
            cancellationToken);

        // After a commit whose answer was lost the repeat finds the row leased; it is then left until the lease lapses.
        return leased is { End: WriteEnd.Committed, Value: 1 };
    }

    /// <summary>Reads a row under its lease.</summary>
    public async Task<LeasedMessage> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.Outbox.AsNoTracking().SingleAsync(m => m.Id == id, cancellationToken);

        // It was on its way when the newer one was queued, or it would have been superseded then.
        var overtaken = row is { AppointmentId: not null, Audience: MailAudience.Client } && await db.Outbox.AnyAsync(
            m => m.AppointmentId == row.AppointmentId && m.Audience == MailAudience.Client && m.StreamNumber > row.StreamNumber
                && m.Kind != nameof(AppointmentReminderEmail),
            cancellationToken);
        return new(row, overtaken);
    }

    /// <summary>It has left. Its body carries a secret link and has done its work.</summary>
    public Task SentAsync(OutboxMessage row, Guid lease)
    {
        var sentAt = clock.GetCurrentInstant();
        return EndAsync(row.Id, lease, set => set.SetProperty(m => m.State, OutboxState.Sent).SetProperty(m => m.SentAt, sentAt)
            .SetProperty(m => m.SealedMessage, (byte[]?)null).SetProperty(m => m.Attempts, row.Attempts + 1).SetProperty(m => m.LastError, (string?)null));
    }

    /// <summary>It waits on, until <paramref name="next"/>, with so many attempts counted against it.</summary>
    public Task PutBackAsync(OutboxMessage row, Guid lease, Instant next, int attempts, string? words) =>
        EndAsync(row.Id, lease, set => set.SetProperty(m => m.NextAttemptAt, next).SetProperty(m => m.Attempts, attempts).SetProperty(m => m.LastError, words));

    /// <summary>Nothing came of the lease: whoever looks next may have it.</summary>
    public Task ReleaseAsync(Guid id, Guid lease) => EndAsync(id, lease, _ => { });

    /// <summary>It is given up. Staff see it in their list; for a client's mail the desk is told by mail too.</summary>
    public Task BuryAsync(OutboxMessage row, Guid lease, string? words) => EndAsync(
        row.Id,
        lease,
        set => set.SetProperty(m => m.State, OutboxState.Dead).SetProperty(m => m.Attempts, row.Attempts + 1).SetProperty(m => m.LastError, words),
        row.Audience == MailAudience.Client ? (db, ct) => notifications.QueueUndeliveredAsync(db, clock.GetCurrentInstant(), ct) : null);

    /// <summary>A newer message has said it all.</summary>
    public Task SupersedeAsync(OutboxMessage row, Guid lease) => EndAsync(
        row.Id, lease, set => set.SetProperty(m => m.State, OutboxState.Superseded).SetProperty(m => m.SealedMessage, (byte[]?)null));

    /// <summary>It no longer helps anybody; the history says so.</summary>
    public Task DropAsync(OutboxMessage row, Guid lease, string words) => EndAsync(
        row.Id,
        lease,
        set => set.SetProperty(m => m.State, OutboxState.Superseded).SetProperty(m => m.SealedMessage, (byte[]?)null).SetProperty(m => m.LastError, words),
        (db, _) =>
        {
            db.Audit.Add(new AuditEntry
            {
                At = clock.GetCurrentInstant(),
                ActorKind = ActorKind.System,
                Action = "mail.dropped",
                AppointmentId = row.AppointmentId,
                Detail = $"{row.Kind}: {words}",
            });
            return Task.CompletedTask;
        });

    /// <summary>
    /// A clock that ran ahead leaves, once it is set right, rows that seem to be leased or put off until far in the future. None
    /// waits for longer than from now it would have: a lease is cut to its ordinary length, and a message that was put off is due.
    /// </summary>
    public async Task MendTimesAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        if (_lookedAt is { } last && now >= last && now < last + ClockSkew)
        {
            return;
        }

        _lookedAt = now;
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            if (!await LeasedTooLong(db, now).AnyAsync(cancellationToken) && !await PutOffTooLong(db, now).AnyAsync(cancellationToken))
            {
                return;
            }
        }

        log.LogWarning("Outbox messages are dated further ahead than they can be: the clock was set back. Their times are mended");
        await writes.RunAsync(
            async (db, ct) =>
            {
                // The lessee may be at work still: it keeps its lease for as long as any.
                var until = now + OutboxDispatcher.Lease;
                return await LeasedTooLong(db, now).ExecuteUpdateAsync(set => set.SetProperty(m => m.LeasedUntil, until), ct)
                    + await PutOffTooLong(db, now).ExecuteUpdateAsync(set => set.SetProperty(m => m.NextAttemptAt, now), ct);
            },
            cancellationToken);
    }

    private static IQueryable<OutboxMessage> LeasedTooLong(ClinicDb db, Instant now)
    {
        var limit = now + OutboxDispatcher.Lease + ClockSkew;
        return db.Outbox.Where(m => m.State == OutboxState.Waiting && m.LeasedUntil > limit);
    }

    private static IQueryable<OutboxMessage> PutOffTooLong(ClinicDb db, Instant now)
    {
        var soonest = now + ClockSkew;
        var (one, two, three) = (After(1), After(2), After(3));
        var (four, five, six, longest) = (After(4), After(5), After(6), After(RetrySchedule.LongestFrom));
        return db.Outbox.Where(m => m.State == OutboxState.Waiting && m.NextAttemptAt > soonest && (
            m.Attempts == 0 || m.NextAttemptAt > longest
            || (m.Attempts == 1 && m.NextAttemptAt > one) || (m.Attempts == 2 && m.NextAttemptAt > two) || (m.Attempts == 3 && m.NextAttemptAt > three)
            || (m.Attempts == 4 && m.NextAttemptAt > four) || (m.Attempts == 5 && m.NextAttemptAt > five) || (m.Attempts == 6 && m.NextAttemptAt > six)));

        Instant After(int attempts) => now + RetrySchedule.WaitAfter(attempts, chance: 0) + ClockSkew;
    }

    // Not cancelled with the process: what has left must be written down, or it leaves twice.
    private async Task EndAsync(
        Guid id, Guid lease, Action<UpdateSettersBuilder<OutboxMessage>> end, Func<ClinicDb, CancellationToken, Task>? also = null)
    {
        var changed = await WriteAsync(async (db, ct) =>
        {
            var written = await db.Outbox.Where(m => m.Id == id && m.LeasedBy == lease && m.State == OutboxState.Waiting).ExecuteUpdateAsync(
                set =>
                {
                    end(set);
                    set.SetProperty(m => m.LeasedBy, (Guid?)null).SetProperty(m => m.LeasedUntil, (Instant?)null);
                },
                ct);
            if (written > 0 && also is not null)
            {
                await also(db, ct);
            }

            return written;
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
}
