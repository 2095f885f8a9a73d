using System.Globalization;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Photos;

/// <summary>Two photos of one person, one laid over the other, side by side; with script also one behind the other, with a slider between them.</summary>
/// <param name="Id">Makes the ids on the page unique.</param>
/// <param name="BeforeSource">The address of the photo before.</param>
/// <param name="AfterSource">The address of the photo after.</param>
/// <param name="Pair">How they lie, with both photos.</param>
/// <param name="Shows">What can be seen, in words.</param>
public sealed record CompareView(string Id, string BeforeSource, string AfterSource, PhotoPair Pair, string Shows)
{
    private const int Width = 1000;

    /// <summary>Both are shown in the frame of the photo before.</summary>
    public int Height => Width * Pair.Before!.Height / Pair.Before.Width;

    /// <summary>As SVG wants it.</summary>
    public string ViewBox => string.Create(CultureInfo.InvariantCulture, $"0 0 {Width} {Height}");

    /// <summary>How wide the photo after is drawn.</summary>
    public int AfterWidth => Width * Pair.ScalePercent / 100;

    /// <summary>How high.</summary>
    public int AfterHeight => AfterWidth * Pair.After!.Height / Pair.After.Width;

    /// <summary>Where its left edge is: it grows around the middle of the frame, then moves.</summary>
    public int AfterX => ((Width - AfterWidth) / 2) + Pair.ShiftX;

    /// <summary>Where its upper edge is.</summary>
    public int AfterY => ((Height - AfterHeight) / 2) + Pair.ShiftY;
}
