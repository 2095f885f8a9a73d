using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Booking;

/// <summary>Counts in the database, so that every node counts together. Five-minute buckets make the hour a sliding one.</summary>
public static class RateCounting
{
    private static readonly Duration Bucket = Duration.FromMinutes(5);

    /// <summary>How often <paramref name="key"/> was counted in the hour before <paramref name="now"/>.</summary>
    public static async Task<int> InLastHourAsync(ClinicDb db, string key, Instant now, CancellationToken cancellationToken)
    {
        var since = now - Duration.FromHours(1);
        return await db.RateCounters.Where(c => c.Key == key && c.WindowStart > since && c.WindowStart <= now).SumAsync(c => c.Count, cancellationToken);
    }

    /// <summary>
    /// Where writers do not take turns, has those who count under the same key do so one after the other: each waits here until the
    /// one before has committed, and what it then reads of the counts, and of what was written under them, is whole.
    /// </summary>
    /// <param name="db">The context of a unit of work that has written nothing yet.</param>
    /// <param name="keys">What will be counted; any others that the same limit is about.</param>
    /// <param name="now">UTC.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    public static async Task StandInLineAsync(ClinicDb db, IEnumerable<string> keys, Instant now, CancellationToken cancellationToken)
    {
        if (db.WritersTakeTurns)
        {
            return;
        }

        // In one order, or two who need the same two keys would wait for each other. One row a day: the sweep takes it away after that.
        var day = Instant.FromUnixTimeTicks(now.ToUnixTimeTicks() / NodaConstants.TicksPerDay * NodaConstants.TicksPerDay);
        foreach (var line in keys.Select(key => key + ":line").Order(StringComparer.Ordinal))
        {
            var there = await db.RateCounters.Where(c => c.Key == line && c.WindowStart == day)
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.Count, c => c.Count), cancellationToken);
            if (there == 0)
            {
                db.RateCounters.Add(new() { Key = line, WindowStart = day, Count = 0 });
                await db.SaveChangesAsync(cancellationToken);
            }
        }
    }

    /// <summary>Counts one more, within the caller's transaction.</summary>
    public static async Task CountAsync(ClinicDb db, string key, Instant now, CancellationToken cancellationToken)
    {
        var start = Instant.FromUnixTimeTicks(now.ToUnixTimeTicks() / Bucket.BclCompatibleTicks * Bucket.BclCompatibleTicks);
        var raised = await db.RateCounters.Where(c => c.Key == key && c.WindowStart == start)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Count, c => c.Count + 1), cancellationToken);
        if (raised == 0)
        {
            db.RateCounters.Add(new() { Key = key, WindowStart = start, Count = 1 });
        }
    }
}
