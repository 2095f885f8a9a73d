using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.SignIn;

/// <summary>
/// How often something secret was tried, counted in the database for all nodes together. A try is counted before the secret is
/// looked at, one after the other: tries that come all at once cannot share one place. (Identity's own counter reads, adds one and
/// writes, and drops what it loses to a rival.)
/// </summary>
public sealed class CountedTries(ClinicWrites writes, IClock clock)
{
    /// <summary>Tries in any <see cref="Window"/>; the next is refused without looking.</summary>
    public const int Most = 10;

    /// <summary>So long a try counts, and no longer: the longest an account is shut by others' guessing at one go.</summary>
    public static readonly Duration Window = Duration.FromMinutes(15);

    /// <summary>Under what passwords of an address, known or not, are counted.</summary>
    public static string OfPassword(string address) => "sign-in:" + Secret.Hash(address.ToUpperInvariant());

    /// <summary>Under what codes of a user are counted, authenticator's and recovery codes together.</summary>
    public static string OfCode(Guid user) => "second-factor:" + user.ToString("N");

    /// <summary>Takes one of the tries; false when none is left for now.</summary>
    public async Task<bool> TakeAsync(string key)
    {
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var taken = await writes.RunAsync((db, ct) => TakeAsync(db, key, ct), CancellationToken.None);
            if (taken.End == WriteEnd.Committed)
            {
                return taken.Value;
            }
        }

        return false;
    }

    /// <summary>Forgets the tries, after the right secret or a new one, within the caller's unit of work.</summary>
    public static Task ForgetAsync(ClinicDb unit, string key, CancellationToken cancellationToken) =>
        unit.RateCounters.Where(c => c.Key == key).ExecuteDeleteAsync(cancellationToken);

    private async Task<bool> TakeAsync(ClinicDb db, string key, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        await RateCounting.StandInLineAsync(db, [key], now, cancellationToken);
        var since = now - Window;
        var tried = await db.RateCounters.Where(c => c.Key == key && c.WindowStart > since && c.WindowStart <= now).SumAsync(c => c.Count, cancellationToken);
        if (tried >= Most)
        {
            return false;
        }

        // By the instant, not by buckets: neither more than the most in any window, nor shut for longer than one.
        var raised = await db.RateCounters.Where(c => c.Key == key && c.WindowStart == now)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Count, c => c.Count + 1), cancellationToken);
        if (raised == 0)
        {
            db.RateCounters.Add(new RateCounter { Key = key, WindowStart = now, Count = 1 });
        }

        return true;
    }
}
