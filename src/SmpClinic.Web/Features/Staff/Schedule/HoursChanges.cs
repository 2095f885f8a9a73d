using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Schedule;

/// <summary>Another working week from a date on, until the next one that is laid down already.</summary>
/// <param name="Slug">Whose.</param>
/// <param name="From">The first date.</param>
/// <param name="Week">What is worked; null for what was worked the day before, which takes a week away again.</param>
public sealed record WeekChange(string Slug, LocalDate From, IReadOnlyList<(IsoDayOfWeek Day, OpenHours Hours)>? Week) : RuleChange
{
    /// <inheritdoc/>
    public override string Action => "hours.changed";

    /// <inheritdoc/>
    public override RuleEffect? Apply(RuleSheet sheet)
    {
        if (sheet.Person(Slug) is not { } person)
        {
            return null;
        }

        var rows = person.WeeklyHours.ConvertAll(DiaryRows.AsWorkingHours);
        var before = WeekPatterns.WeekOn(rows, From);
        var week = Week ?? WeekPatterns.WeekOn(rows, From.PlusDays(-1));
        var until = WeekPatterns.NextChange(rows, From)?.PlusDays(-1);
        var after = WeekPatterns.Supersede(rows, From, week);
        person.WeeklyHours.Clear();
        person.WeeklyHours.AddRange(after.Select(Row));
        sheet.Touch(person);
        return new(
            Slug,
            [
                new("Holds from", string.Empty, Date(From) + (until is { } last ? " to " + Date(last) : string.Empty)) { Private = false },
                .. Enum.GetValues<IsoDayOfWeek>().Where(day => day != IsoDayOfWeek.None).Select(day => new RuleLine(day.ToString(), Of(before, day), Of(week, day))),
            ])
        {
            Root = person,
            Only = person,
            From = From,
            Until = until,
        };
    }

    private static string Of(IReadOnlyList<(IsoDayOfWeek Day, OpenHours Hours)> week, IsoDayOfWeek day) =>
        HoursText.Describe([.. week.Where(one => one.Day == day).Select(one => one.Hours)]);

    private static WeeklyHours Row(WorkingHours hours)
    {
        var row = new WeeklyHours { Day = hours.Day, Opens = hours.Hours.Opens, Closes = hours.Hours.Closes, ValidFrom = hours.ValidFrom, ValidUntil = hours.ValidUntil };
        row.Breaks.AddRange(hours.Hours.Breaks.Select(pause => new WeeklyBreak { Start = pause.Start, End = pause.End }));
        return row;
    }
}

/// <summary>What is worked on one date.</summary>
public enum DatedKind
{
    /// <summary>What the week says.</summary>
    Usual,

    /// <summary>Other hours than the week says.</summary>
    Other,

    /// <summary>These hours on top of what the week says.</summary>
    Extra,

    /// <summary>Nothing.</summary>
    Off,
}

/// <summary>One date that is worked otherwise than the week says, or as it says again.</summary>
public sealed record DateChange(string Slug, LocalDate Day, DatedKind Kind, IReadOnlyList<OpenHours> Hours) : RuleChange
{
    /// <inheritdoc/>
    public override string Action => "dated-hours.changed";

    /// <inheritdoc/>
    public override RuleEffect? Apply(RuleSheet sheet)
    {
        if (sheet.Person(Slug) is not { } person)
        {
            return null;
        }

        var before = Worked(person);
        person.DatedHours.RemoveAll(row => row.Date == Day);
        person.DatedHours.AddRange(Kind switch
        {
            DatedKind.Usual => [],
            DatedKind.Off => [new DatedHoursRow { Date = Day }],
            _ => Hours.Select(span => new DatedHoursRow { Date = Day, Opens = span.Opens, Closes = span.Closes, InAddition = Kind == DatedKind.Extra }),
        });
        sheet.Touch(person);
        return new(Slug, [new(Date(Day), before, Worked(person))]) { Root = person, Only = person, From = Day, Until = Day };
    }

    private string Worked(Practitioner person)
    {
        var rows = person.DatedHours.Where(row => row.Date == Day).ToList();
        var hours = new PractitionerDiary(0, person.WeeklyHours.ConvertAll(DiaryRows.AsWorkingHours), DiaryRows.AsDatedHours(rows), [], Occupancy.Of(new(0, 0), []));
        return HoursText.Describe([.. hours.HoursOn(Day)]) + (rows.Count == 0 ? ", as every week" : rows[0].InAddition ? ", extra hours among them" : string.Empty);
    }
}

/// <summary>An absence that is new.</summary>
public sealed record TimeOffChange(string Slug, Interval Span, LocalDate From, LocalDate Until, string? Reason, string Words) : RuleChange
{
    /// <inheritdoc/>
    public override string Action => "time-off.added";

    /// <inheritdoc/>
    public override RuleEffect? Apply(RuleSheet sheet)
    {
        if (sheet.Person(Slug) is not { } person)
        {
            return null;
        }

        // The same form sent twice is one absence.
        var there = person.TimeOff.Exists(t => t.Start == Span.Start && t.End == Span.End);
        if (!there)
        {
            person.TimeOff.Add(new() { Start = Span.Start, End = Span.End, Reason = Reason });
        }

        return new(Slug, [new("Away", there ? Words : string.Empty, Words), new("Reason", string.Empty, there ? string.Empty : Reason ?? string.Empty) { Private = true }])
        {
            Only = person,
            From = From,
            Until = Until,
        };
    }
}

/// <summary>An absence that is not to be.</summary>
public sealed record TimeOffRemoval(string Slug, Guid Id, ClinicCalendar Calendar, ClinicTime Time) : RuleChange
{
    /// <inheritdoc/>
    public override string Action => "time-off.removed";

    /// <inheritdoc/>
    public override RuleEffect? Apply(RuleSheet sheet)
    {
        if (sheet.Person(Slug) is not { } person || person.TimeOff.Find(t => t.Id == Id) is not { } absence)
        {
            return null;
        }

        person.TimeOff.Remove(absence);
        return new(Slug, [new("Away", AbsenceWords.Of(new(absence.Start, absence.End), Calendar, Time), string.Empty)])
        {
            Only = person,
            From = Calendar.DateOf(absence.Start),
            Until = Calendar.DateOf(absence.End),
        };
    }
}

/// <summary>Absences in words.</summary>
public static class AbsenceWords
{
    /// <summary>"Monday 7 December 2026 to Friday 11 December 2026", with times where it is not of whole days.</summary>
    public static string Of(Interval span, ClinicCalendar calendar, ClinicTime time)
    {
        var (from, until) = (calendar.DateOf(span.Start), calendar.DateOf(span.End - Duration.Epsilon));
        if (calendar.Span(from, until) == span)
        {
            return from == until ? ClinicTime.Date(from) : $"{ClinicTime.Date(from)} to {ClinicTime.Date(until)}";
        }

        return from == until ? $"{ClinicTime.Date(from)}, {time.Time(span.Start)} to {time.Time(span.End)}" : $"{ClinicTime.Date(from)}, {time.Time(span.Start)} to {time.Date(span.End)}, {time.Time(span.End)}";
    }
}
