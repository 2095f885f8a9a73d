using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Staff.Schedule.Emails;

/// <summary>To the client: the clinic cannot keep the time, and asks for another. Until then the appointment stands.</summary>
public sealed class AnotherTimeNeededEmail(AppointmentFacts facts) : IEmail
{
    /// <inheritdoc/>
    public string Subject => $"Please choose another time instead of {facts.ShortWhen}";

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = "We cannot keep this time",
        Paragraphs =
        [
            $"Hello {facts.ClientName},",
            "We are sorry: something has changed at the clinic, and we cannot see you at the time below.",
            $"Please choose another time by the button, or ring us on {facts.Clinic.Phone} and we will find one together.",
        ],
        Facts = ClientFacts.Visit(facts),
        Button = ClientFacts.Manage(facts),
        SmallPrint = ClientFacts.SmallPrint(facts),
    };
}
