using NodaTime;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Appointments.Emails;

/// <summary>A time the client may choose.</summary>
public sealed record OtherTime(Instant Start, Instant End, string PractitionerName);

/// <summary>To the client of a request: other times are kept for them until they answer.</summary>
public sealed class OtherTimesEmail(AppointmentFacts facts, IReadOnlyList<OtherTime> times, Instant until, string? words) : IEmail
{
    /// <inheritdoc/>
    public string Subject => "Please choose a time for your appointment";

    /// <inheritdoc/>
    public Instant? UselessFrom => until;

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = "Please choose a time",
        Paragraphs =
        [
            $"Hello {facts.ClientName},",
            $"Thank you for your request for {facts.When}. We would rather see you at another time, and are keeping {(times.Count == 1 ? "this one" : "these")} for you until {facts.Time.When(until)}.",
            .. string.IsNullOrWhiteSpace(words) ? Array.Empty<string>() : [$"We write: {UserWords.OneLine(words)}"],
            "Choose one and it is confirmed at once. If none suits, tell us on the same page.",
        ],
        Facts = [.. times.Select((time, n) => new EmailFact($"Time {n + 1}", $"{facts.Time.Date(time.Start)}, {facts.Time.Span(time.Start, time.End)}, with {time.PractitionerName}")), new("What", facts.ServiceName), new("Reference", facts.Reference)],
        Button = new("Choose a time", facts.Link + "/times"),
        SmallPrint = ClientFacts.SmallPrint(facts),
    };
}
