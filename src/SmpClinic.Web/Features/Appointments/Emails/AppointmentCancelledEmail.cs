using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Appointments.Emails;

/// <summary>To the client: the appointment is off, whoever cancelled it.</summary>
public sealed class AppointmentCancelledEmail(AppointmentFacts facts) : IEmail
{
    /// <inheritdoc/>
    public string Subject => $"Your appointment on {facts.ShortWhen} is cancelled";

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = "Your appointment is cancelled",
        Paragraphs =
        [
            $"Hello {facts.ClientName},",
            "This appointment will not take place, and the time is free again. If you did not expect this, please ring us.",
        ],
        Facts = facts.Reason is { } reason ? [.. ClientFacts.Gone(facts), new EmailFact("Reason given", reason)] : ClientFacts.Gone(facts),
        Button = ClientFacts.See(facts),
        SmallPrint = ClientFacts.SmallPrint(facts),
    };
}
