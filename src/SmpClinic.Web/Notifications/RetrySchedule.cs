using NodaTime;

namespace SmpClinic.Web.Notifications;

/// <summary>
/// When a message that could not leave is tried again: after one minute, then twice as long each time up to an hour, and given
/// up only after more than 72 hours. A little is taken off each wait at random, so that messages which failed together do not
/// come back together.
/// </summary>
public static class RetrySchedule
{
    /// <summary>
    /// The attempt after which a message is given up. It follows 85 waits, each shortened by a tenth at most: at least
    /// 0.9 × (63 min + 79 h), which is the first sum over 72 hours.
    /// </summary>
    public const int MaxAttempts = 86;

    /// <summary>
    /// No message is given up sooner after it was queued, also where tries outside the schedule (at the end of an outage) have
    /// used its attempts up.
    /// </summary>
    public static readonly Duration AtLeast = Duration.FromHours(72);

    /// <summary>Attempts at a message that this program itself cannot read: waiting for days would not mend it.</summary>
    public const int MaxAttemptsUnreadable = 5;

    /// <summary>From this many attempts on every wait is an hour.</summary>
    public const int LongestFrom = DoublingsToAnHour + 1;

    private const int DoublingsToAnHour = 6;
    private const double LargestShortening = 0.1;
    private static readonly Duration First = Duration.FromMinutes(1);
    private static readonly Duration Longest = Duration.FromHours(1);

    /// <summary>The wait after a failed attempt.</summary>
    /// <param name="attempts">How many attempts there have been, at least 1.</param>
    /// <param name="chance">At random from 0 up to, not including, 1.</param>
    public static Duration WaitAfter(int attempts, double chance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 1);
        var full = attempts > DoublingsToAnHour ? Longest : First * (1 << (attempts - 1));
        return full * (1 - (LargestShortening * chance));
    }
}
