using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.WaitingList.Emails;

/// <summary>To somebody to whom a time was offered: it is not kept any more, and their place is.</summary>
public sealed class OfferOverEmail(WaitingFacts facts, OfferState end) : IEmail
{
    /// <inheritdoc/>
    public string Subject => "The time we offered is no longer kept";

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = "The time we offered is no longer kept",
        Paragraphs =
        [
            $"Hello {facts.ClientName},",
            end == OfferState.Lapsed
                ? "We heard nothing from you in time, so the time goes to the next in line. You keep your place, and we write when another is free."
                : "We had to take the offer back, and are sorry. You keep your place, and we write when another time is free.",
        ],
        Facts = facts.Wishes,
        Button = new("See or leave the list", facts.Link),
        SmallPrint = facts.SmallPrint,
    };
}
