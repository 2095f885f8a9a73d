using Microsoft.AspNetCore.Mvc;
using NodaTime;
using NodaTime.Text;

namespace SmpClinic.Web.Features.Staff.Calendar;

/// <summary>How much of the diary is shown, and how.</summary>
public enum CalendarSpan
{
    /// <summary>One date, its people or rooms side by side.</summary>
    Day,

    /// <summary>Monday to Sunday.</summary>
    Week,

    /// <summary>A month.</summary>
    Month,

    /// <summary>A fortnight as a list.</summary>
    Agenda,
}

/// <summary>What the calendar's address says, as typed. Nonsense counts as not said: a calendar always shows something.</summary>
public sealed class CalendarQuery
{
    [FromQuery(Name = "view")]
    public string? View { get; set; }

    [FromQuery(Name = "date")]
    public string? Date { get; set; }

    /// <summary>"room" for rooms; otherwise people.</summary>
    [FromQuery(Name = "by")]
    public string? By { get; set; }

    /// <summary>One column alone, by its key.</summary>
    [FromQuery(Name = "who")]
    public string? Who { get; set; }

    /// <summary>Reads it.</summary>
    public CalendarAddress Read(LocalDate today) => new(
        Enum.GetValues<CalendarSpan>().FirstOrDefault(span => CalendarAddress.NameOf(span) == View),
        TryReadDate(Date) ?? today,
        By == "room",
        string.IsNullOrEmpty(Who) || Who.Length > 60 ? null : Who);

    /// <summary>A date as addresses and date fields write it, in a year a clinic has use for; null otherwise.</summary>
    internal static LocalDate? TryReadDate(string? typed) =>
        LocalDatePattern.Iso.Parse(typed?.Trim() ?? string.Empty) is { Success: true, Value.Year: >= 2000 and <= 2199 } read ? read.Value : null;
}

/// <summary>What part of the diary is looked at.</summary>
/// <param name="Span">How much.</param>
/// <param name="Date">A clinic date within it.</param>
/// <param name="ByRoom">Whether the columns are rooms, not people.</param>
/// <param name="Who">The key of the one column asked for; null for all.</param>
public sealed record CalendarAddress(CalendarSpan Span, LocalDate Date, bool ByRoom, string? Who)
{
    private const int AgendaDays = 14;

    /// <summary>The first clinic date shown.</summary>
    public LocalDate From => Span switch
    {
        CalendarSpan.Week => Monday(Date),
        CalendarSpan.Month => Monday(new(Date.Year, Date.Month, 1)),
        _ => Date,
    };

    /// <summary>The last clinic date shown.</summary>
    public LocalDate Until => Span switch
    {
        CalendarSpan.Week => From.PlusDays(6),
        CalendarSpan.Month => Sunday(new LocalDate(Date.Year, Date.Month, 1).PlusMonths(1).PlusDays(-1)),
        CalendarSpan.Agenda => From.PlusDays(AgendaDays - 1),
        _ => Date,
    };

    /// <summary>The one before.</summary>
    public CalendarAddress Previous => this with { Date = Step(-1) };

    /// <summary>The one after.</summary>
    public CalendarAddress Next => this with { Date = Step(1) };

    /// <summary>Where it is.</summary>
    public string Path => "/staff/calendar" + Query;

    /// <summary>The same as a query.</summary>
    public string Query =>
        $"?view={NameOf(Span)}&date={LocalDatePattern.Iso.Format(Date)}" + (ByRoom ? "&by=room" : string.Empty) + (Who is null ? string.Empty : "&who=" + Uri.EscapeDataString(Who));

    /// <summary>What addresses call a span.</summary>
    public static string NameOf(CalendarSpan span) => span.ToString().ToLowerInvariant();

    private static LocalDate Monday(LocalDate date) => date.With(DateAdjusters.PreviousOrSame(IsoDayOfWeek.Monday));

    private static LocalDate Sunday(LocalDate date) => date.With(DateAdjusters.NextOrSame(IsoDayOfWeek.Sunday));

    private LocalDate Step(int steps) => Span switch
    {
        CalendarSpan.Day => Date.PlusDays(steps),
        CalendarSpan.Week => Date.PlusWeeks(steps),
        CalendarSpan.Month => Date.PlusMonths(steps),
        _ => Date.PlusDays(AgendaDays * steps),
    };
}
