using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments.Health;
using SmpClinic.Web.Features.Appointments.Health.Emails;
using SmpClinic.Web.Features.Suitability;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Staff.Questionnaires;

/// <summary>Reads questionnaires for whoever treats the client, notes that they were read, and records what was decided.</summary>
public sealed class QuestionnaireDesk(
    ClinicDb db, ClinicWrites writes, HealthVerdicts verdicts, NotificationService notifications, OutboxSignal outbox, Sealer sealer, ClinicTime time, IClock clock)
{
    /// <summary>All that everybody may know of an appointment's questionnaire.</summary>
    public static async Task<QuestionnaireState> StateAsync(ClinicDb db, Guid appointment, CancellationToken cancellationToken) =>
        await HealthConsents.Agreed(db).AsNoTracking().Where(q => q.AppointmentId == appointment && q.Sent > 0).Select(q => (bool?)q.NeedsPractitioner).FirstOrDefaultAsync(cancellationToken) switch
        {
            true => QuestionnaireState.NeedsPractitioner,
            false => QuestionnaireState.FilledIn,
            null when await db.Questionnaires.AnyAsync(q => q.AppointmentId == appointment && q.Sent > 0, cancellationToken) => QuestionnaireState.TakenBack,
            null => QuestionnaireState.Due,
        };

    /// <summary>What waits for a practitioner, of the appointments the caller may see, the nearest visit first.</summary>
    public async Task<WaitingPage> WaitingAsync(StaffCaller caller, int page, CancellationToken cancellationToken)
    {
        var seen = db.Appointments.VisibleTo(caller);
        var waiting = HealthConsents.Agreed(db).AsNoTracking().Where(q => q.NeedsPractitioner).Join(seen, q => q.AppointmentId, a => a.Id, (q, a) => new { q.SentAt, Visit = a })
            .Where(w => w.Visit.Status == AppointmentStatus.Requested || w.Visit.Status == AppointmentStatus.Confirmed || w.Visit.Status == AppointmentStatus.Arrived);
        var total = await waiting.CountAsync(cancellationToken);
        var rows = await waiting.OrderBy(w => w.Visit.Start).ThenBy(w => w.Visit.Reference).Skip((page - 1) * Paging.Size).Take(Paging.Size)
            .Select(w => new WaitingRow(w.Visit.Id, w.Visit.Reference, w.Visit.ContactName, w.Visit.Service!.Name, w.Visit.PractitionerId, w.Visit.Practitioner!.Name, w.Visit.Start, w.SentAt!.Value))
            .ToListAsync(cancellationToken);
        return new(new(rows, page, total), clock.GetCurrentInstant(), caller);
    }

    /// <summary>The questionnaire of an appointment, opened; null for whoever does not treat the client. The reading is noted.</summary>
    public async Task<QuestionnairePage?> ReadAsync(StaffCaller caller, Guid id, int? number, CancellationToken cancellationToken)
    {
        var appointment = await db.Appointments.AsNoTracking().VisibleTo(caller).Include(a => a.Service).Include(a => a.Practitioner).FirstOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (appointment is null || !caller.MayReadHealth(appointment.PractitionerId))
        {
            return null;
        }

        var sent = await HealthConsents.Agreed(db, db.QuestionnaireAnswers).AsNoTracking().Where(a => a.Questionnaire!.AppointmentId == id).OrderByDescending(a => a.Number).ToListAsync(cancellationToken);
        if ((number is { } one ? sent.Find(a => a.Number == one) : sent.FirstOrDefault()) is not { } shown)
        {
            return null;
        }

        var inHand = await db.Questionnaires.AnyAsync(q => q.AppointmentId == id && q.InHand, cancellationToken);
        var decisions = await db.QuestionnaireDecisions.AsNoTracking().Where(d => d.QuestionnaireId == shown.QuestionnaireId).OrderByDescending(d => d.At).ToListAsync(cancellationToken);
        await HealthReadings.NoteAsync(writes, id, caller.Actor, clock.GetCurrentInstant(), cancellationToken);
        return new(
            appointment, sent, shown, verdicts.RulesOf(shown), verdicts.Open(shown), verdicts.Judge(shown, time.DateOf(appointment.Start)),
            [.. decisions.Select(d => new DecisionRow(d, Open(d.Id, d.ForClient), Open(d.Id, d.Reason)))])
        {
            InHand = inHand,
        };
    }

    /// <summary>Records a decision about the newest answers. Null where the caller may not, or newer answers came meanwhile.</summary>
    public async Task<bool> DecideAsync(StaffCaller caller, QuestionnairePage page, Decided decided, CancellationToken cancellationToken)
    {
        var written = await writes.RunAsync((unit, ct) => TryDecideAsync(unit, caller, page, decided, ct), cancellationToken);
        outbox.Wake();
        return written is { End: WriteEnd.Committed, Value: true };
    }

    private async Task<bool> TryDecideAsync(ClinicDb unit, StaffCaller caller, QuestionnairePage page, Decided decided, CancellationToken cancellationToken)
    {
        var row = await HealthConsents.Agreed(unit).Include(q => q.Appointment!.Service).Include(q => q.Appointment!.Practitioner).Include(q => q.Appointment!.Room)
            .FirstOrDefaultAsync(q => q.Id == page.Shown.QuestionnaireId, cancellationToken);
        if (row is null || row.Sent != page.Shown.Number || !caller.MayReadHealth(row.Appointment!.PractitionerId))
        {
            return false;
        }

        var now = clock.GetCurrentInstant();
        var decision = new QuestionnaireDecision { QuestionnaireId = row.Id, Number = row.Sent, Verdict = decided.Verdict, At = now, ByUser = caller.Id, ByName = caller.Name, LetterSeen = decided.LetterSeen, DateLifted = decided.DateLifted };
        decision.ForClient = decided.ForClient is { } words ? sealer.SealFor(decision.Id, words) : null;
        decision.Reason = decided.Reason is { } reason ? sealer.SealFor(decision.Id, reason) : null;
        unit.QuestionnaireDecisions.Add(decision);
        row.NeedsPractitioner = !decision.Accepts;

        // What was decided says something about health: history has who and when, and about which answers.
        unit.Audit.Add(new() { At = now, ActorKind = ActorKind.Staff, ActorId = caller.Id, ActorName = caller.Name, Action = "questionnaire.decided", AppointmentId = row.AppointmentId, Detail = $"number {row.Sent}" });
        await notifications.QueueForClientAsync(unit, row.Appointment, facts => new QuestionnaireDecidedEmail(facts), now, cancellationToken);
        return true;
    }

    private string? Open(Guid row, SealedText? words) => words is { } text ? sealer.OpenFor(row, text) : null;
}
