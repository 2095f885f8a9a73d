using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Consents.Emails;

/// <summary>To the desk: a client took back something they had agreed to.</summary>
public sealed class ConsentWithdrawnNotice(AppointmentFacts facts) : IEmail
{
    /// <inheritdoc/>
    public string Subject => $"A consent was taken back: {facts.ShortWhen}";

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = "A client took back a consent",
        Paragraphs = ["It counts already. The practitioner sees which one on the appointment’s page of consents, and speaks with the client before the visit."],
        Facts = ClientFacts.Notice(facts),
        Button = ClientFacts.Open(facts),
    };
}
