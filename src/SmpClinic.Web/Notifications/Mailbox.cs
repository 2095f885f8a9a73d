using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using MimeKit;

namespace SmpClinic.Web.Notifications;

/// <summary>Mail addresses, read strictly: one address and nothing else, as it will stand in the envelope.</summary>
public static class Mailbox
{
    /// <summary>RFC 5321 §4.5.3.1: 256 octets of path, less its angle brackets.</summary>
    private const int MaxLength = 254;

    private static readonly SearchValues<char> EndsPath = SearchValues.Create("%?#&/^`{|}");

    private static readonly ParserOptions Strict = new()
    {
        AddressParserComplianceMode = RfcComplianceMode.Strict,
        AllowAddressesWithoutDomain = false,
        AllowUnquotedCommasInAddresses = false,
    };

    /// <summary>
    /// Reads a bare address such as <c>zoe@example.com</c>. Lists, display names, comments, control characters and quoted
    /// local parts are refused: nobody's address needs them and each has carried an attack.
    /// </summary>
    public static bool TryRead(string? text, [NotNullWhen(true)] out MailboxAddress? mailbox)
    {
        mailbox = null;
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength || text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '"' or '<' or '>' or '(' or ')' or ',' or ';' or ':' or '\\'))
        {
            return false;
        }

        if (!MailboxAddress.TryParse(Strict, text, out var read) || !string.Equals(read.Address, text, StringComparison.Ordinal))
        {
            return false;
        }

        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at is < 1 or > 64 || at != text.LastIndexOf('@') || !IsDomain(text.AsSpan(at + 1)))
        {
            return false;
        }

        mailbox = new MailboxAddress(string.Empty, text);
        return true;
    }

    /// <summary>Reads an address that must be good by now.</summary>
    /// <exception cref="FormatException">It is not; the words do not repeat it.</exception>
    public static MailboxAddress Read(string text) =>
        TryRead(text, out var mailbox) ? mailbox : throw new FormatException("That is not one plain mail address.");

    /// <summary>The address as a mailto URI (RFC 6068), with what would begin the URI's next part written as an escape.</summary>
    public static string MailtoUri(MailboxAddress mailbox)
    {
        var at = mailbox.Address.IndexOf('@', StringComparison.Ordinal);
        var uri = new StringBuilder("mailto:");
        foreach (var c in mailbox.Address.AsSpan(0, at))
        {
            if (EndsPath.Contains(c))
            {
                uri.Append('%').Append(((int)c).ToString("X2", CultureInfo.InvariantCulture));
            }
            else
            {
                uri.Append(c);
            }
        }

        return uri.Append(mailbox.Address.AsSpan(at)).ToString();
    }

    // Letters of any script, since international names are names too.
    private static bool IsDomain(ReadOnlySpan<char> domain)
    {
        foreach (var label in domain.Split('.'))
        {
            var word = domain[label];
            if (word.IsEmpty || word[0] == '-' || word[^1] == '-')
            {
                return false;
            }

            foreach (var c in word)
            {
                if (c != '-' && !char.IsAsciiLetterOrDigit(c) && (char.IsAscii(c) || !IsLetterOrMark(c)))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool IsLetterOrMark(char c) => char.IsLetterOrDigit(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
