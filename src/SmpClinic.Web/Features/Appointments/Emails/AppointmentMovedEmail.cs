using NodaTime;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Appointments.Emails;

/// <summary>To the client: the appointment is at another time now.</summary>
public sealed class AppointmentMovedEmail(AppointmentFacts facts) : IEmail
{
    /// <summary>When it was to start before, UTC; said in the mail if given.</summary>
    public Instant? PreviousStart { get; init; }

    /// <inheritdoc/>
    public string Subject => $"Your appointment has moved to {facts.ShortWhen}";

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = "Your appointment has moved",
        Paragraphs =
        [
            $"Hello {facts.ClientName},",
            .. PreviousStart is { } before ? [$"It was to be on {facts.Time.When(before)}."] : Array.Empty<string>(),
            "This is the new time.",
            .. facts.Status == AppointmentStatus.Requested
                ? ["We are keeping it for you. It is not confirmed yet: we email you our answer."]
                : Array.Empty<string>(),
        ],
        Facts = ClientFacts.Visit(facts),
        Button = ClientFacts.Manage(facts),
        SmallPrint = ClientFacts.SmallPrint(facts),
    };
}
