using NodaTime;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Notifications;

/// <summary>
/// All that an email may know of an appointment. What the client hopes for, notes and health answers are not here, so that no
/// mail can reveal them. Words that somebody typed have gone through <see cref="UserWords"/>.
/// </summary>
/// <param name="AppointmentId">For the calendar's UID; it opens nothing.</param>
/// <param name="Reference">The short code people read out on the phone.</param>
/// <param name="ServiceName">What was booked; for the body only, never for a subject or a calendar.</param>
/// <param name="PractitionerName">Who treats.</param>
/// <param name="Start">UTC.</param>
/// <param name="End">UTC.</param>
/// <param name="Mode">At the clinic, by video or by telephone.</param>
/// <param name="RoomName">Where in the clinic, if anywhere.</param>
/// <param name="PriceText">As agreed at booking.</param>
/// <param name="PriceNote">What the price includes.</param>
/// <param name="WhatToBring">The clinic's words.</param>
/// <param name="ClientName">As typed, made harmless.</param>
/// <param name="ClientEmail">As typed; for the envelope and the invitation.</param>
/// <param name="Status">Where the appointment stands now.</param>
/// <param name="Reason">Why it was declined or cancelled, if somebody said.</param>
/// <param name="Link">Absolute: the client's own secret link, or the page of the staff.</param>
/// <param name="Clinic">Who the clinic is.</param>
/// <param name="Time">Puts instants into words.</param>
public sealed record AppointmentFacts(
    Guid AppointmentId,
    string Reference,
    string ServiceName,
    string PractitionerName,
    Instant Start,
    Instant End,
    VisitMode Mode,
    string? RoomName,
    string PriceText,
    string? PriceNote,
    string WhatToBring,
    string ClientName,
    string ClientEmail,
    AppointmentStatus Status,
    string? Reason,
    string Link,
    ClinicDetails Clinic,
    ClinicTime Time)
{
    /// <summary>"Tue 1 Dec, 9:30am": the start as a subject names it, in clinic time.</summary>
    public string ShortWhen => $"{ClinicTime.DateShort(Time.DateOf(Start))}, {Time.Time(Start)}";

    /// <summary>"Tuesday 1 December 2026, 9:30am to 10:15am UK time (GMT)".</summary>
    public string When => $"{Time.Date(Start)}, {Time.Span(Start, End)}";

    /// <summary>Where it takes place, or how the call comes about.</summary>
    public string Where => Mode switch
    {
        VisitMode.InPerson => $"{Clinic.Name}, {Clinic.Address}",
        VisitMode.Video => $"Video call. {PractitionerName} emails you the link to join before the start.",
        _ => "Telephone. We ring the number you gave.",
    };

    /// <summary>Where it takes place, as a calendar's place says it.</summary>
    public string Place => Mode switch
    {
        VisitMode.InPerson => Clinic.Address,
        VisitMode.Video => "Video call",
        _ => "Telephone",
    };

    /// <summary>The facts of an appointment whose service, practitioner and room, if any, are loaded.</summary>
    /// <param name="appointment">The appointment.</param>
    /// <param name="link">Absolute.</param>
    /// <param name="clinic">Who the clinic is.</param>
    /// <param name="time">The one formatter of time.</param>
    /// <exception cref="InvalidOperationException">Service or practitioner is not loaded.</exception>
    public static AppointmentFacts Of(Appointment appointment, string link, ClinicDetails clinic, ClinicTime time)
    {
        var service = appointment.Service ?? throw new InvalidOperationException("The appointment's service is not loaded.");
        var practitioner = appointment.Practitioner ?? throw new InvalidOperationException("The appointment's practitioner is not loaded.");
        var reason = appointment.Status switch
        {
            AppointmentStatus.Declined => appointment.DeclineReason,
            AppointmentStatus.Cancelled => appointment.CancelReason,
            _ => null,
        };
        return new AppointmentFacts(
            appointment.Id,
            appointment.Reference,
            service.Name,
            practitioner.Name,
            appointment.Start,
            appointment.End,
            service.Mode,
            appointment.Room?.Name,
            Money.Text(appointment.PriceMinorUnits, appointment.Currency),
            service.PriceNote,
            service.WhatToBring,
            UserWords.OneLine(appointment.ContactName),
            appointment.ContactEmail,
            appointment.Status,
            string.IsNullOrWhiteSpace(reason) ? null : UserWords.OneLine(reason),
            link,
            clinic,
            time);
    }
}
