using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Appointments.Health.Emails;

/// <summary>To the desk: a form was sent off that a practitioner has to look at. Says nothing of what it holds.</summary>
public sealed class QuestionnaireWaitsNotice(AppointmentFacts facts) : IEmail
{
    /// <inheritdoc/>
    public string Subject => $"A form waits for a practitioner: {facts.ShortWhen}";

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = "A form waits for a practitioner",
        Paragraphs = ["The client has sent off the form, and a practitioner has to look at it before the visit."],
        Facts = [new("When", facts.When), new("With", facts.PractitionerName), new("Reference", facts.Reference)],
        Button = new("Open the appointment", facts.Link),
    };
}

/// <summary>To the client: a practitioner has looked at the form. What they said stands behind the link and a code.</summary>
public sealed class QuestionnaireDecidedEmail(AppointmentFacts facts) : IEmail
{
    /// <inheritdoc/>
    public string Subject => "We have looked at your form";

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = "We have looked at your form",
        Paragraphs = [$"Hello {facts.ClientName},", "A practitioner has read your form and left you an answer. It is kept behind your link; we mail you a code to open it."],
        Facts = [new("When", facts.When), new("With", facts.PractitionerName), new("Reference", facts.Reference)],
        Button = new("Read the answer", facts.Link + "/health"),
        SmallPrint = ClientFacts.SmallPrint(facts),
    };
}
