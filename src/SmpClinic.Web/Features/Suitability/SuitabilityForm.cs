using System.Globalization;
using NodaTime;
using SmpClinic.Web.Features.Booking;

namespace SmpClinic.Web.Features.Suitability;

/// <summary>One answered page.</summary>
public sealed class SuitabilityForm
{
    private const int LongestNumber = 4;
    private const int LongestTyped = 12;
    private const int LongestValue = 20;
    private const int MostAnswers = 30;
    private const char Separator = '\u001f';

    /// <summary>The sealed answers so far.</summary>
    public string? State { get; set; }

    /// <summary>The chosen answers.</summary>
    public List<string> Answer { get; set; } = [];

    public string? Day { get; set; }

    public string? Month { get; set; }

    public string? Year { get; set; }

    /// <summary>What was answered, as one line; no more of it than could ever be read.</summary>
    public string Write() => string.Join(Separator, Day?[..Math.Min(Day.Length, LongestTyped)], Month?[..Math.Min(Month.Length, LongestTyped)],
        Year?[..Math.Min(Year.Length, LongestTyped)], string.Join(',', Answer.Where(value => value?.Length <= LongestValue).Take(MostAnswers)));

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static SuitabilityForm Read(string text) => text.Split(Separator) is [var day, var month, var year, var answers]
        ? new() { Day = day, Month = month, Year = year, Answer = [.. answers.Split(',', StringSplitOptions.RemoveEmptyEntries)] }
        : new();

    /// <summary>Reads the answer to a question; null with a message where there is none that fits.</summary>
    public IReadOnlyList<string>? TryRead(Question question, LocalDate today, FormErrors errors)
    {
        if (question.Kind == QuestionKind.PastDate)
        {
            return ReadDate(today, errors) is { } date ? Answers.Of(date) : null;
        }

        var chosen = question.Choices.Where(choice => Answer.Contains(choice.Value, StringComparer.Ordinal)).ToList();
        errors.Require(chosen.Count > 0, nameof(Answer), question.Kind == QuestionKind.Many ? "Tick what applies, or the answer that none does." : "Choose an answer.");
        errors.Require(question.Kind == QuestionKind.Many || chosen.Count <= 1, nameof(Answer), "Choose one answer.");
        errors.Require(chosen.Count <= 1 || !chosen.Exists(choice => choice.Alone), nameof(Answer), "Tick either what applies, or that none does.");
        return errors.Any ? null : [.. chosen.Select(choice => choice.Value)];
    }

    private LocalDate? ReadDate(LocalDate today, FormErrors errors)
    {
        var (day, month, year) = (Number(Day), Number(Month), Number(Year));
        errors.Require(day is >= 1 and <= 31, nameof(Day), "Enter the day as a number, for example 27.");
        errors.Require(month is >= 1 and <= 12, nameof(Month), "Enter the month as a number, for example 3.");
        errors.Require(year is >= 1900 and <= 2200, nameof(Year), "Enter the year in full, for example 2026.");
        if (errors.Any)
        {
            return null;
        }

        var real = day <= CalendarSystem.Iso.GetDaysInMonth(year!.Value, month!.Value);
        errors.Require(real, nameof(Day), "That month has fewer days. Enter a real date, for example 27 3 2026.");
        if (!real)
        {
            return null;
        }

        var date = new LocalDate(year.Value, month.Value, day!.Value);
        errors.Require(date <= today, nameof(Day), "The date cannot be in the future.");
        return date <= today ? date : null;
    }

    private static int? Number(string? text) =>
        text?.Trim() is { Length: > 0 and <= LongestNumber } typed && int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>A page that asks one question.</summary>
/// <param name="Question">Which.</param>
/// <param name="Form">As answered before, or as typed just now.</param>
/// <param name="Errors">By field.</param>
/// <param name="Number">Which one this is, counted from 1.</param>
/// <param name="Back">The sealed state in which the question before is open; null at the first.</param>
/// <param name="Lost">Earlier answers came along that do not open any more, so this begins anew.</param>
public sealed record SuitabilityPage(Question Question, SuitabilityForm Form, FormErrors Errors, int Number, string? Back, bool Lost);
