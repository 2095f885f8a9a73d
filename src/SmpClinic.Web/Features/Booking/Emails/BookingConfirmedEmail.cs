using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Booking.Emails;

/// <summary>To the client: the appointment stands, whether booked at once or confirmed by the clinic.</summary>
public sealed class BookingConfirmedEmail(AppointmentFacts facts) : IEmail
{
    /// <inheritdoc/>
    public string Subject => $"Your appointment on {facts.ShortWhen} is confirmed";

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = "Your appointment is confirmed",
        Paragraphs = [$"Hello {facts.ClientName},", "We look forward to seeing you."],
        Facts = ClientFacts.Visit(facts),
        Button = ClientFacts.Manage(facts),
        SmallPrint =
        [
            "You booked at a distance, so you have 14 days from booking to change your mind for any reason. "
            + "If the visit takes place within those days because you asked for it, we may charge for what has been done.",
            .. ClientFacts.SmallPrint(facts),
        ],
    };
}
