using NodaTime;

namespace SmpClinic.Web.Features.Suitability;

/// <summary>What an answer leads to, mildest first: of several the worst one stands. Advice, not a diagnosis: a practitioner decides.</summary>
public enum Route
{
    /// <summary>Stands in no way.</summary>
    Fine,

    /// <summary>A practitioner must look at it with the client.</summary>
    Review,

    /// <summary>Not before a date, or not until something is over.</summary>
    Defer,

    /// <summary>No treatment for now.</summary>
    Stop,
}

/// <summary>What one answer leads to, in the words the visitor reads.</summary>
/// <param name="Route">Where it leads.</param>
/// <param name="Reason">Why, kindly and plainly, and what to do about it.</param>
public sealed record Finding(Route Route, string Reason)
{
    /// <summary>The first clinic date on which treatment could be; null where no date can be known yet.</summary>
    public LocalDate? NotBefore { get; init; }

    /// <summary>Whether a doctor's letter is needed before a practitioner can say yes.</summary>
    public bool DoctorsLetter { get; init; }

    /// <summary>Whether a doctor should look at it before any clinic does.</summary>
    public bool DoctorFirst { get; init; }

    /// <summary>Nobody may say yes all the same: the law does not allow it.</summary>
    public bool Final { get; init; }

    /// <summary>The question it comes from; set by whoever judges.</summary>
    public Question Of { get; init; } = null!;

    /// <summary>The row of the intake list, where the question stands for several.</summary>
    public string? Row { get; init; }

    /// <summary>The row, or rows, of the intake list that it follows.</summary>
    public string Rows => Row ?? Of.Rows;
}

/// <summary>How a question is answered.</summary>
public enum QuestionKind
{
    /// <summary>One of several.</summary>
    One,

    /// <summary>Any of several, or none.</summary>
    Many,

    /// <summary>A date that is not in the future.</summary>
    PastDate,

    /// <summary>A date that is yet to come, or today.</summary>
    ComingDate,

    /// <summary>One line of the client's own words.</summary>
    Line,

    /// <summary>The client's own words.</summary>
    Words,
}

/// <summary>Where a question is asked.</summary>
[Flags]
public enum Place
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>In the public check, which stores nothing.</summary>
    Check = 1,

    /// <summary>In the questionnaire before a visit.</summary>
    Questionnaire = 2,

    /// <summary>In both.</summary>
    Both = Check | Questionnaire,
}

/// <summary>One answer that can be chosen.</summary>
/// <param name="Value">As it is kept.</param>
/// <param name="Label">As it is read.</param>
public sealed record Choice(string Value, string Label)
{
    public string? Hint { get; init; }

    /// <summary>What it leads to; null where it changes nothing.</summary>
    public Func<LocalDate, Finding>? Leads { get; init; }

    /// <summary>Cannot be chosen together with others ("None of these").</summary>
    public bool Alone { get; init; }

    /// <summary>True for a while only, so that it is asked anew each time.</summary>
    public bool Passing { get; init; }

    /// <summary>The row of the intake list, where its question stands for several.</summary>
    public string? Row { get; init; }

    public static Choice No(string label = "No") => new("no", label);

    public static Choice None(string label = "None of these") => new("none", label) { Alone = true };
}

/// <summary>One question, one page.</summary>
/// <param name="Id">As it is kept.</param>
/// <param name="Rows">Which rows of the clinic's intake list it stands for.</param>
/// <param name="Heading">The question.</param>
/// <param name="Why">Why we ask.</param>
/// <param name="Kind">How it is answered.</param>
public sealed record Question(string Id, string Rows, string Heading, string Why, QuestionKind Kind)
{
    public IReadOnlyList<Choice> Choices { get; init; } = [];

    public string? Hint { get; init; }

    /// <summary>Whether it is asked at all, given the answers before it; null means always.</summary>
    public Func<Answers, bool>? When { get; init; }

    /// <summary>Where it is asked.</summary>
    public Place Place { get; init; } = Place.Both;

    /// <summary>The section of the questionnaire it belongs to: the letter of the intake list.</summary>
    public char Section { get => field == default ? Rows[0] : field; init; }

    /// <summary>What the intake list rests the row on, by number.</summary>
    public string? Sources { get; init; }

    /// <summary>A hint for the questionnaire alone, where the check has another.</summary>
    public string? HintWhenKept { get; init; }

    /// <summary>May be left unanswered.</summary>
    public bool Optional { get; init; }

    /// <summary>The most characters of the client's own words.</summary>
    public int Longest { get; init; } = 1000;

    /// <summary>What a browser may fill in by itself; without it, nothing.</summary>
    public string? Autocomplete { get; init; }

    /// <summary>Which keys a telephone shows.</summary>
    public string? Keys { get; init; }

    /// <summary>True for a while only, so that it is asked anew each time.</summary>
    public bool Passing { get; init; }

    /// <summary>The first version of the rules that has this row.</summary>
    public int Since { get; init; } = 1;

    /// <summary>The first version that no longer has it; null while it stands.</summary>
    public int? Until { get; init; }

    /// <summary>What a date leads to, given today; null where it changes nothing.</summary>
    public Func<LocalDate, LocalDate, Finding?>? OnDate { get; init; }

    /// <summary>What a date leads to, given the date of the visit.</summary>
    public Func<LocalDate, LocalDate, Finding?>? OnDateAtVisit { get; init; }

    /// <summary>What any words lead to.</summary>
    public Finding? OnWords { get; init; }

    /// <summary>Whether it is answered by a date.</summary>
    public bool IsDate => Kind is QuestionKind.PastDate or QuestionKind.ComingDate;

    /// <summary>Whether it is answered in the client's own words.</summary>
    public bool IsWords => Kind is QuestionKind.Line or QuestionKind.Words;

    /// <summary>Everything that the answer leads to.</summary>
    /// <param name="answer">What was answered.</param>
    /// <param name="today">The clinic's date.</param>
    /// <param name="visit">The date of the visit; today where there is none yet.</param>
    public IEnumerable<Finding> Judge(IReadOnlyList<string> answer, LocalDate today, LocalDate? visit = null) =>
        Found(answer, today, visit ?? today).OfType<Finding>().Select(found => found with { Of = this });

    /// <summary>The answer in words, as the client reads it.</summary>
    public IEnumerable<string> InWords(IReadOnlyList<string> answer) => IsDate
        ? Answers.DateOf(answer) is { } date ? [Model.ClinicTime.Date(date)] : []
        : IsWords ? answer : Choices.Where(choice => answer.Contains(choice.Value, StringComparer.Ordinal)).Select(choice => choice.Label);

    private IEnumerable<Finding?> Found(IReadOnlyList<string> answer, LocalDate today, LocalDate visit) =>
        IsDate ? Answers.DateOf(answer) is { } date ? [OnDate?.Invoke(date, today), OnDateAtVisit?.Invoke(date, visit)] : []
        : IsWords ? answer.Any(words => words.Length > 0) ? [OnWords] : []
        : Choices.Where(choice => answer.Contains(choice.Value, StringComparer.Ordinal)).Select(choice => choice.Leads?.Invoke(today) is { } found ? found with { Row = choice.Row } : null);
}
