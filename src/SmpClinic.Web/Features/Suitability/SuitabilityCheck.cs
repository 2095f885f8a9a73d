using NodaTime;
using SmpClinic.Web.Features.Booking;

namespace SmpClinic.Web.Features.Suitability;

/// <summary>How the check ended.</summary>
/// <param name="Route">The worst route of all answers.</param>
/// <param name="NotBefore">The latest of the dates that were met; null where there was none.</param>
/// <param name="Findings">Everything there is to say, worst first.</param>
public sealed record SuitabilityOutcome(Route Route, LocalDate? NotBefore, IReadOnlyList<Finding> Findings)
{
    /// <summary>Whether something has to be over first for which no date can be known.</summary>
    public bool WaitsForSomething => Findings.Any(found => found is { Route: Route.Defer, NotBefore: null });

    /// <summary>Too young for a tattoo, and so for booking anything here.</summary>
    public bool UnderAge { get; init; }

    /// <summary>Which treatments it was about.</summary>
    public CheckedFor For { get; init; }

    /// <summary>What booking needs to know of it: no answer, and no reason.</summary>
    public CheckResult ForBooking => new(For, Route == Route.Stop || WaitsForSomething, NotBefore)
    {
        // Health is no matter of one treatment; skin and hair in the area are.
        HealthNotNow = Health.Any(found => found.Route == Route.Stop || found is { Route: Route.Defer, NotBefore: null }),
        HealthNotBefore = Health.Select(found => found.NotBefore).DefaultIfEmpty().Max(),
    };

    /// <summary>Whether a doctor should look at something before any clinic does.</summary>
    public bool DoctorFirst => Findings.Any(found => found.DoctorFirst);

    public bool DoctorsLetter => Findings.Any(found => found.DoctorsLetter);

    private IEnumerable<Finding> Health => Findings.Where(found => found.Of.Section is 'A' or 'E');
}

/// <summary>Which question comes next, and what all answers together lead to. Pure: the date comes in.</summary>
public static class SuitabilityCheck
{
    /// <summary>The questions that these answers call for, in order.</summary>
    public static IEnumerable<Question> Asked(Answers answers) => Questions.All.Where(question => question.When?.Invoke(answers) != false);

    /// <summary>The question that is open, or the first without an answer; null when all are answered.</summary>
    public static Question? Open(Answers answers) =>
        Asked(answers).FirstOrDefault(question => question.Id == answers.At) ?? Asked(answers).FirstOrDefault(question => answers[question.Id] is null);

    /// <summary>The question before this one; null at the first.</summary>
    public static Question? Before(Answers answers, Question question) => Asked(answers).TakeWhile(one => one.Id != question.Id).LastOrDefault();

    /// <summary>What the answers lead to on a clinic date.</summary>
    public static SuitabilityOutcome Judge(Answers answers, LocalDate today) => Judge(Questions.All, answers, today, today);

    /// <summary>What the answers lead to by some questions.</summary>
    /// <param name="questions">The questions that there are.</param>
    /// <param name="answers">What was answered.</param>
    /// <param name="today">The clinic's date when it was answered.</param>
    /// <param name="visit">The date of the visit.</param>
    public static SuitabilityOutcome Judge(IReadOnlyList<Question> questions, Answers answers, LocalDate today, LocalDate visit)
    {
        var findings = questions.Where(question => question.When?.Invoke(answers) != false && answers[question.Id] is not null)
            .SelectMany(question => question.Judge(answers[question.Id]!, today, visit))
            .OrderByDescending(found => found.Route)
            .ToList();
        return new(
            findings.Count == 0 ? Route.Fine : findings[0].Route,
            findings.Where(found => found.NotBefore is not null).Select(found => found.NotBefore).DefaultIfEmpty().Max(),
            findings)
        {
            UnderAge = answers.Has(Questions.Age, "no") || findings.Exists(found => found.Final),
            For = (answers.HasAny(Questions.Treatment, "scalp", "unsure") ? CheckedFor.Scalp : CheckedFor.None)
                | (answers.HasAny(Questions.Treatment, "brows", "unsure") ? CheckedFor.Brows : CheckedFor.None),
        };
    }
}
