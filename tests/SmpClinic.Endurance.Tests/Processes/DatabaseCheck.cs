using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;

namespace SmpClinic.Endurance.Tests.Processes;

/// <summary>
/// Reads a whole database and names everything that must never be: a damaged file, two visits that overlap, a claim too many or
/// too few, a change without its mail, mail or history of a visit that does not exist, two visits from one form.
/// </summary>
public static class DatabaseCheck
{
    private static readonly string[] Told = ["appointment.booked", "appointment.requested", "appointment.moved", "appointment.cancelled"];

    /// <summary>Every fault in words; nothing when the database is sound.</summary>
    public static async Task<List<string>> FaultsAsync(ClinicDb db, CancellationToken cancellationToken)
    {
        var faults = new List<string>();

        // One reading of one moment, though the site goes on writing.
        await db.Database.OpenConnectionAsync(cancellationToken);
        await db.Database.ExecuteSqlRawAsync("BEGIN", cancellationToken);
        faults.AddRange((await db.Database.SqlQueryRaw<string>("SELECT integrity_check AS Value FROM pragma_integrity_check").ToListAsync(cancellationToken)).Where(line => line != "ok"));
        faults.AddRange(await db.Database.SqlQueryRaw<string>("SELECT \"table\" || ' points to nothing' AS Value FROM pragma_foreign_key_check").ToListAsync(cancellationToken));
        var visits = await db.Appointments.AsNoTracking().ToListAsync(cancellationToken);
        var holds = await db.SlotHolds.AsNoTracking().ToListAsync(cancellationToken);
        var claims = (await db.ClaimedCells.AsNoTracking().ToListAsync(cancellationToken)).Select(c => (c.ResourceId, c.Cell, c.OccupationId)).ToHashSet();
        var mails = await db.Outbox.AsNoTracking().Select(m => new { m.AppointmentId, m.Audience, m.Kind }).ToListAsync(cancellationToken);
        var history = await db.Audit.AsNoTracking().Select(a => new { a.AppointmentId, a.Action }).ToListAsync(cancellationToken);
        await db.Database.ExecuteSqlRawAsync("COMMIT", cancellationToken);
        await db.Database.CloseConnectionAsync();

        var owed = visits.Where(v => v.HoldsTime).SelectMany(v => Cells(v.Id, v.PractitionerId, v.RoomId, v.FirstCell, v.EndCell))
            .Concat(holds.SelectMany(h => Cells(h.Id, h.PractitionerId, h.RoomId, h.FirstCell, h.EndCell)))
            .ToList();
        // An overbooked visit has each of its cells in one lane or the other; the second is a resource of its own.
        var over = visits.Where(v => v.HoldsTime && v.Overbooked).Select(v => v.Id).ToHashSet();
        owed = owed.ConvertAll(c => over.Contains(c.Id) && !claims.Contains(c) ? (ClaimedCell.SecondLane(c.Resource), c.Cell, c.Id) : c);
        faults.AddRange(owed.GroupBy(c => (c.Resource, c.Cell)).Where(g => g.Count() > 1).Select(g => $"resource {g.Key.Resource} is taken twice at cell {g.Key.Cell}"));
        faults.AddRange(owed.Where(c => !claims.Contains(c)).Select(c => $"no claim for {c}"));
        faults.AddRange(claims.Except(owed).Select(c => $"a claim for nothing: {c}"));

        var changes = history.Where(h => h.AppointmentId is not null).ToLookup(h => h.AppointmentId, h => h.Action);
        var queued = mails.Where(m => m.AppointmentId is not null).ToLookup(m => m.AppointmentId);
        foreach (var visit in visits)
        {
            var told = changes[visit.Id].Count(Told.Contains);
            var reminded = changes[visit.Id].Count(action => action == "reminder.queued");
            var confirmed = changes[visit.Id].Count(action => action == "appointment.confirmed");
            var (toClient, toClinic) = (queued[visit.Id].Count(m => m.Audience == MailAudience.Client), queued[visit.Id].Count(m => m.Audience == MailAudience.Clinic));
            if (toClient != told + reminded + confirmed || toClinic != told)
            {
                faults.Add($"visit {visit.Id} had {told} changes and {reminded} reminders, but {toClient} and {toClinic} mails");
            }

            if (!changes.Contains(visit.Id))
            {
                faults.Add($"visit {visit.Id} has no history");
            }
        }

        var known = visits.ConvertAll(v => (Guid?)v.Id).ToHashSet();
        faults.AddRange(queued.Where(g => !known.Contains(g.Key)).Select(g => $"mail for visit {g.Key}, which does not exist"));
        faults.AddRange(changes.Where(g => !known.Contains(g.Key)).Select(g => $"history of visit {g.Key}, which does not exist"));
        return faults;
    }

    private static IEnumerable<(int Resource, int Cell, Guid Id)> Cells(Guid id, int practitioner, int? room, int first, int end) =>
        Diary.Resources(practitioner, room).SelectMany(resource => Enumerable.Range(first, end - first).Select(cell => (resource, cell, id)));
}
