namespace SmpClinic.Web.Features.Visualiser;

/// <summary>
/// The questions about dots on a scalp. Hair loss is drawn by degrees of angle on the head: how far the hairline went back in the middle
/// (<c>front</c>) and at the temples (<c>temple</c>), how wide the crown is (<c>crown</c>), and how low only a horseshoe is left (<c>side</c>, <c>back</c>, <c>fore</c>).
/// </summary>
internal static class ScalpTables
{
    private const string Dots = "about # dots in each square centimetre";

    private const LookArea Scalp = LookArea.Scalp;

    public static IReadOnlyList<LookQuestion> All { get; } =
    [
        new(LookTables.View, "Seen from", AskedAs.Radios, Scalp, "front",
        [
            new("front", "Two metres, from the front", "from two metres, from the front"),
            new("above", "Two metres, from above", "from two metres, from above"),
            new("close", "Ten centimetres", "from ten centimetres"),
        ]),
        new(LookTables.Age, "When", AskedAs.Radios, Scalp, "healed",
        [
            new("fresh", "On the day", "on the day it is done", "fade:1.35 spread:1 soft:0 red:0.55 cool:0", "The skin is red, and the dots are at their darkest."),
            new("healed", "Healed, after six weeks", "healed, after about six weeks", "fade:0.95 spread:1.08 soft:0.05 red:0 cool:0"),
            new("two", "Two years later", "two years later, without a touch-up", "fade:0.66 spread:1.2 soft:0.1 red:0 cool:0.35", "How fast dots fade and spread has not been measured for so long; this is an estimate."),
            new("five", "Five years later", "five years later, without a touch-up", "fade:0.4 spread:1.42 soft:0.18 red:0 cool:1", "How fast dots fade and spread has not been measured for so long; this is an estimate."),
        ])
        {
            Hint = "Later drawings are without a touch-up.",
        },
        new(LookTables.Stage, "Pattern of hair loss", AskedAs.Pictures, Scalp, "norwood-4",
        [
            new("norwood-1", "Norwood I", "Norwood stage one, with almost no loss", "front:0 temple:2 spread:13 patch:0.9", "At this stage there is little to draw, and little to gain."),
            new("norwood-2", "Norwood II", "Norwood stage two, slightly back at the temples", "front:1 temple:9 spread:13 patch:0.7", "At this stage there is little to draw, and little to gain."),
            new("norwood-3", "Norwood III", "Norwood stage three, deeper at the temples", "front:3 temple:19 spread:14 patch:0.25"),
            new("norwood-3v", "Norwood III vertex", "Norwood stage three vertex, deeper at the temples and thin at the crown", "front:3 temple:16 spread:14 crown:14 patch:0.3"),
            new("norwood-4", "Norwood IV", "Norwood stage four, with front and crown apart", "front:13 temple:22 spread:17 crown:19"),
            new("norwood-5", "Norwood V", "Norwood stage five, with a narrow band between front and crown", "front:27 temple:16 spread:18 crown:25 bridge:0.5"),
            new("norwood-6", "Norwood VI", "Norwood stage six, with front and crown joined", "front:60 spread:18 side:54 back:60 fore:62"),
            new("norwood-7", "Norwood VII", "Norwood stage seven, with hair only at the sides and back", "front:60 spread:18 side:70 back:90 fore:70"),
            new("ludwig-1", "Ludwig I", "Ludwig grade one, with a slightly wider parting", "spread:13 part:1.5 wide:22 thin:0.5"),
            new("ludwig-2", "Ludwig II", "Ludwig grade two, with the scalp showing on top", "spread:13 part:4 wide:38 thin:0.22"),
            new("ludwig-3", "Ludwig III", "Ludwig grade three, almost bare on top behind the hairline", "spread:13 part:9 wide:50 thin:0.06"),
        ])
        {
            Hint = "Norwood describes loss that starts at the front and crown, Ludwig loss along the parting. They are rough guides; a practitioner sets the stage with you.",
        },
        new("shape", "Hairline", AskedAs.Radios, Scalp, "recess",
        [
            new("round", "Rounded", "rounded", "mid:53 temple:53 corner:57 bend:1.2 slope:0"),
            new("recess", "A little back at the temples", "a little back at the temples", "mid:53 temple:51 corner:53 bend:0.6 slope:6"),
            new("straight", "Straight", "straight", "mid:53 temple:54.5 corner:60 bend:0 slope:0"),
        ])
        {
            Hint = "Not drawn for the Ludwig patterns, where the hairline stays.",
        },
        new("edge", "Edge of the hairline", AskedAs.Radios, Scalp, "natural",
        [
            new("soft", "Soft and broken", "soft and broken at its edge", "width:5 wobble:2"),
            new("natural", "Natural", "natural at its edge", "width:2.6 wobble:1.2"),
            new("defined", "Defined", "defined at its edge", "width:0.7 wobble:0.25"),
        ]),
        new("height", "Height of the hairline", AskedAs.Radios, Scalp, "grown",
        [
            new("grown", "Where it suits you for years", "at the height of a grown-up forehead", "drop:0"),
            new("low", "Lower, as in youth", "low, as in youth", "drop:4", "A drawn hairline cannot move back as you grow older."),
        ]),
        new("density", "How close the dots are", AskedAs.Slider, Scalp, "90", LookTables.Scale(40, 120, 10, Dots)) { Measure = Dots },
        new("dot", "Size of a dot", AskedAs.Slider, Scalp, "0.5", LookTables.Scale(0.3m, 0.9m, 0.1m, "# mm across")) { Measure = "# mm across" },
        new("pigment", "Shade of the pigment", AskedAs.Swatches, Scalp, "deep",
        [
            new("light", "Light grey", "a light grey", "rgb:128,122,120"),
            new("mid", "Mid grey", "a mid grey", "rgb:94,89,88"),
            new("deep", "Charcoal", "charcoal", "rgb:62,57,56"),
            new("black", "Soft black", "a soft black", "rgb:34,31,31"),
        ]),
    ];
}
