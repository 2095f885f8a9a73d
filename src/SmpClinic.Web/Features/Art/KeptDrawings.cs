using System.Text;

namespace SmpClinic.Web.Features.Art;

/// <summary>
/// What is drawn once and kept in files: the small patterns that stand in the stylesheet itself, as masks, where they take any colour and
/// cost no request; and the favicon. A test keeps the files equal to these, and rewrites them when asked.
/// </summary>
public static class KeptDrawings
{
    /// <summary>The custom properties, one a line.</summary>
    public static string Properties
    {
        get
        {
            var text = new StringBuilder();
            foreach (var (name, svg) in new[] { ("rule", Rule()), ("edge", Edge()), ("sign", Sign()), ("dots", DotsMark()), ("strokes", StrokesMark()) })
            {
                text.Append("  --drawn-").Append(name).Append(": url(\"data:image/svg+xml,").Append(Escape(svg)).Append("\");\n");
            }

            return text.ToString();
        }
    }

    /// <summary>The sign on its own ground, for tabs and home screens.</summary>
    public static string Favicon
    {
        get
        {
            var sign = Drawings.Get(DrawingName.Sign);
            return FormattableString.Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-8 -8 144 144\" color=\"#fff\"><rect x=\"-8\" y=\"-8\" width=\"144\" height=\"144\" rx=\"30\" fill=\"#0f5a58\"/>{sign.Inner.Replace("class=\"strokes\"", "fill=\"#f3c9ae\"", StringComparison.Ordinal)}</svg>\n");
        }
    }

    /// <summary>A rule under a heading: a narrow row of dots that fits its own end.</summary>
    private static string Rule()
    {
        const int Width = 320;
        const int Height = 14;
        var dots = BlueNoise.Fill(Width, Height, spot => spot.Y is < 2 or > 12 ? null : 4.4 + (Math.Abs(spot.Y - 7) * 0.9), 4.4, 9, seed: 41, seamless: true).Select(spot => new Dot(spot, spot.Y is > 4 and < 10 ? 3 : 2));
        return File(Width, Height, $"<g fill='none' stroke='#000' stroke-linecap='round'>{Ink.Dots(dots, 2, 3).Replace('"', '\'')}</g>");
    }

    /// <summary>Where the page ends and its foot begins: a hairline, sparse above and dense below.</summary>
    private static string Edge()
    {
        const int Width = 360;
        const int Height = 56;
        double Bare(Spot spot) => (1 - (spot.Y / Height)) * Math.Sqrt(1 - (spot.Y / Height));
        var dots = BlueNoise.Fill(Width, Height, spot => 5.2 + (13 * Bare(spot)), 5.2, 19, seed: 44, seamless: true)
            .Select(spot => new Dot(spot, 2.4 + (5 * spot.Y * spot.Y / (Height * Height))));
        return File(Width, Height, $"<g fill='none' stroke='#000' stroke-linecap='round'>{Ink.Dots(dots, 3, 4, 5, 7).Replace('"', '\'')}</g>");
    }

    private static string Sign()
    {
        var sign = Drawings.Get(DrawingName.Sign);
        return File(sign.Width, sign.Height, sign.Inner.Replace("currentColor", "#000", StringComparison.Ordinal).Replace(" class=\"strokes\"", "", StringComparison.Ordinal).Replace('"', '\''));
    }

    private static string DotsMark()
    {
        var dots = BlueNoise.Fill(64, 64, spot => spot.DistanceTo(new(32, 32)) > 28 ? null : 12.5, 12.5, 12.5, seed: 52).Select(spot => new Dot(spot, 7));
        return File(64, 64, $"<g fill='none' stroke='#000' stroke-linecap='round'>{Ink.Dots(dots, 7).Replace('"', '\'')}</g>");
    }

    private static string StrokesMark()
    {
        var strokes = Enumerable.Range(0, 6).Select(i => new Stroke(new(6 + (i * 8), 56 - (i * 1.5)), new(6 + (i * 9), 26), new(18 + (i * 8.5), 8 + (i * 3)), 4));
        return File(64, 64, $"<path d='{Ink.Strokes(strokes)}'/>");
    }

    private static string File(int width, int height, string inner) =>
        FormattableString.Invariant($"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' width='{width}' height='{height}'>{inner}</svg>");

    private static string Escape(string svg) =>
        svg.Replace("<", "%3C", StringComparison.Ordinal).Replace(">", "%3E", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal);
}
