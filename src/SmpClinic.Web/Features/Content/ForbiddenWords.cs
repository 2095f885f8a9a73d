using System.Text.RegularExpressions;

namespace SmpClinic.Web.Features.Content;

/// <summary>Words that advertising rules or fairness keep off every page and every mail of the clinic.</summary>
public static partial class ForbiddenWords
{
    /// <summary>Those that a text has.</summary>
    public static IEnumerable<string> In(string text) => Forbidden().Matches(text).Select(match => match.Value);

    [GeneratedRegex(
        @"\b(painless|pain-free|no downtime|risk-free|guaranteed|permanent solution|proven|best|number one|cures?|regrow|scar-free|undetectable|safe|hypoallergenic|vegan|organic|FDA approved)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Forbidden();
}
