using NodaTime;
using NodaTime.Text;
using SmpClinic.Scheduling;

namespace SmpClinic.Web.Features.Staff.Schedule;

/// <summary>Hours as staff type and read them: "09:00–12:30, 14:00–18:00".</summary>
public static class HoursText
{
    /// <summary>The longest text that is read.</summary>
    public const int Longest = 100;

    /// <summary>The most spans of a day, and the most breaks.</summary>
    public const int Most = 6;

    private static readonly LocalTimePattern Clock = LocalTimePattern.CreateWithInvariantCulture("HH:mm");
    private static readonly LocalTimePattern Lenient = LocalTimePattern.CreateWithInvariantCulture("H:mm");
    private static readonly string[] Dashes = ["–", "—", "-", " to "];

    /// <summary>Spans without their breaks.</summary>
    public static string Write(IEnumerable<OpenHours> spans) => string.Join(", ", spans.Select(span => Span(span.Opens, span.Closes)));

    /// <summary>The breaks of all spans.</summary>
    public static string WriteBreaks(IEnumerable<OpenHours> spans) => string.Join(", ", spans.SelectMany(span => span.Breaks).Select(pause => Span(pause.Start, pause.End)));

    /// <summary>Spans with their breaks: "09:00–18:00 (break 13:00–13:45)".</summary>
    public static string Describe(IReadOnlyList<OpenHours> spans) => spans.Count == 0 ? "off" : string.Join(", ", spans.Select(span =>
        Span(span.Opens, span.Closes) + (span.Breaks.Count == 0 ? string.Empty : $" (break {string.Join(", ", span.Breaks.Select(pause => Span(pause.Start, pause.End)))})")));

    /// <summary>Reads the spans of a day and its breaks; an empty text means none.</summary>
    /// <returns>The spans, or what is wrong: in the hours, or in the breaks.</returns>
    public static (IReadOnlyList<OpenHours>? Spans, string? Wrong, string? BreaksWrong) TryRead(string? hours, string? breaks)
    {
        if (TryReadSpans(hours) is not { } spans)
        {
            return (null, "Enter times such as 09:00–12:30, 14:00–18:00, in steps of five minutes, or leave it empty for a day off.", null);
        }

        if (TryReadSpans(breaks) is not { } pauses)
        {
            return (null, null, "Enter times such as 13:00–13:45, in steps of five minutes, or leave it empty.");
        }

        var ordered = spans.OrderBy(span => span.Opens).ToList();
        if (ordered.Zip(ordered.Skip(1)).Any(pair => Minutes(pair.First.Opens, pair.First.Closes).End > MinuteOf(pair.Second.Opens)))
        {
            return (null, "Two of these overlap. Write one span, or leave time between them.", null);
        }

        var within = ordered.ConvertAll(span => new OpenHours(span.Opens, span.Closes, [.. pauses.Where(pause => Holds(span, pause)).OrderBy(pause => pause.Opens).Select(pause => new Break(pause.Opens, pause.Closes))]));
        return within.Sum(span => span.Breaks.Count) == pauses.Count ? (within, null, null) : (null, null, "A break lies within the hours of its day.");
    }

    private static string Span(LocalTime from, LocalTime until) => $"{Clock.Format(from)}–{Clock.Format(until)}";

    private static List<(LocalTime Opens, LocalTime Closes)>? TryReadSpans(string? typed)
    {
        if (typed is { Length: > Longest })
        {
            return null;
        }

        var spans = new List<(LocalTime, LocalTime)>();
        foreach (var part in (typed ?? string.Empty).Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (part.Split(Dashes, StringSplitOptions.TrimEntries) is not [var from, var until] || Time(from) is not { } opens || Time(until) is not { } closes
                || (opens == closes && opens != LocalTime.Midnight))
            {
                return null;
            }

            spans.Add((opens, closes));
        }

        return spans.Count <= Most ? spans : null;
    }

    private static LocalTime? Time(string typed)
    {
        var text = typed.Replace('.', ':');
        text = text.Length is 1 or 2 ? text + ":00" : text;
        text = text == "24:00" ? "00:00" : text;
        return Lenient.Parse(text) is { Success: true } read && read.Value.Minute % DiaryCell.Minutes == 0 ? read.Value : null;
    }

    private static bool Holds((LocalTime Opens, LocalTime Closes) span, (LocalTime Opens, LocalTime Closes) pause)
    {
        var (start, end) = Minutes(span.Opens, span.Closes);
        var (from, until) = Minutes(pause.Opens, pause.Closes);
        var later = from < start ? 24 * 60 : 0;
        return from + later >= start && until + later <= end;
    }

    /// <summary>Minutes from the midnight before; an end at or before its start lies on the next day.</summary>
    private static (int Start, int End) Minutes(LocalTime from, LocalTime until) => (MinuteOf(from), MinuteOf(until) + (until <= from ? 24 * 60 : 0));

    private static int MinuteOf(LocalTime time) => (time.Hour * 60) + time.Minute;
}
