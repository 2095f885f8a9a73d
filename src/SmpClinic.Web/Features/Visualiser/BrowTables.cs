namespace SmpClinic.Web.Features.Visualiser;

/// <summary>The questions about strokes on brows. Shapes are in millimetres: how far a brow rises, where along it (0 to 1) it is highest, and how far its tail drops.</summary>
internal static class BrowTables
{
    private const LookArea Brows = LookArea.Brows;

    public static IReadOnlyList<LookQuestion> All { get; } =
    [
        new(LookTables.BrowView, "Seen from", AskedAs.Radios, Brows, "front",
        [
            new("front", "Across a table", "across a table"),
            new("close", "Ten centimetres", "from ten centimetres"),
        ]),
        new(LookTables.BrowAge, "When", AskedAs.Radios, Brows, "healed",
        [
            new("fresh", "On the day", "on the day it is done", "fade:1.7 spread:1 soft:0 red:0.8 cool:0", "The skin is red, and the strokes are at their darkest."),
            new("healed", "Healed, after eight weeks", "healed, after about eight weeks", "fade:1.05 spread:1.12 soft:0.04 red:0 cool:0"),
            new("later", "18 months later", "18 months later, without a colour boost", "fade:0.6 spread:1.35 soft:0.12 red:0 cool:0.3", "Many people have had a colour boost by then."),
            new("three", "Three years later", "three years later, without a colour boost", "fade:0.3 spread:1.7 soft:0.24 red:0 cool:0.7", "How much is left differs widely; this is an estimate."),
        ])
        {
            Hint = "Later drawings are without a colour boost.",
        },
        new("own", "Your own brows", AskedAs.Radios, Brows, "tail",
        [
            new("thin", "Thin all over", "hair that is thin all over", "all:0.34 tail:0 gaps:0"),
            new("tail", "Missing at the tail", "hair missing at the tail", "all:0.6 tail:0.96 gaps:0"),
            new("gaps", "With gaps", "gaps in the hair", "all:0.62 tail:0 gaps:1"),
            new("little", "Little or no hair", "little or no hair", "all:0.05 tail:0 gaps:0"),
        ]),
        new("arch", "Shape", AskedAs.Radios, Brows, "gentle",
        [
            new("gentle", "Gentle arch", "a gentle arch", "rise:6 peak:0.64 drop:6.5"),
            new("straight", "Nearly straight", "hardly any arch", "rise:2.6 peak:0.7 drop:3.6"),
            new("high", "High arch", "a high arch", "rise:9 peak:0.66 drop:8.5"),
        ]),
        new("strokes", "How many strokes", AskedAs.Slider, Brows, "90", LookTables.Scale(50, 130, 10, "about # strokes in each brow")) { Measure = "about # strokes in each brow" },
        new("width", "Width of a stroke", AskedAs.Slider, Brows, "0.3", LookTables.Scale(0.2m, 0.5m, 0.1m, "# mm wide")) { Measure = "# mm wide" },
        new("colour", "Shade of the pigment", AskedAs.Swatches, Brows, "dark",
        [
            new("taupe", "Taupe", "taupe", "rgb:146,120,96"),
            new("light", "Light brown", "a light brown", "rgb:118,86,62"),
            new("mid", "Mid brown", "a mid brown", "rgb:88,62,46"),
            new("dark", "Dark brown", "a dark brown", "rgb:60,43,34"),
            new("auburn", "Auburn", "auburn", "rgb:116,64,44"),
            new("black", "Soft black", "a soft black", "rgb:36,31,30"),
        ]),
    ];
}
