using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Suitability;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Appointments.Health;

/// <summary>What was sent off, and what a practitioner said to it.</summary>
/// <param name="Sent">The answers, sealed.</param>
/// <param name="Decision">The newest decision about just these; null while there is none.</param>
public sealed record SentAnswers(QuestionnaireAnswers Sent, QuestionnaireDecision? Decision);

/// <summary>
/// What sent answers lead to, and what the diary needs to know of it: from when, or not now, without an answer or a reason. They are
/// judged by the rules of the day they were given; a practitioner's decision about them goes before the rules.
/// </summary>
public sealed class HealthVerdicts(Rulebooks books, Sealer sealer, ClinicTime time)
{
    /// <summary>The rules that answers were given under.</summary>
    public Rulebook RulesOf(QuestionnaireAnswers sent) => books.Of(sent.RulesVersion);

    /// <summary>The answers in the clear: for the client, and for whoever treats them.</summary>
    public Answers Open(QuestionnaireAnswers sent) => Draft.Read(sealer.OpenFor(sent.QuestionnaireId, sent.Answers)).Answers;

    /// <summary>What answers lead to, for a visit on a date.</summary>
    public SuitabilityOutcome Judge(QuestionnaireAnswers sent, LocalDate visit) =>
        SuitabilityCheck.Judge(RulesOf(sent).At(Place.Questionnaire), Open(sent), sent.AnsweredOn, visit);

    /// <summary>What the diary may know of an appointment's own answers; null where none were sent.</summary>
    public async Task<CheckResult?> OwnAsync(ClinicDb db, Appointment appointment, CancellationToken cancellationToken) =>
        Result(await NewestAsync(db, db.QuestionnaireAnswers.Where(a => a.Questionnaire!.AppointmentId == appointment.Id), cancellationToken), appointment);

    /// <summary>
    /// What the diary may know of the newest answers of the same person: by the client's record, or by the same name at the same mailbox.
    /// For staff alone: a name and an address that a visitor typed prove nothing.
    /// </summary>
    public async Task<CheckResult?> OfPersonAsync(ClinicDb db, Appointment appointment, CancellationToken cancellationToken) =>
        Result(await NewestAsync(db, SamePerson(db, appointment), cancellationToken), appointment);

    /// <summary>The answers that the same person sent, for this appointment or another.</summary>
    public static IQueryable<QuestionnaireAnswers> SamePerson(ClinicDb db, Appointment appointment)
    {
        var (id, client, mailbox, name) = (appointment.Id, appointment.ClientId, appointment.ContactEmailNormalised, appointment.ContactName);
        var visits = db.Appointments.Where(a => a.ContactEmailNormalised == mailbox && a.ContactName == name).Select(a => a.Id)
            .Union(db.Appointments.Where(a => a.Id == id || (client != null && a.ClientId == client)).Select(a => a.Id));
        return db.QuestionnaireAnswers.Where(a => visits.Contains(a.Questionnaire!.AppointmentId));
    }

    /// <summary>The newest of some answers that may be used, with the newest decision about them.</summary>
    public static async Task<SentAnswers?> NewestAsync(ClinicDb db, IQueryable<QuestionnaireAnswers> among, CancellationToken cancellationToken)
    {
        var sent = await HealthConsents.Agreed(db, among).AsNoTracking().OrderByDescending(a => a.SentAt).ThenByDescending(a => a.Number).FirstOrDefaultAsync(cancellationToken);
        return sent is null ? null : new(
            sent,
            await db.QuestionnaireDecisions.AsNoTracking().Where(d => d.QuestionnaireId == sent.QuestionnaireId && d.Number == sent.Number)
                .OrderByDescending(d => d.At).ThenByDescending(d => d.Id).FirstOrDefaultAsync(cancellationToken));
    }

    /// <summary>What the diary may know.</summary>
    public CheckResult? Result(SentAnswers? sent, Appointment appointment)
    {
        if (sent is null)
        {
            return null;
        }

        var outcome = Judge(sent.Sent, time.DateOf(appointment.Start));
        return sent.Decision switch
        {
            null => outcome.ForBooking,
            { Accepts: true } yes => new(outcome.For, outcome.UnderAge, yes.DateLifted ? null : outcome.NotBefore),
            _ => new(outcome.For, NotNow: true, NotBefore: null),
        };
    }

    /// <summary>Whether what is known speaks against a visit on a date. What is about another treatment does not.</summary>
    public static bool Forbids(CheckResult? result, Service service, LocalDate date) =>
        result?.About(service) is { Word: CheckWord.NotBefore or CheckWord.NotNow } said && !said.Allows(date);
}
