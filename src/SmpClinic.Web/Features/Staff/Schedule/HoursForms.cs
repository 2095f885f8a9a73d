using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Staff.Calendar;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Schedule;

/// <summary>What another working week sends, as typed.</summary>
public sealed class WeekForm : RuleForm
{
    public string? From { get; set; }

    /// <summary>"yes" where the week that begins on the date is to be taken away.</summary>
    public string? Remove { get; set; }

    public string? Monday { get; set; }

    public string? MondayBreaks { get; set; }

    public string? Tuesday { get; set; }

    public string? TuesdayBreaks { get; set; }

    public string? Wednesday { get; set; }

    public string? WednesdayBreaks { get; set; }

    public string? Thursday { get; set; }

    public string? ThursdayBreaks { get; set; }

    public string? Friday { get; set; }

    public string? FridayBreaks { get; set; }

    public string? Saturday { get; set; }

    public string? SaturdayBreaks { get; set; }

    public string? Sunday { get; set; }

    public string? SundayBreaks { get; set; }

    /// <summary>The days with what was typed.</summary>
    public IReadOnlyList<(IsoDayOfWeek Day, string? Hours, string? Breaks)> Days =>
    [
        (IsoDayOfWeek.Monday, Monday, MondayBreaks), (IsoDayOfWeek.Tuesday, Tuesday, TuesdayBreaks), (IsoDayOfWeek.Wednesday, Wednesday, WednesdayBreaks),
        (IsoDayOfWeek.Thursday, Thursday, ThursdayBreaks), (IsoDayOfWeek.Friday, Friday, FridayBreaks), (IsoDayOfWeek.Saturday, Saturday, SaturdayBreaks), (IsoDayOfWeek.Sunday, Sunday, SundayBreaks),
    ];

    /// <summary>The week that is worked on a date, to be changed from it on.</summary>
    public static WeekForm Of(Practitioner person, LocalDate from)
    {
        var week = WeekPatterns.WeekOn(person.WeeklyHours.ConvertAll(DiaryRows.AsWorkingHours), from).ToLookup(day => day.Day, day => day.Hours);
        string Hours(IsoDayOfWeek day) => HoursText.Write(week[day]);
        string Breaks(IsoDayOfWeek day) => HoursText.WriteBreaks(week[day]);
        return new()
        {
            Version = WriteVersion(person),
            From = Write(from),
            Monday = Hours(IsoDayOfWeek.Monday),
            MondayBreaks = Breaks(IsoDayOfWeek.Monday),
            Tuesday = Hours(IsoDayOfWeek.Tuesday),
            TuesdayBreaks = Breaks(IsoDayOfWeek.Tuesday),
            Wednesday = Hours(IsoDayOfWeek.Wednesday),
            WednesdayBreaks = Breaks(IsoDayOfWeek.Wednesday),
            Thursday = Hours(IsoDayOfWeek.Thursday),
            ThursdayBreaks = Breaks(IsoDayOfWeek.Thursday),
            Friday = Hours(IsoDayOfWeek.Friday),
            FridayBreaks = Breaks(IsoDayOfWeek.Friday),
            Saturday = Hours(IsoDayOfWeek.Saturday),
            SaturdayBreaks = Breaks(IsoDayOfWeek.Saturday),
            Sunday = Hours(IsoDayOfWeek.Sunday),
            SundayBreaks = Breaks(IsoDayOfWeek.Sunday),
        };
    }

    /// <summary>Reads it, or says at each field what is wrong. What was worked stays as it was: a week begins today at the earliest.</summary>
    public WeekChange? TryRead(string slug, LocalDate today, FormErrors errors)
    {
        var from = ReadDate(From, nameof(From), needed: true, errors);
        errors.Require(from is null || from >= today, nameof(From), "Enter today or a later date: what was worked before stays as it was.");
        errors.Require(ShownVersion is not null, nameof(Version), "This form was altered on the way. Open it again.");
        var week = new List<(IsoDayOfWeek, OpenHours)>();
        foreach (var (day, hours, breaks) in Remove == "yes" ? [] : Days)
        {
            var (spans, wrong, breaksWrong) = HoursText.TryRead(hours, breaks);
            errors.Require(wrong is null, day.ToString(), wrong!);
            errors.Require(breaksWrong is null, day + "Breaks", breaksWrong!);
            week.AddRange((spans ?? []).Select(span => (day, span)));
        }

        return errors.Any ? null : new(slug, from!.Value, Remove == "yes" ? null : week) { Shown = ShownVersion };
    }
}

/// <summary>What a date that is worked otherwise sends, as typed.</summary>
public sealed class DateForm : RuleForm
{
    public string? Date { get; set; }

    /// <summary>One of the names of <see cref="DatedKind"/>.</summary>
    public string? Kind { get; set; }

    public string? Hours { get; set; }

    /// <summary>Reads it, or says at each field what is wrong.</summary>
    public DateChange? TryRead(string slug, LocalDate today, FormErrors errors)
    {
        var date = ReadDate(Date, nameof(Date), needed: true, errors);
        errors.Require(date is null || date >= today, nameof(Date), "Enter today or a later date.");
        var kind = Enum.GetValues<DatedKind>().Where(one => one.ToString() == Kind).Select(one => (DatedKind?)one).FirstOrDefault();
        errors.Require(kind is not null, nameof(Kind), "Choose what is worked on that date.");
        var needsHours = kind is DatedKind.Other or DatedKind.Extra;
        var (spans, wrong, _) = needsHours ? HoursText.TryRead(Hours, null) : ([], null, null);
        errors.Require(wrong is null && (!needsHours || spans is { Count: > 0 }), nameof(Hours), "Enter times such as 09:00–12:30, 14:00–18:00, in steps of five minutes.");
        errors.Require(ShownVersion is not null, nameof(Version), "This form was altered on the way. Open it again.");
        return errors.Any ? null : new(slug, date!.Value, kind!.Value, spans!) { Shown = ShownVersion };
    }
}

/// <summary>What an absence sends, as typed.</summary>
public sealed class TimeOffForm : RuleForm
{
    public const int LongestReason = 200;

    /// <summary>Longer than any holiday, and short enough to notice a slip in the year.</summary>
    private const int MostDays = 400;

    public string? From { get; set; }

    /// <summary>Empty for the whole first day.</summary>
    public string? FromTime { get; set; }

    public string? Until { get; set; }

    /// <summary>Empty for the whole last day.</summary>
    public string? UntilTime { get; set; }

    public string? Reason { get; set; }

    /// <summary>The absence to be taken away; empty for a new one.</summary>
    public string? Remove { get; set; }

    /// <summary>Reads it, or says at each field what is wrong.</summary>
    public RuleChange? TryRead(string slug, ClinicCalendar calendar, ClinicTime time, Instant now, FormErrors errors)
    {
        if (Guid.TryParse(Remove, out var removed))
        {
            return new TimeOffRemoval(slug, removed, calendar, time);
        }

        var from = ReadDate(From, nameof(From), needed: true, errors);
        var until = string.IsNullOrWhiteSpace(Until) ? from : ReadDate(Until, nameof(Until), needed: true, errors);
        var start = Moment(from, FromTime, nameof(FromTime), isEnd: false, calendar, errors);
        var end = Moment(until, UntilTime, nameof(UntilTime), isEnd: true, calendar, errors);
        var reason = ReadLine(Reason, nameof(Reason), "The reason", LongestReason, needed: false, errors);
        errors.Require(start is null || end is null || end > start, nameof(Until), "Enter an end after the start.");
        errors.Require(end is null || end > now, nameof(Until), "Enter an end that has not passed.");
        errors.Require(from is null || until is null || Period.DaysBetween(from.Value, until.Value) <= MostDays, nameof(Until), $"Enter an end within {MostDays} days of the start. Somebody who leaves is taken out of use instead.");
        if (errors.Any)
        {
            return null;
        }

        var span = new Interval(start!.Value, end!.Value);
        return new TimeOffChange(slug, span, from!.Value, until!.Value, reason, AbsenceWords.Of(span, calendar, time));
    }

    private static Instant? Moment(LocalDate? date, string? typed, string field, bool isEnd, ClinicCalendar calendar, FormErrors errors)
    {
        if (date is not { } day)
        {
            return null;
        }

        if (string.IsNullOrWhiteSpace(typed))
        {
            return isEnd ? calendar.DayOf(day).End : calendar.DayOf(day).Start;
        }

        var read = Calendars.Clock.Parse(typed.Trim());
        errors.Require(read.Success, field, "Enter a time such as 14:30, or leave it empty for the whole day.");
        if (!read.Success)
        {
            return null;
        }

        var shown = calendar.When(day + read.Value, (day + read.Value).PlusMinutes(1));
        errors.Require(shown.Count > 0, field, "The clocks skip that time on that date. Choose another.");

        // Of an hour that comes twice an absence covers both.
        return shown.Count == 0 ? null : isEnd ? shown[^1].Start : shown[0].Start;
    }
}
