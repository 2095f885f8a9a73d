namespace SmpClinic.Web.Features.Art;

/// <summary>
/// A brow drawn as microblading draws it: strokes that stand up at the inner end, lean over along the arch and lie down towards the
/// tail, in two rows that meet in the middle.
/// </summary>
internal static class Brow
{
    private enum Row
    {
        Lower,
        Middle,
        Upper,
    }

    /// <summary>A brow from its inner end at the left to its tail at the right.</summary>
    /// <param name="inner">The middle of the inner end.</param>
    /// <param name="length">From end to end.</param>
    /// <param name="strokes">How many in all.</param>
    /// <param name="seed">The same seed, the same brow.</param>
    /// <param name="mirrored">Grown towards the left instead.</param>
    public static IReadOnlyList<Stroke> Draw(Spot inner, double length, int strokes, ulong seed, bool mirrored = false)
    {
        var chance = new Chance(seed);
        var drawn = new List<Stroke>(strokes);
        for (var i = 0; i < strokes; i++)
        {
            var t = Math.Pow((i + chance.Next()) / strokes, 0.92);
            var row = (i % 5) switch { 0 or 2 => Row.Lower, 1 or 3 => Row.Middle, _ => t > 0.46 ? Row.Upper : Row.Middle };
            drawn.Add(Hair(t, row, chance));
        }

        Spot Place(double x, double y) => new(inner.X + ((mirrored ? -x : x) * length), inner.Y + (y * length));
        return [.. drawn.Select(s => new Stroke(Place(s.Root.X, s.Root.Y), Place(s.Bend.X, s.Bend.Y), Place(s.Tip.X, s.Tip.Y), s.Width * length))];
    }

    /// <summary>The line through the middle of a brow that is one unit long.</summary>
    private static Spot Spine(double t)
    {
        // Up to the arch at two thirds, then down to the tail.
        var y = (-0.30 * t * (1 - t) * (0.7 + (1.1 * t))) + (0.055 * t * t * t);
        return new(t, y);
    }

    private static double HalfHeight(double t) => t < 0.55 ? 0.082 - (0.02 * Math.Pow(1 - (t / 0.55), 3)) : 0.082 * Math.Pow((1 - t) / 0.45, 0.72);

    private static Stroke Hair(double t, Row row, Chance chance)
    {
        var spine = Spine(t);
        var half = HalfHeight(t);
        var height = row switch { Row.Lower => chance.Between(0.7, 1.05), Row.Middle => chance.Between(-0.2, 0.45), _ => -chance.Between(0.55, 0.95) };
        var root = new Spot(spine.X + (chance.Tremble() * 0.008), spine.Y + (height * half));

        // Lower hairs rise and lean outwards; upper hairs come down to meet them. Towards the tail all lie along the brow.
        var along = Degrees(-17 + (44 * t * t));
        var rise = row switch { Row.Lower => 66 - (58 * Ease(t)), Row.Middle => 52 - (48 * Ease(t)), _ => -(4 + (12 * t)) };
        var angle = along - Degrees(rise + (chance.Tremble() * 6));
        var reach = (0.155 - (0.03 * t)) * chance.Between(0.8, 1.12) * (t > 0.86 ? 0.7 : 1);
        var tip = new Spot(root.X + (Math.Cos(angle) * reach), root.Y + (Math.Sin(angle) * reach));

        // Each hair bends outwards a little, the way it would fall.
        var bow = (row is Row.Upper ? -0.012 : 0.02) * chance.Between(0.6, 1.3);
        var bend = new Spot(root.X + ((tip.X - root.X) * 0.42) + (Math.Sin(angle) * bow), root.Y + ((tip.Y - root.Y) * 0.42) - (Math.Cos(angle) * bow));
        return new(root, bend, tip, chance.Between(0.0048, 0.0072));
    }

    private static double Ease(double t) => Math.Min(1, 0.08 + (1.15 * t));

    private static double Degrees(double degrees) => degrees * Math.PI / 180;
}
