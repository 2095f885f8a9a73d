using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Photos.Emails;

/// <summary>To the desk: a client took back that a photo of theirs is shown somewhere.</summary>
public sealed class PermissionWithdrawnNotice(AppointmentFacts facts, string use) : IEmail
{
    /// <inheritdoc/>
    public string Subject => $"A permission was taken back: {facts.ShortWhen}";

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = "A client took back a permission",
        Paragraphs =
        [
            "On our own website it counts already. Where the clinic has used the photo elsewhere it has to be taken down by hand, today.",
        ],
        Facts = [.. ClientFacts.Notice(facts), new EmailFact("Taken back", use)],
        Button = ClientFacts.Open(facts),
    };
}
