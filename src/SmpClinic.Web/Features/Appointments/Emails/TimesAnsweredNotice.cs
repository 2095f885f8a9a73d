using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Appointments.Emails;

/// <summary>To the desk: a client answered the times that were proposed, or did not in time. What they wrote is on the page alone.</summary>
public sealed class TimesAnsweredNotice(AppointmentFacts facts, OfferState end) : IEmail
{
    /// <inheritdoc/>
    public string Subject => end switch
    {
        OfferState.Taken => $"Proposed time taken: {facts.ShortWhen}",
        OfferState.TurnedDown => "None of the proposed times suits",
        _ => "No answer to the proposed times",
    };

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = end switch
        {
            OfferState.Taken => "A client took a proposed time",
            OfferState.TurnedDown => "None of the proposed times suits",
            _ => "Nobody answered the proposed times",
        },
        Paragraphs =
        [
            end switch
            {
                OfferState.Taken => "The appointment is confirmed, and the other times are free again. Nothing to do.",
                OfferState.TurnedDown => "The times are free again. What the client wrote is on the request's page; the request waits for your answer.",
                _ => "The times ran out and are free again. The request waits for your answer.",
            },
        ],
        Facts = ClientFacts.Notice(facts),
        Button = ClientFacts.Open(facts),
    };
}
