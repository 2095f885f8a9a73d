using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments.Emails;
using SmpClinic.Web.Features.Appointments.Health;
using SmpClinic.Web.Features.Appointments.PatchTests;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Booking.Emails;
using SmpClinic.Web.Features.Staff.Emails;
using SmpClinic.Web.Features.Staff.Questionnaires;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Appointments;

/// <summary>Who gives a command.</summary>
public sealed record Actor(ActorKind Kind, Guid? Id, string? Name)
{
    /// <summary>The client, by link.</summary>
    public static readonly Actor Client = new(ActorKind.Client, null, null);

    /// <summary>The site itself, when time has run out.</summary>
    public static readonly Actor TheSite = new(ActorKind.System, null, null);

    /// <summary>Whether this is the client, who is held to lead times and cut-offs.</summary>
    public bool IsClient => Kind == ActorKind.Client;
}

/// <summary>A command to one appointment.</summary>
/// <param name="Id">Which.</param>
/// <param name="Version">What the page showed; null where any version will do.</param>
/// <param name="Actor">Who.</param>
/// <param name="TellClient">Whether the client gets a mail about it.</param>
public sealed record AppointmentCommand(Guid Id, long? Version, Actor Actor, bool TellClient = true)
{
    /// <summary>The one practitioner whose appointments the actor may touch; to them all others do not exist. Null for no such bound.</summary>
    public int? WithinDiaryOf { get; init; }

    /// <summary>Whether staff have read that the client's questionnaire speaks against the date, and mean it all the same.</summary>
    public bool HealthSeen { get; init; }

    /// <summary>How long the mail about it is held back, so that the command can be undone before anybody reads of it.</summary>
    public Duration MailHeldBack { get; init; }
}

/// <summary>How a command ended.</summary>
public enum CommandEnd
{
    /// <summary>Done, or it already was so.</summary>
    Done,

    /// <summary>There is no such appointment.</summary>
    NotFound,

    /// <summary>Somebody changed it meanwhile; nothing was done.</summary>
    Stale,

    /// <summary>The present status has no such step.</summary>
    NotAllowed,

    /// <summary>Inside the cut-off; the client is to ring.</summary>
    TooLate,

    /// <summary>The new time cannot be had.</summary>
    TimeRefused,

    /// <summary>No patch test with a clear result speaks for it, or its questionnaire needs a practitioner.</summary>
    Held,

    /// <summary>The client's questionnaire speaks against that date.</summary>
    AgainstHealth,
}

/// <summary>How a command ended, and why a new time was refused if it was.</summary>
public readonly record struct CommandOutcome(CommandEnd End, Refusal? Why = null)
{
    /// <summary>Where the visit stood before it was given another time.</summary>
    public PlaceBefore? Before { get; init; }

    /// <summary>Which of several times was refused.</summary>
    public Instant? RefusedStart { get; init; }
}

/// <summary>
/// The transitions of an appointment. Client and staff come through here; each is one transaction of state, cells, mail and audit,
/// and a move that loses the race leaves the appointment where it was.
/// </summary>
public sealed partial class AppointmentCommands(
    ClinicWrites writes,
    IDbContextFactory<ClinicDb> contexts,
    Diary diary,
    ClinicCalendar calendar,
    NotificationService notifications,
    OutboxSignal outbox,
    HealthVerdicts health,
    IClock clock,
    ClinicMetrics metrics)
{
    /// <summary>Cancels and frees the time.</summary>
    public Task<CommandOutcome> CancelAsync(AppointmentCommand command, string? reason, CancellationToken cancellationToken) =>
        RunAsync(
            command,
            async (db, a, now, ct) =>
            {
                if (AppointmentMachine.IsAlreadySo(a.Status, AppointmentAct.Cancel))
                {
                    return new(CommandEnd.Done);
                }

                if (command.Actor.IsClient && a.IsOpen && IsPast(a.Start, a.Service!.CancelCutoffMinutes, now))
                {
                    return new(CommandEnd.TooLate);
                }

                if (!a.May(AppointmentAct.Cancel, command.Actor.Kind))
                {
                    return new(CommandEnd.NotAllowed);
                }

                a.CancelReason = reason;
                // A client's own words may speak of health, so they stay on the appointment's page and out of every mail.
                return await EndAsync(
                    db, a, command, AppointmentStatus.Cancelled, f => new AppointmentCancelledEmail(command.Actor.IsClient ? f with { Reason = null } : f), now, ct);
            },
            cancellationToken);

    /// <summary>Declines a request, frees the time, and gives the client the reason.</summary>
    public Task<CommandOutcome> DeclineAsync(AppointmentCommand command, string reason, CancellationToken cancellationToken) =>
        RunAsync(
            command,
            async (db, a, now, ct) =>
            {
                if (!a.May(AppointmentAct.Decline, command.Actor.Kind))
                {
                    return new(CommandEnd.NotAllowed);
                }

                a.DeclineReason = reason;
                return await EndAsync(db, a, command, AppointmentStatus.Declined, f => new AppointmentDeclinedEmail(f), now, ct);
            },
            cancellationToken);

    /// <summary>Confirms a request. Its cells are claimed already, so no other visit can stand in the way.</summary>
    public Task<CommandOutcome> ConfirmAsync(AppointmentCommand command, CancellationToken cancellationToken) =>
        RunAsync(
            command,
            async (db, a, now, ct) =>
            {
                if (!a.May(AppointmentAct.Confirm, command.Actor.Kind))
                {
                    return new(CommandEnd.NotAllowed);
                }

                if (await IsHeldAsync(db, a, ct))
                {
                    return new(CommandEnd.Held);
                }

                await LetGoAsync(db, a, now, ct);
                a.Status = AppointmentStatus.Confirmed;
                a.CalendarSequence++;
                Note(db, a, command.Actor, "appointment.confirmed", Told(command, null), now);
                await TellAsync(db, a, command, f => new BookingConfirmedEmail(f), now, ct);
                ReminderSchedule.Plan(db, a, now);
                return new(CommandEnd.Done);
            },
            cancellationToken);

    /// <summary>Marks what happened on the day: arrived, completed, or did not come. Nobody is written to.</summary>
    public Task<CommandOutcome> MarkAsync(AppointmentCommand command, AppointmentStatus status, CancellationToken cancellationToken) =>
        RunAsync(
            command,
            async (db, a, now, ct) =>
            {
                if (AppointmentMachine.Marking(status) is not { } act || !a.May(act, command.Actor.Kind))
                {
                    return new(CommandEnd.NotAllowed);
                }

                if (status == AppointmentStatus.Completed && await IsHeldAsync(db, a, ct))
                {
                    return new(CommandEnd.Held);
                }

                a.Status = status;
                Note(db, a, command.Actor, "appointment." + status.ToString().ToLowerInvariant(), null, now);
                return new(CommandEnd.Done);
            },
            cancellationToken);

    /// <summary>Whether a treatment has to wait: for a patch test with a clear result, or for a practitioner.</summary>
    private static async Task<bool> IsHeldAsync(ClinicDb db, Appointment a, CancellationToken cancellationToken) => a.Service!.NeedsPatchTest
        && (await PatchTestDesk.StateAsync(db, a, a.Service, cancellationToken) != PatchTestState.Clear
            || await QuestionnaireDesk.StateAsync(db, a.Id, cancellationToken) is QuestionnaireState.NeedsPractitioner or QuestionnaireState.TakenBack);

    /// <summary>Whether a cut-off before a start has passed.</summary>
    public static bool IsPast(Instant start, int cutoffMinutes, Instant now) => now > start - Duration.FromMinutes(cutoffMinutes);

    private async Task<CommandOutcome> RunAsync(
        AppointmentCommand command,
        Func<ClinicDb, Appointment, Instant, CancellationToken, Task<CommandOutcome>> act,
        CancellationToken cancellationToken)
    {
        // A lost race for a cell is judged anew, by a reading that sees the winner.
        for (var attempt = 0; ; attempt++)
        {
            var written = await writes.RunAsync(
                async (db, ct) =>
                {
                    var (appointment, refused) = await FindAsync(db, command, ct);
                    return refused ?? await act(db, appointment!, clock.GetCurrentInstant(), ct);
                },
                cancellationToken);
            if (written.End == WriteEnd.DuplicateKey)
            {
                metrics.RaceLost("change");
            }

            switch (written.End)
            {
                case WriteEnd.Committed:
                    outbox.Wake();
                    return written.Value;
                case WriteEnd.Stale:
                    return new(CommandEnd.Stale);
                case WriteEnd.DuplicateKey when attempt >= 4:
                    return new(CommandEnd.TimeRefused, Refusal.Taken);
            }
        }
    }

    /// <summary>The appointment a command is for, with all that a change of it needs; or why the command ends here.</summary>
    private static async Task<(Appointment? Appointment, CommandOutcome? Refused)> FindAsync(ClinicDb db, AppointmentCommand command, CancellationToken cancellationToken)
    {
        var appointment = await db.Appointments
            .Include(a => a.Practitioner).Include(a => a.Room)
            .Include(a => a.Service!).ThenInclude(s => s.Practitioners)
            .Include(a => a.Service!).ThenInclude(s => s.Rooms)
            .AsSplitQuery()
            .FirstOrDefaultAsync(a => a.Id == command.Id, cancellationToken);
        return appointment is null || (command.WithinDiaryOf is { } only && only != appointment.PractitionerId) ? (null, new(CommandEnd.NotFound))
            : command.Version is { } shown && shown != appointment.Version ? (null, new(CommandEnd.Stale))
            : (appointment, null);
    }

    private async Task<CommandOutcome> EndAsync(
        ClinicDb db, Appointment a, AppointmentCommand command, AppointmentStatus status, Func<AppointmentFacts, IEmail> email, Instant now, CancellationToken cancellationToken)
    {
        await LetGoAsync(db, a, now, cancellationToken);
        a.Status = status;
        a.CalendarSequence++;
        await Diary.FreeAsync(db, a, cancellationToken);
        Note(db, a, command.Actor, "appointment." + status.ToString().ToLowerInvariant(), Told(command, StartText.Write(a.Start)), now);
        await TellAsync(db, a, command, email, now, cancellationToken);
        if (command.Actor.IsClient)
        {
            await notifications.QueueForClinicAsync(db, a, f => new ClientCancelledNotice(f with { Reason = null }), now, cancellationToken);
        }

        return new(CommandEnd.Done);
    }

    private async Task TellAsync(
        ClinicDb db, Appointment a, AppointmentCommand command, Func<AppointmentFacts, IEmail> email, Instant now, CancellationToken cancellationToken)
    {
        if (command.TellClient)
        {
            await notifications.QueueForClientAsync(db, a, email, now, command.MailHeldBack, cancellationToken);
        }
        else
        {
            // A confirmation that still waits would say what is no longer so.
            await NotificationService.SupersedeAsync(db, a.Id, now, cancellationToken);
        }
    }

    /// <summary>Whether staff had the client told belongs to what was done; a client who acts is always written to.</summary>
    private static string? Told(AppointmentCommand command, string? detail) => command.Actor.IsClient
        ? detail
        : (detail is null ? string.Empty : detail + "; ") + (command.TellClient ? "client told by e-mail" : "client not told");

    private static void Note(ClinicDb db, Appointment a, Actor actor, string action, string? detail, Instant now) => db.Audit.Add(new()
    {
        At = now,
        ActorKind = actor.Kind,
        ActorId = actor.Id,
        ActorName = actor.Name,
        Action = action,
        AppointmentId = a.Id,
        Detail = detail,
    });
}
