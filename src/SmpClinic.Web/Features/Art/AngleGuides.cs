using System.Globalization;
using System.Text;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Art;

/// <summary>Small drawings that show from where a photo is to be taken: a head in dots, brows in strokes, and as little line as it takes to tell which way it looks.</summary>
public static class AngleGuides
{
    private const int Side = 200;
    private const double Gap = 9;

    private static readonly Dictionary<PhotoAngle, Lazy<Drawing>> Made = Enum.GetValues<PhotoAngle>().ToDictionary(angle => angle, angle => new Lazy<Drawing>(() => Draw(angle)));

    /// <summary>The drawing for an angle. Lines and dots take the colour of the text around them.</summary>
    public static Drawing Get(PhotoAngle angle) => Made[angle].Value;

    private static Drawing Draw(PhotoAngle angle) => angle switch
    {
        // Outline; ears and nose; where the hair is; brows.
        PhotoAngle.Front => Head("M100 18c44 0 62 34 62 76 0 50-32 88-62 88s-62-38-62-88c0-42 18-76 62-76z", "M38 96c-10-4-14 24 2 34M162 96c10-4 14 24-2 34M100 112l-8 24h14",
            (x, y) => Within(x, y, 100, 94, 62, 76) && y < 58 + (0.004 * (x - 100) * (x - 100)), Brows(100, 92, 14, 32)),
        PhotoAngle.LeftSide => Profile(mirrored: false),
        PhotoAngle.RightSide => Profile(mirrored: true),
        PhotoAngle.Top => Head("M100 24c42 0 60 34 60 76s-22 80-60 80-60-38-60-80 18-76 60-76z", "M90 178l10 14 10-14M40 96c-12 0-12 24 0 26M160 96c12 0 12 24 0 26",
            (x, y) => Within(x, y, 100, 102, 58, 76) && y < 150, string.Empty),
        PhotoAngle.Crown => Head("M100 20c44 0 64 32 64 80s-26 82-64 82-64-34-64-82 20-80 64-80z", "M100 92c10-2 14 12 4 18s-26-2-24-18 22-28 40-14",
            (x, y) => Within(x, y, 100, 100, 62, 78) && !Within(x, y, 100, 98, 20, 20), string.Empty),
        PhotoAngle.Back => Head("M100 16c46 0 64 34 64 78 0 34-14 56-30 68v28M100 16c-46 0-64 34-64 78 0 34 14 56 30 68v28", "M36 98c-10 0-10 24 4 28M164 98c10 0 10 24-4 28",
            (x, y) => Within(x, y, 100, 92, 62, 74) && y < 146, string.Empty),
        PhotoAngle.CloseUp => Head("M14 30h172v140H14z", "M14 118c50-44 122-44 172 0",
            (x, y) => x is > 18 and < 182 && y > 34 && y < 112 - (38 * (1 - Math.Pow((x - 100) / 86, 2))), string.Empty),
        PhotoAngle.BrowsFront => Head("M24 60c40-30 112-30 152 0", "M100 96l-10 40h20M30 112c16-14 38-14 52 0-14 12-36 12-52 0zM118 112c16-14 38-14 52 0-14 12-36 12-52 0z", null, Brows(100, 92, 16, 66)),
        PhotoAngle.BrowsLeft => Head("M30 44c50-26 110-22 140 0", "M56 128c26-24 66-24 92 4-28 18-64 16-92-4z", null, Stroke(new(44, 96), 120, mirrored: false)),
        _ => Head("M30 44c30-22 90-26 140 0", "M52 132c26-28 66-28 92-4-28 20-64 22-92 4z", null, Stroke(new(156, 96), 120, mirrored: true)),
    };

    /// <summary>A head from the side, looking to the left, as its left side is seen; or the other way round.</summary>
    private static Drawing Profile(bool mirrored)
    {
        var inner = Inner(
            "M60 60c14-30 50-44 84-32 34 12 42 54 26 88-8 16-12 30-10 60M60 60c-6 14-6 22-8 34l-14 24 14 6-2 12 4 6c-2 22 14 26 32 24l10-6",
            "M112 98c14-8 24 12 12 26-6 6-12 0-12-8",
            (x, y) => Within(x, y, 120, 80, 58, 56) && y < 118 && x > 70 + (0.5 * (y - 40)),
            string.Empty);
        return new(Side, Side, mirrored ? $"<g transform=\"matrix(-1 0 0 1 {Side} 0)\">{inner}</g>" : inner);
    }

    private static Drawing Head(string outline, string lines, Func<double, double, bool>? hair, string brows) => new(Side, Side, Inner(outline, lines, hair, brows));

    private static string Inner(string outline, string lines, Func<double, double, bool>? hair, string brows)
    {
        var svg = new StringBuilder("<g fill=\"none\" stroke=\"currentColor\" stroke-linecap=\"round\" stroke-linejoin=\"round\">");
        svg.Append(CultureInfo.InvariantCulture, $"<path stroke-width=\"2.5\" d=\"{outline}\"/><path stroke-width=\"1.8\" d=\"{lines}\"/>");
        if (hair is not null)
        {
            var dots = BlueNoise.Fill(Side, Side, _ => Gap, Gap, Gap, seed: 91).Where(spot => hair(spot.X, spot.Y));
            svg.Append(CultureInfo.InvariantCulture, $"<path stroke-width=\"4\" d=\"{Ink.Places(dots)}\"/>");
        }

        return svg.Append("</g>").Append(brows).ToString();
    }

    private static string Brows(double middle, double y, double apart, double length) =>
        Stroke(new(middle - apart, y), length, mirrored: true) + Stroke(new(middle + apart, y), length, mirrored: false);

    private static string Stroke(Spot inner, double length, bool mirrored) =>
        $"<path class=\"strokes\" d=\"{Ink.Strokes(Brow.Draw(inner, length, (int)(18 + (length * 0.4)), seed: mirrored ? 93u : 94u, mirrored))}\"/>";

    private static bool Within(double x, double y, double middleX, double middleY, double across, double up) =>
        (((x - middleX) / across) * ((x - middleX) / across)) + (((y - middleY) / up) * ((y - middleY) / up)) < 0.97;
}
