using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Appointments;

/// <summary>What has become of an answer.</summary>
public enum OtherTimesNote
{
    /// <summary>The client has just said that none suits.</summary>
    TurnedDown,

    /// <summary>The offer ran out, was taken back, or was answered already.</summary>
    NoLongerKept,

    /// <summary>The clinic's hours changed meanwhile, and the chosen time cannot be had.</summary>
    NoLongerFree,
}

/// <summary>The times proposed, if any are kept, and what is wrong with the answer.</summary>
public sealed record OtherTimesPage(ClientAppointment Own, PickTimeForm Form, FormErrors Errors, OtherTimesNote? Note);

/// <summary>What choosing a proposed time sends, or saying that none suits.</summary>
public sealed class PickTimeForm
{
    public string? Offer { get; set; }

    public string? Time { get; set; }

    public string? Words { get; set; }

    /// <summary>Reads which time is taken.</summary>
    public bool TryRead(out Guid offer, out Guid time, out FormErrors errors)
    {
        errors = new();
        var whole = Guid.TryParse(Offer, out offer);
        errors.Require(Guid.TryParse(Time, out time) && whole, nameof(Time), "Choose one of the times, or tell us that none suits.");
        return !errors.Any;
    }

    /// <summary>Reads that none suits, with what the client writes about it.</summary>
    public bool TryReadNone(out Guid offer, out string? words, out FormErrors errors)
    {
        errors = new();
        errors.Require(Guid.TryParse(Offer, out offer), nameof(Time), "This form was altered on the way. Open it again by the link in our mail.");
        words = PlainText.Clean(Words);
        errors.Require(Words is null || words is not null, nameof(Words), "What you wrote holds characters that cannot be kept, such as control characters. Remove them.");
        errors.Require(
            words is null || words.Length <= TimeOffer.LongestAnswer, nameof(Words), $"What you wrote is {words?.Length} characters long; shorten it to {TimeOffer.LongestAnswer}.");
        words = string.IsNullOrEmpty(words) ? null : words;
        return !errors.Any;
    }
}
