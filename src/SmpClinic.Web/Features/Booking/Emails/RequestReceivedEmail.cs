using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Booking.Emails;

/// <summary>To the client: the time is kept, and the clinic has still to say yes.</summary>
public sealed class RequestReceivedEmail(AppointmentFacts facts) : IEmail
{
    /// <inheritdoc/>
    public string Subject => $"We have your request for {facts.ShortWhen}";

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = "We have your request",
        Paragraphs =
        [
            $"Hello {facts.ClientName},",
            "We are keeping this time for you. It is not confirmed yet: we look at every request ourselves and email you our answer.",
        ],
        Facts = ClientFacts.Visit(facts),
        Button = ClientFacts.Manage(facts),
        SmallPrint = ClientFacts.SmallPrint(facts),
    };
}
