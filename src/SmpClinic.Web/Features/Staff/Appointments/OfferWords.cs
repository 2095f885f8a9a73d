using NodaTime;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Appointments;

/// <summary>How an offer of times stands, in words.</summary>
public static class OfferWords
{
    /// <summary>As it stands at an instant: one that ran out a moment ago is not called open because nobody has closed it yet.</summary>
    public static string Of(TimeOffer offer, Instant now) => offer.State switch
    {
        OfferState.Open when offer.ExpiresAt > now => "Kept for the client, who has not answered yet",
        OfferState.Open or OfferState.Lapsed => "Ran out unanswered",
        OfferState.Taken => "The client took one",
        OfferState.TurnedDown => "The client said that none suits",
        OfferState.Withdrawn => "Taken back",
        _ => throw new ArgumentOutOfRangeException(nameof(offer), offer.State, null),
    };
}
