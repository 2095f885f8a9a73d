using static SmpClinic.Web.Features.Suitability.QuestionKind;
using static SmpClinic.Web.Features.Suitability.Questions;

namespace SmpClinic.Web.Features.Suitability;

/// <summary>The questions about health: one page to tick, and a further page only for what was ticked.</summary>
internal static class HealthQuestions
{
    private const string Prescriber = "Keep taking what was prescribed, and talk to the doctor who prescribed it.";

    public static IEnumerable<Question> All =>
    [
        new(Health, "E1 E5 E10 E14 E16 A6", "Do any of these apply to you?", "Some need time, some a doctor's word, and for some we only take more care.", Many)
        {
            Sources = "S41 S43 S50 S37 S53 S59 S47 S54 S63 S92 S149",
            When = Adult,
            Hint = "Nothing you tick is stored. If you would rather not say, tick the last but one.",
            HintWhenKept = "If you would rather not say here, tick the last but one.",
            Choices =
            [
                new("pregnant", "Pregnant, or could be") { Row = "E1", Passing = true, Leads = _ => Stop("We do not treat during pregnancy. Come back to us later: we will be glad to see you.") },
                new("baby", "Breastfeeding, or gave birth in the last three months"),
                new("diabetes", "Diabetes"),
                new("bleeding", "A blood thinner, aspirin, or a clotting disorder"),
                new("heart", "Heart disease, a valve problem, a pacemaker, or antibiotics before dental work") { Row = "E5", Leads = _ => Review("With heart or valve disease an infection weighs more. Please bring a letter from your doctor. " + Prescriber, letter: true) },
                new("pressure", "High blood pressure"),
                new("fits", "Epilepsy or fits"),
                new("faint", "I faint easily, or needles frighten me very much") { Row = "A6", Leads = _ => Review("Tell us when you come. We take more time, and you can lie down.") },
                new("cancer", "Cancer treatment, now, planned or in the past"),
                new("isotretinoin", "Isotretinoin (Roaccutane), now or in the last 12 months"),
                new("immune", "Weak immune system, steroid tablets, biologics, an organ transplant, an autoimmune disease or sarcoidosis") { Row = "E10", Leads = _ => Review("With a weakened or overactive immune system skin heals and reacts in its own way. Please bring a letter from your doctor. " + Prescriber, letter: true) },
                new("allergy", "Allergies"),
                new("ill", "Antibiotics now, or ill or feverish in the last two weeks") { Row = "E14", Passing = true, Leads = today => new(Route.Defer, "We wait until you have been well, and off antibiotics, for two weeks.") { NotBefore = today.PlusDays(14) } },
                new("operation", "An operation in the last three months, or one planned"),
                new("picking", "I pull my hair or pick my skin") { Row = "E16", Leads = _ => Review("Picking while it heals leaves gaps and scars. A practitioner will talk with you about how to get through those days.") },
                new("rather-not", "I would rather talk about my health in person") { Row = "E1", Leads = _ => Review("That is quite all right. A practitioner will talk with you in private before anything is planned.") },
                Choice.None(),
            ],
        },
        new("feeding", "E2", "Are you breastfeeding now?", "We wait until you have stopped.", One)
        {
            Sources = "S45 S44",
            When = answers => answers.Has(Health, "baby"),
            Choices = [new("yes", "Yes") { Leads = _ => new(Route.Defer, "We wait until you have stopped breastfeeding.") }, Choice.No()],
        },
        new("birth", "E2", "When was the birth?", "Hair and skin settle in the months after.", PastDate)
        {
            Sources = "S45 S44",
            When = answers => answers.Has(Health, "baby"),
            OnDate = (date, today) => Until(date.PlusMonths(3), today, "We wait three months after a birth."),
        },
        new("diabetes", "E3", "Is your diabetes well controlled?", "It decides how the skin heals and how easily it is infected.", One)
        {
            Sources = "S38",
            When = answers => answers.Has(Health, "diabetes"),
            Choices =
            [
                new("yes", "Yes") { Leads = _ => Review("A practitioner will ask about your last readings and how small wounds heal.") },
                Letter("no", "No", "Skin heals badly while sugar is high. Talk to your doctor; with a letter a practitioner can think again."),
                Letter("unsure", "I am not sure", "Ask your doctor how well it is controlled. With a letter a practitioner can think again."),
            ],
        },
        new("bleeding", "E4", "Which of these is it?", "Bleeding washes pigment out and bruises.", One)
        {
            Sources = "S50 S42",
            When = answers => answers.Has(Health, "bleeding"),
            Choices =
            [
                new("aspirin", "Aspirin that I take by my own choice") { Leads = _ => new(Route.Fine, "Tell us before you come, and ask us about the 24 hours before a session.") },
                new("prescribed", "A blood thinner or aspirin that a doctor prescribed") { Leads = _ => Review("With a blood thinner the skin bleeds more, and blood washes pigment out. Please bring a letter from your doctor. " + Prescriber, letter: true) },
                Letter("disorder", "Haemophilia or another clotting disorder", "We do not treat without a specialist's letter; with one a practitioner can think again."),
            ],
        },
        new("pressure", "E6", "Is your blood pressure treated?", "High pressure makes bleeding worse.", One)
        {
            Sources = "S41",
            When = answers => answers.Has(Health, "pressure"),
            Choices =
            [
                new("yes", "Yes") { Leads = _ => Review("A practitioner will ask about your last readings. " + Prescriber) },
                new("no", "No") { Leads = _ => Stop("Please see your GP about it first. Once it is treated we can talk again.") },
            ],
        },
        new("fit", "E7", "When was your last fit?", "Clinics wait until two years have passed without one.", PastDate)
        {
            Sources = "S52 S45",
            When = answers => answers.Has(Health, "fits"),
            OnDate = (date, today) => Until(date.PlusMonths(24), today, "We wait until 24 months have passed without a fit.")
                ?? Review("A practitioner will ask what sets your fits off, and plan for it."),
        },
        new("cancer", "E8", "Where are you with the treatment?", "Skin and blood need time after it.", One)
        {
            Sources = "S52 S50 S46",
            When = answers => answers.Has(Health, "cancer"),
            Choices =
            [
                new("now", "It is going on") { Leads = _ => Stop("We do not treat during cancer treatment. We wish you well, and will be here afterwards.") },
                new("planned", "It is planned within four weeks") { Leads = _ => Stop("We do not treat shortly before cancer treatment. We will be here afterwards.") },
                new("ended", "It has ended"),
            ],
        },
        new("cancer-end", "E8", "When did the cancer treatment end?", "We wait six months, and ask for a letter.", PastDate)
        {
            Sources = "S52 S50 S46",
            When = answers => answers.Has("cancer", "ended"),
            OnDate = (date, today) => Until(date.PlusMonths(6), today, "We wait six months after cancer treatment, and ask for a letter from your doctor.", letter: true)
                ?? Review("A practitioner will talk with you about your treatment and your skin."),
        },
        new("isotretinoin", "E9", "Are you taking isotretinoin now?", "It makes skin thin and slow to heal.", One)
        {
            Sources = "S52 S54 S56",
            When = answers => answers.Has(Health, "isotretinoin"),
            Choices =
            [
                new("now", "Yes") { Leads = _ => Stop("We do not treat while you take it. " + Prescriber + " We wait six months after it has ended.") },
                new("ended", "No, it has ended"),
            ],
        },
        new("isotretinoin-end", "E9", "When did you last take isotretinoin?", "We wait six months, and take care for 12.", PastDate)
        {
            Sources = "S52 S54 S56",
            When = answers => answers.Has("isotretinoin", "ended"),
            OnDate = (date, today) => Until(date.PlusMonths(6), today, "We wait six months after isotretinoin.")
                ?? (date.PlusMonths(12) > today ? Review("Between six and 12 months after isotretinoin a practitioner has to see your skin first.") : null),
        },
        new("allergy", "E12", "What are you allergic to?", "Pigment, numbing product and gloves touch your skin.", Many)
        {
            Sources = "S44 S46 S149",
            When = answers => answers.Has(Health, "allergy"),
            Choices =
            [
                Letter("ink", "Pigment or tattoo ink", "We do not treat after a reaction to pigment. With a doctor's letter and a clear patch test a practitioner can think again."),
                new("anaesthetic", "Local anaesthetic") { Leads = _ => Review("We would work without numbing product. A practitioner will talk that through with you.") },
                new("dye", "Hair dye") { Leads = _ => Review("With an allergy to hair dye a patch test comes first, at least 48 hours before.") },
                new("metal", "Nickel or other metals") { Leads = _ => Review("With an allergy to metals a patch test comes first, at least 48 hours before.") },
                new("latex", "Latex or plasters") { Leads = _ => new(Route.Fine, "Tell us when you book: we use other gloves and no plasters.") },
                new("shock", "I have had a severe reaction (anaphylaxis) to something") { Leads = _ => Review("A practitioner has to know to what, and what to have ready.") },
                new("other", "Something else") { Leads = _ => Review("A practitioner will ask what it is, and check the products.") },
            ],
        },
        new("allergy-note", "E12", "Please name what you are allergic to, and what happened", "So that we can check our products against it.", Words)
        {
            Place = Place.Questionnaire,
            When = answers => answers.HasAny("allergy", "shock", "other", "anaesthetic", "ink"),
        },
        new("operation", "E15", "Has the operation been, or is it planned?", "The body needs its strength for one thing at a time.", One)
        {
            Sources = "S45",
            When = answers => answers.Has(Health, "operation"),
            Choices = [new("been", "It has been"), new("planned", "It is planned") { Leads = _ => Review("A practitioner will plan around your operation with you.") }],
        },
        new("operation-date", "E15", "When was the operation?", "We wait three months.", PastDate)
        {
            Sources = "S45",
            When = answers => answers.Has("operation", "been"),
            OnDate = (date, today) => Until(date.PlusMonths(3), today, "We wait three months after an operation."),
        },
        new("medicines", "E13", "Do you take any other medicine, supplement or herbal product?", "Some change bleeding and healing.", One)
        {
            Sources = "S50",
            When = Adult,
            Choices = [Choice.No(), new("yes", "Yes") { Leads = _ => Review("Some medicines and herbal products change how skin bleeds and heals. Bring a list. " + Prescriber) }],
        },
        new("medicine-list", "E13", "Which ones? Name each medicine, supplement or herbal product", "A practitioner checks each for bleeding and healing.", Words)
        {
            Place = Place.Questionnaire,
            When = answers => answers.Has("medicines", "yes"),
        },
    ];

    private static Choice Letter(string value, string label, string reason) => new(value, label) { Leads = _ => Stop(reason, letter: true) };
}
