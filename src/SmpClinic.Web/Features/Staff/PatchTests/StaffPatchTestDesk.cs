using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.PatchTests;

/// <summary>Records that a patch test was made and what came of it, for whoever treats the client.</summary>
public sealed class StaffPatchTestDesk(ClinicDb db, ClinicWrites writes, Sealer sealer, IClock clock)
{
    /// <summary>The test of a visit; null for whoever does not treat the client. That reports were read is noted.</summary>
    public async Task<PatchTestPage?> ReadAsync(StaffCaller caller, Guid id, CancellationToken cancellationToken)
    {
        var appointment = await db.Appointments.AsNoTracking().VisibleTo(caller).Include(a => a.Service).Include(a => a.Practitioner).FirstOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (appointment is null || !caller.MayReadHealth(appointment.PractitionerId))
        {
            return null;
        }

        var products = await db.Services.AsNoTracking().Where(s => s.Active && s.PatchPigment != null).Select(s => new { s.PatchPigment, s.PatchNumbing }).Distinct().ToListAsync(cancellationToken);
        var test = await db.PatchTests.AsNoTracking().FirstOrDefaultAsync(t => t.AppointmentId == id, cancellationToken);
        var reports = test is null ? [] : await db.PatchTestReports.AsNoTracking().Where(r => r.PatchTestId == test.Id).OrderBy(r => r.Hours).ToListAsync(cancellationToken);
        if (reports.Count > 0)
        {
            await writes.RunAsync(
                (unit, _) =>
                {
                    Note(unit, caller, id, "patch-test.read", detail: null);
                    return Task.FromResult(true);
                },
                cancellationToken);
        }

        return new(appointment, products.ConvertAll(p => new Products(p.PatchPigment!, p.PatchNumbing ?? string.Empty)), test, [.. reports.Select(r => new ReportRow(r, r.Words is { } words ? sealer.OpenFor(r.PatchTestId, words) : null))]);
    }

    /// <summary>Notes that a test was made, now, with these products; two mails ask the client how it looks. False where one was noted already.</summary>
    public async Task<bool> TakeAsync(StaffCaller caller, Guid id, Products products, CancellationToken cancellationToken)
    {
        var written = await writes.RunAsync(
            async (unit, ct) =>
            {
                if (await unit.PatchTests.AnyAsync(t => t.AppointmentId == id, ct))
                {
                    return false;
                }

                var now = clock.GetCurrentInstant();
                unit.PatchTests.Add(new() { AppointmentId = id, TakenAt = now, Pigment = products.Pigment, Numbing = products.Numbing });
                foreach (var (kind, after) in new[] { (QuestionnaireReminderKind.ADayAfterTest, 24), (QuestionnaireReminderKind.TwoDaysAfterTest, 48) })
                {
                    unit.QuestionnaireReminders.Add(new() { AppointmentId = id, Kind = kind, DueAt = now + Duration.FromHours(after) });
                }

                Note(unit, caller, id, "patch-test.made", products.Numbing.Length == 0 ? products.Pigment : products.Pigment + ", " + products.Numbing);
                return true;
            },
            cancellationToken);
        return written is { End: WriteEnd.Committed, Value: true };
    }

    /// <summary>Records what came of it.</summary>
    public async Task<bool> RecordAsync(StaffCaller caller, Guid id, PatchTestResult result, CancellationToken cancellationToken)
    {
        var written = await writes.RunAsync(
            async (unit, ct) =>
            {
                if (await unit.PatchTests.FirstOrDefaultAsync(t => t.AppointmentId == id, ct) is not { } test)
                {
                    return false;
                }

                (test.Result, test.ResultAt, test.ResultBy) = (result, clock.GetCurrentInstant(), caller.Name);

                // What came of it says something about health: history has who and when.
                Note(unit, caller, id, "patch-test.recorded", detail: null);
                return true;
            },
            cancellationToken);
        return written is { End: WriteEnd.Committed, Value: true };
    }

    private void Note(ClinicDb unit, StaffCaller caller, Guid id, string action, string? detail) => unit.Audit.Add(new()
    {
        At = clock.GetCurrentInstant(),
        ActorKind = ActorKind.Staff,
        ActorId = caller.Id,
        ActorName = caller.Name,
        Action = action,
        AppointmentId = id,
        Detail = detail,
    });
}
