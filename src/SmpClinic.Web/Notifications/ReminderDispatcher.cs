using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications.Emails;

namespace SmpClinic.Web.Notifications;

/// <summary>
/// Turns reminders that fall due into mail. Whether one is still wanted is judged again in the transaction that closes it, so
/// each is queued once or dropped once, however many processes look and whatever happened meanwhile.
/// </summary>
public sealed class ReminderDispatcher(
    IDbContextFactory<ClinicDb> contexts, ClinicWrites writes, NotificationService notifications, OutboxSignal signal, IClock clock)
{
    private const int Batch = 100;

    /// <summary>Closes up to one batch of reminders that are due.</summary>
    /// <returns>How many were closed; 0 means that there is nothing to do for now.</returns>
    /// <exception cref="OperationCanceledException">The process is stopping.</exception>
    public async Task<int> DispatchOnceAsync(CancellationToken cancellationToken)
    {
        var closed = 0;
        foreach (var id in await DueAsync(cancellationToken))
        {
            // Stale means that the appointment changed under our hands: the next round judges it anew.
            var written = await CloseAsync(id, cancellationToken);
            if (written is { End: WriteEnd.Committed, Value: { } state })
            {
                closed++;
                if (state == ReminderState.Queued)
                {
                    signal.Wake();
                }
            }
        }

        return closed;
    }

    private async Task<Written<ReminderState?>> CloseAsync(Guid id, CancellationToken cancellationToken)
    {
        try
        {
            return await writes.RunAsync((db, ct) => CloseAsync(db, id, unwritable: false, ct), cancellationToken);
        }
        catch (FormatException)
        {
            // No mail can be made of this one, now or later; it must not stand in the way of the others. History says so.
            return await writes.RunAsync((db, ct) => CloseAsync(db, id, unwritable: true, ct), cancellationToken);
        }
    }

    private async Task<List<Guid>> DueAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetCurrentInstant();
        return await db.Reminders.Where(r => r.State == ReminderState.Waiting && r.DueAt <= now)
            .OrderBy(r => r.DueAt).ThenBy(r => r.Id).Take(Batch).Select(r => r.Id).ToListAsync(cancellationToken);
    }

    /// <returns>How it was closed; null if somebody else had done so.</returns>
    private async Task<ReminderState?> CloseAsync(ClinicDb db, Guid id, bool unwritable, CancellationToken ct)
    {
        // Taking the row first makes a second process wait here and then find it taken.
        var taken = await db.Reminders.Where(r => r.Id == id && r.State == ReminderState.Waiting)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.State, ReminderState.Queued), ct);
        if (taken == 0)
        {
            return null;
        }

        var reminder = await db.Reminders
            .Include(r => r.Appointment!.Service).Include(r => r.Appointment!.Practitioner).Include(r => r.Appointment!.Room)
            .SingleAsync(r => r.Id == id, ct);
        var appointment = reminder.Appointment!;
        var now = clock.GetCurrentInstant();
        var fault = unwritable ? "no mail can be made of it" : WhyNot(reminder, appointment, now);
        if (fault is null)
        {
            await notifications.QueueForClientAsync(db, appointment, facts => new AppointmentReminderEmail(facts, reminder.Kind), now, ct);
        }
        else
        {
            reminder.State = ReminderState.Dropped;
        }

        db.Audit.Add(new AuditEntry
        {
            At = now,
            ActorKind = ActorKind.System,
            Action = fault is null ? "reminder.queued" : "reminder.dropped",
            AppointmentId = appointment.Id,
            Detail = fault is null ? reminder.Kind.ToString() : $"{reminder.Kind}: {fault}",
        });
        return reminder.State;
    }

    private static string? WhyNot(Reminder reminder, Appointment appointment, Instant now)
    {
        if (appointment.Status != AppointmentStatus.Confirmed)
        {
            return $"the appointment is {appointment.Status}";
        }

        if (appointment.TimeVersion != reminder.TimeVersion)
        {
            return "the appointment has moved";
        }

        return now >= appointment.Start - ReminderSchedule.UselessFrom(reminder.Kind) ? "too late to be useful" : null;
    }
}
