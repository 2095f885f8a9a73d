using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Appointments.Emails;

/// <summary>To the client of a request: the times proposed are no longer kept, and the request stands as it was.</summary>
public sealed class OtherTimesWithdrawnEmail(AppointmentFacts facts) : IEmail
{
    /// <inheritdoc/>
    public string Subject => "The times we proposed are no longer kept";

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = "The times we proposed are no longer kept",
        Paragraphs =
        [
            $"Hello {facts.ClientName},",
            "We had to let go of the other times we proposed. Your request stands as you made it; we email you our answer.",
        ],
        Facts = ClientFacts.Visit(facts),
        Button = ClientFacts.Manage(facts),
        SmallPrint = ClientFacts.SmallPrint(facts),
    };
}
