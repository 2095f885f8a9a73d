using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Booking.Emails;

/// <summary>To the desk: somebody asked for a time, or booked one.</summary>
public sealed class NewRequestNotice(AppointmentFacts facts) : IEmail
{
    private bool IsRequest => facts.Status == AppointmentStatus.Requested;

    /// <inheritdoc/>
    public string Subject => $"{(IsRequest ? "New request" : "New booking")}: {facts.ShortWhen}";

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = IsRequest ? "New request" : "New booking",
        Paragraphs = [IsRequest ? "A client asks for this time. It is kept until you answer." : "A client booked this time. Nothing to do."],
        Facts = ClientFacts.Notice(facts),
        Button = ClientFacts.Open(facts),
    };
}
