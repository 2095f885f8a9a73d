using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Staff.Emails;

/// <summary>To the client: the clinic cannot take the request, with the reason staff wrote.</summary>
public sealed class AppointmentDeclinedEmail(AppointmentFacts facts) : IEmail
{
    /// <inheritdoc/>
    public string Subject => $"We cannot offer you {facts.ShortWhen}";

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = "We cannot offer you this time",
        Paragraphs =
        [
            $"Hello {facts.ClientName},",
            "Thank you for your request. We are sorry that we cannot take it; the time is no longer kept.",
            .. facts.Reason is { } reason ? [$"Why: {reason}"] : Array.Empty<string>(),
        ],
        Facts = ClientFacts.Gone(facts),
        Button = ClientFacts.See(facts),
        SmallPrint = ClientFacts.SmallPrint(facts),
    };
}
