using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments.Health.Emails;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Consents;
using SmpClinic.Web.Features.Suitability;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;
using Route = SmpClinic.Web.Features.Suitability.Route;

namespace SmpClinic.Web.Features.Appointments.Health;

/// <summary>A client's questionnaire as it stands.</summary>
/// <param name="Row">What is stored.</param>
/// <param name="Progress">How far it has come.</param>
/// <param name="Last">What was sent off last, with what was decided about it; null while nothing was.</param>
public sealed record OwnQuestionnaire(Questionnaire Row, Progress Progress, SentAnswers? Last)
{
    /// <summary>Sent off, and not taken up again since.</summary>
    public bool IsSent => !Row.InHand;
}

/// <summary>The consents of the questionnaire. The version changes with the wording.</summary>
public static class HealthConsents
{
    public const string TextVersion = "2026-12";

    /// <summary>The answers are true, and changes will be told.</summary>
    public const string True = "answers-true";

    /// <summary>Explicit consent to use health answers to assess and treat: the wording that can be taken back among the client's consents.</summary>
    public static ConsentText Wording => ConsentTexts.Current(ConsentTexts.HealthData)!;

    /// <summary>Questionnaires whose client agrees that they are used. What was taken back is read by nobody and counts for nothing.</summary>
    public static IQueryable<Questionnaire> Agreed(ClinicDb db) => db.Questionnaires
        .Where(q => db.Set<ConsentRecord>().Any(c => c.AppointmentId == q.AppointmentId && c.Kind == ConsentTexts.HealthData && c.WithdrawnAt == null));

    /// <summary>The same of sent answers.</summary>
    public static IQueryable<QuestionnaireAnswers> Agreed(ClinicDb db, IQueryable<QuestionnaireAnswers> among) => among
        .Where(a => db.Set<ConsentRecord>().Any(c => c.AppointmentId == a.Questionnaire!.AppointmentId && c.Kind == ConsentTexts.HealthData && c.WithdrawnAt == null));
}

/// <summary>Keeps the questionnaire of the appointment behind a client's link: begun, saved section by section, sent off, taken up again.</summary>
public sealed class HealthDesk(
    ClinicWrites writes, IDbContextFactory<ClinicDb> contexts, Rulebooks books, HealthVerdicts verdicts, NotificationService notifications, OutboxSignal outbox, Sealer sealer, ClinicTime time, IClock clock)
{
    /// <summary>The clinic's date.</summary>
    public LocalDate Today => time.DateOf(clock.GetCurrentInstant());

    /// <summary>The questionnaire as it stands; null while it was not begun, or what was agreed to is taken back.</summary>
    /// <param name="appointment">Whose.</param>
    /// <param name="shown">Whether it is read to be shown, which is noted.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<OwnQuestionnaire?> ReadAsync(Appointment appointment, bool shown, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await FindAsync(db, appointment, cancellationToken) is not { } own)
        {
            return null;
        }

        if (shown)
        {
            await HealthReadings.NoteAsync(writes, appointment.Id, Actor.Client, clock.GetCurrentInstant(), cancellationToken);
        }

        return own;
    }

    /// <summary>Begins it, or goes on with it, with the client's consent; from the answers of last time where there are any.</summary>
    public Task BeginAsync(Appointment appointment, CancellationToken cancellationToken) => WriteAsync(
        async (db, now, ct) =>
        {
            if (!await db.Set<ConsentRecord>().AnyAsync(c => c.AppointmentId == appointment.Id && c.Kind == ConsentTexts.HealthData && c.WithdrawnAt == null, ct))
            {
                AddConsent(db, appointment, ConsentTexts.HealthData, HealthConsents.Wording.Version, now);
                Note(db, appointment, "consent.given", now, $"{ConsentTexts.HealthData}, wording {HealthConsents.Wording.Version}");
            }

            if (await db.Questionnaires.AnyAsync(q => q.AppointmentId == appointment.Id, ct))
            {
                return true;
            }

            var row = new Questionnaire { AppointmentId = appointment.Id, StartedAt = now, SavedAt = now };
            row.Draft = sealer.SealFor(row.Id, (await FirstDraftAsync(db, appointment, ct)).Write());
            db.Questionnaires.Add(row);
            Note(db, appointment, "questionnaire.begun", now);
            return true;
        },
        cancellationToken);

    /// <summary>Saves a section: what was answered well takes the place of what was there.</summary>
    /// <param name="appointment">Whose.</param>
    /// <param name="section">Which section.</param>
    /// <param name="read">The answers, by question; none at all takes one away.</param>
    /// <param name="goneThrough">Whether the client has done with the section.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    public Task SaveAsync(Appointment appointment, Section section, IReadOnlyDictionary<string, IReadOnlyList<string>> read, bool goneThrough, CancellationToken cancellationToken) => WriteAsync(
        async (db, now, ct) =>
        {
            var row = await db.Questionnaires.FirstAsync(q => q.AppointmentId == appointment.Id, ct);
            var draft = Open(row);
            var questions = books.Now.At(Place.Questionnaire);
            var answers = read.Aggregate(draft.Answers, (so, pair) => so.With(pair.Key, pair.Value, questions));
            var done = goneThrough && !draft.Done.Contains(section.Letter, StringComparison.Ordinal) ? draft.Done + section.Letter : draft.Done;
            row.Draft = sealer.SealFor(row.Id, (draft with { Answers = answers, Done = done }).Write());
            (row.SavedAt, row.InHand) = (now, true);
            Note(db, appointment, "questionnaire.saved", now, "section " + section.Letter);
            return true;
        },
        cancellationToken);

    /// <summary>Sends it off: judged by the rules of today, and kept as it is. False where a section is not done.</summary>
    public Task<bool> SendAsync(Appointment appointment, CancellationToken cancellationToken) => WriteAsync(
        async (db, now, ct) =>
        {
            var row = await db.Questionnaires.Include(q => q.Appointment!.Service).Include(q => q.Appointment!.Practitioner).Include(q => q.Appointment!.Room)
                .FirstOrDefaultAsync(q => q.AppointmentId == appointment.Id, ct);
            if (row is null || new Progress(books.Now, Open(row), time.DateOf(row.Appointment!.Start)) is not { Next: null } progress)
            {
                return false;
            }

            if (!row.InHand)
            {
                return true;
            }

            var sent = new QuestionnaireAnswers { QuestionnaireId = row.Id, Number = ++row.Sent, RulesVersion = books.Now.Version, AnsweredOn = time.DateOf(now), SentAt = now, Answers = sealer.SealFor(row.Id, Applying(progress).Write()) };
            db.QuestionnaireAnswers.Add(sent);
            var outcome = verdicts.Judge(sent, progress.Visit);
            (row.SentAt, row.SavedAt, row.InHand, row.NeedsPractitioner) = (now, now, false, outcome.Route != Route.Fine);
            AddConsent(db, row.Appointment, HealthConsents.True, HealthConsents.TextVersion, now);
            Note(db, appointment, "questionnaire.sent", now, $"number {sent.Number}");
            await TellAsync(db, row, outcome, now, ct);
            return true;
        },
        cancellationToken);

    /// <summary>Takes it up again: something has changed.</summary>
    public Task ReopenAsync(Appointment appointment, CancellationToken cancellationToken) => WriteAsync(
        async (db, now, ct) =>
        {
            var row = await db.Questionnaires.FirstAsync(q => q.AppointmentId == appointment.Id, ct);
            if (row.InHand)
            {
                return false;
            }

            row.Draft = sealer.SealFor(row.Id, Draft.FromLastTime(Open(row).Answers, time.DateOf(row.SavedAt), books.Now.At(Place.Questionnaire)).Write());
            (row.SavedAt, row.InHand) = (now, true);
            Note(db, appointment, "questionnaire.reopened", now);
            return true;
        },
        cancellationToken);

    /// <summary>What the practitioner wrote to the client; null for nothing.</summary>
    public string? WordsFor(SentAnswers last) => last.Decision is { ForClient: { } words } decision ? sealer.OpenFor(decision.Id, words) : null;

    private async Task<OwnQuestionnaire?> FindAsync(ClinicDb db, Appointment appointment, CancellationToken cancellationToken) =>
        await HealthConsents.Agreed(db).AsNoTracking().FirstOrDefaultAsync(q => q.AppointmentId == appointment.Id, cancellationToken) is { } row
            ? new(
                row,
                new(books.Now, Open(row), time.DateOf(appointment.Start)),
                await HealthVerdicts.NewestAsync(db, db.QuestionnaireAnswers.Where(a => a.QuestionnaireId == row.Id), cancellationToken))
            : null;

    private Draft Open(Questionnaire row) => Draft.Read(sealer.OpenFor(row.Id, row.Draft));

    /// <summary>What is sent: the answers to what was asked, and nothing that no longer applies.</summary>
    private static Draft Applying(Progress progress) => new(
        progress.Sections.SelectMany(progress.Asked).Where(question => progress.Draft.Answers[question.Id] is not null)
            .Aggregate(new Answers(), (so, question) => so.With(question.Id, progress.Draft.Answers[question.Id]!, [])),
        string.Empty,
        progress.Draft.From);

    private async Task<Draft> FirstDraftAsync(ClinicDb db, Appointment appointment, CancellationToken cancellationToken)
    {
        var questions = books.Now.At(Place.Questionnaire);
        if (await HealthVerdicts.NewestAsync(db, HealthVerdicts.SamePerson(db, appointment), cancellationToken) is { } last)
        {
            return Draft.FromLastTime(verdicts.Open(last.Sent), last.Sent.AnsweredOn, questions);
        }

        var about = CheckResult.TreatmentsOf(appointment.Service!);
        return about is CheckedFor.Scalp or CheckedFor.Brows
            ? Draft.Empty with { Answers = new Answers().With(Questions.Treatment, [about == CheckedFor.Scalp ? "scalp" : "brows"], []) }
            : Draft.Empty;
    }

    private async Task TellAsync(ClinicDb db, Questionnaire row, SuitabilityOutcome outcome, Instant now, CancellationToken cancellationToken)
    {
        if (outcome.Route != Route.Fine)
        {
            await notifications.QueueForClinicAsync(db, row.Appointment!, facts => new QuestionnaireWaitsNotice(facts), now, cancellationToken);
        }

        if (outcome.NotBefore is { } date && time.Zone.AtStartOfDay(date).ToInstant() + Duration.FromHours(9) is var due && due > now)
        {
            db.QuestionnaireReminders.RemoveRange(await db.QuestionnaireReminders
                .Where(r => r.AppointmentId == row.AppointmentId && r.Kind == QuestionnaireReminderKind.WaitIsOver).ToListAsync(cancellationToken));
            db.QuestionnaireReminders.Add(new() { AppointmentId = row.AppointmentId, Kind = QuestionnaireReminderKind.WaitIsOver, TimeVersion = row.Sent, DueAt = due });
        }
    }

    private async Task<bool> WriteAsync(Func<ClinicDb, Instant, CancellationToken, Task<bool>> unit, CancellationToken cancellationToken)
    {
        // Two devices may save at once: whoever comes second reads what the first has written and adds to it.
        for (var attempt = 0; ; attempt++)
        {
            var written = await writes.RunAsync((db, ct) => unit(db, clock.GetCurrentInstant(), ct), cancellationToken);
            if (written.End == WriteEnd.Committed)
            {
                outbox.Wake();
                return written.Value;
            }

            if (attempt >= 4)
            {
                throw new DatabaseBusyException("The questionnaire was saved by others, time and again.");
            }
        }
    }

    private static void AddConsent(ClinicDb db, Appointment appointment, string kind, string version, Instant now) =>
        db.Add(new ConsentRecord { AppointmentId = appointment.Id, Kind = kind, TextVersion = version, GivenAt = now });

    private static void Note(ClinicDb db, Appointment appointment, string action, Instant now, string? detail = null) =>
        db.Audit.Add(new() { At = now, ActorKind = ActorKind.Client, Action = action, AppointmentId = appointment.Id, Detail = detail });
}

/// <summary>Notes who read health answers. A reading changes nothing else.</summary>
public static class HealthReadings
{
    /// <summary>Notes a reading.</summary>
    public static Task NoteAsync(ClinicWrites writes, Guid appointment, Actor actor, Instant now, CancellationToken cancellationToken) => writes.RunAsync(
        (db, _) =>
        {
            db.Audit.Add(new() { At = now, ActorKind = actor.Kind, ActorId = actor.Id, ActorName = actor.Name, Action = "questionnaire.read", AppointmentId = appointment });
            return Task.FromResult(true);
        },
        cancellationToken);
}
