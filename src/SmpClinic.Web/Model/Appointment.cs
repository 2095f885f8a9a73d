using NodaTime;
using SmpClinic.Scheduling;

namespace SmpClinic.Web.Model;

/// <summary>Where an appointment stands.</summary>
public enum AppointmentStatus
{
    Requested,
    Confirmed,
    Arrived,
    Completed,
    NoShow,
    Cancelled,
    Declined,
}

/// <summary>How the client asked to be reached.</summary>
public enum ContactPreference
{
    Email,
    Phone,
    TextMessage,
}

/// <summary>
/// One visit. What the visitor typed stays here and changes no client's record; linking is the act of staff or of the verified owner.
/// </summary>
public sealed class Appointment : IVersioned
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>A short code people can read out on the phone. It opens nothing.</summary>
    public required string Reference { get; set; }

    public int ServiceId { get; set; }

    public Service? Service { get; set; }

    public int PractitionerId { get; set; }

    public Practitioner? Practitioner { get; set; }

    public int? RoomId { get; set; }

    public Room? Room { get; set; }

    public Guid? ClientId { get; set; }

    public Client? Client { get; set; }

    public AppointmentStatus Status { get; set; }

    public Instant Start { get; set; }

    public Instant End { get; set; }

    /// <summary>The first claimed cell, buffer included.</summary>
    public int FirstCell { get; set; }

    /// <summary>One past the last claimed cell, buffer included.</summary>
    public int EndCell { get; set; }

    /// <summary>
    /// Staff gave it a time that was taken, on purpose. The cells that were taken it claims in the second lane of its resources
    /// (<see cref="ClaimedCell.SecondLane"/>), all others in the first.
    /// </summary>
    public bool Overbooked { get; set; }

    /// <summary>Copied at booking, so that a later price list does not change what was agreed.</summary>
    public int PriceMinorUnits { get; set; }

    public required string Currency { get; set; }

    public required string ContactName { get; set; }

    public required string ContactEmail { get; set; }

    /// <summary>Lower-cased for counting and searching; never for sending.</summary>
    public required string ContactEmailNormalised { get; set; }

    /// <summary>E.164.</summary>
    public required string ContactPhone { get; set; }

    public ContactPreference ContactPreference { get; set; }

    /// <summary>What the client hopes for; may speak of health, so it is sealed.</summary>
    public SealedText? Hopes { get; set; }

    /// <summary>Anything else the client wrote; sealed likewise.</summary>
    public SealedText? Note { get; set; }

    public string? CancelReason { get; set; }

    /// <summary>What staff told the client when declining.</summary>
    public string? DeclineReason { get; set; }

    public Instant CreatedAt { get; set; }

    /// <summary>Rises with every change of time, place or status the client's calendar must learn of (RFC 5545 SEQUENCE).</summary>
    public int CalendarSequence { get; set; }

    /// <summary>Rises with every move; reminders belong to one of these.</summary>
    public int TimeVersion { get; set; }

    /// <summary>Number of the last message of this appointment's mail stream.</summary>
    public int MailNumber { get; set; }

    public long Version { get; set; }

    public List<ConsentRecord> Consents { get; } = [];

    /// <summary>The claimed cells, buffers included.</summary>
    public CellRange Cells => new(FirstCell, EndCell);

    /// <summary>The visit itself, without buffers. Its service's length when it was booked, unless staff gave it another.</summary>
    public int LengthMinutes => (int)(End - Start).TotalMinutes;

    /// <summary>Whether it still occupies time.</summary>
    public bool HoldsTime => Status is not (AppointmentStatus.Cancelled or AppointmentStatus.Declined);

    /// <summary>Whether it may still be moved or cancelled.</summary>
    public bool IsOpen => May(AppointmentAct.Move, ActorKind.Staff);

    /// <summary>Whether somebody may do that with it as it stands; see <see cref="AppointmentMachine"/>.</summary>
    public bool May(AppointmentAct act, ActorKind by) => AppointmentMachine.Find(Status, act, by) is not null;

    /// <summary>Whether the state machine has a step from the present status to <paramref name="next"/>.</summary>
    public bool MayBecome(AppointmentStatus next) => next != Status && AppointmentMachine.Steps.Any(step => step.From == Status && step.To == next);
}

/// <summary>
/// One 5-minute cell of one resource. The primary key (resource, cell) is what makes a double booking impossible, on every
/// database and from every path. No foreign key to the owner: appointments, holds and blocks all claim here.
/// A deliberate overbooking goes round no key: where the first lane is taken it claims under the resource's second number, which
/// readers count as taken just the same. So a time is given twice at most, and never by chance.
/// </summary>
public sealed class ClaimedCell
{
    /// <summary>The number under which a resource is overbooked.</summary>
    public static int SecondLane(int resource) => -resource;

    public int ResourceId { get; set; }

    public int Cell { get; set; }

    /// <summary>The appointment, hold or offer that claims it.</summary>
    public Guid OccupationId { get; set; }

    /// <summary>Set for a hold or an offer: from then on the cell counts as free and the next booking sweeps it away.</summary>
    public Instant? HeldUntil { get; set; }
}

/// <summary>A time kept for a visitor who is filling in the form.</summary>
public sealed class SlotHold
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>SHA-256 of the visitor's cookie, in hexadecimal. One visitor has at most one hold.</summary>
    public required string VisitorHash { get; set; }

    public int ServiceId { get; set; }

    public int PractitionerId { get; set; }

    public int? RoomId { get; set; }

    public Instant Start { get; set; }

    public int FirstCell { get; set; }

    public int EndCell { get; set; }

    public Instant ExpiresAt { get; set; }
}

/// <summary>A client's secret link. Only its SHA-256 is kept; every mail carries a link of its own and all of them stay good after a move.</summary>
public sealed class AppointmentLink
{
    /// <summary>SHA-256 of the secret, in hexadecimal.</summary>
    public required string Hash { get; set; }

    public Guid AppointmentId { get; set; }

    public Appointment? Appointment { get; set; }

    public Instant CreatedAt { get; set; }

    public Instant? RevokedAt { get; set; }
}

/// <summary>What was agreed to, in which wording, and when.</summary>
public sealed class ConsentRecord
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid AppointmentId { get; set; }

    public required string Kind { get; set; }

    public required string TextVersion { get; set; }

    public Instant GivenAt { get; set; }
}

/// <summary>A message that falls due before a visit. A row, not a timer, so that a restart forgets nothing.</summary>
public sealed class Reminder
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid AppointmentId { get; set; }

    public Appointment? Appointment { get; set; }

    public ReminderKind Kind { get; set; }

    /// <summary>The <see cref="Appointment.TimeVersion"/> it was made for; one for an older time is closed unsent.</summary>
    public int TimeVersion { get; set; }

    public Instant DueAt { get; set; }

    public ReminderState State { get; set; }
}

public enum ReminderKind
{
    TwoDaysBefore,
    ThreeHoursBefore,
}

public enum ReminderState
{
    Waiting,
    Queued,
    Dropped,
}
