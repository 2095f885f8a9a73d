using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Notifications;

/// <summary>Messages that were given up, and staff's second try at them.</summary>
public sealed class DeadLetters(ClinicWrites writes, OutboxSignal signal, IClock clock)
{
    /// <summary>
    /// Puts a dead message back in the queue with its attempts forgotten, and records who asked for it.
    /// </summary>
    /// <param name="id">The outbox row's.</param>
    /// <param name="actorId">The staff user.</param>
    /// <param name="actorName">Their display name.</param>
    /// <param name="cancellationToken">Stops the wait for the database.</param>
    /// <returns>
    /// False if the message is not dead, has lost its body, or is to a client who has been written to since: an older invitation
    /// would bring back what the newer one changed.
    /// </returns>
    /// <exception cref="DatabaseBusyException">The writer's turn did not come in time.</exception>
    public async Task<bool> ResendAsync(Guid id, Guid? actorId, string? actorName, CancellationToken cancellationToken)
    {
        var written = await writes.RunAsync((db, ct) => ReviveAsync(db, id, actorId, actorName, ct), cancellationToken);
        if (written is not { End: WriteEnd.Committed, Value: true })
        {
            return false;
        }

        signal.Wake();
        return true;
    }

    private async Task<bool> ReviveAsync(ClinicDb db, Guid id, Guid? actorId, string? actorName, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var row = await db.Outbox.AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, ct);
        if (row is null || (row.Audience == MailAudience.Client && await IsOvertakenAsync(db, row, ct)))
        {
            return false;
        }

        // The state is asked for once more by the update itself: two people may press the button at once.
        var revived = await db.Outbox.Where(m => m.Id == id && m.State == OutboxState.Dead && m.SealedMessage != null)
            .ExecuteUpdateAsync(
                set => set.SetProperty(m => m.State, OutboxState.Waiting).SetProperty(m => m.Attempts, 0).SetProperty(m => m.NextAttemptAt, now)
                    .SetProperty(m => m.LeasedBy, (Guid?)null).SetProperty(m => m.LeasedUntil, (Instant?)null),
                ct);
        if (revived == 0)
        {
            return false;
        }

        db.Audit.Add(new AuditEntry
        {
            At = now,
            ActorKind = ActorKind.Staff,
            ActorId = actorId,
            ActorName = actorName,
            Action = "mail.resent",
            AppointmentId = row.AppointmentId,
            Detail = $"{row.Kind} {row.Id}",
        });
        return true;
    }

    private static async Task<bool> IsOvertakenAsync(ClinicDb db, OutboxMessage row, CancellationToken ct) =>
        row.AppointmentId is { } appointment && await db.Outbox.AnyAsync(
            m => m.AppointmentId == appointment && m.Audience == row.Audience && m.StreamNumber > row.StreamNumber, ct);
}
