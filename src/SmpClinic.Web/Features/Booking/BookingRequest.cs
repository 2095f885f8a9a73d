using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Booking;

/// <summary>A booking as asked for, every value already valid.</summary>
/// <param name="ServiceSlug">What.</param>
/// <param name="Start">When.</param>
/// <param name="Practitioner">With whom; null for whoever is free.</param>
/// <param name="Name">The visitor's name.</param>
/// <param name="Email">Where the confirmation goes.</param>
/// <param name="Phone">How the clinic can ring.</param>
/// <param name="Preference">How the visitor wants to be reached.</param>
/// <param name="Hopes">What they hope for; sensitive.</param>
/// <param name="Note">Anything else; sensitive.</param>
/// <param name="Consents">The kinds of consent given.</param>
/// <param name="FormKey">The form's idempotency key.</param>
/// <param name="BodyHash">SHA-256 of what was sent, to tell a repeat from a change.</param>
/// <param name="VisitorHash">Whose hold this is, where the visitor has one.</param>
/// <param name="AddressHash">Which network address it came from, hashed, for counting.</param>
public sealed record BookingRequest(
    string ServiceSlug,
    Instant Start,
    string? Practitioner,
    PersonName Name,
    EmailAddress Email,
    PhoneNumber Phone,
    ContactPreference Preference,
    string? Hopes,
    string? Note,
    IReadOnlyList<string> Consents,
    string FormKey,
    string BodyHash,
    string? VisitorHash,
    string AddressHash)
{
    /// <summary>What its address is counted under.</summary>
    public string AddressKey => AddressKeyOf(AddressHash);

    /// <summary>A code that was mailed to <see cref="Email"/>, as the visitor says.</summary>
    public string? Code { get; init; }

    /// <summary>Everything that the limits on bookings are about: the address, the mailbox, the telephone.</summary>
    public IEnumerable<string> Counted => [AddressKey, "contact:" + Secret.Hash(Email.Normalised), "contact:" + Secret.Hash(Phone.E164)];

    /// <summary>What the bookings of an address are counted under.</summary>
    public static string AddressKeyOf(string addressHash) => "booking:" + addressHash;

    /// <summary>The suitability check the visitor brought along, if any.</summary>
    public CarriedCheck? Check { get; init; }
}

/// <summary>What became of a booking.</summary>
public abstract record BookingOutcome
{
    /// <summary>It stands; <paramref name="Location"/> is the client's own page.</summary>
    public sealed record Booked(string Location) : BookingOutcome;

    /// <summary>The time is gone or was never bookable; the nearest others.</summary>
    public sealed record SlotTaken(Refusal Why, IReadOnlyList<Slot> Alternatives) : BookingOutcome;

    /// <summary>The visitor's own suitability check speaks against that date; the nearest ones it allows.</summary>
    public sealed record AgainstCheck(CheckVerdict Said, IReadOnlyList<Slot> Alternatives) : BookingOutcome;

    /// <summary>This form was already sent with other contents; the first stands.</summary>
    public sealed record AlreadySent(string Location) : BookingOutcome;

    /// <summary>Too many bookings from one place or for one person.</summary>
    public sealed record TooMany(BookingLimit Limit) : BookingOutcome;

    /// <summary>There is no such service.</summary>
    public sealed record NoSuchService : BookingOutcome;
}

/// <summary>Which limit was met.</summary>
public enum BookingLimit
{
    /// <summary>Bookings from one network address in an hour.</summary>
    Address,

    /// <summary>Open bookings for one person.</summary>
    Contact,
}

/// <summary>How many bookings one address and one person may make. Configuration section <c>Limits</c>.</summary>
public sealed class BookingLimits
{
    /// <summary>Bookings from one network address in any hour.</summary>
    public int BookingsPerAddressPerHour { get; set; } = 5;

    /// <summary>Holds from one network address in any hour.</summary>
    public int HoldsPerAddressPerHour { get; set; } = 60;

    /// <summary>Open future bookings for one e-mail address or telephone number that no member of staff has linked to a client.</summary>
    public int OpenBookingsPerContact { get; set; } = 2;

    /// <summary>Seconds a person needs at least to fill in the form.</summary>
    public int MinimumFillSeconds { get; set; } = 3;

    /// <summary>Minutes a time is held while the form is filled in.</summary>
    public int HoldMinutes { get; set; } = 10;

    /// <summary>Minutes of daytime somebody on the waiting list has to answer an offer.</summary>
    public int WaitingOfferMinutes { get; set; } = 120;

    /// <summary>The hour of the clinic's clock from which people on the waiting list are written to.</summary>
    public int WaitingFirstHour { get; set; } = 8;

    /// <summary>The hour from which they are left in peace.</summary>
    public int WaitingLastHour { get; set; } = 20;

    /// <summary>Hours that lie at least between the last moment to answer and the visit; the service's own lead time, where that is longer.</summary>
    public int WaitingNoticeHours { get; set; } = 4;
}

/// <summary>The consents asked for when booking. The version changes with the wording.</summary>
public static class ConsentKinds
{
    public const string TextVersion = "2026-11";

    /// <summary>Terms and privacy notice read.</summary>
    public const string Terms = "terms";

    /// <summary>Explicit consent to keep what was written about hair, skin or health.</summary>
    public const string HealthWords = "health-words";

    /// <summary>Offers by mail; never a condition.</summary>
    public const string Offers = "offers";

    /// <summary>Explicit consent that photos are kept in the record, asked before the first is taken.</summary>
    public const string RecordPhotos = "record-photos";
}
