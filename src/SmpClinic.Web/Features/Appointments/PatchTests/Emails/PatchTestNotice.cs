using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Appointments.PatchTests.Emails;

/// <summary>To the desk: a client saw something after a test. Says nothing of what.</summary>
public sealed class PatchTestNotice(AppointmentFacts facts) : IEmail
{
    /// <inheritdoc/>
    public string Subject => $"A report waits for a practitioner: {facts.ShortWhen}";

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = "A report waits for a practitioner",
        Paragraphs = ["A client has told us something that a practitioner should look at today."],
        Facts = [new("With", facts.PractitionerName), new("Reference", facts.Reference)],
        Button = new("Open the appointment", facts.Link),
    };
}
