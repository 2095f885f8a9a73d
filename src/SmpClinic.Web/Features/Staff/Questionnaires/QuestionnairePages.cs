using NodaTime;
using SmpClinic.Web.Features.Appointments.Health;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Content;
using SmpClinic.Web.Features.Suitability;
using SmpClinic.Web.Model;
using Route = SmpClinic.Web.Features.Suitability.Route;

namespace SmpClinic.Web.Features.Staff.Questionnaires;

/// <summary>All that everybody in the clinic may know of a questionnaire.</summary>
public enum QuestionnaireState
{
    Due,
    FilledIn,
    NeedsPractitioner,

    /// <summary>Filled in, but the client has taken back that it is used.</summary>
    TakenBack,
}

/// <summary>The words of the questionnaire for staff.</summary>
public static class QuestionnaireWords
{
    public static string Of(QuestionnaireState state) => state switch
    {
        QuestionnaireState.FilledIn => "Filled in",
        QuestionnaireState.NeedsPractitioner => "Needs a practitioner",
        QuestionnaireState.TakenBack => "The client has taken back their agreement: not to be read, and no treatment without it",
        _ => "Due",
    };

    public static string Of(Route route) => route switch
    {
        Route.Stop => "Stop",
        Route.Defer => "Wait",
        Route.Review => "Look at it",
        _ => "Fine",
    };

    /// <summary>The badge of a route; the route stands in words inside.</summary>
    public static string BadgeOf(Route route) => route switch
    {
        Route.Stop => "declined",
        Route.Defer => "no-show",
        Route.Review => "requested",
        _ => "completed",
    };

    public static string Of(QuestionnaireVerdict verdict) => verdict switch
    {
        QuestionnaireVerdict.Accept => "Accepted",
        QuestionnaireVerdict.AcceptWithConditions => "Accepted with conditions",
        QuestionnaireVerdict.Refer => "Sent to a doctor first",
        _ => "Declined",
    };
}

/// <summary>An appointment whose questionnaire waits.</summary>
public sealed record WaitingRow(Guid Id, string Reference, string ClientName, string ServiceName, int PractitionerId, string PractitionerName, Instant Start, Instant SentAt);

/// <summary>What waits for a practitioner.</summary>
public sealed record WaitingPage(ListPage<WaitingRow> Rows, Instant Now, StaffCaller Caller);

/// <summary>A decision with its words.</summary>
public sealed record DecisionRow(QuestionnaireDecision Decision, string? ForClient, string? Reason);

/// <summary>A questionnaire, opened.</summary>
/// <param name="Appointment">With service and practitioner.</param>
/// <param name="All">What was sent, the newest first.</param>
/// <param name="Shown">Which of it is shown.</param>
/// <param name="Rules">The rules of its day.</param>
/// <param name="Answers">The answers.</param>
/// <param name="Outcome">Where they lead.</param>
/// <param name="Decisions">What was decided, the newest first.</param>
public sealed record QuestionnairePage(
    Appointment Appointment, IReadOnlyList<QuestionnaireAnswers> All, QuestionnaireAnswers Shown, Rulebook Rules, Answers Answers, SuitabilityOutcome Outcome, IReadOnlyList<DecisionRow> Decisions)
{
    /// <summary>Whether the client is changing the answers now.</summary>
    public bool InHand { get; init; }

    /// <summary>The form as typed.</summary>
    public DecisionForm Form { get; init; } = new();

    /// <summary>What is wrong with it.</summary>
    public FormErrors Errors { get; init; } = new();

    /// <summary>Whether newer answers came while these were decided about.</summary>
    public bool Outdated { get; init; }

    /// <summary>Whether these are the newest answers.</summary>
    public bool IsNewest => Shown == All[0];

    /// <summary>What leads anywhere, the worst first.</summary>
    public IEnumerable<Finding> Findings => Outcome.Findings.Where(found => found.Route != Route.Fine);

    /// <summary>What a question was answered with.</summary>
    public string AnswerTo(Question question) => string.Join("; ", question.InWords(Answers[question.Id] ?? []));

    /// <summary>A section's questions that were answered.</summary>
    public IEnumerable<Question> Answered(Section section) =>
        Rules.At(Place.Questionnaire).Where(question => question.Section == section.Letter && Answers[question.Id] is { Count: > 0 });

    /// <summary>The sources of a finding, those of them with an address.</summary>
    public static IEnumerable<Source> SourcesOf(Finding found) =>
        (found.Of.Sources ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => SourceList.All.FirstOrDefault(source => source.Id == id)).OfType<Source>();
}

/// <summary>A decision that holds.</summary>
public sealed record Decided(QuestionnaireVerdict Verdict, string? ForClient, string? Reason, bool LetterSeen, bool DateLifted);

/// <summary>What deciding sends.</summary>
public sealed class DecisionForm
{
    /// <summary>The longest words kept, in UTF-16 units.</summary>
    public const int Longest = 1000;

    public string? Verdict { get; set; }

    public string? ForClient { get; set; }

    public string? Reason { get; set; }

    public string? LetterSeen { get; set; }

    public string? DateLifted { get; set; }

    /// <summary>Which answers the page showed.</summary>
    public string? Number { get; set; }

    /// <summary>Reads it against what the answers lead to.</summary>
    public Decided? TryRead(SuitabilityOutcome outcome, FormErrors errors)
    {
        var known = Enum.GetValues<QuestionnaireVerdict>().Where(one => one.ToString() == Verdict).ToList();
        errors.Require(known.Count == 1, nameof(Verdict), "Choose a decision.");
        var (words, reason) = (Words(ForClient, nameof(ForClient), errors), Words(Reason, nameof(Reason), errors));
        if (known is not [var verdict])
        {
            return null;
        }

        var accepts = verdict is QuestionnaireVerdict.Accept or QuestionnaireVerdict.AcceptWithConditions;
        errors.Require(!accepts || !outcome.UnderAge, nameof(Verdict), "Nobody may treat a person under 18. Decline, or wait until they are.");
        errors.Require(verdict == QuestionnaireVerdict.Accept || words is not null, nameof(ForClient), "Write what the client is to know: the conditions, what to do first, or why not.");
        errors.Require(!accepts || outcome.Route != Route.Stop || reason is not null, nameof(Reason), "The answers say stop. To lift that, write why.");
        errors.Require(!accepts || !NeedsLetter(outcome) || LetterSeen == "yes", nameof(LetterSeen), "This takes a doctor’s letter. Tick the box once you have seen it.");
        errors.Require(DateLifted != "yes" || !accepts || reason is not null, nameof(Reason), "To treat before the first date, write why.");
        return errors.Any ? null : new(verdict, words, reason, LetterSeen == "yes", accepts && DateLifted == "yes");
    }

    /// <summary>Whether a yes takes a doctor's letter: what says stop and is marked so, or is to be looked at and marked so.</summary>
    public static bool NeedsLetter(SuitabilityOutcome outcome) => outcome.Findings.Any(found => found.DoctorsLetter);

    private static string? Words(string? typed, string field, FormErrors errors)
    {
        var clean = PlainText.Clean(typed);
        errors.Require(typed is null || clean is not null, field, "This holds characters that cannot be kept, such as control characters. Remove them.");
        errors.Require(clean is null || clean.Length <= Longest, field, $"This is {clean?.Length} characters long; shorten it to {Longest}.");
        return string.IsNullOrEmpty(clean) ? null : clean;
    }
}
