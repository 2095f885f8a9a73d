using NodaTime;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Mail;

/// <summary>One message as lists show it; never its body, which carries a secret link.</summary>
public sealed record MailRow(
    Guid Id,
    Guid? AppointmentId,
    string? Reference,
    string Kind,
    string Recipient,
    string Subject,
    OutboxState State,
    Instant CreatedAt,
    Instant NextAttemptAt,
    int Attempts,
    Instant? SentAt,
    string? LastError);

/// <summary>The mail page.</summary>
/// <param name="Messages">One page of them.</param>
/// <param name="State">Which state is shown; null for all.</param>
/// <param name="Now">What ages are counted to.</param>
/// <param name="Waiting">How many wait to be sent.</param>
/// <param name="OldestUnsent">Since when the oldest of them waits.</param>
/// <param name="Dead">How many were given up.</param>
/// <param name="LastSuccess">When a message last left.</param>
/// <param name="Done">What has just been done.</param>
/// <param name="UnknownState">The state asked for is none; all are shown.</param>
public sealed record MailPage(
    ListPage<MailRow> Messages,
    OutboxState? State,
    Instant Now,
    int Waiting,
    Instant? OldestUnsent,
    int Dead,
    Instant? LastSuccess,
    string? Done,
    bool UnknownState);

/// <summary>Mail in words.</summary>
public static class MailWords
{
    /// <summary>What a message is about, by the name of its email class.</summary>
    public static string Kind(string kind) => kind switch
    {
        "RequestReceivedEmail" => "We have your request",
        "BookingConfirmedEmail" => "Confirmation",
        "AppointmentDeclinedEmail" => "Request declined",
        "AppointmentMovedEmail" => "Moved",
        "AppointmentCancelledEmail" => "Cancelled",
        "AppointmentReminderEmail" => "Reminder",
        "BookingCodeEmail" => "Code to book",
        "NewRequestNotice" => "Notice to us: new booking",
        "ClientMovedNotice" => "Notice to us: client moved",
        "ClientCancelledNotice" => "Notice to us: client cancelled",
        "UndeliveredNotice" => "Notice to us: mail not delivered",
        "TestEmail" => "Test",
        _ => kind,
    };

    /// <summary>Where a message stands.</summary>
    public static string State(OutboxState state) => state switch
    {
        OutboxState.Waiting => "Waiting to be sent",
        OutboxState.Sent => "Sent",
        OutboxState.Dead => "Given up",
        OutboxState.Superseded => "No longer needed",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    /// <summary>Which style of badge says so.</summary>
    public static string Badge(OutboxState state) => state switch
    {
        OutboxState.Waiting => "requested",
        OutboxState.Sent => "completed",
        OutboxState.Dead => "no-show",
        _ => "cancelled",
    };

    /// <summary>When it was sent, or will be tried again.</summary>
    public static string When(MailRow row, ClinicTime time) => row switch
    {
        { State: OutboxState.Sent, SentAt: { } sent } => "Sent " + time.When(sent),
        { State: OutboxState.Waiting } => "Next try " + time.When(row.NextAttemptAt),
        _ => "Queued " + time.When(row.CreatedAt),
    };
}

/// <summary>A table of messages.</summary>
/// <param name="Rows">The messages.</param>
/// <param name="On">The appointment on whose page the table stands; null on the mail page.</param>
public sealed record MailTable(IReadOnlyList<MailRow> Rows, Guid? On);
