using NodaTime;

namespace SmpClinic.Scheduling;

/// <summary>A time that may be booked. Start and end are what the client sees; buffers are not part of them.</summary>
/// <param name="Start">Start of the visit.</param>
/// <param name="End">End of the visit.</param>
/// <param name="PractitionerId">Who would see the client.</param>
/// <param name="RoomId">The room it would take; null where the service needs none.</param>
public readonly record struct Slot(Instant Start, Instant End, int PractitionerId, int? RoomId);

/// <summary>Why a time cannot be booked. Expected, and therefore a value.</summary>
public enum Refusal
{
    /// <summary>The practitioner does not offer this service, or does not exist.</summary>
    NotOffered,

    /// <summary>The clinic takes no bookings of this service for the time being.</summary>
    BookingClosed,

    /// <summary>The start is closer than the service's lead time allows, or already past.</summary>
    TooSoon,

    /// <summary>The start lies on a clinic date beyond the booking horizon.</summary>
    TooFarAhead,

    /// <summary>The clinic is closed on that date.</summary>
    ClinicClosed,

    /// <summary>Outside the practitioner's hours, in a break, or on time off.</summary>
    NotWorking,

    /// <summary>Not one of the start times of the grid.</summary>
    OffGrid,

    /// <summary>The day, or its week, has as many visits of this service as it may have.</summary>
    FullyBooked,

    /// <summary>The practitioner is already taken, buffers included.</summary>
    Taken,

    /// <summary>The practitioner is free but no room is.</summary>
    NoRoom,
}

/// <summary>The answer for one start and one practitioner: the slot as it would be booked, or the reason why not.</summary>
public readonly record struct Verdict(Slot? Slot, Refusal? Refusal);
