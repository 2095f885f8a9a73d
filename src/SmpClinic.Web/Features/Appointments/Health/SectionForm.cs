using System.Globalization;
using Microsoft.Extensions.Primitives;
using NodaTime;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Suitability;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Appointments.Health;

/// <summary>One section as typed. What cannot be read is shown again as it was, with a message beside it.</summary>
public sealed class SectionForm
{
    private const int LongestNumber = 4;
    private const int MostShown = 4_000;
    private readonly Dictionary<string, IReadOnlyList<string>> _typed = new(StringComparer.Ordinal);

    /// <summary>What is wrong, by field.</summary>
    public FormErrors Errors { get; } = new();

    /// <summary>What was answered well, by question; no value at all where an answer was taken away.</summary>
    public Dictionary<string, IReadOnlyList<string>> Read { get; } = new(StringComparer.Ordinal);

    /// <summary>The name and id of a question's field.</summary>
    public static string Field(Question question) => "q-" + question.Id;

    /// <summary>As answered before.</summary>
    public static SectionForm Of(IEnumerable<Question> questions, Answers answers)
    {
        var form = new SectionForm();
        foreach (var question in questions.Where(question => answers[question.Id] is not null))
        {
            form._typed[question.Id] = question.IsDate && Answers.DateOf(answers[question.Id]) is { } date
                ? [date.ToString("%d", null), date.ToString("%M", null), date.ToString("uuuu", null)]
                : answers[question.Id]!;
        }

        return form;
    }

    /// <summary>As sent.</summary>
    /// <param name="sent">The fields.</param>
    /// <param name="questions">The questions that the page asked.</param>
    /// <param name="today">The clinic's date.</param>
    /// <param name="later">Whether what is missing may come later.</param>
    public static SectionForm Of(IReadOnlyDictionary<string, StringValues> sent, IReadOnlyList<Question> questions, LocalDate today, bool later)
    {
        var form = new SectionForm();
        foreach (var question in questions)
        {
            form.Take(question, sent, today, later);
        }

        return form;
    }

    /// <summary>What stands in a field: the value of words, or one part of a date.</summary>
    public string? Typed(Question question, int part = 0) => _typed.GetValueOrDefault(question.Id) is { } typed && typed.Count > part ? typed[part] : null;

    /// <summary>Whether a choice stands chosen.</summary>
    public bool Chosen(Question question, Choice choice) => _typed.GetValueOrDefault(question.Id)?.Contains(choice.Value, StringComparer.Ordinal) == true;

    private void Take(Question question, IReadOnlyDictionary<string, StringValues> sent, LocalDate today, bool later)
    {
        var field = Field(question);
        IReadOnlyList<string> typed = question.IsDate
            ? [One(sent, field), One(sent, field + "-month"), One(sent, field + "-year")]
            : question.IsWords ? [One(sent, field)]
            : [.. (sent.TryGetValue(field, out var values) ? values.ToArray() : []).Where(value => value is { Length: <= 20 }).Take(40).Select(value => value!)];
        _typed[question.Id] = typed;
        if (typed.All(string.IsNullOrWhiteSpace))
        {
            Errors.Require(later || question.Optional, field, NothingSaid(question));
            if (question.Optional)
            {
                Read[question.Id] = [];
            }

            return;
        }

        var answer = question.IsDate ? ReadDate(question, typed, today) : question.IsWords ? ReadWords(question, typed[0]) : ReadChoices(question, typed);
        if (answer is not null)
        {
            Read[question.Id] = answer;
        }
    }

    private static string NothingSaid(Question question) => question.Kind switch
    {
        QuestionKind.One => "Choose an answer: " + question.Heading,
        QuestionKind.Many when question.Choices.Count == 1 => "Tick this box to go on: " + question.Choices[0].Label,
        QuestionKind.Many => "Tick what applies, or the answer that none does: " + question.Heading,
        QuestionKind.Line or QuestionKind.Words => "Write something here: " + question.Heading,
        _ => "Enter a date: " + question.Heading,
    };

    private IReadOnlyList<string>? ReadChoices(Question question, IReadOnlyList<string> typed)
    {
        var field = Field(question);
        var chosen = question.Choices.Where(choice => typed.Contains(choice.Value, StringComparer.Ordinal)).ToList();
        Errors.Require(chosen.Count == typed.Distinct(StringComparer.Ordinal).Count() && chosen.Count > 0, field, "Choose from the answers that are listed: " + question.Heading);
        Errors.Require(question.Kind == QuestionKind.Many || chosen.Count <= 1, field, "Choose one answer: " + question.Heading);
        Errors.Require(chosen.Count <= 1 || !chosen.Exists(choice => choice.Alone), field, "Tick either what applies, or that none does: " + question.Heading);
        return Errors[field] is null ? [.. chosen.Select(choice => choice.Value)] : null;
    }

    private IReadOnlyList<string>? ReadWords(Question question, string typed)
    {
        var field = Field(question);
        var clean = question.Kind == QuestionKind.Line ? PlainText.OneLine(typed) : PlainText.Clean(typed);
        Errors.Require(clean is not null, field, "This holds characters that cannot be kept, such as control characters. Remove them: " + question.Heading);
        Errors.Require(clean is null || clean.Length <= question.Longest, field, $"This is {clean?.Length} characters long; shorten it to {question.Longest}: {question.Heading}");
        Errors.Require(
            clean is null || question.Keys != "tel" || PhoneNumber.TryRead(clean, "GB") is not null, field, "Enter a telephone number with its area code, such as 07700 900123.");
        return Errors[field] is null ? [clean!] : null;
    }

    private IReadOnlyList<string>? ReadDate(Question question, IReadOnlyList<string> typed, LocalDate today)
    {
        var field = Field(question);
        var (day, month, year) = (Number(typed[0]), Number(typed[1]), Number(typed[2]));
        var real = year is >= 1900 and <= 2200 && month is >= 1 and <= 12 && day >= 1 && day <= CalendarSystem.Iso.GetDaysInMonth(year.Value, month.Value);
        Errors.Require(real, field, "Enter a real date, for example 27 3 2026: " + question.Heading);
        if (!real)
        {
            return null;
        }

        var date = new LocalDate(year!.Value, month!.Value, day!.Value);
        Errors.Require(question.Kind != QuestionKind.PastDate || date <= today, field, "The date cannot be in the future: " + question.Heading);
        Errors.Require(question.Kind != QuestionKind.ComingDate || date >= today, field, "The date cannot be in the past: " + question.Heading);
        return Errors[field] is null ? Answers.Of(date) : null;
    }

    private static int? Number(string typed) =>
        typed.Trim() is { Length: > 0 and <= LongestNumber } text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>What was sent in one field; of what could never be kept, the beginning.</summary>
    private static string One(IReadOnlyDictionary<string, StringValues> sent, string field) =>
        sent.TryGetValue(field, out var values) && values.Count > 0 && values[0] is { } typed ? typed[..Math.Min(typed.Length, MostShown)] : string.Empty;
}
