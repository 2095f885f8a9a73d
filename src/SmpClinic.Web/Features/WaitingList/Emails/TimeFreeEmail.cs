using NodaTime;
using SmpClinic.Web.Features.Appointments.Emails;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.WaitingList.Emails;

/// <summary>To the first in line: a time is free and kept for them until they answer.</summary>
public sealed class TimeFreeEmail(WaitingFacts facts, OtherTime free, Instant until) : IEmail
{
    /// <inheritdoc/>
    public string Subject => $"A time is free for you: please answer by {facts.Time.Time(until)}";

    /// <inheritdoc/>
    public Instant? UselessFrom => until;

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = "A time is free for you",
        Paragraphs =
        [
            $"Hello {facts.ClientName},",
            $"We are keeping this time for you until {facts.Time.When(until)}. Take it with one press, or let it go and keep your place on the list.",
        ],
        Facts =
        [
            new("When", $"{facts.Time.Date(free.Start)}, {facts.Time.Span(free.Start, free.End)}"),
            new("With", free.PractitionerName),
            new("What", facts.ServiceName),
            new("Reference", facts.Reference),
        ],
        Button = new("Take it or let it go", facts.Link),
        SmallPrint = facts.SmallPrint,
    };
}
