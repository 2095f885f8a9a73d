using Microsoft.AspNetCore.Html;
using SmpClinic.Web.Features.Art;

namespace SmpClinic.Web.Features.Gallery;

/// <summary>Draws a work before and after, out of the clinic's own dots and strokes; always the same for the same kind.</summary>
public static class WorkDrawing
{
    /// <summary>Each half is so wide and so high, in its own units.</summary>
    public const int Side = 300;

    private const double Gap = 12;

    /// <summary>The two gaps of the brow before, as shares of its length.</summary>
    private static readonly (double From, double To)[] BrowGaps = [(0.28, 0.4), (0.6, 0.72)];

    /// <summary>One half, as a path.</summary>
    public static IHtmlContent Half(WorkKind kind, bool after) => new HtmlString(kind == WorkKind.Brows
        ? $"<path class=\"strokes\" d=\"{Ink.Strokes(Strokes(after))}\"/>"
        : $"<path d=\"{Ink.Places(Dots(kind, after))}\"/>");

    private static IEnumerable<Spot> Dots(WorkKind kind, bool after)
    {
        var chance = new Chance(71);
        return BlueNoise.Fill(Side, Side, _ => Gap, Gap, Gap, seed: 70).Where(spot => Has(kind, after, spot.X / Side, spot.Y / Side, chance.Next()));
    }

    /// <param name="kind">What the work shows.</param>
    /// <param name="after">After it, or before.</param>
    /// <param name="x">From the left, 0 to 1.</param>
    /// <param name="y">From the top, 0 to 1.</param>
    /// <param name="dice">From 0 to 1, for edges that are no lines.</param>
    private static bool Has(WorkKind kind, bool after, double x, double y, double dice)
    {
        var side = Math.Abs(x - 0.5);
        var fromScar = Math.Abs(y - 0.52 - (0.06 * Math.Sin(x * 5.5)));
        return (kind, after) switch
        {
            (WorkKind.Hairline, false) => y > 0.3 + (1.28 * side * side) && !(side > 0.22 && y < 0.55),
            (WorkKind.Hairline, true) => y > 0.3 + (0.4 * side * side) + (0.06 * dice),
            (WorkKind.Density, false) => side > 0.07 + (0.06 * y) || dice < 0.14,
            (WorkKind.Density, true) => side > 0.03 || dice < 0.33,
            (WorkKind.Scar, false) => fromScar > 0.04,
            (WorkKind.Scar, true) => fromScar > 0.04 || dice < 0.66,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Brows are strokes."),
        };
    }

    private static IEnumerable<Stroke> Strokes(bool after)
    {
        const double Inner = 20;
        const double Length = 260;
        return Brow.Draw(new(Inner, 185), Length, 120, seed: 72)
            .Where(stroke => after || !BrowGaps.Any(gap => stroke.Root.X > Inner + (gap.From * Length) && stroke.Root.X < Inner + (gap.To * Length)));
    }
}
