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

    /// <summary>What a date leads to, given today; null where it changes nothing.</summary>
    public Func<LocalDate, LocalDate, Finding?>? OnDate { get; init; }

    /// <summary>Everything that the answer leads to.</summary>
    /// <param name="answer">What was answered.</param>
    /// <param name="today">The clinic's date.</param>
    public IEnumerable<Finding> Judge(IReadOnlyList<string> answer, LocalDate today) =>
        Kind == QuestionKind.PastDate
            ? Answers.DateOf(answer) is { } date && OnDate?.Invoke(date, today) is { } found ? [found] : []
            : Choices.Where(choice => answer.Contains(choice.Value, StringComparer.Ordinal)).Select(choice => choice.Leads?.Invoke(today)).OfType<Finding>();
}
