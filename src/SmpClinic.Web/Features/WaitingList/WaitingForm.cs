using System.Security.Cryptography;
using System.Text;
using NodaTime;
using NodaTime.Text;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.WaitingList;

/// <summary>What the form of the waiting list sends, as typed: by a visitor, or by staff for somebody on the phone.</summary>
public sealed class WaitingForm
{
    /// <summary>The furthest last date, in days from today.</summary>
    public const int LongestWait = 180;

    /// <summary>The version of the words agreed to; it changes with the wording.</summary>
    public const string ConsentTextVersion = "2026-11";

    private static readonly LocalTimePattern Clock = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    public string? Key { get; set; }

    public string? Rendered { get; set; }

    /// <summary>Days of the week, as their English names.</summary>
    public List<string>? Days { get; set; }

    public string? Earliest { get; set; }

    public string? Latest { get; set; }

    public string? FirstDate { get; set; }

    public string? LastDate { get; set; }

    public string? Practitioner { get; set; }

    public string? Name { get; set; }

    public string? Email { get; set; }

    public string? Phone { get; set; }

    public string? Adult { get; set; }

    public string? Consent { get; set; }

    /// <summary>What for; a visitor's address says it, staff choose.</summary>
    public string? Service { get; set; }

    /// <summary>Invisible to people; whoever fills it in is not one.</summary>
    public string? Website { get; set; }

    /// <summary>A form as it is opened: any day, all hours, from today on.</summary>
    public static WaitingForm New(LocalDate today, string key) => new()
    {
        Key = key,
        Days = [.. Wishes.Week.Select(day => day.ToString())],
        Earliest = "09:00",
        Latest = "18:00",
        FirstDate = LocalDatePattern.Iso.Format(today),
        LastDate = LocalDatePattern.Iso.Format(today.PlusDays(28)),
    };

    /// <summary>Reads it into an entry that is not saved yet, or says at each field what is wrong.</summary>
    /// <param name="service">What for.</param>
    /// <param name="only">The one practitioner the sender may choose; null where any will do.</param>
    /// <param name="today">The clinic's date.</param>
    /// <param name="phoneRegion">How numbers without a country code are read.</param>
    /// <param name="errors">What is wrong.</param>
    public WaitingEntry? TryRead(Service service, int? only, LocalDate today, string phoneRegion, FormErrors errors)
    {
        var (name, email, phone) = (PersonName.TryRead(Name), EmailAddress.TryRead(Email), PhoneNumber.TryRead(Phone, phoneRegion));
        var with = service.Practitioners.FirstOrDefault(p => p.Slug == Practitioner && p.Active && (only is null || p.Id == only));
        var days = Wishes.Week.Where(day => Days?.Contains(day.ToString(), StringComparer.Ordinal) == true).Sum(WaitingEntry.BitOf);
        var (earliest, latest) = (ReadTime(Earliest, nameof(Earliest), errors), ReadTime(Latest, nameof(Latest), errors));
        var (first, last) = (ReadDate(FirstDate, nameof(FirstDate), errors), ReadDate(LastDate, nameof(LastDate), errors));
        errors.Require((Days ?? []).TrueForAll(d => Wishes.Week.Any(day => day.ToString() == d)) && days != 0, nameof(Days), "Tick at least one day of the week.");
        errors.Require(
            earliest is null || latest is null || Minutes(latest.Value) - Minutes(earliest.Value) >= service.LengthMinutes,
            nameof(Latest), $"The visit takes {service.LengthMinutes} minutes; give it that much time at least.");
        errors.Require(first is null || first >= today, nameof(FirstDate), "Enter today or a later date.");
        errors.Require(first is null || last is null || last >= first, nameof(LastDate), "Enter a last date that is not before the first.");
        errors.Require(last is null || last <= today.PlusDays(LongestWait), nameof(LastDate), $"Enter a date before {ClinicTime.Date(today.PlusDays(LongestWait + 1))}.");
        errors.Require(string.IsNullOrEmpty(Practitioner) ? only is null : with is not null, nameof(Practitioner), "Choose somebody from the list.");
        errors.Require(name is not null, nameof(Name), $"Enter a name of at most {PersonName.MaxLength} characters, with at least one letter.");
        errors.Require(email is not null, nameof(Email), "Enter one e-mail address, such as name@example.com.");
        errors.Require(phone is not null, nameof(Phone), "Enter a telephone number, such as 07700 900123, or with + and the country code.");
        errors.Require(Consent == "yes", nameof(Consent), "Tick the box, so that we may keep these details and write.");
        return errors.Any ? null : new()
        {
            Reference = EasyLetters.TwoGroups(),
            ServiceId = service.Id,
            PractitionerId = with?.Id,
            Days = days,
            EarliestTime = earliest!.Value,
            LatestTime = latest!.Value,
            FirstDate = first!.Value,
            LastDate = last!.Value,
            ContactName = name!.Text,
            ContactEmail = email!.Text,
            ContactEmailNormalised = email.Normalised,
            ContactPhone = phone!.E164,
            ConsentTextVersion = ConsentTextVersion,
        };
    }

    /// <summary>What only a visitor is asked.</summary>
    public void ReadVisitor(FormErrors errors)
    {
        errors.Require(Adult == "yes", nameof(Adult), Adult == "no" ? "We treat people from 18 years on, so we cannot put you on the list." : "Tell us whether you are 18 or over.");
        errors.Require(Key is { Length: 32 } && Key.All(char.IsAsciiHexDigitLower), nameof(Key), "This form was altered on the way. Open it again from the list of times.");
    }

    /// <summary>A digest of what was sent, to tell a repeat from a change.</summary>
    public string BodyHash(string service)
    {
        var body = string.Join('\u001f', [service, .. Days ?? [], Earliest, Latest, FirstDate, LastDate, Practitioner, Name, Email, Phone, Adult, Consent]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
    }

    private static int Minutes(LocalTime time) => (time.Hour * 60) + time.Minute;

    private static LocalTime? ReadTime(string? typed, string field, FormErrors errors)
    {
        var read = typed is { Length: <= 8 } ? Clock.Parse(typed.Trim()) : Clock.Parse(string.Empty);
        errors.Require(read.Success, field, "Enter a time such as 09:30.");
        return read.Success ? read.Value : null;
    }

    private static LocalDate? ReadDate(string? typed, string field, FormErrors errors)
    {
        var read = LocalDatePattern.Iso.Parse(typed?.Trim() ?? string.Empty);
        var usable = read.Success && read.Value.Year is >= 2000 and <= 2199;
        errors.Require(usable, field, "Enter a date such as 2026-12-01.");
        return usable ? read.Value : null;
    }
}

/// <summary>The part of the form that says when and with whom.</summary>
/// <param name="Practitioners">To choose from: slug and name.</param>
/// <param name="Form">As typed.</param>
/// <param name="Errors">What is wrong.</param>
/// <param name="MayBeAnybody">Whether it may be whoever is free.</param>
public sealed record WishesView(IEnumerable<(string Slug, string Name)> Practitioners, WaitingForm Form, FormErrors Errors, bool MayBeAnybody);
