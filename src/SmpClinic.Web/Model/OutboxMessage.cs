using NodaTime;

namespace SmpClinic.Web.Model;

/// <summary>Whom a message is for; each is a stream of its own within an appointment.</summary>
public enum MailAudience
{
    Client,
    Clinic,
    Staff,
}

public enum OutboxState
{
    Waiting,
    Sent,

    /// <summary>Given up on; staff see it and can resend.</summary>
    Dead,

    /// <summary>A newer message of the same stream said it all before this one could leave.</summary>
    Superseded,
}

/// <summary>
/// A message that is owed. Saved in the transaction of the change that caused it, rendered then, sent later by a worker that
/// leases the row. At least once; the Message-Id is derived from <see cref="Id"/>, so a repeat is recognised.
/// </summary>
public sealed class OutboxMessage
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid? AppointmentId { get; set; }

    public Appointment? Appointment { get; set; }

    /// <summary>Position in the appointment's stream; null for a message that belongs to none.</summary>
    public int? StreamNumber { get; set; }

    public MailAudience Audience { get; set; }

    /// <summary>The email class it was made from, for people and metrics.</summary>
    public required string Kind { get; set; }

    public required string Recipient { get; set; }

    public required string Subject { get; set; }

    /// <summary>The whole MIME message, sealed: it carries a secret link.</summary>
    public byte[]? SealedMessage { get; set; }

    public OutboxState State { get; set; }

    public Instant CreatedAt { get; set; }

    public Instant NextAttemptAt { get; set; }

    public int Attempts { get; set; }

    /// <summary>The lease: which worker, until when. Completion is fenced by it.</summary>
    public Guid? LeasedBy { get; set; }

    public Instant? LeasedUntil { get; set; }

    public Instant? SentAt { get; set; }

    /// <summary>The server's words, without personal data where we can help it.</summary>
    public string? LastError { get; set; }
}
