using System.Data;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests;

namespace SmpClinic.Endurance.Tests.Bookings;

/// <summary>
/// Looks at the diary as it is stored, at any moment and beside any traffic, and says what must not be: two live occupations of
/// one resource that overlap, a claim that nobody owns, an occupation without its claims, cells that are not those of the visit.
/// It reads tables and trusts no desk.
/// </summary>
internal static class DiaryInspection
{
    /// <summary>SQL Server gives one picture of several tables only where the database was told to keep versions of rows.</summary>
    public static Task PrepareAsync(ClinicSite site) => site.InDatabaseAsync(async db =>
        db is SqlServerClinicDb ? await db.Database.ExecuteSqlRawAsync("ALTER DATABASE CURRENT SET ALLOW_SNAPSHOT_ISOLATION ON") : 0);

    /// <summary>Every violation in words; none in a sound diary.</summary>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(ClinicSite site)
    {
        var (appointments, holds, offers, claims, services) = await site.InDatabaseAsync(ReadAsync);

        // Read after the picture was taken: what has not run out now had not run out then.
        var now = site.Now;
        var live = new List<Occupation>();
        var violations = new List<string>();
        foreach (var a in appointments.Where(a => a.Status is not (AppointmentStatus.Cancelled or AppointmentStatus.Declined)))
        {
            var service = services[a.ServiceId];

            // Staff may have given the visit another length than its service's; its cells follow from that.
            var rules = service.RulesForVisitors with { LengthMinutes = a.Altered ? (int)(a.End - a.Start).TotalMinutes : service.LengthMinutes };
            var owed = rules.Occupies(a.Start);
            if (new CellRange(a.FirstCell, a.EndCell) != owed || a.End != rules.EndOf(a.Start))
            {
                violations.Add($"appointment {a.Id} at {a.Start} has cells {a.FirstCell}-{a.EndCell} and ends {a.End}; its service asks for {owed}");
            }

            if (service.NeedsRoom != a.RoomId is not null)
            {
                violations.Add($"appointment {a.Id} is in {(a.RoomId is { } room ? $"room {room}" : "no room")}; its service asks otherwise");
            }

            live.AddRange(Diary.Resources(a.PractitionerId, a.RoomId).Select(r => new Occupation(a.Id, r, owed, HeldUntil: null, a.Overbooked)));
        }

        foreach (var h in holds)
        {
            live.AddRange(Diary.Resources(h.PractitionerId, h.RoomId).Select(r => new Occupation(h.Id, r, new(h.FirstCell, h.EndCell), h.ExpiresAt, Overbooked: false)));
        }

        foreach (var offer in offers)
        {
            live.AddRange(KeptTimes.Runs(offer).Select(r => new Occupation(offer.Id, r.Resource, r.Run, offer.ExpiresAt, Overbooked: false)));
        }

        violations.AddRange(Overlaps(live.Where(o => o.HeldUntil is null || o.HeldUntil > now)));
        violations.AddRange(WrongClaims(live, claims, now));
        return violations;
    }

    private static async Task<(List<Visit> Appointments, List<SlotHold> Holds, List<TimeOffer> Offers, List<ClaimedCell> Claims, Dictionary<int, Service> Services)> ReadAsync(ClinicDb db)
    {
        // On SQLite this level alone begins without the writer's lock, and WAL gives it one picture of all tables all the same.
        var level = db is SqlServerClinicDb ? IsolationLevel.Snapshot : IsolationLevel.ReadUncommitted;
        return await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            await using var picture = await db.Database.BeginTransactionAsync(level);
            return (
                await db.Appointments.AsNoTracking()
                    .Select(a => new Visit(
                        a.Id, a.ServiceId, a.PractitionerId, a.RoomId, a.Status, a.Start, a.End, a.FirstCell, a.EndCell, a.Overbooked,
                        db.Audit.Any(e => e.AppointmentId == a.Id && e.Detail!.Contains("minutes long")))).ToListAsync(),
                await db.SlotHolds.AsNoTracking().ToListAsync(),
                await db.TimeOffers.AsNoTracking().Include(o => o.Times).Where(o => o.State == OfferState.Open).ToListAsync(),
                await db.ClaimedCells.AsNoTracking().ToListAsync(),
                await db.Services.AsNoTracking().ToDictionaryAsync(s => s.Id));
        });
    }

    private static IEnumerable<string> Overlaps(IEnumerable<Occupation> live)
    {
        // What was overbooked on purpose lies over others; its claims are looked at below.
        foreach (var resource in live.Where(o => !o.Overbooked).GroupBy(o => o.Resource))
        {
            Occupation? last = null;
            foreach (var next in resource.OrderBy(o => o.Cells.First))
            {
                if (last is not null && next.Cells.First < last.Cells.End)
                {
                    yield return $"resource {resource.Key}: {last} overlaps {next}";
                }

                last = last is null || next.Cells.End > last.Cells.End ? next : last;
            }
        }
    }

    private static IEnumerable<string> WrongClaims(List<Occupation> live, List<ClaimedCell> claims, Instant now)
    {
        var stored = claims.ToDictionary(c => (c.ResourceId, c.Cell, c.OccupationId), c => c.HeldUntil);
        foreach (var occupation in live)
        {
            foreach (var cell in occupation.Cells.Cells)
            {
                var second = (ClaimedCell.SecondLane(occupation.Resource), cell, occupation.Id);
                if (stored.Remove((occupation.Resource, cell, occupation.Id), out var heldUntil) || (occupation.Overbooked && stored.Remove(second, out heldUntil)))
                {
                    if (heldUntil != occupation.HeldUntil)
                    {
                        yield return $"cell {cell} of {occupation} is held until {heldUntil}";
                    }
                }
                else if (occupation.HeldUntil is null || occupation.HeldUntil > now)
                {
                    // The cells of a hold that ran out may have been swept away by who came next.
                    yield return $"cell {cell} of {occupation} is not claimed";
                }
            }
        }

        foreach (var (resource, cell, owner) in stored.Keys)
        {
            yield return $"cell {cell} of resource {resource} is claimed by {owner}, who has no right to it";
        }
    }

    private sealed record Occupation(Guid Id, int Resource, CellRange Cells, Instant? HeldUntil, bool Overbooked);

    private sealed record Visit(Guid Id, int ServiceId, int PractitionerId, int? RoomId, AppointmentStatus Status, Instant Start, Instant End, int FirstCell, int EndCell, bool Overbooked, bool Altered);
}
