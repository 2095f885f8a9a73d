using System.Globalization;
using System.Text;
using MimeKit;
using PhoneNumbers;

namespace SmpClinic.Web.Model;

/// <summary>A person's name as they write it: NFC, single spaces, nothing that could reorder or break a line.</summary>
public sealed record PersonName
{
    /// <summary>The longest name kept, in UTF-16 units.</summary>
    public const int MaxLength = 100;

    private PersonName(string text) => Text = text;

    public string Text { get; }

    /// <summary>Reads a name; null when it is empty, too long, without a letter, or carries control or direction characters.</summary>
    public static PersonName? TryRead(string? typed) =>
        PlainText.OneLine(typed) is { Length: > 0 and <= MaxLength } text && text.EnumerateRunes().Any(Rune.IsLetter) ? new(text) : null;
}

/// <summary>An e-mail address one message can be sent to: no display name, no quotes, no list.</summary>
public sealed record EmailAddress
{
    /// <summary>The longest address SMTP carries (RFC 5321 with erratum 1690).</summary>
    public const int MaxLength = 254;

    private EmailAddress(string text) => Text = text;

    public string Text { get; }

    /// <summary>For counting and searching, never for sending.</summary>
    public string Normalised => Text.ToLowerInvariant();

    /// <summary>Reads an address; null when it is not exactly one plain mailbox.</summary>
    public static EmailAddress? TryRead(string? typed)
    {
        var text = typed?.Trim();
        if (text is not { Length: > 2 and <= MaxLength } || text.Any(c => c is < '!' or '"' or '(' or ')' or ',' or ':' or ';' or '<' or '>' or '[' or ']' or '\\' or '\u007f'))
        {
            return null;
        }

        var at = text.LastIndexOf('@');
        if (at is < 1 or > 64 || !text[..at].All(char.IsAscii) || text.IndexOf('@', StringComparison.Ordinal) != at || !HostName(text[(at + 1)..], out var host))
        {
            return null;
        }

        var address = text[..at] + "@" + host;
        return MailboxAddress.TryParse(address, out var mailbox) && mailbox.Address == address && string.IsNullOrEmpty(mailbox.Name) ? new(address) : null;
    }

    private static bool HostName(string typed, out string ascii)
    {
        ascii = string.Empty;
        try
        {
            ascii = new IdnMapping { UseStd3AsciiRules = true }.GetAscii(typed).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return false;
        }

        return ascii.Contains('.', StringComparison.Ordinal) && ascii[^1] != '.';
    }
}

/// <summary>A telephone number in E.164.</summary>
public sealed record PhoneNumber
{
    private PhoneNumber(string e164) => E164 = e164;

    /// <summary>For example <c>+441174960123</c>.</summary>
    public string E164 { get; }

    /// <summary>Reads a number; one without a country code is taken to be in <paramref name="region"/> (ISO 3166-1 alpha-2).</summary>
    public static PhoneNumber? TryRead(string? typed, string region)
    {
        if (typed is not { Length: > 3 and <= 40 })
        {
            return null;
        }

        var numbers = PhoneNumberUtil.GetInstance();
        try
        {
            var number = numbers.Parse(typed, region);

            // Possible rather than valid: the library's lists of ranges lag behind the world's, and a real number refused is a client lost.
            return numbers.IsPossibleNumber(number) && !number.HasExtension ? new(numbers.Format(number, PhoneNumberFormat.E164)) : null;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }
}

/// <summary>Cleans what people type without changing what they mean.</summary>
public static class PlainText
{
    /// <summary>NFC, trimmed, runs of white space to one space; null when it holds control or direction-changing characters.</summary>
    public static string? OneLine(string? typed) =>
        Clean(typed) is { } text && !text.Contains('\n', StringComparison.Ordinal)
            ? string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            : null;

    /// <summary>NFC, trimmed, line ends as \n; null when it holds control or direction-changing characters or broken surrogates.</summary>
    public static string? Clean(string? typed)
    {
        if (typed is null)
        {
            return null;
        }

        var text = typed.ReplaceLineEndings("\n").Trim();
        return text.EnumerateRunes().Any(r => r == Rune.ReplacementChar || IsForbidden(r)) ? null : text.Normalize(NormalizationForm.FormC);
    }

    private static bool IsForbidden(Rune rune) => rune.Value switch
    {
        '\n' or '\t' => false,
        0x061C or 0x200E or 0x200F => true,
        >= 0x202A and <= 0x202E => true,
        >= 0x2066 and <= 0x2069 => true,

        // Noncharacters: no text has them, and normalising fails on U+FFFE.
        >= 0xFDD0 and <= 0xFDEF => true,
        var point when (point & 0xFFFE) == 0xFFFE => true,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator,
    };
}
