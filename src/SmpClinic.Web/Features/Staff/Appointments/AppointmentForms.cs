using System.Globalization;
using NodaTime;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Appointments;

/// <summary>What every form about an appointment sends: what its page had shown, and whether the client is to be told.</summary>
public abstract class AppointmentForm
{
    /// <summary>The appointment's version that the page showed.</summary>
    public string? Version { get; set; }

    /// <summary>How many entries of its history the page showed; what came after is what changed.</summary>
    public string? Seen { get; set; }

    /// <summary>"yes" where the box was ticked.</summary>
    public string? TellClient { get; set; }

    /// <summary>"yes" where the warning of the client's questionnaire was read and the date is meant all the same.</summary>
    public string? HealthSeen { get; set; }

    /// <summary>"yes" where the form stood in the queue of requests, which is then where its sender goes back to.</summary>
    public string? Queue { get; set; }

    /// <summary>Whether the client is to be told.</summary>
    public bool Tells => TellClient == "yes";

    /// <summary>The number of history entries seen; nonsense counts as none.</summary>
    public int SeenEntries => int.TryParse(Seen, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;

    /// <summary>What its sender asked, in words that follow "You asked to".</summary>
    public abstract string Asked(ClinicTime time);

    /// <summary>The version the page showed; zero, with a message, where it cannot be read.</summary>
    protected long ReadVersion(FormErrors errors)
    {
        var read = long.TryParse(Version, NumberStyles.None, CultureInfo.InvariantCulture, out var version);
        errors.Require(read, nameof(Version), "This form was altered on the way. Check the appointment and send it again.");
        errors.Require(TellClient is null or "yes", nameof(TellClient), "Say whether to tell the client by ticking the box or leaving it.");
        return version;
    }

    /// <summary>Reads words for the client or the record.</summary>
    protected static string? ReadWords(string? typed, string field, string called, int longest, FormErrors errors)
    {
        var clean = PlainText.Clean(typed);
        errors.Require(typed is null || clean is not null, field, $"{called} holds characters that cannot be kept, such as control characters. Remove them.");
        errors.Require(clean is null || clean.Length <= longest, field, $"{called} is {clean?.Length} characters long; shorten it to {longest}.");
        return string.IsNullOrEmpty(clean) ? null : clean;
    }
}

/// <summary>What confirming sends.</summary>
public sealed class ConfirmForm : AppointmentForm
{
    /// <inheritdoc/>
    public override string Asked(ClinicTime time) => "confirm it";

    /// <summary>Reads it.</summary>
    public bool TryRead(out long version, out FormErrors errors)
    {
        errors = new();
        version = ReadVersion(errors);
        return !errors.Any;
    }
}

/// <summary>What declining sends.</summary>
public sealed class DeclineForm : AppointmentForm
{
    /// <summary>The longest reason kept, in UTF-16 units.</summary>
    public const int LongestReason = 1000;

    public string? DeclineReason { get; set; }

    /// <inheritdoc/>
    public override string Asked(ClinicTime time) => "decline it";

    /// <summary>Reads it; a reason is needed, since the client is given it.</summary>
    public bool TryRead(out long version, out string reason, out FormErrors errors)
    {
        errors = new();
        version = ReadVersion(errors);
        reason = ReadWords(DeclineReason, nameof(DeclineReason), "The reason", LongestReason, errors) ?? string.Empty;
        errors.Require(reason.Length > 0, nameof(DeclineReason), "Enter a reason; the client reads it.");
        return !errors.Any;
    }
}

/// <summary>What cancelling sends.</summary>
public sealed class CancelForm : AppointmentForm
{
    /// <summary>The longest reason kept, in UTF-16 units.</summary>
    public const int LongestReason = 500;

    public string? CancelReason { get; set; }

    /// <inheritdoc/>
    public override string Asked(ClinicTime time) => AskedWords.ToCancel;

    /// <summary>Reads it; the reason may be left out.</summary>
    public bool TryRead(out long version, out string? reason, out FormErrors errors)
    {
        errors = new();
        version = ReadVersion(errors);
        reason = ReadWords(CancelReason, nameof(CancelReason), "The reason", LongestReason, errors);
        return !errors.Any;
    }
}

/// <summary>What marking sends: what happened on the day.</summary>
public sealed class MarkForm : AppointmentForm
{
    /// <summary>What a visit can be marked as.</summary>
    public static readonly IReadOnlyList<AppointmentStatus> Marks = [AppointmentStatus.Arrived, AppointmentStatus.Completed, AppointmentStatus.NoShow];

    public string? Mark { get; set; }

    /// <inheritdoc/>
    public override string Asked(ClinicTime time) =>
        $"mark it as “{string.Concat(Marks.Where(m => m.ToString() == Mark).Select(StatusWords.Of))}”";

    /// <summary>Reads it.</summary>
    public bool TryRead(out long version, out AppointmentStatus mark, out FormErrors errors)
    {
        errors = new();
        version = ReadVersion(errors);
        var known = Marks.Where(m => m.ToString() == Mark).ToList();
        errors.Require(known.Count == 1, nameof(Mark), "Say what happened: arrived, completed or did not come.");
        mark = known.FirstOrDefault();
        return !errors.Any;
    }
}

/// <summary>What moving sends.</summary>
public sealed class StaffMoveForm : AppointmentForm
{
    public string? Start { get; set; }

    public string? Practitioner { get; set; }

    /// <summary>The name of who was chosen, once read; null for whoever is free.</summary>
    private string? PractitionerName { get; set; }

    /// <inheritdoc/>
    public override string Asked(ClinicTime time) =>
        StartText.TryRead(Start) is { } start ? AskedWords.ToMove(time, start, PractitionerName) : "move it";

    /// <summary>Reads it; without a practitioner whoever is free takes it, the present one first.</summary>
    public bool TryRead(IReadOnlyList<PractitionerChoice> practitioners, out long version, out Instant start, out FormErrors errors)
    {
        errors = new();
        version = ReadVersion(errors);
        var read = StartText.TryRead(Start);
        errors.Require(read is not null, nameof(Start), "Choose a time.");
        errors.Require(
            string.IsNullOrEmpty(Practitioner) || practitioners.Any(p => p.Slug == Practitioner), nameof(Practitioner), "Choose somebody from the list.");
        PractitionerName = practitioners.FirstOrDefault(p => p.Slug == Practitioner)?.Name;
        start = read ?? default;
        return !errors.Any;
    }
}
