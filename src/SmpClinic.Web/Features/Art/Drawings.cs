using System.Globalization;
using System.Text;

namespace SmpClinic.Web.Features.Art;

/// <summary>What the clinic draws of itself.</summary>
public enum DrawingName
{
    /// <summary>A cropped head and two brows, and nothing between them.</summary>
    Face,

    /// <summary>Dots that thin out downwards to a soft hairline.</summary>
    Hairline,

    /// <summary>One brow, large.</summary>
    Brow,

    /// <summary>A square sign: a hairline above a brow.</summary>
    Sign,

    DotsFresh,
    DotsHealed,
    DotsLater,
    StrokesFresh,
    StrokesHealed,
    StrokesLater,
}

/// <summary>An SVG picture without its outer element.</summary>
/// <param name="Width">In its own units.</param>
/// <param name="Height">In its own units.</param>
/// <param name="Inner">Markup that needs neither styles nor scripts. Ink takes the colour of the text around it; brow strokes have the class <c>strokes</c>.</param>
public sealed record Drawing(int Width, int Height, string Inner)
{
    public string ViewBox => string.Create(CultureInfo.InvariantCulture, $"0 0 {Width} {Height}");

    /// <summary>As a file of its own, with colours written out.</summary>
    public string ToFile(string ink, string strokes) =>
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{ViewBox}\" color=\"{ink}\">{Inner.Replace("class=\"strokes\"", $"fill=\"{strokes}\"", StringComparison.Ordinal)}</svg>";
}

/// <summary>
/// The clinic's two techniques are its brand: scalp micropigmentation is dots, microblading is strokes. Every picture on the site is
/// made of one or both, by this code, from a fixed seed, when it is first asked for.
/// </summary>
public static class Drawings
{
    private const int SkinWidth = 300;
    private const int SkinHeight = 220;

    private static readonly Dictionary<DrawingName, Lazy<Drawing>> Made = new()
    {
        [DrawingName.Face] = new(Face),
        [DrawingName.Hairline] = new(HairlineBand),
        [DrawingName.Brow] = new(BrowBand),
        [DrawingName.Sign] = new(Sign),
        [DrawingName.DotsFresh] = new(() => Dots("dots-fresh", new Layer(30, 0.42, Sore, 7), new Layer(19, 1, Pigment, 0.6))),
        [DrawingName.DotsHealed] = new(() => Dots("dots-healed", new Layer(16.5, 0.74, Pigment, 1.1))),
        [DrawingName.DotsLater] = new(() => Dots("dots-later", new Layer(19, 0.56, Pigment, 3.4))),
        [DrawingName.StrokesFresh] = new(() => Strokes("strokes-fresh", new Layer(17, 0.38, Sore, 6), new Layer(0, 1, Pigment, 0.5))),
        [DrawingName.StrokesHealed] = new(() => Strokes("strokes-healed", new Layer(0, 0.66, Pigment, 0.9))),
        [DrawingName.StrokesLater] = new(() => Strokes("strokes-later", new Layer(2.5, 0.5, Pigment, 3))),
    };

    private const string Pigment = "#2a1d16";
    private const string Sore = "#b4432f";
    private const string Skin = "#d3a585";

    public static Drawing Get(DrawingName name) => Made[name].Value;

    private static Drawing Face()
    {
        const int Left = 160;
        const int Top = 70;
        var dots = Art.Hairline.Draw(9.2, 19, 6.2, seed: 7).Select(dot => dot with { At = new(dot.At.X - Left, dot.At.Y - Top) });
        var right = Art.Brow.Draw(new(680 - Left, 590 - Top), 240, 120, seed: 4);
        var left = Art.Brow.Draw(new(520 - Left, 590 - Top), 240, 120, seed: 3, mirrored: true);
        return new(880, 660, Inked(Ink.Dots(dots, 5, 6, 7)) + $"<path class=\"strokes\" d=\"{Ink.Strokes(left.Concat(right))}\"/>");
    }

    private static Drawing HairlineBand()
    {
        const int Width = 900;
        const int Height = 300;
        double Depth(Spot spot) => Math.Clamp((Height - 30 - (136 * spot.X / Width * (1 - (spot.X / Width))) - spot.Y) / 230, 0, 1);
        double Bare(Spot spot) => (1 - Depth(spot)) * Math.Sqrt(1 - Depth(spot));
        var chance = new Chance(21);
        var dots = BlueNoise.Fill(Width, Height, spot => Depth(spot) <= 0 ? null : 12 + (24 * Bare(spot)), 12, 36, seed: 20)
            .Where(spot => chance.Next() < 0.45 + Depth(spot))
            .Select(spot => new Dot(spot, 6.5 + (2 * Depth(spot)) + chance.Tremble()));
        return new(Width, Height, Inked(Ink.Dots(dots, 6, 7, 8)));
    }

    private static Drawing BrowBand() =>
        new(900, 300, $"<path class=\"strokes\" d=\"{Ink.Strokes(Art.Brow.Draw(new(62, 208), 745, 150, seed: 5))}\"/>");

    /// <summary>Few marks, and bold ones: it has to hold at sixteen pixels.</summary>
    private static Drawing Sign()
    {
        var dots = new List<Dot>();
        for (var row = 0; row < 3; row++)
        {
            var many = 6 - row;
            for (var i = 0; i < many; i++)
            {
                var x = (i - ((many - 1) / 2.0)) * 17;
                dots.Add(new(new(64 + x, 22 + (row * 16) + (x * x * 0.0075)), 11 - row));
            }
        }

        var brow = Ink.Strokes([new(new(20, 104), new(62, 66), new(110, 101), 8), new(new(22, 106), new(60, 78), new(96, 92), 5)]);
        return new(128, 128, Inked(Ink.Dots(dots, 9, 10, 11)) + $"<path class=\"strokes\" d=\"{brow}\"/>");
    }

    /// <summary>A patch of scalp about ten millimetres wide: dots under a millimetre across, about a millimetre apart.</summary>
    private static Drawing Dots(string id, params ReadOnlySpan<Layer> layers)
    {
        var places = Ink.Places(BlueNoise.Fill(SkinWidth + 40, SkinHeight + 40, _ => 31, 31, 31, seed: 33).Select(spot => new Spot(spot.X - 20, spot.Y - 20)));
        return Patch(id, "fill=\"none\" stroke-linecap=\"round\"", places, layers);
    }

    /// <summary>A patch in the middle of a brow: two rows of strokes that lean the same way.</summary>
    private static Drawing Strokes(string id, params ReadOnlySpan<Layer> layers)
    {
        var chance = new Chance(61);
        var strokes = new List<Stroke>();
        for (var i = -2; i < 15; i++)
        {
            var root = new Spot((i * 25) + chance.Between(-4, 4), 196 - (i * 3) + chance.Between(-10, 10));
            strokes.Add(Leaning(root, 128, chance));
            if (i % 2 == 0)
            {
                strokes.Add(Leaning(new(root.X + 18 + chance.Between(-3, 3), root.Y - 62), 104, chance));
            }
        }

        return Patch(id, $"fill=\"{Pigment}\" stroke-linejoin=\"round\"", Ink.Strokes(strokes), layers);
    }

    /// <summary>The same marks in one layer after another, each with an edge as soft as skin has made it by then.</summary>
    private static Drawing Patch(string id, string common, string data, ReadOnlySpan<Layer> layers)
    {
        var inner = new StringBuilder();
        inner.Append(CultureInfo.InvariantCulture, $"<path fill=\"{Skin}\" d=\"M0 0h{SkinWidth}v{SkinHeight}H0z\"/><g {common}>");
        for (var i = 0; i < layers.Length; i++)
        {
            var layer = layers[i];
            inner.Append(CultureInfo.InvariantCulture, $"<filter id=\"{id}-{i}\"><feGaussianBlur stdDeviation=\"{layer.Blur}\"/></filter>");
            inner.Append(CultureInfo.InvariantCulture, $"<path stroke=\"{layer.Colour}\" stroke-width=\"{layer.Width}\" opacity=\"{layer.Opacity}\" filter=\"url(#{id}-{i})\" d=\"{data}\"/>");
        }

        return new(SkinWidth, SkinHeight, inner.Append("</g>").ToString());
    }

    private static Stroke Leaning(Spot root, double reach, Chance chance)
    {
        var angle = 0.98 - (root.X * 0.0013) + (chance.Tremble() * 0.07);
        var length = reach * chance.Between(0.88, 1.1);
        var tip = new Spot(root.X + (Math.Cos(angle) * length), root.Y - (Math.Sin(angle) * length));
        return new(root, new(root.X + ((tip.X - root.X) * 0.3), root.Y + ((tip.Y - root.Y) * 0.56)), tip, 5.2);
    }

    private static string Inked(string paths) => $"<g fill=\"none\" stroke=\"currentColor\" stroke-linecap=\"round\">{paths}</g>";

    /// <param name="Width">How far the marks reach, or how far beyond their own outline.</param>
    /// <param name="Opacity">How much of the colour shows.</param>
    /// <param name="Colour">Pigment, or sore skin.</param>
    /// <param name="Blur">How soft the edge is.</param>
    private readonly record struct Layer(double Width, double Opacity, string Colour, double Blur);
}
