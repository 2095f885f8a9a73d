using Microsoft.AspNetCore.Mvc;
using NodaTime;
using NodaTime.Text;
using NodaTime.TimeZones;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Booking;

/// <summary>The details page: what is being booked, the form as typed, what is wrong with it, and other times where the wanted one is gone.</summary>
public sealed record DetailsPage(Service Service, BookingForm Form, FormErrors Errors, IReadOnlyList<Slot> Alternatives)
{
    /// <summary>The practitioner chosen, if one was.</summary>
    public Practitioner? With => Service.Practitioners.FirstOrDefault(p => p.Slug == Form.Practitioner);

    /// <summary>What became of asking for a code, where that was just done.</summary>
    public MailCodeEnd? CodeEnd { get; init; }

    /// <summary>How far this form has come with a code by mail, which few ever need.</summary>
    public MailCodeStep MailCode =>
        CodeEnd == MailCodeEnd.NotNeeded ? MailCodeStep.NotNeeded
        : CodeEnd == MailCodeEnd.Sent || Form.CodeStep == BookingForm.EnterCode || !string.IsNullOrEmpty(Form.Code) ? MailCodeStep.Enter
        : Form.CodeStep == BookingForm.OfferCode || Errors[nameof(BookingForm.Code)] is not null ? MailCodeStep.Offer
        : MailCodeStep.None;

    /// <summary>The address of this form for somebody who comes back to it.</summary>
    public string Way => $"/book/{Service.Slug}/details?start={StartText.Write(Form.StartInstant ?? default)}" + (With is { } with ? "&practitioner=" + with.Slug : string.Empty);
}

/// <summary>Where a form stands with a code by mail.</summary>
public enum MailCodeStep
{
    None,

    /// <summary>One was asked for that is not needed any more.</summary>
    NotNeeded,

    /// <summary>One can be asked for.</summary>
    Offer,

    /// <summary>One is to be typed.</summary>
    Enter,
}

/// <summary>The services to choose from, and the suitability check the visitor brought along, if any.</summary>
public sealed record ServicesPage(IReadOnlyList<Service> Services, CarriedCheck? Check)
{
    /// <summary>Where a service is chosen, with the check where it has something to say of it.</summary>
    public string Link(Service service) => "/book/" + service.Slug + (Said(service) is { Word: CheckWord.NotBefore or CheckWord.NotNow } ? "?check=" + Check!.Seal : null);

    /// <summary>What the check says of a service.</summary>
    public CheckVerdict Said(Service service) => CheckVerdict.Of(Check, service);
}

/// <summary>What the address of a page of times says, read leniently: nonsense counts as not said.</summary>
public sealed class TimesQuery
{
    [FromQuery(Name = "practitioner")]
    public string? Practitioner { get; set; }

    [FromQuery(Name = "from")]
    public string? From { get; set; }

    [FromQuery(Name = "zone")]
    public string? Zone { get; set; }

    /// <summary>A suitability check brought along, sealed.</summary>
    [FromQuery(Name = "check")]
    public string? Check { get; set; }

    /// <summary>The practitioner asked for; null for whoever is free.</summary>
    public string? PractitionerSlug => string.IsNullOrWhiteSpace(Practitioner) ? null : Practitioner;

    /// <summary>The first date asked for.</summary>
    public LocalDate? FromDate => From is { Length: 10 } && LocalDatePattern.Iso.Parse(From) is { Success: true } date ? date.Value : null;

    /// <summary>The visitor's own zone, where it is one, under its present name: browsers still say Asia/Calcutta.</summary>
    public DateTimeZone? VisitorZone => Zone is { Length: > 0 and < 64 } && TzdbDateTimeZoneSource.Default.CanonicalIdMap.TryGetValue(Zone, out var name)
        ? DateTimeZoneProviders.Tzdb.GetZoneOrNull(name)
        : null;
}

/// <summary>An alternative picked on the page that said a time was gone: the form is sent again with it.</summary>
public static class ChosenAlternative
{
    private const char Separator = '|';

    /// <summary>The value of an alternative's radio button.</summary>
    public static string Value(Slot slot, Service service) =>
        StartText.Write(slot.Start) + Separator + service.Practitioners.First(p => p.Id == slot.PractitionerId).Slug;

    /// <summary>Takes a picked alternative apart into start and practitioner.</summary>
    public static void Apply(BookingForm form)
    {
        if (form.Start?.Split(Separator) is [var start, var practitioner])
        {
            (form.Start, form.Practitioner) = (start, practitioner);
        }
    }
}

/// <summary>The cookie that says whose hold is whose. Set only when a time is held; it names nobody.</summary>
public static class VisitorCookie
{
    /// <summary>Over plain HTTP, which is local development, the prefix would make browsers refuse it.</summary>
    private static string NameFor(HttpRequest request) => request.IsHttps ? "__Host-clinic-hold" : "clinic-hold";

    /// <summary>The hash of the visitor's cookie, if they have one.</summary>
    public static string? Hash(HttpRequest request) =>
        request.Cookies[NameFor(request)] is { Length: 43 } secret ? Secret.Hash(secret) : null;

    /// <summary>The hash of the visitor's cookie, which is set if there was none.</summary>
    public static string HashOrNew(HttpContext context)
    {
        if (Hash(context.Request) is { } known)
        {
            return known;
        }

        var secret = Secret.New();
        context.Response.Cookies.Append(
            NameFor(context.Request),
            secret,
            new() { HttpOnly = true, Secure = context.Request.IsHttps, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true });
        return Secret.Hash(secret);
    }
}

/// <summary>Refusals in words.</summary>
public static class BookingWords
{
    /// <summary>Why a time cannot be had.</summary>
    public static string Of(Refusal why) => why switch
    {
        Refusal.TooSoon => "That time is too soon to book online now. Choose one of the times below, or another from the list of times.",
        Refusal.TooFarAhead => "That date is further ahead than we take bookings. Choose one of the times below, or another from the list of times.",
        Refusal.Taken or Refusal.NoRoom => "That time has just been taken. Nothing you typed is lost: choose one of the times below, or another from the list of times.",
        Refusal.FullyBooked => "That day is fully booked for this kind of visit. Choose one of the times below, or another from the list of times.",
        Refusal.BookingClosed => "We take no bookings for this online at the moment. The list of times says why; nothing was booked.",
        _ => "That time is not one we offer. Choose one of the times below, or another from the list of times.",
    };

    /// <summary>Why a visitor's own suitability check speaks against a booking.</summary>
    public static string Of(CheckVerdict said) => said.Word switch
    {
        CheckWord.NotBefore => $"By your suitability check the first date is {ClinicTime.Date(said.From!.Value)}. Choose that date or a later one.",
        CheckWord.NotNow => "By your suitability check we would not treat you as things stand, so we take no booking at the clinic. You can talk with us by video, or ring us.",
        CheckWord.PatchTestFirst => "A patch test has to come first, at least 48 hours before. Book one, and go on from its page; or use the link in the mail about your last one.",
        CheckWord.OtherTreatment => "The suitability check you brought along was about another treatment. Send the form again to book without it, or make the check for this one.",
        _ => "Your suitability check is more than a day old, or its address was damaged. Send the form again to book without it, or make the check again.",
    };

    /// <summary>Why no more can be booked for now.</summary>
    public static string Of(BookingLimit limit, BookingForm form, string phone) => limit switch
    {
        BookingLimit.Contact => $"There are open appointments for these contact details already. Use the link in your mail to change one, or ring us on {phone}.",
        _ when !string.IsNullOrWhiteSpace(form.Code) => "That code does not go with this e-mail address, or it is more than an hour old. Check both.",
        _ when form.CodeStep == BookingForm.EnterCode => "Type in the code from our mail.",
        _ => $"Many bookings came from your network in the last hour. Ask for a code by mail and book now, try again in an hour, or ring us on {phone}.",
    };

    /// <summary>Why no more codes are mailed for now.</summary>
    public static string TooManyCodes(string phone) => $"Many codes were sent to your network in the last hour. Try again in an hour, or ring us on {phone}.";

    /// <summary>Where a visit takes place, in a word or two.</summary>
    public static string Of(VisitMode mode) => mode switch
    {
        VisitMode.Video => "Video call",
        VisitMode.Phone => "Telephone",
        _ => "At the clinic",
    };
}
