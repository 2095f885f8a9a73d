using NodaTime;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Staff.Clients;
using SmpClinic.Web.Features.Staff.Mail;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Appointments;

/// <summary>Everything about one appointment that the caller may know.</summary>
/// <param name="Appointment">With service, practitioner, room, client and consents.</param>
/// <param name="Words">What the client wrote; null where the caller may not read it.</param>
/// <param name="History">Who did what, the oldest first.</param>
/// <param name="Messages">Its mail, the newest first.</param>
/// <param name="Client">The record it is linked to; null where it is not linked.</param>
/// <param name="Matches">Clients with the same e-mail, phone or name; null where the caller may not link or it is linked already.</param>
/// <param name="MayLink">Whether the caller may link and unlink.</param>
/// <param name="Now">When it was read.</param>
public sealed record AppointmentPage(
    Appointment Appointment,
    ClientWords? Words,
    IReadOnlyList<AuditEntry> History,
    IReadOnlyList<MailRow> Messages,
    ClientCard? Client,
    IReadOnlyList<ClientMatch>? Matches,
    bool MayLink,
    Instant Now)
{
    /// <summary>Other times that were proposed, the newest first.</summary>
    public IReadOnlyList<TimeOffer> Offers { get; init; } = [];

    /// <summary>How often this client did not come to a visit the caller may see.</summary>
    public int NoShows { get; init; }

    /// <summary>The times that are kept for the client at the moment.</summary>
    public TimeOffer? OpenOffer => Appointment.Status == AppointmentStatus.Requested ? Offers.FirstOrDefault(o => o.IsOpen(Now)) : null;

    /// <summary>Whether other times can be proposed.</summary>
    public bool MayPropose => Appointment.May(AppointmentAct.ProposeTimes, ActorKind.Staff);

    /// <summary>What is wrong with the form that was sent.</summary>
    public FormErrors Errors { get; init; } = new();

    /// <summary>The form that was sent and not acted on; its words are kept.</summary>
    public AppointmentForm? Sent { get; init; }

    /// <summary>Why nothing was done, where the appointment stood in the way.</summary>
    public NotDone? NotDone { get; init; }

    /// <summary>What has just been done.</summary>
    public string? Done { get; init; }

    /// <summary>What happened since the page was shown that the sent form came from.</summary>
    public IEnumerable<AuditEntry> Since => Sent is null ? [] : History.Skip(Sent.SeenEntries);

    /// <summary>The reason typed for declining.</summary>
    public string? DeclineReason => (Sent as DeclineForm)?.DeclineReason;

    /// <summary>The reason typed for cancelling.</summary>
    public string? CancelReason => (Sent as CancelForm)?.CancelReason;

    /// <summary>Whether a form's box to tell the client stands ticked: it is unless it was sent without.</summary>
    public bool Tells<TForm>()
        where TForm : AppointmentForm => Sent is not TForm sent || sent.Tells;
}

/// <summary>What the client wrote about themselves.</summary>
public sealed record ClientWords(string? Hopes, string? Note);

/// <summary>Why nothing was done.</summary>
public enum NotDone
{
    /// <summary>Somebody changed the appointment meanwhile.</summary>
    ChangedMeanwhile,

    /// <summary>Its status has no such step.</summary>
    NoSuchStep,
}

/// <summary>The hidden fields and the tick box of a form about an appointment.</summary>
/// <param name="Page">The page it stands on.</param>
/// <param name="Act">What the form does, which makes its ids unique; null for no tick box.</param>
/// <param name="Ticked">Whether the box stands ticked.</param>
public sealed record FormFoot(AppointmentPage Page, string? Act, bool Ticked);

/// <summary>The page of times to move to.</summary>
/// <param name="Appointment">The appointment's page.</param>
/// <param name="Practitioners">Who may take it.</param>
/// <param name="Week">The times.</param>
/// <param name="Why">Why a time that was asked for could not be had.</param>
public sealed record StaffMovePage(AppointmentPage Appointment, IReadOnlyList<PractitionerChoice> Practitioners, WeekOfTimes Week, string? Why);

/// <summary>The chosen time, to be confirmed.</summary>
public sealed record ConfirmMovePage(AppointmentPage Appointment, Instant Start, PractitionerChoice? With);
