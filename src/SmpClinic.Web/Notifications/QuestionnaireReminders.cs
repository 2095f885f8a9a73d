using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications.Emails;

namespace SmpClinic.Web.Notifications;

/// <summary>
/// Asks for the questionnaire in time: when the appointment stands, a week before, and three days before while it is not filled in;
/// and writes on the day a wait is over. As with other reminders, whether one is still wanted is judged in the transaction that closes it.
/// </summary>
public sealed class QuestionnaireReminders(
    IDbContextFactory<ClinicDb> contexts, ClinicWrites writes, NotificationService notifications, OutboxSignal signal, IClock clock)
{
    /// <summary>What was begun and never sent off is kept for so long.</summary>
    public static readonly Duration UnfinishedLife = Duration.FromDays(30);

    /// <summary>So late a question about a test helps nobody.</summary>
    private static readonly Duration TooLate = Duration.FromDays(7);

    private const int Batch = 100;

    /// <summary>Adds what is to be written about the appointment's present time.</summary>
    /// <param name="db">The context of the unit that confirms or moves.</param>
    /// <param name="appointment">With its service.</param>
    /// <param name="now">UTC.</param>
    public static void Plan(ClinicDb db, Appointment appointment, Instant now)
    {
        if (appointment.Service is not { AsksHealth: true })
        {
            return;
        }

        foreach (var (kind, due) in new[]
        {
            (QuestionnaireReminderKind.Asked, now),
            (QuestionnaireReminderKind.AWeekBefore, appointment.Start - Duration.FromDays(7)),
            (QuestionnaireReminderKind.ThreeDaysBefore, appointment.Start - Duration.FromDays(3)),
        })
        {
            // Asked once: a move does not ask anew.
            if (kind == QuestionnaireReminderKind.Asked ? appointment.TimeVersion == 0 : due > now)
            {
                db.QuestionnaireReminders.Add(new() { AppointmentId = appointment.Id, Kind = kind, TimeVersion = appointment.TimeVersion, DueAt = due });
            }
        }
    }

    /// <summary>Closes up to one batch of what is due.</summary>
    /// <returns>How many were closed; 0 means that there is nothing to do for now.</returns>
    public async Task<int> DispatchOnceAsync(CancellationToken cancellationToken)
    {
        var closed = 0;
        foreach (var id in await DueAsync(cancellationToken))
        {
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

    /// <summary>Takes away what was begun and never sent off, 30 days after it was last touched.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetCurrentInstant() - UnfinishedLife;
        await using (var look = await contexts.CreateDbContextAsync(cancellationToken))
        {
            if (!await look.Questionnaires.AnyAsync(q => q.Sent == 0 && q.SavedAt < before, cancellationToken))
            {
                return;
            }
        }

        await writes.RunAsync(
            async (db, ct) =>
            {
                var left = await db.Questionnaires.Where(q => q.Sent == 0 && q.SavedAt < before).Take(Batch).ToListAsync(ct);
                db.Questionnaires.RemoveRange(left);
                db.Audit.AddRange(left.Select(q => new AuditEntry { At = clock.GetCurrentInstant(), ActorKind = ActorKind.System, Action = "questionnaire.dropped", AppointmentId = q.AppointmentId }));
                return left.Count;
            },
            cancellationToken);
    }

    private async Task<Written<ReminderState?>> CloseAsync(Guid id, CancellationToken cancellationToken)
    {
        try
        {
            return await writes.RunAsync((db, ct) => CloseAsync(db, id, unwritable: false, ct), cancellationToken);
        }
        catch (FormatException)
        {
            return await writes.RunAsync((db, ct) => CloseAsync(db, id, unwritable: true, ct), cancellationToken);
        }
    }

    private async Task<List<Guid>> DueAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetCurrentInstant();
        return await db.QuestionnaireReminders.Where(r => r.State == ReminderState.Waiting && r.DueAt <= now)
            .OrderBy(r => r.DueAt).ThenBy(r => r.Id).Take(Batch).Select(r => r.Id).ToListAsync(cancellationToken);
    }

    /// <returns>How it was closed; null if somebody else had done so.</returns>
    private async Task<ReminderState?> CloseAsync(ClinicDb db, Guid id, bool unwritable, CancellationToken ct)
    {
        var taken = await db.QuestionnaireReminders.Where(r => r.Id == id && r.State == ReminderState.Waiting)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.State, ReminderState.Queued), ct);
        if (taken == 0)
        {
            return null;
        }

        var reminder = await db.QuestionnaireReminders
            .Include(r => r.Appointment!.Service).Include(r => r.Appointment!.Practitioner).Include(r => r.Appointment!.Room)
            .SingleAsync(r => r.Id == id, ct);
        var appointment = reminder.Appointment!;
        var now = clock.GetCurrentInstant();
        var fault = unwritable ? "no mail can be made of it" : await WhyNotAsync(db, reminder, appointment, now, ct);
        if (fault is null)
        {
            await notifications.QueueForClientAsync(db, appointment, facts => reminder.Kind switch
            {
                QuestionnaireReminderKind.WaitIsOver => new WaitIsOverEmail(facts),
                QuestionnaireReminderKind.ADayAfterTest or QuestionnaireReminderKind.TwoDaysAfterTest => new PatchTestEmail(facts, reminder.Kind),
                _ => new QuestionnaireEmail(facts, reminder.Kind),
            }, now, ct);
        }
        else
        {
            reminder.State = ReminderState.Dropped;
        }

        db.Audit.Add(new AuditEntry
        {
            At = now,
            ActorKind = ActorKind.System,
            Action = fault is not null ? "questionnaire.not-asked"
                : reminder.Kind is QuestionnaireReminderKind.ADayAfterTest or QuestionnaireReminderKind.TwoDaysAfterTest ? "patch-test.asked" : "questionnaire.asked",
            AppointmentId = appointment.Id,
            Detail = fault,
        });
        return reminder.State;
    }

    private static async Task<string?> WhyNotAsync(ClinicDb db, QuestionnaireReminder reminder, Appointment appointment, Instant now, CancellationToken ct)
    {
        if (reminder.Kind is QuestionnaireReminderKind.ADayAfterTest or QuestionnaireReminderKind.TwoDaysAfterTest)
        {
            return now > reminder.DueAt + TooLate ? "too late to be useful" : null;
        }

        var row = await db.Questionnaires.AsNoTracking().Where(q => q.AppointmentId == appointment.Id).Select(q => new { q.Sent, q.InHand }).FirstOrDefaultAsync(ct);
        if (reminder.Kind == QuestionnaireReminderKind.WaitIsOver)
        {
            // Good news for whoever waits, whatever became of the appointment; unless newer answers lead elsewhere.
            return row?.Sent == reminder.TimeVersion ? null : "newer answers were sent";
        }

        return appointment.Status != AppointmentStatus.Confirmed ? $"the appointment is {appointment.Status}"
            : appointment.TimeVersion != reminder.TimeVersion ? "the appointment has moved"
            : now >= appointment.Start ? "the appointment has begun"
            : row is { InHand: false } ? "it is filled in"
            : null;
    }
}
