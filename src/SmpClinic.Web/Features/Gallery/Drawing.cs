using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Html;

namespace SmpClinic.Web.Features.Gallery;

/// <summary>
/// Draws a work before and after, out of dots or strokes, always the same for the same kind. Each half is a path of its own: dots
/// are strokes of no length with round ends, which takes a fifth of the bytes of circles.
/// </summary>
public static class Drawing
{
    private const double Height = 100;
    private const double Width = 100;

    // The plastic number's two powers: points that are spread evenly and lie on no grid, as hair roots do.
    private const double StepX = 0.7548776662466927;
    private const double StepY = 0.5698402909980532;

    /// <summary>The path of one half.</summary>
    public static IHtmlContent Path(WorkKind kind, bool after)
    {
        var path = new StringBuilder();
        var brows = kind == WorkKind.Brows;
        for (var i = 1; i <= (brows ? 60 : 320); i++)
        {
            var (x, y) = (i * StepX % 1 * Width, i * StepY % 1 * Height);
            if (!(after ? After(kind, x, y, i) : Before(kind, x, y, i)))
            {
                continue;
            }

            if (brows)
            {
                // Strokes rise more steeply towards the nose.
                Add(path, x, 45 + (y * 0.2), 3.5 + (x * 0.05), -9 + (x * 0.09));
            }
            else
            {
                Add(path, x, y, 0, 0);
            }
        }

        return new HtmlString(path.ToString());
    }

    private static bool Before(WorkKind kind, double x, double y, int i) => kind switch
    {
        WorkKind.Hairline => y > 30 + (32 * Math.Pow(Math.Abs(x - 50) / 50, 2)) && !(Math.Abs(x - 50) > 22 && y < 55),
        WorkKind.Density => Math.Abs(x - 50) > 7 + (y * 0.06) || i % 7 == 0,
        WorkKind.Scar => Math.Abs(y - Scar(x)) > 4,
        _ => x is > 10 and < 92 && x is not (> 34 and < 44) && x is not (> 62 and < 72),
    };

    private static bool After(WorkKind kind, double x, double y, int i) => kind switch
    {
        WorkKind.Hairline => y > 30 + (10 * Math.Pow(Math.Abs(x - 50) / 50, 2)) + (i % 5),
        WorkKind.Density => Math.Abs(x - 50) > 3 || i % 3 == 0,
        WorkKind.Scar => Math.Abs(y - Scar(x)) > 4 || i % 3 != 0,
        _ => x is > 10 and < 92,
    };

    private static double Scar(double x) => 52 + (6 * Math.Sin(x / 18));

    private static void Add(StringBuilder path, double x, double y, double dx, double dy) =>
        path.Append(CultureInfo.InvariantCulture, $"M{x:0.#} {y:0.#}").Append(dx == 0 ? "h0" : string.Create(CultureInfo.InvariantCulture, $"l{dx:0.#} {dy:0.#}"));
}
