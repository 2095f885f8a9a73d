namespace SmpClinic.Web.Features.Art;

/// <summary>
/// Dots that keep their distance and yet stand in no row, as hairs do and as a practitioner sets them: a Poisson-disc pattern whose
/// spacing may differ from place to place. After Bridson (2007), with a radius that varies.
/// </summary>
public sealed class BlueNoise
{
    private const int Tries = 40;

    private readonly Func<Spot, double?> _spacing;
    private readonly double? _seam;
    private readonly Chance _chance;
    private readonly double _cell;
    private readonly double _widest;
    private readonly Dictionary<(int X, int Y), List<(Spot At, double Spacing)>> _near = [];

    private BlueNoise(Func<Spot, double?> spacing, double least, double widest, double? seam, ulong seed)
    {
        (_spacing, _cell, _widest, _seam) = (spacing, least, widest, seam);
        _chance = new(seed);
    }

    /// <summary>Fills the box from its middle outwards.</summary>
    /// <param name="width">Of the box, from 0.</param>
    /// <param name="height">Of the box, from 0.</param>
    /// <param name="spacing">How near the next dot may stand; nothing where no dot belongs.</param>
    /// <param name="least">The smallest spacing that occurs.</param>
    /// <param name="widest">The largest spacing that occurs.</param>
    /// <param name="seed">The same seed, the same dots.</param>
    /// <param name="seamless">Whether the right edge fits the left one, for a pattern that is repeated.</param>
    public static IReadOnlyList<Spot> Fill(double width, double height, Func<Spot, double?> spacing, double least, double widest, ulong seed, bool seamless = false)
    {
        var noise = new BlueNoise(p => p.X < 0 || p.Y < 0 || p.X >= width || p.Y >= height ? null : spacing(p), least, widest, seamless ? width : null, seed);
        return noise.Grow(width, height);
    }

    private List<Spot> Grow(double width, double height)
    {
        var dots = new List<Spot>();
        var open = new List<Spot>();

        // Several starts, so that parts which do not touch are filled too.
        for (var start = 0; start < 200; start++)
        {
            var first = new Spot(_chance.Next() * width, _chance.Next() * height);
            Place(first, dots, open);
            while (open.Count > 0)
            {
                var index = (int)(_chance.Next() * open.Count);
                if (!PlaceAround(open[index], dots, open))
                {
                    open[index] = open[^1];
                    open.RemoveAt(open.Count - 1);
                }
            }
        }

        return dots;
    }

    private bool PlaceAround(Spot middle, List<Spot> dots, List<Spot> open)
    {
        var spacing = _spacing(middle) ?? _widest;
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            // In the ring between once and twice the spacing. Without sines: one digit that another machine rounds otherwise would
            // change every dot after it.
            var (x, y) = (_chance.Between(-2, 2), _chance.Between(-2, 2));
            if ((x * x) + (y * y) is >= 1 and <= 4 && Place(new(middle.X + (x * spacing), middle.Y + (y * spacing)), dots, open))
            {
                return true;
            }
        }

        return false;
    }

    private bool Place(Spot spot, List<Spot> dots, List<Spot> open)
    {
        if (_seam is { } width)
        {
            spot = spot with { X = ((spot.X % width) + width) % width };
        }

        if (_spacing(spot) is not { } spacing || IsCrowdedAnywhere(spot, spacing))
        {
            return false;
        }

        dots.Add(spot);
        open.Add(spot);
        var cell = CellOf(spot);
        if (!_near.TryGetValue(cell, out var inCell))
        {
            _near[cell] = inCell = [];
        }

        inCell.Add((spot, spacing));
        return true;
    }

    /// <summary>A seamless pattern has neighbours beyond both its edges.</summary>
    private bool IsCrowdedAnywhere(Spot spot, double spacing) => IsCrowded(spot, spacing)
        || (_seam is { } width && (IsCrowded(spot with { X = spot.X - width }, spacing) || IsCrowded(spot with { X = spot.X + width }, spacing)));

    private bool IsCrowded(Spot spot, double spacing)
    {
        var (x, y) = CellOf(spot);
        var reach = (int)Math.Ceiling(spacing / _cell);
        for (var dy = -reach; dy <= reach; dy++)
        {
            for (var dx = -reach; dx <= reach; dx++)
            {
                if (_near.TryGetValue((x + dx, y + dy), out var others) && others.Exists(other => other.At.DistanceTo(spot) < (spacing + other.Spacing) / 2))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private (int X, int Y) CellOf(Spot spot) => ((int)Math.Floor(spot.X / _cell), (int)Math.Floor(spot.Y / _cell));
}
