using NodaTime;

namespace SmpClinic.Web.Notifications;

/// <summary>
/// Keeps one dead or misconfigured server from being tried for every message in turn. While it is open nothing is attempted and
/// no message is charged with the fault; once a minute one attempt finds out whether the server is back. One for the process.
/// </summary>
public sealed class TransportBreaker(IClock clock)
{
    /// <summary>How long it stays open after a fault.</summary>
    public static readonly Duration Pause = Duration.FromMinutes(1);

    private readonly Lock _lock = new();
    private Instant? _openUntil;
    private Instant _openedAt;
    private Instant? _unusableSince;

    /// <summary>Whether an attempt may be made now.</summary>
    public bool MayTry
    {
        get
        {
            lock (_lock)
            {
                var now = clock.GetCurrentInstant();

                // A clock set back must not keep it open for longer than it was meant to be.
                return _openUntil is not { } until || now >= until || now < _openedAt;
            }
        }
    }

    /// <summary>Since when the transport has been unusable, UTC; null while it works. For health and the staff's page.</summary>
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

    /// <summary>The transport could not be used.</summary>
    /// <returns>True if it worked until now.</returns>
    public bool Open()
    {
        lock (_lock)
        {
            _openedAt = clock.GetCurrentInstant();
            _openUntil = _openedAt + Pause;
            var first = _unusableSince is null;
            _unusableSince ??= _openedAt;
            return first;
        }
    }

    /// <summary>The transport answered.</summary>
    /// <returns>True if it had been unusable.</returns>
    public bool Close()
    {
        lock (_lock)
        {
            var was = _unusableSince is not null;
            (_openUntil, _unusableSince) = (null, null);
            return was;
        }
    }
}
