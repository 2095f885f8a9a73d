using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Staff.Mail;

/// <summary>How an attempt to resend ended.</summary>
public enum ResendEnd
{
    /// <summary>It waits to be sent again.</summary>
    Queued,

    /// <summary>There is no such message, for this caller.</summary>
    NotFound,

    /// <summary>It is not given up (any more), or a newer message has told the client since.</summary>
    NotNeeded,
}

/// <summary>Shows what was sent, what waits and what was given up.</summary>
public sealed class MailDesk(ClinicDb db, DeadLetters deadLetters, IClock clock)
{
    /// <summary>One page of the messages the caller may see, in one state or in all.</summary>
    public async Task<MailPage> ReadAsync(StaffCaller caller, string? state, int page, string? done, CancellationToken cancellationToken)
    {
        var wanted = Enum.GetValues<OutboxState>().Select(s => (OutboxState?)s)
            .FirstOrDefault(s => string.Equals(s.ToString(), state, StringComparison.OrdinalIgnoreCase));
        var visible = db.Outbox.AsNoTracking().VisibleTo(caller);
        var shown = wanted is { } only ? visible.Where(m => m.State == only) : visible;
        var total = await shown.CountAsync(cancellationToken);
        var rows = await Rows(shown.OrderByDescending(m => m.NextAttemptAt).ThenBy(m => m.Id).Skip((page - 1) * Paging.Size).Take(Paging.Size))
            .ToListAsync(cancellationToken);
        var waiting = visible.Where(m => m.State == OutboxState.Waiting);
        return new(
            new(rows, page, total),
            wanted,
            clock.GetCurrentInstant(),
            await waiting.CountAsync(cancellationToken),
            await waiting.MinAsync(m => (Instant?)m.CreatedAt, cancellationToken),
            await visible.CountAsync(m => m.State == OutboxState.Dead, cancellationToken),
            await visible.Where(m => m.State == OutboxState.Sent).MaxAsync(m => m.SentAt, cancellationToken),
            done,
            wanted is null && !string.IsNullOrEmpty(state));
    }

    /// <summary>Puts a message that was given up back in the queue.</summary>
    public async Task<ResendEnd> ResendAsync(StaffCaller caller, Guid id, CancellationToken cancellationToken)
    {
        if (!await db.Outbox.VisibleTo(caller).AnyAsync(m => m.Id == id, cancellationToken))
        {
            return ResendEnd.NotFound;
        }

        return await deadLetters.ResendAsync(id, caller.Id, caller.Name, cancellationToken) ? ResendEnd.Queued : ResendEnd.NotNeeded;
    }

    /// <summary>What lists show of messages; the sealed body is not even read.</summary>
    public static IQueryable<MailRow> Rows(IQueryable<OutboxMessage> messages) => messages.Select(m => new MailRow(
        m.Id,
        m.AppointmentId,
        m.Appointment!.Reference,
        m.Kind,
        m.Recipient,
        m.Subject,
        m.State,
        m.CreatedAt,
        m.NextAttemptAt,
        m.Attempts,
        m.SentAt,
        m.LastError));
}
