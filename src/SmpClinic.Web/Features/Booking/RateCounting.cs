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
