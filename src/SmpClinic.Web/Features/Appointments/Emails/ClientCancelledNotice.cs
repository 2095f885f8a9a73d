using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Appointments.Emails;

/// <summary>To the desk: a client cancelled, and the time is free.</summary>
public sealed class ClientCancelledNotice(AppointmentFacts facts) : IEmail
{
    /// <inheritdoc/>
    public string Subject => $"Cancelled by the client: {facts.ShortWhen}";

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = "A client cancelled an appointment",
        Paragraphs = ["The time is free again."],
        Facts = facts.Reason is { } reason ? [.. ClientFacts.Notice(facts), new EmailFact("Reason given", reason)] : ClientFacts.Notice(facts),
        Button = ClientFacts.Open(facts),
    };
}
