using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Notifications;

/// <summary>Whether mail may be tried now.</summary>
public enum TransportState
{
    /// <summary>Nothing is known against it.</summary>
    Usable,

    /// <summary>It failed less than a minute ago, or somebody else is finding out.</summary>
    Resting,

    /// <summary>The caller, and nobody else for the next minute, finds out whether it is back.</summary>
    Probing,
}

/// <summary>
/// Keeps one dead or misconfigured server from being tried for every message in turn. While it is open nothing is attempted and
/// no message is charged with the fault; once a minute one attempt finds out whether the server is back. What it knows lies in
/// the database, so that the nodes share one attempt a minute and a restart forgets nothing.
/// </summary>
public sealed class TransportBreaker(IDbContextFactory<ClinicDb> contexts, ClinicWrites writes, IClock clock)
{
    /// <summary>How long it stays open after a fault.</summary>
    public static readonly Duration Pause = Duration.FromMinutes(1);

    /// <summary>So many messages put off by the server, one after the other, are taken for the server's trouble and not for theirs.</summary>
    public const int DeferralsInARow = 10;

    private const string Key = "mail transport unusable";

    private readonly Lock _lock = new();
    private Instant? _unusableSince;
    private int _deferrals;

    /// <summary>Since when this process has found the transport unusable, UTC; null while it works.</summary>
    public Instant? UnusableSince
    {
        get
        {
            lock (_lock)
            {
                return _unusableSince;
            }
        }
    }

    /// <summary>Asks before a round. Ask only if there is something to send: the answer "probing" uses up the minute's attempt.</summary>
    public async Task<TransportState> AskAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await Failures(db).AnyAsync(cancellationToken))
        {
            Forget();
            return TransportState.Usable;
        }

        if (await IsFreshAsync(db, clock.GetCurrentInstant(), cancellationToken))
        {
            return TransportState.Resting;
        }

        var written = await writes.RunAsync(
            async (unit, ct) =>
            {
                var now = clock.GetCurrentInstant();
                return !await IsFreshAsync(unit, now, ct) && await ReplaceAsync(unit, now, failures: 0, ct) > 0;
            },
            cancellationToken);
        if (written is not { End: WriteEnd.Committed, Value: true })
        {
            return TransportState.Resting;
        }

        Remember(clock.GetCurrentInstant());
        return TransportState.Probing;
    }

    /// <summary>The transport could not be used.</summary>
    /// <returns>True if it worked until now, as far as this process knows.</returns>
    public async Task<bool> OpenAsync()
    {
        await writes.RunAsync((db, ct) => ReplaceAsync(db, clock.GetCurrentInstant(), failures: 1, ct), CancellationToken.None);
        return Remember(clock.GetCurrentInstant());
    }

    /// <summary>The server put a message off.</summary>
    /// <returns>True if it has done nothing else for so long that the trouble is its own: open.</returns>
    public bool CountDeferral() => Interlocked.Increment(ref _deferrals) >= DeferralsInARow;

    /// <summary>
    /// The transport was used. If that ends an outage, every message that was put off is due at once, for it was put off by the
    /// outage as likely as not, and need not wait out its hour.
    /// </summary>
    /// <returns>True if this ends an outage.</returns>
    public async Task<bool> CloseAsync()
    {
        Interlocked.Exchange(ref _deferrals, 0);
        if (UnusableSince is null)
        {
            return false;
        }

        var written = await writes.RunAsync(
            async (db, ct) =>
            {
                var ended = await Failures(db).ExecuteDeleteAsync(ct) > 0;
                if (ended)
                {
                    var now = clock.GetCurrentInstant();
                    await db.Outbox.Where(m => m.State == OutboxState.Waiting && m.NextAttemptAt > now && (m.LeasedUntil == null || m.LeasedUntil <= now))
                        .ExecuteUpdateAsync(set => set.SetProperty(m => m.NextAttemptAt, now), ct);
                }

                return ended;
            },
            CancellationToken.None);
        Forget();
        return written.Value;
    }

    /// <summary>
    /// At how many attempts in a row the transport could not be used, by any node: about one a minute while it is away, and 0
    /// while it works, as far as there was anything to send.
    /// </summary>
    public static async Task<int> FailedInARowAsync(ClinicDb db, CancellationToken cancellationToken) =>
        await Failures(db).MaxAsync(c => (int?)c.Count, cancellationToken) ?? 0;

    private static IQueryable<RateCounter> Failures(ClinicDb db) => db.RateCounters.Where(c => c.Key == Key);

    // A failure of the future was written before the clock was set back; it must not keep mail waiting for longer than was meant.
    private static Task<bool> IsFreshAsync(ClinicDb db, Instant now, CancellationToken ct)
    {
        var since = now - Pause;
        return Failures(db).AnyAsync(c => c.WindowStart > since && c.WindowStart <= now, ct);
    }

    /// <returns>How many there were before.</returns>
    private static async Task<int> ReplaceAsync(ClinicDb db, Instant now, int failures, CancellationToken ct)
    {
        var failed = await FailedInARowAsync(db, ct);
        var before = await Failures(db).ExecuteDeleteAsync(ct);
        db.RateCounters.Add(new RateCounter { Key = Key, WindowStart = now, Count = failed + failures });
        return before;
    }

    private bool Remember(Instant now)
    {
        lock (_lock)
        {
            var first = _unusableSince is null;
            _unusableSince ??= now;
            return first;
        }
    }

    private void Forget()
    {
        lock (_lock)
        {
            _unusableSince = null;
        }
    }
}
