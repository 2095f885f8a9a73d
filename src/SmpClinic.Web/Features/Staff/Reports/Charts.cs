using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using SmpClinic.Web.Features.Shared;

namespace SmpClinic.Web.Features.Staff.Reports;

/// <summary>One bar: what it is called, its parts in the order of the chart's legend, and what is written at its end.</summary>
public sealed record Bar(string Label, IReadOnlyList<double> Parts, string Words)
{
    /// <summary>Its length.</summary>
    public double Sum => Parts.Sum();
}

/// <summary>
/// Bars drawn on the server, without styles in the markup: the stylesheet gives each part a colour and a pattern of its own, so that nobody has to
/// tell them apart by colour. The figures are in the table below; a screen reader is told so, and is spared the bars.
/// </summary>
public abstract class BarChart(string id, string title, IReadOnlyList<Bar> bars, double? top) : IHtmlContent
{
    /// <summary>Room at the side of the scale.</summary>
    protected const int Margin = 46;

    private static readonly int[] Steps = [1, 2, 4, 8, 10];

    protected IReadOnlyList<Bar> Bars => bars;

    /// <summary>Where the scale ends: a round number not below the longest bar.</summary>
    protected double Top { get; } = top ?? Round(bars.Select(b => b.Sum).DefaultIfEmpty(1).Max());

    /// <inheritdoc/>
    public void WriteTo(TextWriter writer, HtmlEncoder encoder)
    {
        var html = new MarkupWriter(writer, encoder);
        var (width, height) = Size;
        html.Raw("<div class=\"chart-wrap\" tabindex=\"0\" role=\"region\"").Attribute("aria-label", title)
            .Raw(">\n<svg class=\"chart\" role=\"img\"").Attribute("aria-labelledby", id + "-title").Attribute("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {width} {height}"))
            .Attribute("width", Number(width)).Attribute("height", Number(height)).Raw(">\n<title").Attribute("id", id + "-title").Raw(">").Text(title).Raw(". The figures are in the table below.</title>\n");
        Draw(html);
        html.Raw("</svg>\n</div>\n");
    }

    protected abstract (double Width, double Height) Size { get; }

    private protected abstract void Draw(MarkupWriter html);

    private protected static void Rectangle(MarkupWriter html, string kind, double x, double y, double width, double height) =>
        html.Raw("<rect").Attribute("class", kind).Attribute("x", Number(x)).Attribute("y", Number(y)).Attribute("width", Number(width)).Attribute("height", Number(height)).Raw("/>\n");

    private protected static void Words(MarkupWriter html, string text, double x, double y, string anchor) =>
        html.Raw("<text").Attribute("x", Number(x)).Attribute("y", Number(y)).Attribute("text-anchor", anchor).Raw(">").Text(text).Raw("</text>\n");

    private protected static void Rule(MarkupWriter html, double x1, double y1, double x2, double y2) =>
        html.Raw("<line").Attribute("x1", Number(x1)).Attribute("y1", Number(y1)).Attribute("x2", Number(x2)).Attribute("y2", Number(y2)).Raw("/>\n");

    protected static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>1, 2 or 5 times a power of ten, and at least 4, so that four steps are whole numbers.</summary>
    private static double Round(double longest)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(longest, 4))));
        return Steps.Select(step => Math.Max(4, step * power)).First(value => value >= longest);
    }
}

/// <summary>Upright bars in a row, one for each step of time.</summary>
public sealed class TimeChart(string id, string title, IReadOnlyList<Bar> bars) : BarChart(id, title, bars, top: null)
{
    private const int Plot = 220;
    private const int Wide = 1_000;

    /// <summary>At most so many labels have room below.</summary>
    private const int MostLabels = 14;

    protected override (double Width, double Height) Size => (Wide, Plot + 44);

    private protected override void Draw(MarkupWriter html)
    {
        var step = (Wide - Margin) / (double)Math.Max(1, Bars.Count);
        for (var line = 0; line <= 4; line++)
        {
            var y = 12 + (Plot * (1 - (line / 4.0)));
            Rule(html, Margin, y, Wide, y);
            Words(html, Number(Top * line / 4), Margin - 8, y + 5, "end");
        }

        var every = (int)Math.Ceiling(Bars.Count / (double)MostLabels);
        for (var i = 0; i < Bars.Count; i++)
        {
            var (x, y) = (Margin + (i * step), 12.0 + Plot);
            for (var part = 0; part < Bars[i].Parts.Count; part++)
            {
                var height = Plot * Bars[i].Parts[part] / Top;
                y -= height;
                if (height > 0)
                {
                    Rectangle(html, "part-" + Number(part + 1), x + (step * 0.14), y, step * 0.72, height);
                }
            }

            if (i % every == 0)
            {
                Words(html, Bars[i].Label, x + (step / 2), Plot + 36, "middle");
            }
        }
    }
}

/// <summary>Lying bars under each other, one for each name.</summary>
public sealed class NameChart(string id, string title, IReadOnlyList<Bar> bars, double? top = null) : BarChart(id, title, bars, top)
{
    private const int Names = 250;
    private const int Row = 34;
    private const int Wide = 1_000;
    private const int End = 150;
    private const int LongestName = 32;

    protected override (double Width, double Height) Size => (Wide, Math.Max(1, Bars.Count) * Row);

    private protected override void Draw(MarkupWriter html)
    {
        for (var i = 0; i < Bars.Count; i++)
        {
            var (bar, x, y) = (Bars[i], (double)Names, i * Row);
            Words(html, bar.Label.Length > LongestName ? bar.Label[..(LongestName - 1)] + "…" : bar.Label, Names - 12, y + 22, "end");
            Rule(html, Names, y + 4, Names, y + Row - 4);
            for (var part = 0; part < bar.Parts.Count; part++)
            {
                var width = Math.Min(Wide - End - x, (Wide - Names - End) * bar.Parts[part] / Top);
                if (width > 0)
                {
                    Rectangle(html, "part-" + Number(part + 1), x, y + 6, width, Row - 12);
                    x += width;
                }
            }

            Words(html, bar.Words, x + 8, y + 22, "start");
        }
    }
}
