using System.Globalization;

namespace SmpClinic.Web.Features.Visualiser;

/// <summary>
/// The one place that says which settings there are, what they are called and what they are drawn by. Adding an answer at the end of a
/// question keeps old codes true; moving one changes what they mean.
/// </summary>
public static class LookTables
{
    public const string Area = "area";
    public const string Tone = "tone";
    public const string Stage = "stage";
    public const string View = "view";
    public const string BrowView = "browview";
    public const string Age = "age";
    public const string BrowAge = "browage";

    /// <summary>The words in braces are the questions' names. The page's script fills in the same sentences.</summary>
    public const string HairlineSentences =
        "A scalp with {stage}, on {tone} with {hair}, seen {view}. The new hairline is {shape}, {edge} and {height}. "
        + "There are {density}, each {dot}, in {pigment}. It is drawn {age}.";

    /// <inheritdoc cref="HairlineSentences"/>
    public const string PartingSentences =
        "A scalp with {stage}, on {tone} with {hair}, seen {view}. The dots lie between the hairs along the parting; the hairline is left as it is. "
        + "There are {density}, each {dot}, in {pigment}. It is drawn {age}.";

    /// <inheritdoc cref="HairlineSentences"/>
    public const string BrowSentences =
        "Brows with {own}, on {tone} with {hair}, seen {browview}. The shape has {arch}. "
        + "There are {strokes}, each {width}, in {colour}. It is drawn {browage}.";

    public static IReadOnlyList<LookQuestion> All { get; } =
    [
        new(Area, "What would you like to see?", AskedAs.Radios, null, "scalp",
        [
            new("scalp", "Scalp: dots", "scalp"),
            new("brows", "Brows: strokes", "brows"),
        ]),
        .. ScalpTables.All,
        .. BrowTables.All,
        new(Tone, "Skin tone", AskedAs.Swatches, null, "5", [.. Tones()]),
        new("hair", "Hair", AskedAs.Swatches, null, "brown",
        [
            new("black", "Black", "black hair", "rgb:28,24,24"),
            new("brown", "Brown", "brown hair", "rgb:58,42,33"),
            new("red", "Red", "red hair", "rgb:124,66,38"),
            new("fair", "Fair", "fair hair", "rgb:166,130,86"),
            new("grey", "Grey", "grey hair", "rgb:138,136,134", "Pigment does not turn grey with the hair."),
        ]),
    ];

    public static LookQuestion Of(string name) => All.First(question => question.Name == name);

    /// <summary>Answers that are numbers, evenly spaced.</summary>
    internal static IReadOnlyList<LookChoice> Scale(decimal from, decimal to, decimal step, string words)
    {
        var choices = new List<LookChoice>();
        for (var value = from; value <= to; value += step)
        {
            var text = value.ToString(CultureInfo.InvariantCulture);
            choices.Add(new(text, text, words.Replace("#", text, StringComparison.Ordinal)));
        }

        return choices;
    }

    /// <summary>The ten tones of the Monk Skin Tone Scale, from the lightest to the deepest.</summary>
    private static IEnumerable<LookChoice> Tones()
    {
        string[] colours =
        [
            "246,237,228", "243,231,219", "247,234,208", "234,218,186", "215,189,150", "160,126,86", "130,92,67", "96,65,52", "58,49,42", "41,36,32",
        ];
        return colours.Select((colour, i) => new LookChoice($"{i + 1}", $"Tone {i + 1}", $"skin tone {i + 1} of 10", "rgb:" + colour));
    }
}
