using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Staff.Appointments;

namespace SmpClinic.Web.Features.Staff.Calendar;

/// <summary>What stands at a time that is wanted.</summary>
public sealed record InTheWay(Guid Id, string ClientName, string ServiceName, string PractitionerName, string? RoomName, Instant Start, Instant End);

/// <summary>Giving a visit another time: what is wanted and what stands in its way.</summary>
/// <param name="Appointment">The visit's page.</param>
/// <param name="Form">What is wanted, as typed.</param>
/// <param name="Practitioners">Who may take it.</param>
/// <param name="Rooms">Where it may be.</param>
/// <param name="Errors">What is wrong with the form.</param>
public sealed record ChangeTimePage(
    AppointmentPage Appointment, ChangeTimeForm Form, IReadOnlyList<PractitionerChoice> Practitioners, IReadOnlyList<CalendarColumn> Rooms, FormErrors Errors)
{
    /// <summary>The time that is wanted, where it can be read and differs from what stands.</summary>
    public WantedTime? Wanted { get; init; }

    /// <summary>Why it cannot be had.</summary>
    public Refusal? Why { get; init; }

    /// <summary>Whether the client's questionnaire speaks against the date.</summary>
    public bool AgainstHealth { get; init; }

    /// <summary>Visits that stand there.</summary>
    public IReadOnlyList<InTheWay> Others { get; init; } = [];
}

/// <summary>A change just made, which can be undone for a minute.</summary>
/// <param name="Seal">All that undoing needs, sealed.</param>
/// <param name="Words">What was done.</param>
/// <param name="SecondsLeft">For how long yet.</param>
public sealed record UndoOffer(string Seal, string Words, int SecondsLeft);
