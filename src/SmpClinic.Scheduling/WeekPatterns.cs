using NodaTime;

namespace SmpClinic.Scheduling;

/// <summary>
/// A working week that holds for a run of clinic dates: what <see cref="WorkingHours"/> with the same bounds amount to.
/// </summary>
/// <param name="From">The first date; null for as long as there has been a diary.</param>
/// <param name="Until">The last date; null until further notice.</param>
/// <param name="Rows">What is worked, in the order of the week.</param>
public sealed record WeekPattern(LocalDate? From, LocalDate? Until, IReadOnlyList<WorkingHours> Rows);

/// <summary>Weekly hours over the years: which week holds when, and how another takes its place from a date on.</summary>
public static class WeekPatterns
{
    /// <summary>The weeks in the order of their dates, without a gap from the first to the last; one without rows is worked by nobody.</summary>
    public static IReadOnlyList<WeekPattern> Of(IReadOnlyList<WorkingHours> rows)
    {
        var starts = rows.Select(row => row.ValidFrom).Concat(rows.Where(row => row.ValidUntil is not null).Select(row => (LocalDate?)row.ValidUntil!.Value.PlusDays(1)))
            .OfType<LocalDate>().Distinct().Order().ToList();
        var patterns = new List<WeekPattern>();
        for (var i = -1; i < starts.Count; i++)
        {
            LocalDate? from = i < 0 ? null : starts[i];
            LocalDate? until = i + 1 < starts.Count ? starts[i + 1].PlusDays(-1) : null;
            patterns.Add(new(from, until, [.. InForce(rows, from ?? until ?? default)]));
        }

        return patterns;
    }

    /// <summary>
    /// The rows once <paramref name="week"/> holds from <paramref name="from"/> until the next change of the week that is laid down already;
    /// on all other dates the same is worked as before.
    /// </summary>
    public static IReadOnlyList<WorkingHours> Supersede(IReadOnlyList<WorkingHours> rows, LocalDate from, IReadOnlyList<(IsoDayOfWeek Day, OpenHours Hours)> week)
    {
        var until = NextChange(rows, from)?.PlusDays(-1);
        var kept = new List<WorkingHours>();
        foreach (var row in rows)
        {
            if (row.ValidUntil < from || row.ValidFrom > until)
            {
                kept.Add(row);
                continue;
            }

            if (!(row.ValidFrom >= from))
            {
                kept.Add(row with { ValidUntil = from.PlusDays(-1) });
            }

            if (until is { } last && !(row.ValidUntil <= last))
            {
                kept.Add(row with { ValidFrom = last.PlusDays(1) });
            }
        }

        kept.AddRange(week.Select(day => new WorkingHours(day.Day, day.Hours, from, until)));
        return Joined(kept);
    }

    /// <summary>The first date after <paramref name="from"/> from which another week is laid down; null where there is none.</summary>
    public static LocalDate? NextChange(IReadOnlyList<WorkingHours> rows, LocalDate from) =>
        Of(rows).Select(pattern => pattern.From).Where(start => start > from).DefaultIfEmpty(null).Min();

    /// <summary>The week that holds on a date.</summary>
    public static IReadOnlyList<(IsoDayOfWeek Day, OpenHours Hours)> WeekOn(IReadOnlyList<WorkingHours> rows, LocalDate date) =>
        [.. InForce(rows, date).Select(row => (row.Day, row.Hours))];

    private static IEnumerable<WorkingHours> InForce(IReadOnlyList<WorkingHours> rows, LocalDate date) =>
        rows.Where(row => !(row.ValidFrom > date) && !(row.ValidUntil < date)).OrderBy(row => row.Day).ThenBy(row => row.Hours.Opens);

    /// <summary>The same hours in runs of dates that touch become one row.</summary>
    private static List<WorkingHours> Joined(List<WorkingHours> rows)
    {
        var joined = new List<WorkingHours>();
        foreach (var row in rows.OrderBy(row => row.Day).ThenBy(row => row.Hours.Opens).ThenBy(row => row.ValidFrom ?? LocalDate.MinIsoValue))
        {
            var before = joined.FindIndex(other => other.Day == row.Day && Same(other.Hours, row.Hours) && other.ValidUntil is { } end && row.ValidFrom is { } begin && end.PlusDays(1) == begin);
            if (before < 0)
            {
                joined.Add(row);
            }
            else
            {
                joined[before] = joined[before] with { ValidUntil = row.ValidUntil };
            }
        }

        return joined;
    }

    private static bool Same(OpenHours one, OpenHours other) => one.Opens == other.Opens && one.Closes == other.Closes && one.Breaks.SequenceEqual(other.Breaks);
}
