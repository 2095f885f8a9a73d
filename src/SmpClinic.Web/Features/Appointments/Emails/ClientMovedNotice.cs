using NodaTime;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Appointments.Emails;

/// <summary>To the desk: a client moved an appointment.</summary>
public sealed class ClientMovedNotice(AppointmentFacts facts) : IEmail
{
    /// <summary>When it was to start before, UTC; said in the notice if given.</summary>
    public Instant? PreviousStart { get; init; }

    /// <inheritdoc/>
    public string Subject => $"Moved by the client: now {facts.ShortWhen}";

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = "A client moved an appointment",
        Paragraphs = PreviousStart is { } before ? [$"It was to be on {facts.Time.When(before)}."] : [],
        Facts = ClientFacts.Notice(facts),
        Button = ClientFacts.Open(facts),
    };
}
