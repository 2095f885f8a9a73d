using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using NodaTime;
using NodaTime.Text;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Booking;

/// <summary>What the details form sends, as typed. Only <see cref="TryRead"/> turns it into something to act on.</summary>
public sealed class BookingForm
{
    /// <summary>The longest free text, in UTF-16 units.</summary>
    public const int LongestText = 1000;

    /// <summary>What <see cref="CodeStep"/> says where a code can be asked for.</summary>
    public const string OfferCode = "offer";

    /// <summary>What <see cref="CodeStep"/> says where a code is to be typed.</summary>
    public const string EnterCode = "enter";

    private const string NoStart = "Choose a time again; the one in this form could not be read.";
    private const string NoMailbox = "Enter one e-mail address, such as name@example.com.";

    public string? Key { get; set; }

    public string? Rendered { get; set; }

    public string? Start { get; set; }

    public string? Practitioner { get; set; }

    public string? Name { get; set; }

    public string? Email { get; set; }

    public string? Phone { get; set; }

    public string? Preference { get; set; }

    public string? Hopes { get; set; }

    public string? Note { get; set; }

    public string? Adult { get; set; }

    public string? Terms { get; set; }

    public string? HealthWords { get; set; }

    public string? Offers { get; set; }

    public string? Zone { get; set; }

    /// <summary>The code from our mail, where the network has used up its bookings.</summary>
    public string? Code { get; set; }

    /// <summary>How far the form had come with that.</summary>
    public string? CodeStep { get; set; }

    /// <summary>A suitability check brought along, sealed.</summary>
    public string? Check { get; set; }

    /// <summary>Invisible to people; whoever fills it in is not one.</summary>
    public string? Website { get; set; }

    /// <summary>The answer given to "are you 18 or over?" was no.</summary>
    public bool SaysUnder18 => string.Equals(Adult, "no", StringComparison.Ordinal);

    /// <summary>The start as an instant, where it can be read.</summary>
    public Instant? StartInstant => StartText.TryRead(Start);

    /// <summary>A form for a start.</summary>
    public static BookingForm New(string key, string start, string? practitioner, string? zone, string rendered) => new()
    {
        Key = key,
        Rendered = rendered,
        Start = start,
        Practitioner = practitioner,
        Zone = zone,
    };

    /// <summary>Reads the form into a valid request, or says at each field what is wrong.</summary>
    public bool TryRead(string serviceSlug, string phoneRegion, string? visitorHash, string addressHash, out BookingRequest? request, out FormErrors errors)
    {
        errors = new();
        var start = StartInstant;
        var name = PersonName.TryRead(Name);
        var email = EmailAddress.TryRead(Email);
        var phone = PhoneNumber.TryRead(Phone, phoneRegion);
        var preference = Enum.GetValues<ContactPreference>().Select(one => (ContactPreference?)one).FirstOrDefault(one => one.ToString() == Preference);
        var hopes = PlainText.Clean(Hopes);
        var note = PlainText.Clean(Note);
        errors.Require(start is not null, nameof(Start), NoStart);
        errors.Require(!string.IsNullOrWhiteSpace(Name), nameof(Name), "Enter your name.");
        errors.Require(name is not null, nameof(Name), $"Enter your name in at most {PersonName.MaxLength} characters, with at least one letter and without control characters.");
        errors.Require(!string.IsNullOrWhiteSpace(Email), nameof(Email), "Enter your e-mail address.");
        errors.Require(email is not null, nameof(Email), NoMailbox);
        errors.Require(!string.IsNullOrWhiteSpace(Phone), nameof(Phone), "Enter your telephone number.");
        errors.Require(phone is not null, nameof(Phone), "Enter a telephone number, such as 07700 900123, or with + and the country code.");
        errors.Require(preference is not null, nameof(Preference), "Choose how you would like us to contact you.");
        CheckText(errors, Hopes, hopes, nameof(Hopes), "What you hope for");
        CheckText(errors, Note, note, nameof(Note), "The note");
        errors.Require(Adult is "yes" or "no", nameof(Adult), "Tell us whether you are 18 or over.");
        errors.Require(IsTicked(Terms), nameof(Terms), "Tick the box to say that you have read the terms and the privacy notice.");
        errors.Require(
            (string.IsNullOrEmpty(hopes) && string.IsNullOrEmpty(note)) || IsTicked(HealthWords),
            nameof(HealthWords),
            "Tick the box so that we may keep what you wrote, or leave both text boxes empty.");
        errors.Require(Key is { Length: 32 } && Key.All(char.IsAsciiHexDigitLower), nameof(Key), "This form was altered on the way. Open it again from the list of times.");
        request = errors.Any
            ? null
            : new(serviceSlug, start!.Value, Blank(Practitioner), name!, email!, phone!, preference!.Value, Blank(hopes), Blank(note), Consents(), Key!, BodyHash(serviceSlug), visitorHash, addressHash) { Code = MailCode.TryRead(Code) };
        return request is not null;
    }

    /// <summary>Reads what is needed to mail a code, or says what is wrong with it.</summary>
    public void ReadForCode(out EmailAddress? mailbox, out Instant? start, FormErrors errors)
    {
        (mailbox, start) = (EmailAddress.TryRead(Email), StartInstant);
        errors.Require(start is not null, nameof(Start), NoStart);
        errors.Require(mailbox is not null, nameof(Email), NoMailbox);
    }

    private static void CheckText(FormErrors errors, string? typed, string? clean, string field, string called)
    {
        errors.Require(typed is null || clean is not null, field, $"{called} holds characters that cannot be kept, such as control characters. Remove them.");
        errors.Require(clean is null || clean.Length <= LongestText, field, $"{called} is {clean?.Length} characters long; shorten it to {LongestText}.");
    }

    private static bool IsTicked(string? value) => string.Equals(value, "yes", StringComparison.Ordinal);

    private static string? Blank(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;

    private List<string> Consents()
    {
        List<string> given = [ConsentKinds.Terms];
        if (IsTicked(HealthWords))
        {
            given.Add(ConsentKinds.HealthWords);
        }

        if (IsTicked(Offers))
        {
            given.Add(ConsentKinds.Offers);
        }

        return given;
    }

    private string BodyHash(string serviceSlug)
    {
        var body = string.Join('\u001f', serviceSlug, Start, Practitioner, Name, Email, Phone, Preference, Hopes, Note, Adult, Terms, HealthWords, Offers);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
    }
}

/// <summary>What is wrong with a form, by field, in the order of the fields.</summary>
public sealed class FormErrors
{
    private readonly List<(string Field, string Message)> _all = [];

    /// <summary>Whether anything is wrong.</summary>
    public bool Any => _all.Count > 0;

    /// <summary>All of them, for the summary at the top.</summary>
    public IReadOnlyList<(string Field, string Message)> All => _all;

    /// <summary>The message at one field, if any.</summary>
    public string? this[string field] => _all.Where(e => e.Field == field).Select(e => e.Message).FirstOrDefault();

    /// <summary>Notes a message unless the condition holds or the field already has one.</summary>
    public void Require(bool holds, string field, string message)
    {
        if (!holds && this[field] is null)
        {
            _all.Add((field, message));
        }
    }
}

/// <summary>Start times as they stand in addresses and forms.</summary>
public static class StartText
{
    // No clinic books outside this, and arithmetic at the ends of time overflows.
    private static readonly Instant Earliest = Instant.FromUtc(2000, 1, 1, 0, 0);
    private static readonly Instant Latest = Instant.FromUtc(2200, 1, 1, 0, 0);

    /// <summary>ISO 8601 in UTC, which needs no escaping in an address.</summary>
    public static string Write(Instant start) => InstantPattern.General.Format(start);

    /// <summary>Reads ISO 8601 in UTC or with an offset, also one whose plus sign became a space; null otherwise.</summary>
    public static Instant? TryRead(string? text)
    {
        if (text is not { Length: <= 40 })
        {
            return null;
        }

        var utc = InstantPattern.General.Parse(text);
        var offset = OffsetDateTimePattern.ExtendedIso.Parse(text.Replace(' ', '+'));
        Instant? start = utc.Success ? utc.Value : offset.Success && offset.Value.Year is >= 2000 and <= 2200 ? offset.Value.ToInstant() : null;
        return start > Earliest && start < Latest ? start : null;
    }
}

/// <summary>
/// Tells how long somebody had the form open: the time it was rendered travels in it, protected against alteration.
/// </summary>
public sealed class FillClock(IDataProtectionProvider provider, IClock clock)
{
    private static readonly Duration Longest = Duration.FromHours(12);
    private readonly DatedSeal _seal = new(provider, "SmpClinic.FillClock.v1", longest: 500, clock);
    private volatile Kept? _latest;

    /// <summary>A mark of now, to the second: all who open a form in the same second get the same.</summary>
    public string Mark()
    {
        var now = clock.GetCurrentInstant().ToUnixTimeSeconds();
        if (_latest is not { } latest || latest.Second != now)
        {
            _latest = latest = new(now, _seal.Seal());
        }

        return latest.Mark;
    }

    /// <summary>How long ago a mark was made; null when it is not one of ours or more than half a day old.</summary>
    public Duration? Since(string? mark) => _seal.Open(mark) is var (age, _) && age >= Duration.Zero && age <= Longest ? age : null;

    private sealed record Kept(long Second, string Mark);
}
