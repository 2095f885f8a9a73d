using NodaTime;
using static SmpClinic.Web.Features.Suitability.QuestionKind;
using static SmpClinic.Web.Features.Suitability.Questions;

namespace SmpClinic.Web.Features.Suitability;

/// <summary>The rows of the intake list that only the questionnaire asks: its answers are kept, those of the public check are not.</summary>
internal static class KeptQuestions
{
    /// <summary>The date of birth, which stands for the check's question about age.</summary>
    public const string Born = "born";

    private const int OfAge = 18;
    private const int MuchWorry = 9;

    /// <summary>The first day of being of age. Who was born on 29 February waits for 1 March in a year without one.</summary>
    public static LocalDate OfAgeOn(LocalDate born) => born.PlusYears(OfAge) is var day && day.Day == born.Day ? day : day.PlusDays(1);

    /// <summary>Section A.</summary>
    public static IEnumerable<Question> WhoYouAre =>
    [
        new(Born, "A2", "Your date of birth", "You need to be 18 on the day of a treatment; the law makes no exception.", PastDate)
        {
            Place = Place.Questionnaire,
            Sources = "S39 S40",
            Autocomplete = "bday",
            OnDateAtVisit = (born, visit) => OfAgeOn(born) > visit
                ? new(Route.Stop, "You need to be 18 on the day. No one can make an exception. If your hair or brows worry you now, your GP can help.") { Final = true }
                : null,
        },
        new("photo-id", "A3", "Photo ID", "The practitioner has to see how old you are.", Many)
        {
            Place = Place.Questionnaire,
            Sources = "S63 S39",
            Choices = [new("yes", "I will bring photo ID to the visit")],
        },
        new("emergency-name", "A5", "Who may we ring in an emergency? Their name", "In case you feel unwell here.", Line) { Place = Place.Questionnaire, When = Adult, Longest = 100, Autocomplete = "section-emergency name" },
        new("emergency-phone", "A5", "Their telephone number", "In case you feel unwell here.", Line) { Place = Place.Questionnaire, When = Adult, Longest = 40, Autocomplete = "section-emergency tel", Keys = "tel" },
        new("gp", "A5", "Your GP or surgery, if you would like to tell us", "So that a letter can be asked for quickly.", Line) { Place = Place.Questionnaire, When = Adult, Longest = 200, Optional = true },
        new("access", "A6", "What would make the visit easier for you?", "We would like to have it ready.", Many)
        {
            Place = Place.Questionnaire,
            When = Adult,
            Choices =
            [
                new("step-free", "A way in without steps"), new("interpreter", "An interpreter"), new("hearing", "Help with hearing or seeing"),
                new("breaks", "Breaks, or a quiet room"), Choice.None("Nothing special"),
            ],
        },
        new("access-note", "A6", "Anything more about that?", "In your own words.", Words) { Place = Place.Questionnaire, When = answers => answers.HasAny("access", "step-free", "interpreter", "hearing", "breaks"), Optional = true, Longest = 500 },
    ];

    /// <summary>Section B.</summary>
    public static IEnumerable<Question> Wishes =>
    [
        new("goal", "B2", "What should it do for you?", "It decides which kind of work is planned.", Many)
        {
            Place = Place.Questionnaire,
            When = Scalp,
            Choices =
            [
                new("hairline", "A hairline"), new("crown", "The crown"), new("shaved", "A full shaved look"), new("density", "More density in longer hair"), new("patches", "Cover patches of alopecia"),
                new("scar", "Cover a scar"), new("transplant", "Fill in after a transplant"), new("other", "Something else"),
            ],
        },
        new("success", "B8", "What would success look like to you?", "We want to suggest what will really help.", Words) { Place = Place.Questionnaire, When = Adult, Longest = 1000 },
        new("worry-scale", "B8", "How much does it worry you each day, from 0 (not at all) to 10 (all the time)?", "We take more time where it weighs heavily.", One)
        {
            Place = Place.Questionnaire,
            When = Adult,
            Sources = "S150",
            Choices =
            [
                .. Enumerable.Range(0, 11).Select(n => n.ToString(System.Globalization.CultureInfo.InvariantCulture)).Select((text, n) => new Choice(text, text)
                {
                    Leads = n >= MuchWorry ? _ => Review("That sounds hard to live with. Before you decide on any treatment, we would like to take time to talk. Your GP can help with worry too.") : null,
                }),
            ],
        },
        new("disappointed", "B8", "Have you had several treatments before that disappointed you?", "We would like to understand what went wrong.", One)
        {
            Place = Place.Questionnaire,
            When = Adult,
            Sources = "S150",
            Choices = [Choice.No(), new("yes", "Yes") { Leads = _ => Review("We would like to understand what went wrong before. A practitioner will take time for it.") }],
        },
    ];

    /// <summary>Section C.</summary>
    public static IEnumerable<Question> Hair =>
    [
        new("old-work-note", "C10", "When was it done or removed, and where?", "Old pigment decides what can be done.", Words) { Place = Place.Questionnaire, When = answers => answers.HasAny("old-work", "pigment", "removed"), Longest = 500, Optional = true },
        new("stage", "C1", "Which of these is nearest to your hair now?", "It helps us plan how many sessions are needed.", One)
        {
            Place = Place.Questionnaire,
            When = Scalp,
            Sources = "S72 S6",
            Choices =
            [
                new("receding", "Temples receding (Norwood I to III)"), new("crown", "Thin or bare on the crown (Norwood III vertex to V)"), new("horseshoe", "A band at the sides and back (Norwood VI or VII)"),
                new("parting", "Thinner along the parting (Ludwig I to III, Sinclair 1 to 5)"), new("patches", "Patches"), new("total", "No hair on the scalp"), new("scar", "A scar"), new("unsure", "I am not sure"),
            ],
        },
        new("relatives", "C6", "Do close relatives have hair loss?", "It tells something about how yours may go on.", One) { Place = Place.Questionnaire, When = Scalp, Choices = [Choice.No(), new("yes", "Yes"), new("unsure", "I do not know")] },
        new("used", "C7", "What have you used against it?", "Some of it shows in the skin.", Many)
        {
            Place = Place.Questionnaire,
            When = Scalp,
            Choices =
            [
                new("minoxidil", "Minoxidil") { Leads = _ => new(Route.Fine, "Tell us at the visit whether minoxidil makes your scalp red or itchy.") },
                new("finasteride", "Finasteride"), new("prp", "PRP"), new("laser", "Laser or light"), new("system", "A hair system"), new("fibres", "Fibres or concealer"), Choice.None(),
            ],
        },
        new("hair-length", "C11", "How long is your hair now?", "The work is matched to it.", One) { Place = Place.Questionnaire, When = Scalp, Choices = [new("shaved", "Shaved or clipped"), new("short", "Short"), new("long", "Medium or long")] },
        new("grey", "C11", "How grey is it?", "The pigment is matched to it.", One) { Place = Place.Questionnaire, When = Adult, Choices = [new("none", "Not grey"), new("some", "Some grey"), new("mostly", "Mostly grey or white")] },
    ];

    /// <summary>Section D.</summary>
    public static IEnumerable<Question> Skin =>
    [
        new("sun", "D2", "What does strong sun do to your skin?", "It helps us choose the shade, and tells how it would take a laser.", One)
        {
            Place = Place.Questionnaire,
            When = Adult,
            Sources = "S81",
            Choices =
            [
                new("1", "Always burns, never tans"), new("2", "Usually burns, tans a little"), new("3", "Sometimes burns, tans slowly"),
                new("4", "Rarely burns, tans well"), new("5", "Very rarely burns, tans deeply"), new("6", "Never burns"),
            ],
        },
    ];

    /// <summary>The end of section E.</summary>
    public static IEnumerable<Question> Last =>
    [
        new("event-date", "B7", "When is the event?", "Healing looks patchy for some days, and the final look takes four to eight weeks.", ComingDate) { Place = Place.Questionnaire, Section = 'E', When = answers => answers.Has("life", "event") },
        new("other", "E19", "Is there anything else a practitioner should know?", "In your own words, or leave it empty.", Words)
        {
            Place = Place.Questionnaire,
            When = Adult,
            Optional = true,
            OnWords = Review("A practitioner will read what you wrote."),
        },
    ];
}
