using NodaTime;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Booking.Emails;

/// <summary>To somebody who wants to book and whose network has used up its bookings: the code that shows that the address is theirs.</summary>
public sealed class BookingCodeEmail(string code, string when, Instant until, ClinicTime time, string link) : IEmail
{
    /// <inheritdoc/>
    public string Subject => "Your code to book an appointment";

    /// <inheritdoc/>
    public Instant? UselessFrom => until;

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = "Your code to book an appointment",
        Paragraphs =
        [
            "Nothing is booked yet. Many bookings came from your network in the last hour, so before the next one we make sure that the e-mail address in the form is yours.",
            "If the form is still open, type this code into it and send it. If it is not, use the button: it leads back to the time you chose.",
        ],
        Facts = [new("Code", code), new("For", when), new("Good until", $"{time.Time(until)} {time.ZoneName}, for this e-mail address")],
        Button = new("Fill in the form again", link),
        SmallPrint = ["If it was not you who asked, do nothing: without the code nothing is booked."],
    };
}
