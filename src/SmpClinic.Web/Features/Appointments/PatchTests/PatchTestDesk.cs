using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments.PatchTests.Emails;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Appointments.PatchTests;

/// <summary>How a treatment stands with its patch test.</summary>
public enum PatchTestState
{
    /// <summary>None is needed.</summary>
    NotNeeded,

    /// <summary>None was made that speaks for these products at that time.</summary>
    Missing,

    /// <summary>One was made, and nobody has recorded what came of it.</summary>
    NoResult,

    /// <summary>Something was seen: a practitioner has to look at it.</summary>
    Reaction,

    /// <summary>The skin bore it.</summary>
    Clear,
}

/// <summary>A treatment that can follow a patch test.</summary>
/// <param name="Slug">What.</param>
/// <param name="Name">Its name.</param>
/// <param name="From">The first date.</param>
/// <param name="Seal">What is brought along into its booking.</param>
public sealed record TreatmentAfter(string Slug, string Name, LocalDate From, string Seal);

/// <summary>What patch tests say of a treatment, and what clients report of them.</summary>
public sealed class PatchTestDesk(ClinicWrites writes, IDbContextFactory<ClinicDb> contexts, NotificationService notifications, OutboxSignal outbox, Sealer sealer, SealedChecks checks, ClinicTime time, IClock clock)
{
    private const string TestService = "patch-test";

    /// <summary>From so long after a test on, what is reported counts for the second day.</summary>
    private static readonly Duration SecondDay = Duration.FromHours(44);

    /// <summary>How a treatment stands with the tests of the same person: by the client's record, or by the same name at the same mailbox.</summary>
    public static async Task<PatchTestState> StateAsync(ClinicDb db, Appointment treatment, Service service, CancellationToken cancellationToken)
    {
        if (!service.NeedsPatchTest)
        {
            return PatchTestState.NotNeeded;
        }

        var (client, mailbox, name) = (treatment.ClientId, treatment.ContactEmailNormalised, treatment.ContactName);
        var visits = db.Appointments.Where(a => a.ContactEmailNormalised == mailbox && a.ContactName == name).Select(a => a.Id)
            .Union(db.Appointments.Where(a => client != null && a.ClientId == client).Select(a => a.Id));
        var tests = await db.PatchTests.AsNoTracking().Where(t => visits.Contains(t.AppointmentId)).ToListAsync(cancellationToken);

        // A reaction to a product counts for good; an old clear test does not outweigh it.
        var own = tests.Where(t => t.Pigment == service.PatchPigment && t.Numbing == (service.PatchNumbing ?? string.Empty)).ToList();
        return own.Exists(t => t.Result is PatchTestResult.Reaction or PatchTestResult.Other) ? PatchTestState.Reaction
            : own.Exists(t => t.IsClear && t.SpeaksFor(service, treatment.Start)) ? PatchTestState.Clear
            : own.Exists(t => t.Result == PatchTestResult.Waiting && t.SpeaksFor(service, treatment.Start)) ? PatchTestState.NoResult
            : PatchTestState.Missing;
    }

    /// <summary>What is brought along where nothing but a patch test is known.</summary>
    public static CheckResult Nothing { get; } = new(CheckedFor.Scalp | CheckedFor.Brows, NotNow: false, NotBefore: null);

    /// <summary>Whether a treatment may be booked on a test: one that is to come or was made, 48 hours to 180 days before, with the same products, and with no reaction.</summary>
    public static async Task<bool> MayFollowAsync(ClinicDb db, Guid visit, Service service, Instant start, CancellationToken cancellationToken)
    {
        var at = await db.Appointments.AsNoTracking()
            .Where(a => a.Id == visit && a.Status != AppointmentStatus.Cancelled && a.Status != AppointmentStatus.Declined && a.Status != AppointmentStatus.NoShow)
            .Select(a => (Instant?)a.Start).FirstOrDefaultAsync(cancellationToken);
        var test = await db.PatchTests.AsNoTracking().FirstOrDefaultAsync(t => t.AppointmentId == visit, cancellationToken);
        return test is null ? at + PatchTest.Ahead <= start && start <= at + PatchTest.Life
            : at is not null && test.SpeaksFor(service, start) && test.Result is not (PatchTestResult.Reaction or PatchTestResult.Other);
    }

    /// <summary>The test that a treatment of a person follows: the newest one, booked or made, that may be followed.</summary>
    public async Task<PatchTestAhead?> AheadOfAsync(ClinicDb db, Appointment treatment, CancellationToken cancellationToken)
    {
        var (mailbox, name) = (treatment.ContactEmailNormalised, treatment.ContactName);
        var visits = await db.Appointments.AsNoTracking().Where(a => a.ContactEmailNormalised == mailbox && a.ContactName == name && a.Service!.Slug == TestService)
            .OrderByDescending(a => a.Start).Select(a => new { a.Id, a.Start }).Take(10).ToListAsync(cancellationToken);
        foreach (var visit in visits)
        {
            if (await MayFollowAsync(db, visit.Id, treatment.Service!, treatment.Start, cancellationToken))
            {
                return new(visit.Id, FirstDate(visit.Start));
            }
        }

        return null;
    }

    /// <summary>The treatments that can be booked on a patch test, from its own page.</summary>
    public async Task<IReadOnlyList<TreatmentAfter>> TreatmentsAfterAsync(ClinicDb db, Appointment visit, CancellationToken cancellationToken)
    {
        if (visit.Service!.Slug != TestService || visit.Status is AppointmentStatus.Cancelled or AppointmentStatus.Declined or AppointmentStatus.NoShow)
        {
            return [];
        }

        var test = await db.PatchTests.AsNoTracking().FirstOrDefaultAsync(t => t.AppointmentId == visit.Id, cancellationToken);
        if (test?.Result is PatchTestResult.Reaction or PatchTestResult.Other || clock.GetCurrentInstant() > (test?.TakenAt ?? visit.Start) + PatchTest.Life)
        {
            return [];
        }

        var ahead = new PatchTestAhead(visit.Id, FirstDate(test?.TakenAt ?? visit.Start));
        var services = await db.Services.AsNoTracking().Where(s => s.Active && s.PatchPigment != null && (test == null || (s.PatchPigment == test.Pigment && (s.PatchNumbing ?? "") == test.Numbing)))
            .OrderBy(s => s.SortOrder).Select(s => new { s.Slug, s.Name }).ToListAsync(cancellationToken);
        return services.ConvertAll(s => new TreatmentAfter(s.Slug, s.Name, ahead.From, checks.Seal(Nothing with { Test = ahead })));
    }

    /// <summary>The test made at a visit; null while none was.</summary>
    public async Task<PatchTest?> FindAsync(Guid appointment, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.PatchTests.AsNoTracking().FirstOrDefaultAsync(t => t.AppointmentId == appointment, cancellationToken);
    }

    /// <summary>Notes what a client saw. A reaction counts at once; that nothing came counts on the second day, where staff have recorded nothing.</summary>
    public async Task ReportAsync(Guid appointment, PatchTestResult saw, string? words, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var written = await writes.RunAsync((db, ct) => TryReportAsync(db, appointment, saw, words, ct), cancellationToken);
            if (written.End == WriteEnd.Committed)
            {
                outbox.Wake();
                return;
            }
        }

        throw new DatabaseBusyException("The report was written by others, time and again.");
    }

    /// <summary>The first clinic date on which every hour is 48 hours after.</summary>
    private LocalDate FirstDate(Instant test) => time.DateOf(test + PatchTest.Ahead).PlusDays(1);

    private async Task<bool> TryReportAsync(ClinicDb db, Guid appointment, PatchTestResult saw, string? words, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var test = await db.PatchTests.Include(t => t.Appointment!.Service).Include(t => t.Appointment!.Practitioner).Include(t => t.Appointment!.Room)
            .FirstAsync(t => t.AppointmentId == appointment, cancellationToken);
        var hours = now >= test.TakenAt + SecondDay ? 48 : 24;
        var report = await db.PatchTestReports.FindAsync([test.Id, hours], cancellationToken) ?? db.PatchTestReports.Add(new() { PatchTestId = test.Id, Hours = hours }).Entity;
        (report.Saw, report.At) = (saw, now);
        report.Words = words is null ? null : sealer.SealFor(test.Id, words);
        var bad = saw is PatchTestResult.Reaction or PatchTestResult.Other;
        if (bad || (hours == 48 && test.Result == PatchTestResult.Waiting))
        {
            (test.Result, test.ResultAt, test.ResultBy) = (saw, now, "The client, by their link");
        }

        db.Audit.Add(new() { At = now, ActorKind = ActorKind.Client, Action = "patch-test.reported", AppointmentId = appointment, Detail = $"after {hours} hours" });
        if (bad)
        {
            await notifications.QueueForClinicAsync(db, test.Appointment!, facts => new PatchTestNotice(facts), now, cancellationToken);
        }

        return true;
    }
}
