using System.Globalization;

namespace SmpClinic.Web.Features.Visualiser;

/// <summary>What is drawn.</summary>
public enum LookArea
{
    Scalp,
    Brows,
}

/// <summary>How a question is put.</summary>
public enum AskedAs
{
    Radios,

    /// <summary>Radio buttons that show a colour.</summary>
    Swatches,

    /// <summary>Radio buttons with a small drawing that the page's script makes.</summary>
    Pictures,

    Slider,
}

/// <summary>One answer.</summary>
/// <param name="Value">As it stands in addresses.</param>
/// <param name="Label">Beside the button.</param>
/// <param name="Words">Within a sentence about the drawing.</param>
/// <param name="Draw">What the script draws by: names and numbers, as <c>front:13 temple:22</c>; a colour is <c>rgb:215,189,150</c>.</param>
/// <param name="Note">A sentence that belongs with this answer wherever it is described.</param>
public sealed record LookChoice(string Value, string Label, string Words, string Draw = "", string? Note = null)
{
    /// <summary>The colour drawn with, as an SVG fill; null where the answer is no colour.</summary>
    public string? Colour => Draw.StartsWith("rgb:", StringComparison.Ordinal) ? $"rgb({Draw[4..]})" : null;

    /// <summary>Whether the loss is seen along a parting, where the hairline stays as it is.</summary>
    public bool SeenAlongParting => Draw.Contains("part:", StringComparison.Ordinal);
}

/// <summary>One question of the visualiser with all its answers. The page's script has them from the page, so that the two cannot differ.</summary>
/// <param name="Name">The field.</param>
/// <param name="Legend">As asked.</param>
/// <param name="AskedAs">How.</param>
/// <param name="Only">The area it is about; null for both.</param>
/// <param name="Usual">The answer that stands there first.</param>
/// <param name="Choices">In order; an answer's place is its sign in the short code.</param>
public sealed record LookQuestion(string Name, string Legend, AskedAs AskedAs, LookArea? Only, string Usual, IReadOnlyList<LookChoice> Choices)
{
    public string? Hint { get; init; }

    /// <summary>Of a slider: its answers in words, with # for the number.</summary>
    public string? Measure { get; init; }

    /// <summary>Of a slider: from one answer to the next.</summary>
    public string Step => (decimal.Parse(Choices[1].Value, CultureInfo.InvariantCulture) - decimal.Parse(Choices[0].Value, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture);

    public int UsualIndex => IndexOf(Usual) ?? 0;

    /// <summary>The place of an answer; null for one that is not offered.</summary>
    public int? IndexOf(string? value)
    {
        for (var i = 0; i < Choices.Count; i++)
        {
            if (Choices[i].Value == value)
            {
                return i;
            }
        }

        return null;
    }

    public bool IsAbout(LookArea area) => Only is null || Only == area;
}
