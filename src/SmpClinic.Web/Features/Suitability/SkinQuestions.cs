using static SmpClinic.Web.Features.Suitability.QuestionKind;
using static SmpClinic.Web.Features.Suitability.Questions;

namespace SmpClinic.Web.Features.Suitability;

/// <summary>The questions about the skin in the area: section D of the intake list.</summary>
internal static class SkinQuestions
{
    public static IEnumerable<Question> All =>
    [
        new("skin", "D1", "How is your skin in the area?", "Oil makes fine strokes blur sooner; flaky skin heals unevenly.", One)
        {
            Sources = "S103 S8",
            When = Adult,
            Choices =
            [
                new("dry", "Dry"), new("normal", "Normal"), new("combination", "Mixed"),
                new("oily", "Oily or very oily"),
                new("flaky", "Flaky") { Leads = _ => new(Route.Fine, "A flaky scalp heals patchily. We will tell you how to prepare it.") },
            ],
        },
        new("oily-brows", "D1", "For brows, would a soft powder look do as well?", "Strokes blur sooner on oily skin. Powder brows are made of dots and keep better.", One)
        {
            Sources = "S103 S8",
            When = answers => Brows(answers) && answers.Has("skin", "oily"),
            Choices =
            [
                new("yes", "Yes") { Leads = _ => Review("On oily skin we suggest powder brows rather than strokes. A practitioner will show you both.") },
                new("no", "No, I would like strokes") { Leads = _ => Review("Strokes blur sooner on oily skin. A practitioner will tell you honestly what to expect.") },
            ],
        },
        new("skin-now", "D3", "Is any of these in the area now?", "Broken or inflamed skin is not tattooed.", Many)
        {
            Sources = "S46 S47 S50 S107 S54",
            Passing = true,
            When = Adult,
            Choices =
            [
                .. new[] { ("psoriasis", "Psoriasis"), ("eczema", "Eczema"), ("dermatitis", "Dermatitis"), ("ringworm", "Ringworm"), ("folliculitis", "Folliculitis"), ("acne", "Acne"), ("cold-sores", "Cold sores"), ("warts", "Warts"), ("cuts", "Cuts or sores") }
                    .Select(trouble => new Choice(trouble.Item1, trouble.Item2) { Leads = _ => new(Route.Defer, $"{trouble.Item2} in the area: we wait until the skin is clear, and ask again before each session.") }),
                new("sunburn", "Sunburn") { Leads = today => new(Route.Defer, "We wait two weeks after sunburn has settled.") { NotBefore = today.PlusDays(14) } },
                Choice.None(),
            ],
        },
        new("skin-ever", "D4", "Have you ever had any of these, anywhere?", "They can flare up where the skin was hurt.", Many)
        {
            Sources = "S49",
            When = Adult,
            Choices =
            [
                .. new[] { ("psoriasis", "Psoriasis"), ("eczema", "Eczema"), ("vitiligo", "Vitiligo"), ("lichen", "Lichen planus") }
                    .Select(trouble => new Choice(trouble.Item1, trouble.Item2) { Leads = _ => Review($"{trouble.Item2} can appear where the skin was hurt. A practitioner will weigh it with you.") }),
                Choice.None(),
            ],
        },
        new("scars", "D5", "Do you get raised scars or keloids?", "A needle wound can set one off.", One)
        {
            Sources = "S51 S41",
            When = Adult,
            Choices =
            [
                Choice.No("Never"),
                new("family", "Not I, but somebody in my family") { Leads = _ => Review("Keloids run in families. A practitioner will look at your own scars first.") },
                new("small", "Yes, small raised scars") { Leads = _ => Review("A practitioner will look at your scars before anything is planned.") },
                new("keloid", "Yes, a keloid") { Leads = _ => Stop("A needle wound can set off a new keloid, so we do not treat now. A practitioner can think again with a letter from a skin doctor.", letter: true) },
            ],
        },
        new("moles", "D6", "Are there moles, growths or marks in the area that no doctor has looked at?", "Pigment must not hide them.", One)
        {
            Sources = "S47",
            When = Adult,
            Choices = [Choice.No(), new("yes", "Yes") { Leads = _ => Review("We do not work over moles or growths. Have them looked at by a doctor first; a practitioner will work round them.") }],
        },
        new("marks", "D7", "Do small injuries leave dark or light marks on your skin?", "The same can happen around pigment.", One)
        {
            Sources = "S50",
            When = Adult,
            Choices = [Choice.No(), new("yes", "Yes") { Leads = _ => Review("Your skin may keep marks around the pigment. A practitioner will talk that through with you.") }],
        },
        new("brow-products", "D8", "Have you had Botox, filler, a peel or laser near your brows, or used retinoid or acid there?", "They change how skin takes pigment.", One)
        {
            Sources = "S45 S54 S106",
            When = Brows,
            Choices = [Choice.No(), new("yes", "Yes")],
        },
        new("brow-products-date", "D8", "When was the last time, near your brows?", "We wait four weeks.", PastDate)
        {
            Sources = "S45 S54 S106",
            When = answers => Brows(answers) && answers.Has("brow-products", "yes"),
            OnDate = (date, today) => Until(date.PlusDays(28), today, "We wait four weeks after Botox, filler, a peel, laser, retinoid or acid near the brows. If a doctor prescribed it, keep using it, and ask that doctor."),
        },
        new("scalp-products", "D9", "Have you used a retinoid, an acid, a peel or a strong dandruff shampoo on your scalp?", "They fade pigment and thin the skin.", One)
        {
            Sources = "S151 S68",
            When = Scalp,
            Choices = [Choice.No(), new("yes", "Yes")],
        },
        new("scalp-products-date", "D9", "When was the last time, on your scalp?", "We wait two weeks.", PastDate)
        {
            Sources = "S151 S68",
            When = answers => Scalp(answers) && answers.Has("scalp-products", "yes"),
            OnDate = (date, today) => Until(date.PlusDays(14), today, "We wait two weeks after a retinoid, an acid, a peel or a strong dandruff shampoo. If a doctor prescribed it, keep using it, and ask that doctor."),
        },
    ];
}
