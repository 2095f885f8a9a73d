namespace SmpClinic.Web.Features.Art;

/// <summary>
/// A head of cropped hair seen from the front, in dots and nothing else: dense on top, broken and soft along the hairline, thinning
/// out towards the ears. No face is drawn; whoever looks puts in their own.
/// </summary>
internal static class Hairline
{
    public const double Width = 1200;
    private const double Middle = Width / 2;
    private const double RimX = 380;
    private const double RimY = 560;
    private const double RimMiddleY = 650;

    /// <summary>Half the hairline, from the middle of the forehead to the temple and down before the ear: distance from the middle, height.</summary>
    private static readonly Spot[] Line =
    [
        new(0, 348), new(70, 343), new(140, 334), new(196, 330), new(240, 342), new(268, 374), new(284, 424), new(296, 480), new(310, 540), new(322, 600), new(330, 720),
    ];

    public static IReadOnlyList<Dot> Draw(double closest, double farthest, double size, ulong seed)
    {
        var chance = new Chance(seed + 1);
        var spots = BlueNoise.Fill(Width, 760, spot => Spacing(spot, closest, farthest), closest * 0.8, farthest * 1.1, seed);
        return [.. spots.Where(spot => chance.Next() < Share(spot)).Select(spot => new Dot(spot, size * (0.8 + (0.25 * Depth(spot)) + (chance.Tremble() * 0.2))))];
    }

    private static double? Spacing(Spot spot, double closest, double farthest)
    {
        if (Rim(spot) > 1 || Behind(spot) < -14)
        {
            return null;
        }

        // The head turns away at the rim, so dots crowd there.
        var rim = Rim(spot) * Rim(spot);
        var turned = 1 - (0.28 * rim * rim * rim);
        return ((farthest + ((closest - farthest) * Depth(spot))) * turned) + (Lower(spot) * 6);
    }

    /// <summary>0 at the hairline, 1 where the hair is full.</summary>
    private static double Depth(Spot spot)
    {
        var depth = Math.Clamp((Behind(spot) + 14) / 90, 0, 1);
        return depth * depth * (3 - (2 * depth)) * (1 - (0.6 * Lower(spot)));
    }

    /// <summary>The share of dots that stay: a hairline is no ruled line, and before the ear hair ends by and by.</summary>
    private static double Share(Spot spot) => (0.5 + (0.5 * Math.Clamp((Behind(spot) + 14) / 46, 0, 1))) * (1 - (Lower(spot) * Lower(spot)));

    private static double Lower(Spot spot) => Math.Clamp((spot.Y - 540) / 170, 0, 1);

    /// <summary>1 on the outline of the head.</summary>
    private static double Rim(Spot spot) => new Spot((spot.X - Middle) / RimX, (spot.Y - RimMiddleY) / RimY).DistanceTo(default);

    /// <summary>How far behind the hairline, in units; less than nothing on the forehead.</summary>
    private static double Behind(Spot spot)
    {
        var here = new Spot(Math.Abs(spot.X - Middle), spot.Y);
        var nearest = double.MaxValue;
        var inside = false;
        for (var i = 1; i < Line.Length; i++)
        {
            var (a, b) = (Line[i - 1], Line[i]);
            var along = Math.Clamp((((here.X - a.X) * (b.X - a.X)) + ((here.Y - a.Y) * (b.Y - a.Y))) / (a.DistanceTo(b) * a.DistanceTo(b)), 0, 1);
            var foot = new Spot(a.X + ((b.X - a.X) * along), a.Y + ((b.Y - a.Y) * along));
            var distance = foot.DistanceTo(here);
            if (distance < nearest)
            {
                nearest = distance;
                inside = ((b.X - a.X) * (here.Y - a.Y)) - ((b.Y - a.Y) * (here.X - a.X)) < 0;
            }
        }

        return inside ? nearest : -nearest;
    }
}
