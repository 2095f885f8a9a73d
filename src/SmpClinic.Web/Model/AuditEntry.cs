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

/// <summary>
/// Who did what to what, and when. Never any health value. Written once: it is neither changed nor taken away, and a chain of seals
/// (<see cref="AuditSeal"/>) shows if somebody did so past the program.
/// </summary>
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

    /// <summary>The action's part before the dot, by which history is searched; filled as the entry is saved.</summary>
    public string Kind { get; internal set; } = string.Empty;

    public Guid? AppointmentId { get; set; }

    /// <summary>The client whose record it is about, where it is about one.</summary>
    public Guid? ClientId { get; set; }

    /// <summary>What kind of record it is about where it is no appointment: <c>user</c>, <c>mail</c>, <c>service</c>.</summary>
    public string? RecordKind { get; set; }

    /// <summary>Which of that kind.</summary>
    public string? RecordId { get; set; }

    /// <summary>Times, states and reasons; no contact data and no health values.</summary>
    public string? Detail { get; set; }

    /// <summary>How it stood before, where it was changed from something to something.</summary>
    public string? Before { get; set; }

    /// <summary>How it stands since.</summary>
    public string? After { get; set; }

    /// <summary>The part of an action before its dot.</summary>
    public static string KindOf(string action) => action.Split('.', 2)[0];
}
