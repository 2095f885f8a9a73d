using System.Globalization;
using System.Text;

namespace SmpClinic.Web.Features.Art;

/// <summary>
/// Writes drawings as SVG path data in as few bytes as it can: whole numbers, each relative to the last, neighbours after one another.
/// A dot is a line of no length with round ends.
/// </summary>
internal static class Ink
{
    /// <summary>Dots of about the same width share one path; <paramref name="widths"/> are the widths drawn, thinnest first.</summary>
    public static string Dots(IEnumerable<Dot> dots, params ReadOnlySpan<int> widths)
    {
        var list = dots.ToList();
        var svg = new StringBuilder();
        for (var i = 0; i < widths.Length; i++)
        {
            var from = i == 0 ? double.MinValue : (widths[i - 1] + widths[i]) / 2.0;
            var to = i == widths.Length - 1 ? double.MaxValue : (widths[i] + widths[i + 1]) / 2.0;
            var data = Places(list.Where(dot => dot.Width >= from && dot.Width < to).Select(dot => dot.At));
            if (data.Length > 0)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<path stroke-width=\"{widths[i]}\" d=\"{data}\"/>");
            }
        }

        return svg.ToString();
    }

    /// <summary>Path data alone: a moment of the pen at each place.</summary>
    public static string Places(IEnumerable<Spot> spots)
    {
        const double Band = 40;
        var data = new StringBuilder();
        var (x, y) = (0, 0);
        var rows = spots.GroupBy(spot => (int)(spot.Y / Band)).OrderBy(row => row.Key);
        foreach (var spot in rows.SelectMany(row => row.Key % 2 == 0 ? row.OrderBy(s => s.X) : row.OrderByDescending(s => s.X)))
        {
            var (nextX, nextY) = (Round(spot.X), Round(spot.Y));
            data.Append('m');
            Append(data, nextX - x, nextY - y);
            data.Append("h0");
            (x, y) = (nextX, nextY);
        }

        return data.ToString();
    }

    /// <summary>Path data of leaf-like shapes, to be filled: out along one flank of the stroke and back along the other.</summary>
    public static string Strokes(IEnumerable<Stroke> strokes)
    {
        var data = new StringBuilder();
        var (x, y) = (0, 0);
        foreach (var stroke in strokes)
        {
            var length = Math.Max(stroke.Root.DistanceTo(stroke.Tip), 0.001);
            var (across, along) = ((stroke.Tip.Y - stroke.Root.Y) / length * stroke.Width, -(stroke.Tip.X - stroke.Root.X) / length * stroke.Width);
            var (rootX, rootY) = (Round(stroke.Root.X), Round(stroke.Root.Y));
            var (tipX, tipY) = (Round(stroke.Tip.X), Round(stroke.Tip.Y));
            data.Append('m');
            Append(data, rootX - x, rootY - y);
            data.Append('q');
            Append(data, Round(stroke.Bend.X + across) - rootX, Round(stroke.Bend.Y + along) - rootY, tipX - rootX, tipY - rootY);
            data.Append('q');
            Append(data, Round(stroke.Bend.X - across) - tipX, Round(stroke.Bend.Y - along) - tipY, rootX - tipX, rootY - tipY);
            (x, y) = (rootX, rootY);
        }

        return data.ToString();
    }

    private static void Append(StringBuilder data, params ReadOnlySpan<int> numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            if (i > 0 && numbers[i] >= 0)
            {
                data.Append(' ');
            }

            data.Append(numbers[i].ToString(CultureInfo.InvariantCulture));
        }
    }

    private static int Round(double number) => (int)Math.Round(number, MidpointRounding.AwayFromZero);
}
