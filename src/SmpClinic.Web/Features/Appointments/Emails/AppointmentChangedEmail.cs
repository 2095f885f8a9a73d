using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Appointments.Emails;

/// <summary>To the client: the start is as it was, but the length or the room is another.</summary>
public sealed class AppointmentChangedEmail(AppointmentFacts facts) : IEmail
{
    /// <inheritdoc/>
    public string Subject => $"Your appointment on {facts.ShortWhen} has changed";

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = "Your appointment has changed",
        Paragraphs =
        [
            $"Hello {facts.ClientName},",
            "It starts when it did. How long it takes or where it is has changed; this is how it stands now.",
            .. facts.Status == AppointmentStatus.Requested
                ? ["It is not confirmed yet: we email you our answer."]
                : Array.Empty<string>(),
        ],
        Facts = ClientFacts.Visit(facts),
        Button = ClientFacts.Manage(facts),
        SmallPrint = ClientFacts.SmallPrint(facts),
    };
}
