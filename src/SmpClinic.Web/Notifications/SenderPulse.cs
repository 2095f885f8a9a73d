namespace SmpClinic.Web.Notifications;

/// <summary>
/// When this process's sender of mail last showed that it works: it settled a message, found nothing due, or found that the mail
/// server rests. What lies behind that is not its fault. By the machine's own time, which does not jump with the clock.
/// </summary>
public sealed class SenderPulse(TimeProvider time)
{
    private long _last = time.GetTimestamp();

    /// <summary>For how long it has shown nothing; at first, since the process has been there.</summary>
    public TimeSpan Silence => time.GetElapsedTime(Interlocked.Read(ref _last));

    /// <summary>It works.</summary>
    public void Beat() => Interlocked.Exchange(ref _last, time.GetTimestamp());
}
