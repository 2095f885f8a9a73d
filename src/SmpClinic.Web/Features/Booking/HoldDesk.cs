using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Booking;

/// <summary>What became of an attempt to hold a time.</summary>
/// <param name="ExpiresAt">Until when it is held; null where it could not be.</param>
/// <param name="Why">Why not.</param>
public readonly record struct HoldOutcome(Instant? ExpiresAt, Refusal? Why);

/// <summary>
/// Keeps a time while a visitor fills in the form. A hold claims cells like any booking, runs out by itself, and belongs to the
/// visitor's cookie, of which only the hash is stored; a visitor has one at a time.
/// </summary>
public sealed class HoldDesk(
    ClinicWrites writes, Diary diary, ClinicCalendar calendar, IDbContextFactory<ClinicDb> contexts, IOptions<BookingLimits> limits, IClock clock, ClinicMetrics metrics)
{
    private static readonly Duration ClockSlack = Duration.FromMinutes(1);

    /// <summary>Holds a start for a visitor, letting go of what they held before.</summary>
    public async Task<HoldOutcome> HoldAsync(
        string serviceSlug, Instant start, string? practitionerSlug, string visitorHash, string addressHash, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var written = await writes.RunAsync(
                (db, ct) => TryHoldAsync(db, serviceSlug, start, practitionerSlug, visitorHash, addressHash, ct), cancellationToken);
            if (written.End == WriteEnd.Committed)
            {
                return written.Value;
            }

            metrics.RaceLost("hold");
        }

        return new(null, Refusal.Taken);
    }

    /// <summary>Lets go of what a visitor holds, if anything.</summary>
    public Task ReleaseAsync(string visitorHash, CancellationToken cancellationToken) =>
        writes.RunAsync((db, ct) => ReleaseAsync(db, visitorHash, ct), cancellationToken);

    /// <summary>The id of what a visitor holds, so that it never hides a time from the one it is held for.</summary>
    public async Task<Guid?> OwnAsync(string? visitorHash, CancellationToken cancellationToken)
    {
        if (visitorHash is null)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.SlotHolds.Where(h => h.VisitorHash == visitorHash).Select(h => (Guid?)h.Id).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Frees what holds ran out and forgets keys and counters past their time. Returns how many holds were freed.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var written = await writes.RunAsync(
            async (db, ct) =>
            {
                // Read in the turn to write: a hold that was given while the sweep waited for it would seem to come from the future.
                var now = clock.GetCurrentInstant();

                // One that has longer to live than any hold is given was made by a clock that has been set back since, and not only by
                // another node's, which may be a little ahead.
                var longest = now + Duration.FromMinutes(limits.Value.HoldMinutes) + ClockSlack;
                var expired = await db.SlotHolds.Where(h => h.ExpiresAt <= now || h.ExpiresAt > longest).OrderBy(h => h.ExpiresAt).Take(200).ToListAsync(ct);
                foreach (var hold in expired)
                {
                    await FreeAsync(db, hold, ct);
                }

                await db.IdempotencyKeys.Where(k => k.ExpiresAt <= now).ExecuteDeleteAsync(ct);
                var dayAgo = now - Duration.FromDays(1);
                await db.RateCounters.Where(c => c.WindowStart <= dayAgo).ExecuteDeleteAsync(ct);
                return expired.Count;
            },
            cancellationToken);
        return written.Value;
    }

    private async Task<HoldOutcome> TryHoldAsync(
        ClinicDb db, string serviceSlug, Instant start, string? practitionerSlug, string visitorHash, string addressHash, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        if (await diary.FindServiceAsync(db, serviceSlug, cancellationToken) is not { } service)
        {
            return new(null, Refusal.NotOffered);
        }

        var counter = "hold:" + addressHash;
        await RateCounting.StandInLineAsync(db, [counter, .. await Diary.LinesAsync(db, serviceSlug, cancellationToken)], now, cancellationToken);
        if (await RateCounting.InLastHourAsync(db, counter, now, cancellationToken) >= limits.Value.HoldsPerAddressPerHour)
        {
            return new(null, Refusal.Taken);
        }

        await RateCounting.CountAsync(db, counter, now, cancellationToken);
        await ReleaseAsync(db, visitorHash, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);

        var date = calendar.DateOf(start);
        var rules = service.RulesForVisitors;
        var wanted = practitionerSlug is null ? null : service.Practitioners.FirstOrDefault(p => p.Slug == practitionerSlug);
        var availability = await diary.ReadAsync(db, service, rules, date, date, now, own: null, wanted?.Id, cancellationToken);
        var slot = practitionerSlug is null
            ? availability.Candidates(now, start).Select(s => (Slot?)s).FirstOrDefault()
            : availability.Check(now, start, wanted?.Id ?? 0).Slot;
        if (slot is not { } chosen)
        {
            return new(null, Refusal.Taken);
        }

        var expires = now + Duration.FromMinutes(limits.Value.HoldMinutes);
        var cells = rules.Occupies(start);
        var hold = new SlotHold
        {
            VisitorHash = visitorHash,
            ServiceId = service.Id,
            PractitionerId = chosen.PractitionerId,
            RoomId = chosen.RoomId,
            Start = start,
            FirstCell = cells.First,
            EndCell = cells.End,
            ExpiresAt = expires,
        };
        db.SlotHolds.Add(hold);
        await Diary.ClaimAsync(db, hold.Id, Diary.Resources(chosen.PractitionerId, chosen.RoomId), cells, expires, now, cancellationToken);
        return new(expires, null);
    }

    private static async Task<bool> ReleaseAsync(ClinicDb db, string visitorHash, CancellationToken cancellationToken)
    {
        if (await db.SlotHolds.FirstOrDefaultAsync(h => h.VisitorHash == visitorHash, cancellationToken) is not { } hold)
        {
            return false;
        }

        await FreeAsync(db, hold, cancellationToken);
        return true;
    }

    private static async Task FreeAsync(ClinicDb db, SlotHold hold, CancellationToken cancellationToken)
    {
        await Diary.FreeAsync(db, hold.Id, Diary.Resources(hold.PractitionerId, hold.RoomId), new(hold.FirstCell, hold.EndCell), cancellationToken);
        db.SlotHolds.Remove(hold);
    }
}

/// <summary>Sweeps every minute.</summary>
public sealed class HoldWorker(HoldDesk desk, TimeProvider time, ILogger<HoldWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await desk.SweepAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                logger.LogError(e, "Sweeping expired holds failed; the next minute tries again");
            }
        }
    }
}
