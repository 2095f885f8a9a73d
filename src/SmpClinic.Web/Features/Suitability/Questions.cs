using NodaTime;
using static SmpClinic.Web.Features.Suitability.QuestionKind;

namespace SmpClinic.Web.Features.Suitability;

/// <summary>
/// The questions, in their order. They follow the clinic's intake list; the rows that change nothing before a consultation are
/// not asked here, because asking for more than is needed would be asking too much. Never "stop your medicine": always "talk to
/// the doctor who prescribed it".
/// </summary>
public static class Questions
{
    public const string Treatment = "treatment";
    public const string Age = "age";
    public const string Health = "health";

    private const string Doctor = "See your GP first, before you pay any clinic.";

    /// <summary>Rows of the intake list that are not asked before a consultation, and why.</summary>
    public static IReadOnlyDictionary<string, string> NotAskedHere { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["A1"] = "who you are is none of this page's business",
        ["A3"] = "proof of age is looked at in person",
        ["A4"] = "the clinic has one place",
        ["A5"] = "belongs to the questionnaire",
        ["B2"] = "asked together with B5",
        ["B9"] = "changes nothing about suitability",
        ["B10"] = "chosen when booking",
        ["C1"] = "judged face to face",
        ["C6"] = "changes nothing about suitability",
        ["C7"] = "asked where it matters: transplant, earlier work, products on the skin",
        ["C11"] = "changes nothing about suitability",
        ["D2"] = "judged face to face",
        ["E11"] = "never asked: it is no bar, and asking is not justified",
        ["E19"] = "free text would have to be kept; it is asked in the questionnaire",
    };

    /// <summary>Rows of the intake list that the questionnaire does not ask either, and why.</summary>
    public static IReadOnlyDictionary<string, string> NeverAsked { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["A1"] = "given when booking, and nothing is asked twice",
        ["A4"] = "the clinic has one place",
        ["B9"] = "talked about at the consultation; it decides nothing here",
        ["B10"] = "chosen when booking",
        ["E11"] = "never asked: it is no bar, and asking is not justified",
    };

    /// <summary>The version of the rules that new answers are judged by. A row that changes gets an end, and a new row beside it a beginning, one higher than this.</summary>
    public const int Version = 1;

    /// <summary>Every row there ever was, in the order of asking. Old answers are judged by the rows of their day.</summary>
    public static IReadOnlyList<Question> Table { get; } =
    [
        .. KeptQuestions.WhoYouAre,
        new(Treatment, "B1", "Which treatment are you thinking of?", "The questions differ.", One)
        {
            Choices = [new("scalp", "Scalp micropigmentation"), new("brows", "Microblading for brows"), new("unsure", "Both, or I am not sure")],
        },
        new(Age, "A2", "Are you 18 or over?", "The law does not allow tattooing of anyone younger, and the clinic cannot make an exception.", One)
        {
            Place = Place.Check,
            Choices =
            [
                new("yes", "Yes"),
                new("no", "No") { Leads = _ => new(Route.Stop, "You need to be 18 on the day. No one can make an exception. If your hair or brows worry you now, your GP can help.") },
            ],
        },
        .. Wishes,
        .. KeptQuestions.Wishes,
        .. HairAndBrows,
        .. KeptQuestions.Hair,
        .. SkinQuestions.All,
        .. KeptQuestions.Skin,
        .. HealthQuestions.All,
        new("life", "B6 B7 E17 E18", "Is any of this part of your life?", "None of them stands in the way. We tell you what to plan for.", Many)
        {
            Sources = "S40 S65 S92 S78 S79",
            When = Adult,
            Section = 'E',
            Choices =
            [
                new("event", "An important event in the next eight weeks") { Leads = _ => new(Route.Fine, "Healing looks patchy for some days, and the final look takes four to eight weeks. Plan your event after that.") },
                new("lasting", "I did not know that it is meant to last and is hard to remove") { Leads = _ => new(Route.Fine, "This is a tattoo. It fades slowly and is hard to remove. Take your time, and ask us everything.") },
                new("mri", "An MRI scan is planned") { Leads = _ => new(Route.Fine, "Tell the radiographer about the pigment. It is rarely a problem.") },
                new("donor", "I give blood") { Leads = _ => new(Route.Fine, "In the UK you wait four months after a tattoo before you give blood again.") },
                new("smoke", "I smoke or vape") { Leads = _ => new(Route.Fine, "Smoking slows healing. The less in the weeks around a session, the better.") },
                new("sun", "I work in the sun or use sunbeds") { Leads = _ => new(Route.Fine, "Sun fades pigment and hurts fresh skin. Plan to cover up for about four weeks, and use sunscreen after that.") },
                new("sport", "I swim or train a lot") { Leads = _ => new(Route.Fine, "On the scalp, sweat has to wait for up to ten days and pools for about four weeks; on brows, both wait for one to two weeks.") },
                new("dust", "I work with dust or wear a helmet") { Leads = _ => new(Route.Fine, "Dust and rubbing disturb healing. Plan some days off or another task.") },
                Choice.None(),
            ],
        },
        .. KeptQuestions.Last,
    ];

    /// <summary>The rules of today.</summary>
    public static Rulebook Now { get; } = new(Version, Table);

    /// <summary>What the public check asks.</summary>
    public static IReadOnlyList<Question> All { get; } = Now.At(Place.Check);

    public static Question? Find(string? id) => All.FirstOrDefault(question => question.Id == id);

    internal static bool Adult(Answers answers) => answers.Has(Age, "yes") || answers[KeptQuestions.Born] is not null;

    internal static bool Scalp(Answers answers) => Adult(answers) && answers.HasAny(Treatment, "scalp", "unsure");

    internal static bool Brows(Answers answers) => Adult(answers) && answers.HasAny(Treatment, "brows", "unsure");

    internal static Finding Review(string reason, bool letter = false) => new(Route.Review, reason) { DoctorsLetter = letter };

    private static Finding DoctorFirst(string reason) => Review($"{reason} {Doctor}") with { DoctorFirst = true };

    internal static Finding Stop(string reason, bool letter = false) => new(Route.Stop, reason) { DoctorsLetter = letter };

    /// <summary>Not before a date; nothing where that date is past.</summary>
    internal static Finding? Until(LocalDate date, LocalDate today, string reason, bool letter = false) =>
        date > today ? new(Route.Defer, reason) { NotBefore = date, DoctorsLetter = letter } : null;

    private static IEnumerable<Question> Wishes =>
    [
        new("grow", "B4", "Do you expect hair to grow back from this?", "It is a picture of hair, and we do not want you to be disappointed.", One)
        {
            Sources = "S2",
            When = Scalp,
            Choices =
            [
                Choice.No(),
                new("yes", "Yes") { Leads = _ => Review("Scalp micropigmentation does not grow hair and does not stop hair loss. Talk with us about what you hope for before you decide.") },
                new("unsure", "I am not sure") { Leads = _ => Review("Scalp micropigmentation does not grow hair and does not stop hair loss. A practitioner will go through what it can and cannot do.") },
            ],
        },
        new("look", "B5", "Which look would you like?", "A shaved look only matches while the hair around it stays short.", One)
        {
            Sources = "S8",
            When = Scalp,
            Choices =
            [
                new("cropped", "A shaved look, and I am happy to keep my hair clipped for years"),
                new("not-cropped", "A shaved look, but I do not want to keep my hair clipped") { Leads = _ => Review("A shaved look needs short hair for as long as it lasts. A practitioner may suggest work between longer hair instead.") },
                new("density", "A fuller look between longer hair"),
                new("cover", "To cover a scar or patches"),
            ],
        },
        new("brow-wish", "B3", "What would you like for your brows?", "Old pigment decides what can be done on top of it.", One)
        {
            Sources = "S52 S93",
            When = Brows,
            Choices =
            [
                new("gaps", "Fill gaps"), new("shape", "A new shape"), new("none-left", "I have no brow hair"),
                new("old", "Cover earlier work") { Leads = _ => Review("Whether old pigment can be covered depends on its colour and depth. A practitioner has to see it.") },
            ],
        },
        new("worry", "B8", "How much does this worry you?", "We want to suggest what will really help.", One)
        {
            Place = Place.Check,
            When = Adult,
            Choices =
            [
                new("little", "Now and then"), new("often", "Often"),
                new("always", "Nearly all the time") { Leads = _ => Review("That sounds hard to live with. Before you decide on any treatment, we would like to take time to talk. Your GP can help with worry too.") },
                new("disappointed", "I have had several treatments before and they disappointed me") { Leads = _ => Review("We would like to understand what went wrong before. A practitioner will take time for it.") },
            ],
        },
    ];

    private static IEnumerable<Question> HairAndBrows =>
    [
        new("start", "C2", "How did your hair loss begin?", "Sudden loss can be a sign of something a doctor should treat.", One)
        {
            Sources = "S119",
            When = Scalp,
            Choices =
            [
                new("years", "Over years"), new("year", "Within the last 12 months"),
                new("months", "Within the last three months") { Leads = _ => DoctorFirst("Loss that began in the last three months should be looked at.") },
                new("sudden", "Suddenly") { Leads = _ => DoctorFirst("Sudden loss should be looked at.") },
            ],
        },
        new("signs", "C3", "Do you notice any of these on your scalp?", "They can be signs of something a doctor should treat.", Many)
        {
            Sources = "S119",
            When = Scalp,
            Choices =
            [
                .. new[] { ("patches", "Round patches"), ("clumps", "Hair coming out in clumps"), ("itching", "Itching"), ("burning", "Burning"), ("pain", "Pain"), ("scaling", "Scaling") }
                    .Select(sign => new Choice(sign.Item1, sign.Item2) { Leads = _ => DoctorFirst($"{sign.Item2}: this should be looked at.") }),
                Choice.None(),
            ],
        },
        new("hairline", "C4", "If you are a woman: is your front hairline moving back?", "In women the front hairline usually stays where it is.", One)
        {
            Sources = "S36",
            When = Scalp,
            Choices =
            [
                new("yes", "Yes") { Leads = _ => Review("A front hairline that moves back in women should be seen by a doctor soon. Ask your GP about a skin specialist before you pay any clinic.") with { DoctorFirst = true } },
                Choice.No(), new("other", "This does not apply to me"),
            ],
        },
        new("diagnosis", "C5", "Has a doctor given your hair loss a name?", "Some kinds of loss move, and some go away by themselves.", One)
        {
            Sources = "S17 S46",
            When = Scalp,
            Choices =
            [
                new("none", "No, or pattern baldness"),
                new("areata", "Alopecia areata or totalis") { Leads = _ => Review("Areata moves: hair may return or go elsewhere, and pigment stays where it is. A practitioner will talk that through with you.") },
                new("scarring", "Scarring alopecia") { Leads = _ => Review("Scarred skin takes pigment in its own way, and the disease has to be quiet. A practitioner has to see it.") },
                new("pulling", "Loss from pulling or tight styles") { Leads = _ => Review("If pulling goes on, the work does not heal well. A practitioner will talk it through with you.") },
                new("temporary", "Temporary loss that is still changing, for example after an illness, a birth or treatment")
                {
                    Leads = today => new(Route.Defer, "Hair lost for a time often returns. We wait until nothing has changed for 12 months, and it is changing still.") { NotBefore = today.PlusMonths(12) },
                },
                new("settled", "Temporary loss that has stopped changing"),
            ],
        },
        new("settled-since", "C5", "When did it last change?", "We wait until nothing has changed for 12 months.", PastDate)
        {
            Sources = "S17 S46",
            When = answers => Scalp(answers) && answers.Has("diagnosis", "settled"),
            OnDate = (date, today) => Until(date.PlusMonths(12), today, "Hair lost for a time may still return. We wait until nothing has changed for 12 months."),
        },
        new("transplant", "C8 C9", "Have you had a hair transplant, or are you planning one?", "Skin needs time after an operation, and one thing should not spoil the other.", One)
        {
            Sources = "S60 S61 S62",
            When = Scalp,
            Choices =
            [
                Choice.No("Neither"), new("had", "I have had one"),
                new("planned", "I am planning one") { Row = "C9", Leads = _ => Review("The order matters: a transplant has to wait for months after pigment, and pigment after a transplant. A practitioner will plan it with you.") },
            ],
        },
        new("transplant-date", "C8", "When was the transplant?", "Clinics wait 6 to 12 months; we wait 12.", PastDate)
        {
            Sources = "S60 S61",
            When = answers => Scalp(answers) && answers.Has("transplant", "had"),
            OnDate = (date, today) => Until(date.PlusMonths(12), today, "We wait 12 months after a transplant. A practitioner may say yes after six, with a letter from your surgeon."),
        },
        new("old-work", "C10", "Is there old pigment in the area, or has some been removed?", "New work depends on what is in the skin already.", One)
        {
            Sources = "S52 S93 S46",
            When = Adult,
            Choices =
            [
                Choice.No(),
                new("pigment", "Yes, old pigment") { Leads = _ => Review("Old pigment decides what can be done. Please have the date, the clinic and photos ready if you can.") },
                new("removed", "Yes, and some was removed") { Leads = _ => Review("Skin that was treated by laser or otherwise has to be looked at first.") },
            ],
        },
        new("removal-date", "C10", "When was the last removal session?", "Skin needs about 90 days after a laser.", PastDate)
        {
            Sources = "S52 S93 S46",
            When = answers => Adult(answers) && answers.Has("old-work", "removed"),
            OnDate = (date, today) => Until(date.PlusDays(90), today, "We wait 90 days after a removal session."),
        },
    ];
}
