using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace SmpClinic.Web.Features.Suitability;

/// <summary>
/// What was answered so far, by question. It travels sealed in the page's address and is stored nowhere. As text it is
/// <c>question=value,value;question=value</c>: the ids and values are letters, digits and hyphens.
/// </summary>
public sealed class Answers
{
    private readonly Dictionary<string, IReadOnlyList<string>> _byQuestion = new(StringComparer.Ordinal);

    /// <summary>The question that is open; null for the first one that has no answer.</summary>
    public string? At { get; init; }

    public IReadOnlyList<string>? this[string question] => _byQuestion.GetValueOrDefault(question);

    public bool Has(string question, string value) => this[question]?.Contains(value, StringComparer.Ordinal) == true;

    public bool HasAny(string question, params string[] values) => values.Any(value => Has(question, value));

    /// <summary>Everything answered, by question.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ByQuestion => _byQuestion;

    /// <summary>Answers as they were kept.</summary>
    public static Answers Of(IReadOnlyDictionary<string, IReadOnlyList<string>> byQuestion)
    {
        var answers = new Answers();
        foreach (var (id, value) in byQuestion)
        {
            answers._byQuestion[id] = value;
        }

        return answers;
    }

    /// <summary>These answers with one more, or with another in its place; later questions that no longer apply lose theirs.</summary>
    public Answers With(string question, IReadOnlyList<string> answer, string? at = null) => With(question, answer, Questions.All, at);

    /// <inheritdoc cref="With(string, IReadOnlyList{string}, string)"/>
    /// <param name="question">Which question.</param>
    /// <param name="answer">Its answer; none at all takes it away.</param>
    /// <param name="questions">The questions that there are.</param>
    /// <param name="at">The question that is open then.</param>
    public Answers With(string question, IReadOnlyList<string> answer, IReadOnlyList<Question> questions, string? at = null)
    {
        var next = new Answers { At = at };
        foreach (var (id, value) in _byQuestion)
        {
            next._byQuestion[id] = value;
        }

        next._byQuestion[question] = answer;
        if (answer.Count == 0)
        {
            next._byQuestion.Remove(question);
        }

        foreach (var asked in questions)
        {
            if (asked.When?.Invoke(next) == false)
            {
                next._byQuestion.Remove(asked.Id);
            }
        }

        return next;
    }

    /// <summary>The same answers with another question open.</summary>
    public Answers OpenAt(string? question)
    {
        var next = new Answers { At = question };
        foreach (var (id, value) in _byQuestion)
        {
            next._byQuestion[id] = value;
        }

        return next;
    }

    /// <summary>The date of a date's answer.</summary>
    public static LocalDate? DateOf(IReadOnlyList<string>? answer) =>
        answer is [var text] && LocalDatePattern.Iso.Parse(text) is { Success: true } date ? date.Value : null;

    /// <summary>The answer that stands for a date.</summary>
    public static IReadOnlyList<string> Of(LocalDate date) => [date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)];

    public string Write() => string.Join(';', _byQuestion.Select(pair => $"{pair.Key}={string.Join(',', pair.Value)}").Prepend("@" + At));

    /// <summary>Reads what <see cref="Write"/> wrote; questions that are no longer asked are dropped.</summary>
    public static Answers Read(string text)
    {
        var parts = text.Split(';');
        var answers = new Answers { At = parts[0].Length > 1 ? parts[0][1..] : null };
        foreach (var part in parts.Skip(1))
        {
            if (part.Split('=') is [var id, var values] && Questions.Find(id) is not null)
            {
                answers._byQuestion[id] = values.Split(',');
            }
        }

        return answers;
    }
}
