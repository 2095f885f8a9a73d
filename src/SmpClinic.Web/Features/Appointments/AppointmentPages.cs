using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Appointments;

/// <summary>Times to move to; no week where moving by link is no longer possible.</summary>
public sealed record ReschedulePage(ClientAppointment Own, WeekOfTimes? Week, string? Why, IReadOnlyList<Slot> Alternatives);

/// <summary>The chosen new time, to be confirmed.</summary>
public sealed record MovePage(ClientAppointment Own, Instant Start, string? Practitioner);

/// <summary>The cancelling form.</summary>
public sealed record CancelPage(ClientAppointment Own, CancelForm Form, FormErrors Errors);

/// <summary>What somebody asked, in words that follow "You asked to": shown beside how things stand where it was not done.</summary>
public static class AskedWords
{
    public const string ToCancel = "cancel it";

    /// <summary>"move it to Tuesday 1 December 2026, 9:30am UK time (GMT), with Maya Okafor".</summary>
    public static string ToMove(ClinicTime time, Instant start, string? practitionerName) =>
        $"move it to {time.When(start)}, with {practitionerName ?? "whoever is free"}";
}

/// <summary>What moving sends.</summary>
public sealed class MoveForm
{
    public string? Start { get; set; }

    public string? Practitioner { get; set; }

    /// <summary>A suitability check brought along, sealed.</summary>
    public string? Check { get; set; }

    public long? Version { get; set; }
}

/// <summary>What cancelling sends.</summary>
public sealed class CancelForm
{
    public string? Reason { get; set; }

    public long? Version { get; set; }

    /// <summary>Reads the reason, which may be left out.</summary>
    public bool TryRead(out string? reason, out FormErrors errors)
    {
        errors = new();
        reason = PlainText.Clean(Reason);
        errors.Require(Reason is null || reason is not null, nameof(Reason), "The reason holds characters that cannot be kept, such as control characters. Remove them.");
        errors.Require(
            reason is null || reason.Length <= AppointmentsController.LongestReason,
            nameof(Reason),
            $"The reason is {reason?.Length} characters long; shorten it to {AppointmentsController.LongestReason}.");
        reason = string.IsNullOrEmpty(reason) ? null : reason;
        return !errors.Any;
    }
}
