using System.Text.RegularExpressions;
using NodaTime.Text;
using SmpClinic.Web.Features.Appointments.Health;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Consents;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Appointments;

/// <summary>Who did what, in words.</summary>
public static class HistoryWords
{
    // Linear whatever the text, so that its wait needs no tight bound: one of 200 ms is met by a busy machine alone.
    private static readonly Regex UtcInstant = new(
        @"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, TimeSpan.FromSeconds(5));

    /// <summary>Who it was.</summary>
    public static string Who(AuditEntry entry) => entry.ActorName ?? entry.ActorKind switch
    {
        ActorKind.Visitor => "The visitor, on the website",
        ActorKind.Client => "The client, by their link",
        ActorKind.Staff => "A member of staff",
        _ => "The system",
    };

    /// <summary>What was done.</summary>
    public static string What(AuditEntry entry) => entry.Action switch
    {
        "appointment.requested" => "Requested",
        "appointment.booked" => "Booked",
        "appointment.confirmed" => "Confirmed",
        "appointment.declined" => "Declined",
        "appointment.cancelled" => "Cancelled",
        "appointment.moved" => "Moved",
        "appointment.move-undone" => "Move undone",
        "appointment.overbooked" => "Given a time against the diary’s rules, on purpose",
        "times.proposed" => "Other times proposed",
        "times.picked" => "Proposed time taken and confirmed",
        "times.turned-down" => "Said that none of the proposed times suits",
        "times.withdrawn" => "Proposed times taken back",
        "times.lapsed" => "Proposed times ran out unanswered",
        "waiting.asked" => "Asked to be put on the waiting list",
        "waiting.added" => "Put on the waiting list",
        "waiting.confirmed" => "Confirmed their place on the waiting list",
        "waiting.offered" => "Offered a time off the waiting list",
        "waiting.accepted" => "Took the time offered",
        "waiting.declined" => "Let the time offered go",
        "waiting.lapsed" => "Did not answer an offer in time",
        "waiting.offer-withdrawn" => "Offer stopped",
        "waiting.left" => "Left the waiting list",
        "waiting.removed" => "Taken off the waiting list",
        "waiting.ended" => "End of their time on the waiting list",
        "waiting.deleted" => "Waiting-list entry deleted",
        "time-off.added" => "Time blocked",
        "time-off.removed" => "Block removed",
        "hours.changed" => "Working week changed",
        "dated-hours.changed" => "Hours of one date changed",
        "closure.added" => "Clinic closed",
        "closure.removed" => "Clinic opened again",
        "room.added" => "Room added",
        "room.changed" => "Room changed",
        "practitioner.added" => "Practitioner added",
        "practitioner.changed" => "Practitioner changed",
        "service.added" => "Service added",
        "service.changed" => "Service changed",
        "booking.closed" => "Booking closed or opened",
        "appointment.asked-to-move" => "Client asked to choose another time",
        "appointment.arrived" => "Marked as arrived",
        "appointment.completed" => "Marked as completed",
        "appointment.noshow" => "Marked as did not come",
        "appointment.seeded" => "Made for the demonstration",
        "client.created" => "Client record created from this booking",
        "client.linked" => "Linked to a client record",
        "client.unlinked" => "Unlinked from a client record",
        "client.added" => "Client record added by hand",
        "client.changed" => "Contact data of the client record changed",
        "client.note-added" => "Note written",
        "client.note-edited" => "Note edited",
        "client.alert-added" => "Alert added",
        "client.alert-removed" => "Alert taken off",
        "client.merged" => "Another record merged into this one",
        "client.merged-away" => "Merged into another record",
        "client.merge-undone" => "Merge undone",
        "client-code.accepted" => "Opened private pages with a code from the mail",
        "consent.given" => "Agreed",
        "consent.withdrawn" => "Took a consent back",
        "consent.signed" => "Consent signed",
        "consent.countersigned" => "Consent gone through with the client",
        "consent.viewed" => "Signed consent looked at",
        "age.checked" => "Document seen: 18 on the day",
        "photo.added" => "Photo added",
        "photo.viewed" => "Photo looked at",
        "photo.permissions-set" => "Said what a photo may be used for",
        "photo.permission-withdrawn" => "Took back a use of a photo",
        "photo.deleted" => "Photo deleted",
        "pair.made" => "Two photos put side by side",
        "pair.aligned" => "Two photos laid over one another",
        "pair.published" => "Photos put into the gallery",
        "pair.unpublished" => "Photos taken out of the gallery",
        "pair.ended" => "Photos left the gallery: their permission ended",
        "pair.deleted" => "Photos no longer side by side",
        "questionnaire.asked" => "Asked for the questionnaire",
        "questionnaire.not-asked" => "Did not ask for the questionnaire",
        "questionnaire.begun" => "Began the questionnaire",
        "questionnaire.saved" => "Saved a part of the questionnaire",
        "questionnaire.sent" => "Sent the questionnaire",
        "questionnaire.reopened" => "Took the questionnaire up again",
        "questionnaire.read" => "Read the questionnaire",
        "questionnaire.decided" => "Decided about the questionnaire",
        "questionnaire.dropped" => "Unfinished questionnaire deleted",
        "patch-test.made" => "Patch test made",
        "patch-test.asked" => "Asked about the patch test",
        "patch-test.reported" => "Reported about the patch test",
        "patch-test.read" => "Read the reports about the patch test",
        "patch-test.recorded" => "Recorded the patch test’s result",
        "mail.resent" => "Message sent again",
        _ => entry.Action,
    };

    /// <summary>The details, with instants in clinic time.</summary>
    public static string Detail(AuditEntry entry, ClinicTime time) => entry.Detail is not { } detail
        ? string.Empty
        : UtcInstant.Replace(detail, match => InstantPattern.General.Parse(match.Value) is { Success: true } read ? time.When(read.Value) : match.Value);

    /// <summary>What was agreed to.</summary>
    public static string Consent(string kind) => kind switch
    {
        ConsentKinds.Terms => "Terms and privacy notice read",
        ConsentKinds.HealthWords => "Keeping what they wrote",
        HealthConsents.True => "Answers are true",
        ConsentKinds.Offers => "News and offers",
        _ => ConsentTexts.Current(kind)?.Title ?? kind,
    };
}
