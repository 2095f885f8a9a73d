using System.Globalization;
using System.Text;
using PhoneNumbers;

namespace SmpClinic.Web.Model;

/// <summary>
/// How clients are found: words without case, accents and the signs people leave out, on both sides alike. A change here leaves stored
/// texts and terms as they were; empty both by a migration then, and they are filled anew.
/// </summary>
public static class SearchWords
{
    /// <summary>The longest term, in UTF-16 units. What is longer is looked up by its beginning and then compared.</summary>
    public const int LongestTerm = 16;

    /// <summary>The longest text, in UTF-16 units.</summary>
    public const int LongestText = 600;

    /// <summary>The longest name key, in UTF-16 units.</summary>
    public const int LongestNameKey = 200;

    /// <summary>The most words looked for at once; more say nothing new.</summary>
    public const int MostWords = 6;

    /// <summary>Fewer letters than this are looked for at the beginning of words only: they stand somewhere in almost everybody.</summary>
    private const int FewestAnywhere = 3;

    /// <summary>No more digits than this are taken for a part of a number, whatever they begin with.</summary>
    private const int LongestPart = 8;

    /// <summary>Letters that are no accented ones to Unicode, but are typed as such.</summary>
    private static readonly Dictionary<char, string> Spelt = new()
    {
        ['ß'] = "ss",
        ['ø'] = "o",
        ['æ'] = "ae",
        ['œ'] = "oe",
        ['ł'] = "l",
        ['đ'] = "d",
        ['ð'] = "d",
        ['þ'] = "th",
        ['ı'] = "i",
        ['ħ'] = "h",
        ['ŋ'] = "n",
        ['ſ'] = "s",
    };

    /// <summary>What a client can be found by: each word with a space before it.</summary>
    public static string TextOf(string name, string email, string phone)
    {
        var text = new StringBuilder();
        foreach (var word in Cut(Words(name), LongestNameKey).Append(Fold(email).Replace(" ", string.Empty, StringComparison.Ordinal)).Concat(Numbers(phone)))
        {
            text.Append(' ').Append(word);
        }

        return Shortened(text.ToString(), LongestText);
    }

    /// <summary>The terms of a text: what stands at the beginning of each word with the space before it, and what stands at each letter after which two more follow.</summary>
    public static HashSet<string> TermsOf(string? text)
    {
        var terms = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in (text ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            terms.Add(Shortened(" " + word, LongestTerm));
            for (var i = 0; i <= word.Length - FewestAnywhere; i++)
            {
                if (!char.IsLowSurrogate(word[i]))
                {
                    terms.Add(Shortened(word[i..], LongestTerm));
                }
            }
        }

        return terms;
    }

    /// <summary>
    /// What to look for in texts, all of which must be there: one for each word typed. Digits that follow each other are one
    /// number, however they are grouped, and without the zeros that stand for a country or a trunk.
    /// </summary>
    /// <param name="typed">The words.</param>
    /// <param name="region">Where a number without a country code is.</param>
    public static IReadOnlyList<string> Needles(string typed, string region)
    {
        var needles = new List<string>();
        var digits = new StringBuilder();
        foreach (var piece in typed.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (piece.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or '(' or ')' or '.' or '/') && piece.Any(char.IsAsciiDigit))
            {
                digits.Append(piece);
                continue;
            }

            AddNumber();
            needles.AddRange(piece.Contains('@', StringComparison.Ordinal) ? [Fold(piece)] : Typed(piece));
        }

        AddNumber();
        return [.. needles.Where(n => n.Length > 0).Select(n => n.Length < FewestAnywhere ? " " + n : n).Distinct(StringComparer.Ordinal).Take(MostWords)];

        void AddNumber()
        {
            if (digits.Length > 0)
            {
                // "+44 (0)7700" is dialled without the zero.
                var number = digits.Replace("(0)", string.Empty).ToString();
                var all = string.Concat(number.Where(char.IsAsciiDigit));
                var whole = all.Length > LongestPart && (number[0] is '+' or '(' or '0') ? PhoneNumber.TryRead(number, region) : null;
                needles.Add(whole is null ? all.TrimStart('0') : whole.E164[1..]);
                digits.Clear();
            }
        }
    }

    /// <summary>The range of terms that begin like something to look for: from the first to before the second.</summary>
    public static (string From, string Before) RangeOf(string needle)
    {
        var from = Shortened(needle, LongestTerm);

        // The last code point there is: no text holds it, and it sorts after all that do.
        return (from, from + "\U0010FFFF");
    }

    /// <summary>A name's words in alphabetical order: "Smith, Anna" and "anna smith" have the same.</summary>
    public static string NameKey(string name) => Shortened(string.Join(' ', Words(name).Order(StringComparer.Ordinal)), LongestNameKey);

    /// <summary>The words of something typed without a space. Of "example.co" the end says nothing, and begins no word of an address.</summary>
    private static IEnumerable<string> Typed(string piece)
    {
        var words = Words(piece).ToList();
        return piece.Contains('.', StringComparison.Ordinal) && words.Exists(w => w.Length >= FewestAnywhere) ? words.Where(w => w.Length >= FewestAnywhere) : words;
    }

    /// <summary>Without case and accents.</summary>
    private static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormKD).ToLowerInvariant())
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark)
            {
                continue;
            }

            folded.Append(Spelt.TryGetValue(c, out var other) ? other : c.ToString());
        }

        return folded.ToString().Normalize(NormalizationForm.FormKC);
    }

    /// <summary>The words of a text: letters and digits, with apostrophes left out. Each sign of a script without spaces is a word.</summary>
    private static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        foreach (var rune in Fold(text).EnumerateRunes())
        {
            if (rune.Value is '\'' or '’' or '‘' or 'ʼ' or '`')
            {
                continue;
            }

            var alone = rune.Value is (>= 0x2E80 and <= 0x9FFF) or (>= 0xAC00 and <= 0xD7AF) or (>= 0xF900 and <= 0xFAFF) or >= 0x20000;
            if (word.Length > 0 && (alone || !Rune.IsLetterOrDigit(rune)))
            {
                yield return word.ToString();
                word.Clear();
            }

            if (alone)
            {
                yield return rune.ToString();
            }
            else if (Rune.IsLetterOrDigit(rune))
            {
                word.Append(rune);
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }

    /// <summary>A number with its country code, and as it is dialled in its country without the leading zero.</summary>
    private static IEnumerable<string> Numbers(string e164)
    {
        yield return e164.TrimStart('+');
        string? national = null;
        try
        {
            national = PhoneNumberUtil.GetInstance().Parse(e164, null).NationalNumber.ToString(CultureInfo.InvariantCulture);
        }
        catch (NumberParseException)
        {
            // Not a number of the world's plan; then there is one way to dial it.
        }

        if (national is not null)
        {
            yield return national;
        }
    }

    private static IEnumerable<string> Cut(IEnumerable<string> words, int longest)
    {
        var length = 0;
        return words.TakeWhile(word => (length += word.Length + 1) <= longest);
    }

    private static string Shortened(string text, int longest) =>
        text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];
}
