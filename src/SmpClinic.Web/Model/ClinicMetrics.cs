using System.Diagnostics;
using System.Diagnostics.Metrics;
using NodaTime;

namespace SmpClinic.Web.Model;

/// <summary>How the clinic's machinery is doing, as last read from the database. Durations are zero where nothing is late.</summary>
/// <param name="OutboxDepth">Messages that wait.</param>
/// <param name="OutboxOldestDue">How long the longest-waiting message that could have left has been due.</param>
/// <param name="DeadLetters">Messages given up.</param>
/// <param name="MailFailures">At how many attempts in a row the mail server could not be used.</param>
/// <param name="RemindersLate">How long the oldest reminder that fell due has not been looked at.</param>
/// <param name="SweepLate">How long the oldest hold that ran out has not been swept away.</param>
/// <param name="BackupAge">Since the last backup that said so; null where there was none.</param>
public sealed record VitalSigns(
    int OutboxDepth, Duration OutboxOldestDue, int DeadLetters, int MailFailures, Duration RemindersLate, Duration SweepLate, Duration? BackupAge);

/// <summary>
/// What the site counts and measures, under one meter. Every tag is a word of ours: no id, no address and nothing a visitor typed,
/// so that no series speaks of a person. <c>docs/operations.md</c> says which figure is worth an alarm.
/// </summary>
public sealed class ClinicMetrics
{
    /// <summary>The name of the meter, and of the source of activities.</summary>
    public const string Name = "SmpClinic";

    /// <summary>Steps of our own within a trace. Costs a null check where nobody listens.</summary>
    public static readonly ActivitySource Activities = new(Name);

    private readonly Counter<long> _bookings;
    private readonly Counter<long> _conflicts;
    private readonly Counter<long> _mail;
    private readonly Counter<long> _securityEvents;
    private readonly Counter<long> _signInFailures;
    private readonly Counter<long> _serverErrors;
    private readonly Histogram<double> _slotQuery;
    private readonly List<Instrument> _gauges = [];

    public ClinicMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _bookings = meter.CreateCounter<long>("smpclinic.bookings", "{booking}", "Bookings asked for, by outcome and, where refused, by reason.");
        _conflicts = meter.CreateCounter<long>("smpclinic.conflicts", "{race}", "Races for a time that were lost to somebody quicker.");
        _mail = meter.CreateCounter<long>("smpclinic.mail", "{attempt}", "Attempts to send a message, by how they ended.");
        _securityEvents = meter.CreateCounter<long>("smpclinic.security.events", "{event}", "Security events, by action and outcome.");
        _signInFailures = meter.CreateCounter<long>("smpclinic.sign_in.failures", "{attempt}", "Sign-ins that were refused.");
        _serverErrors = meter.CreateCounter<long>("smpclinic.server_errors", "{request}", "Requests answered with 500 or above, by route pattern.");
        _slotQuery = meter.CreateHistogram<double>("smpclinic.slot_query.duration", "s", "Time to read the diary and work out what may be offered.");

        Gauge("smpclinic.outbox.depth", "{message}", "Messages that wait.", signs => signs.OutboxDepth);
        Gauge("smpclinic.outbox.oldest_due", "s", "How long the longest-waiting sendable message has been due.", signs => signs.OutboxOldestDue.TotalSeconds);
        Gauge("smpclinic.dead_letters", "{message}", "Messages given up and not sent again.", signs => signs.DeadLetters);
        Gauge("smpclinic.mail.failures", "{attempt}", "Attempts in a row at which the mail server could not be used.", signs => signs.MailFailures);
        Gauge("smpclinic.reminders.lag", "s", "How late the reminder job is.", signs => signs.RemindersLate.TotalSeconds);
        Gauge("smpclinic.sweep.lag", "s", "How late the sweep of expired holds is.", signs => signs.SweepLate.TotalSeconds);
        Gauge("smpclinic.backup.age", "s", "Time since the last backup.", signs => signs.BackupAge?.TotalSeconds);

        void Gauge(string name, string unit, string description, Func<VitalSigns, double?> read) => _gauges.Add(meter.CreateObservableGauge(
            name,
            () => VitalSigns is { } signs && read(signs) is { } value ? (Measurement<double>[])[new(value)] : [],
            unit,
            description));
    }

    /// <summary>The last reading; null while there is none, and then the gauges say nothing rather than something old.</summary>
    public VitalSigns? VitalSigns { get; set; }

    /// <summary>Whether anybody listens to the gauges, so that they are worth reading.</summary>
    public bool VitalSignsAreWatched => _gauges.Exists(gauge => gauge.Enabled);

    /// <summary>A booking ended: booked, or refused and why.</summary>
    public void BookingEnded(string outcome, string reason) => _bookings.Add(1, new("outcome", outcome), new("reason", reason));

    /// <summary>A key was there already: somebody was quicker.</summary>
    /// <param name="command">What was being done: book, hold or change.</param>
    public void RaceLost(string command) => _conflicts.Add(1, new KeyValuePair<string, object?>("command", command));

    /// <summary>One attempt to send ended.</summary>
    public void MailEnded(string end) => _mail.Add(1, new KeyValuePair<string, object?>("end", end));

    /// <summary>A security event happened.</summary>
    public void SecurityEvent(string action, string outcome) => _securityEvents.Add(1, new("action", action), new("outcome", outcome));

    /// <summary>A sign-in was refused.</summary>
    public void SignInFailed() => _signInFailures.Add(1);

    /// <summary>A request was answered with 500 or above.</summary>
    public void ServerError(string route, int status) => _serverErrors.Add(1, new("http.route", route), new("http.response.status_code", status));

    /// <summary>The diary was read and times were worked out.</summary>
    public void SlotsRead(TimeSpan took) => _slotQuery.Record(took.TotalSeconds);
}
