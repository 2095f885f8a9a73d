using NodaTime;

namespace SmpClinic.Web.Model;

/// <summary>Who acted.</summary>
public enum ActorKind
{
    Visitor,
    Client,
    Staff,
    System,
}

/// <summary>Who did what to what, and when. Never any health value.</summary>
public sealed class AuditEntry
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Instant At { get; set; }

    public ActorKind ActorKind { get; set; }

    /// <summary>The staff user, where it was one.</summary>
    public Guid? ActorId { get; set; }

    public string? ActorName { get; set; }

    /// <summary>For example <c>appointment.confirmed</c>.</summary>
    public required string Action { get; set; }

    public Guid? AppointmentId { get; set; }

    /// <summary>The client whose record it is about, where it is about one.</summary>
    public Guid? ClientId { get; set; }

    /// <summary>Times, states and reasons; no contact data and no health values.</summary>
    public string? Detail { get; set; }
}
