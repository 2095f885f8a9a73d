using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using SmpClinic.Web.Features.Suitability;

namespace SmpClinic.Web.Features.Appointments.Health;

/// <summary>A questionnaire as far as it is filled in.</summary>
/// <param name="Answers">The answers so far.</param>
/// <param name="Done">The sections that were gone through this time, by letter.</param>
/// <param name="From">The date of the answers it began with; null where it began empty.</param>
public sealed record Draft(Answers Answers, string Done, LocalDate? From)
{
    /// <summary>Nothing answered yet.</summary>
    public static Draft Empty { get; } = new(new(), string.Empty, null);

    /// <summary>Earlier answers to begin with: without what is true for a while only, and with every section still to be looked at.</summary>
    public static Draft FromLastTime(Answers answers, LocalDate answeredOn, IReadOnlyList<Question> questions)
    {
        var kept = new Answers();
        foreach (var question in questions.Where(question => !question.Passing && answers[question.Id] is not null))
        {
            List<string> lasting = question.Choices.Count == 0
                ? [.. answers[question.Id]!]
                : [.. answers[question.Id]!.Where(value => question.Choices.Any(choice => choice.Value == value && !choice.Passing))];
            if (lasting.Count > 0)
            {
                kept = kept.With(question.Id, lasting, questions);
            }
        }

        return new(kept, string.Empty, answeredOn);
    }

    /// <summary>As text, to be sealed.</summary>
    public string Write() => JsonSerializer.Serialize(new Kept(
        Answers.ByQuestion.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal), Done, From is { } date ? LocalDatePattern.Iso.Format(date) : null));

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Draft Read(string text)
    {
        var kept = JsonSerializer.Deserialize<Kept>(text)!;
        return new(
            Answers.Of(kept.Answers.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<string>)pair.Value, StringComparer.Ordinal)),
            kept.Done,
            kept.From is null ? null : LocalDatePattern.Iso.Parse(kept.From).Value);
    }

    private sealed record Kept(Dictionary<string, string[]> Answers, string Done, string? From);
}

/// <summary>One section of the questionnaire.</summary>
/// <param name="Letter">As the intake list calls it, and as addresses do.</param>
/// <param name="Name">As the client reads it.</param>
public sealed record Section(char Letter, string Name)
{
    /// <summary>All of them, in order.</summary>
    public static IReadOnlyList<Section> All { get; } =
    [
        new('A', "About you"), new('B', "What you would like"), new('C', "Hair, brows and earlier work"), new('D', "Your skin"), new('E', "Your health"),
    ];

    /// <summary>The last word of its address.</summary>
    public string Slug => char.ToLowerInvariant(Letter).ToString();

    /// <summary>The section of an address; null for none.</summary>
    public static Section? Find(string? slug) => All.FirstOrDefault(section => section.Slug == slug);
}

/// <summary>How far a questionnaire has come, by the rules of today. Pure.</summary>
/// <param name="Rules">The rules.</param>
/// <param name="Draft">What was answered.</param>
/// <param name="Visit">The date of the visit.</param>
public sealed record Progress(Rulebook Rules, Draft Draft, LocalDate Visit)
{
    private readonly IReadOnlyList<Question> _questions = Rules.At(Place.Questionnaire);

    /// <summary>All questions there are.</summary>
    public IReadOnlyList<Question> Questions => _questions;

    /// <summary>Too young on the day of the visit: nothing more is asked then.</summary>
    public bool UnderAge => Draft.Answers[KeptQuestions.Born] is { } born
        && _questions.First(question => question.Id == KeptQuestions.Born).Judge(born, Visit, Visit).Any();

    /// <summary>The sections that have anything to ask.</summary>
    public IEnumerable<Section> Sections => Section.All.Where(section => Asked(section).Any());

    /// <summary>The questions of a section that these answers call for.</summary>
    public IEnumerable<Question> Asked(Section section) => _questions.Where(question =>
        question.Section == section.Letter && (question.Id == KeptQuestions.Born || !UnderAge) && question.When?.Invoke(Draft.Answers) != false);

    /// <summary>Those of them without an answer that need one.</summary>
    public IEnumerable<Question> Missing(Section section) => Asked(section).Where(question => !question.Optional && Draft.Answers[question.Id] is null);

    /// <summary>Whether a section was gone through this time and nothing is missing in it.</summary>
    public bool IsDone(Section section) => Draft.Done.Contains(section.Letter, StringComparison.Ordinal) && !Missing(section).Any();

    /// <summary>The first section that is not done; null when all are.</summary>
    public Section? Next => Sections.FirstOrDefault(section => !IsDone(section));
}
