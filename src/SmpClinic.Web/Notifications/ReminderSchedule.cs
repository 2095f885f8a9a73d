using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Notifications;

/// <summary>When a client is reminded. Reminders are rows, not timers, so that a restart forgets nothing.</summary>
public static class ReminderSchedule
{
    /// <summary>How long before the start a reminder falls due, on the UTC line: two days are 48 hours, also across a change of the clocks.</summary>
    public static Duration Ahead(ReminderKind kind) => kind switch
    {
        ReminderKind.TwoDaysBefore => Duration.FromHours(48),
        ReminderKind.ThreeHoursBefore => Duration.FromHours(3),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>From how long before the start a late reminder no longer helps anybody and is dropped.</summary>
    public static Duration UselessFrom(ReminderKind kind) => kind switch
    {
        ReminderKind.TwoDaysBefore => Duration.FromHours(24),
        ReminderKind.ThreeHoursBefore => Duration.FromMinutes(30),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>
    /// Adds the reminders of the appointment's present time, each only if it still lies ahead. Call it when the appointment is
    /// confirmed and when a confirmed one moves; those of an earlier time are closed unsent when they fall due.
    /// </summary>
    /// <param name="db">The context of the unit that confirms or moves.</param>
    /// <param name="appointment">With its new time and <see cref="Appointment.TimeVersion"/>.</param>
    /// <param name="now">UTC.</param>
    public static void Plan(ClinicDb db, Appointment appointment, Instant now)
    {
        QuestionnaireReminders.Plan(db, appointment, now);
        foreach (var kind in Enum.GetValues<ReminderKind>())
        {
            var due = appointment.Start - Ahead(kind);
            if (due > now)
            {
                db.Reminders.Add(new Reminder
                {
                    AppointmentId = appointment.Id,
                    Kind = kind,
                    TimeVersion = appointment.TimeVersion,
                    DueAt = due,
                });
            }
        }
    }
}
