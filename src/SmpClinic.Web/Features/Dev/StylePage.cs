using System.Globalization;
using System.Text.RegularExpressions;

namespace SmpClinic.Web.Features.Dev;

/// <summary>One pair of colours that are used together, and how far apart they are in either scheme.</summary>
/// <param name="Ink">The name of the colour of text or of an edge.</param>
/// <param name="Ground">The name of the colour behind it.</param>
/// <param name="Least">What WCAG 2.2 AA asks for: 4.5 for text, 3 for the edge of a control.</param>
/// <param name="Light">The contrast in the light scheme.</param>
/// <param name="Dark">The contrast in the dark scheme.</param>
public sealed record ColourPair(string Ink, string Ground, double Least, double Light, double Dark);

/// <summary>What the page of styles shows, read from the stylesheet itself so that it cannot disagree with it.</summary>
public sealed partial record StylePage(IReadOnlyDictionary<string, string> Light, IReadOnlyDictionary<string, string> Dark, IReadOnlyList<ColourPair> Pairs)
{
    private const double Text = 4.5;
    private const double Control = 3;

    private static readonly string[] Grounds = ["paper", "sheet", "tint"];
    private static readonly string[] Kinds = ["info", "success", "warning", "danger"];

    /// <param name="css">The whole stylesheet.</param>
    /// <exception cref="FormatException">A colour that is used is not there.</exception>
    public static StylePage Read(string css)
    {
        var schemes = Root().Matches(css).Select(root => root.Value).Where(root => root.Contains("--paper: #", StringComparison.Ordinal)).Take(2).Select(Colours).ToList();
        var (light, dark) = schemes is [var first, var second] ? (first, second) : throw new FormatException("The stylesheet has no light and dark colours.");

        IEnumerable<(string Ink, string Ground, double Least)> wanted =
        [
            .. Grounds.SelectMany(ground => new[] { ("ink", ground, Text), ("muted", ground, Text), ("accent", ground, Text), ("accent-deep", ground, Text), ("brow", ground, Text), ("danger", ground, Text), ("edge", ground, Control), ("ring", ground, Control) }),
            ("on-accent", "accent", Text), ("on-accent", "accent-deep", Text), ("paper", "danger", Text), ("paper", "ink", Text),
            .. Kinds.SelectMany(kind => new[] { (kind, kind + "-tint", Text), ("ink", kind + "-tint", Text), ("accent", kind + "-tint", Text), ("ring", kind + "-tint", Control) }),
        ];
        return new(light, dark, [.. wanted.Select(pair => new ColourPair(pair.Ink, pair.Ground, pair.Least, Contrast(Of(light, pair.Ink), Of(light, pair.Ground)), Contrast(Of(dark, pair.Ink), Of(dark, pair.Ground))))]);
    }

    private static Dictionary<string, string> Colours(string root) =>
        Colour().Matches(root).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["hex"].Value, StringComparer.Ordinal);

    private static string Of(Dictionary<string, string> scheme, string name) =>
        scheme.TryGetValue(name, out var hex) ? hex : throw new FormatException($"The stylesheet has no colour '{name}'.");

    /// <summary>As WCAG defines it: from 1, which nobody can read, to 21.</summary>
    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string hex)
    {
        double Part(int at)
        {
            var part = int.Parse(hex.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Part(1)) + (0.7152 * Part(3)) + (0.0722 * Part(5));
    }

    [GeneratedRegex(@":root\s*\{[^}]*\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Root();

    [GeneratedRegex(@"--(?<name>[a-z-]+):\s*(?<hex>#[0-9a-f]{6});", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Colour();
}
