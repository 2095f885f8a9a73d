using NodaTime;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Appointments.Emails;

/// <summary>To the address that was booked with: a code that opens what is private behind the appointment's link.</summary>
public sealed class ClientCodeEmail(string code, Instant until, ClinicTime time, string link) : IEmail
{
    /// <inheritdoc/>
    public string Subject => "Your code";

    /// <inheritdoc/>
    public Instant? UselessFrom => until;

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = "Your code",
        Paragraphs = ["Type this code on the page that asked for it. It opens once."],
        Facts = [new("Code", code), new("Good until", $"{time.Time(until)} {time.ZoneName}")],
        Button = new("Back to that page", link),
        SmallPrint = ["If it was not you who asked, do nothing, and tell nobody the code: nobody from the clinic will ever ask you for it."],
    };
}
