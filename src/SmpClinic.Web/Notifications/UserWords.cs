using System.Globalization;
using System.Text;

namespace SmpClinic.Web.Notifications;

/// <summary>
/// Words that somebody typed, made fit to be quoted in a mail. Encoding keeps them from becoming markup; this keeps them from
/// becoming lines of their own, and keeps mail programs from turning an address inside them into a link that we would seem to send.
/// </summary>
public static class UserWords
{
    private const char ZeroWidthSpace = '\u200B';

    /// <summary>One line, without control characters or bidirectional overrides, that no mail program turns into a link.</summary>
    public static string OneLine(string words)
    {
        var result = new StringBuilder(words.Length);
        var space = false;
        foreach (var rune in words.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                space = result.Length > 0;
                continue;
            }

            if (IsBidiControl(rune))
            {
                continue;
            }

            if (space)
            {
                result.Append(' ');
                space = false;
            }

            result.Append(rune.ToString());
        }

        return Unlinked(result.ToString());
    }

    // Programs make links of "name:", of "name@host" and of "host.tld". An invisible break after the mark is enough, and changes
    // nothing to the eye. Initials (J.R.), times (10:30) and the ends of sentences make no link and stay as they were.
    private static string Unlinked(string line)
    {
        var result = new StringBuilder(line.Length);
        for (var i = 0; i < line.Length; i++)
        {
            result.Append(line[i]);
            if (i > 0 && IsLinkMark(line, i))
            {
                result.Append(ZeroWidthSpace);
            }
        }

        return result.ToString();
    }

    private static bool IsLinkMark(string line, int i) => line[i] switch
    {
        '@' => At(line, i + 1) != ' ',
        ':' => char.IsLetter(line[i - 1]) && At(line, i + 1) != ' ',
        '.' or '\u3002' or '\uFF0E' or '\uFF61' => char.IsLetterOrDigit(line[i - 1]) && IsLetter(line, i + 1) && IsLetter(line, i + 2),
        _ => false,
    };

    private static char At(string line, int i) => i < line.Length ? line[i] : ' ';

    // Half of a pair counts as a letter: top-level domains exist in scripts beyond the first plane's reach.
    private static bool IsLetter(string line, int i) => char.IsLetter(At(line, i)) || char.IsSurrogate(At(line, i)) || At(line, i) == '-';

    private static bool IsBidiControl(Rune rune) =>
        Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format
        && rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}
