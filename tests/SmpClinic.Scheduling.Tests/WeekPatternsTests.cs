using CsCheck;
using NodaTime;
using Xunit;

namespace SmpClinic.Scheduling.Tests;

public sealed class WeekPatternsTests
{
    private static readonly LocalDate Day = new(2027, 3, 1);

    private static readonly Gen<OpenHours> AnyHours = Gen.Select(Gen.Int[8, 10], Gen.Int[11, 13], Gen.Bool, (opens, closes, pause) =>
        new OpenHours(new(opens, 0), new(closes, 0), pause ? [new(new(10, 30), new(10, 45))] : []));

    private static readonly Gen<LocalDate?> AnyBound = Gen.Int[-1, 40].Select(days => days < 0 ? (LocalDate?)null : Day.PlusDays(days));

    private static readonly Gen<WorkingHours> AnyRow = Gen.Select(Gen.Int[1, 7], AnyHours, AnyBound, AnyBound, (day, hours, from, until) =>
        new WorkingHours((IsoDayOfWeek)day, hours, from, until < from ? from : until));

    [Fact]
    public void A_week_from_a_date_on_holds_until_the_next_one_that_is_laid_down_and_changes_nothing_else() =>
        Gen.Select(AnyRow.List[0, 8], Gen.Int[0, 40].Select(days => Day.PlusDays(days)), Gen.Select(Gen.Int[1, 7].Select(day => (IsoDayOfWeek)day), AnyHours).List[0, 6]).Sample((rows, from, week) =>
        {
            var after = WeekPatterns.Supersede(rows, from, [.. week]);
            var next = WeekPatterns.NextChange(rows, from);
            for (var date = Day.PlusDays(-10); date < Day.PlusDays(60); date = date.PlusDays(1))
            {
                var inside = date >= from && !(date >= next);
                var expected = inside ? week.Where(one => one.Item1 == date.DayOfWeek).Select(one => one.Item2) : Worked(rows, date);
                Assert.Equal(Words(expected), Words(Worked(after, date)));
            }
        });

    [Fact]
    public void The_weeks_follow_one_another_without_a_gap_and_say_what_is_worked() =>
        AnyRow.List[0, 8].Sample(rows =>
        {
            var patterns = WeekPatterns.Of(rows);
            Assert.Null(patterns[0].From);
            Assert.Null(patterns[^1].Until);
            Assert.All(patterns.Zip(patterns.Skip(1)), pair => Assert.Equal(pair.First.Until!.Value.PlusDays(1), pair.Second.From));
            for (var date = Day.PlusDays(-10); date < Day.PlusDays(60); date = date.PlusDays(1))
            {
                var pattern = Assert.Single(patterns, one => !(one.From > date) && !(one.Until < date));
                Assert.Equal(Words(Worked(rows, date)), Words(pattern.Rows.Where(row => row.Day == date.DayOfWeek).Select(row => row.Hours)));
            }
        });

    [Fact]
    public void A_week_that_is_taken_away_again_leaves_the_rows_as_they_were()
    {
        WorkingHours[] rows = [new(IsoDayOfWeek.Monday, new(new(9, 0), new(17, 0)))];
        var changed = WeekPatterns.Supersede(rows, Day.PlusDays(14), [(IsoDayOfWeek.Tuesday, new(new(9, 0), new(12, 0)))]);
        Assert.Equal(2, changed.Count);

        var back = WeekPatterns.Supersede(changed, Day.PlusDays(14), WeekPatterns.WeekOn(changed, Day.PlusDays(13)));

        Assert.Equal(rows[0], Assert.Single(back) with { Hours = rows[0].Hours });
    }

    private static IEnumerable<OpenHours> Worked(IReadOnlyList<WorkingHours> rows, LocalDate date) => new PractitionerDiary(1, rows, [], [], Occupancy.Of(new(0, 0), [])).HoursOn(date);

    private static string Words(IEnumerable<OpenHours> hours) =>
        string.Join(';', hours.Select(one => $"{one.Opens}-{one.Closes} {string.Join(',', one.Breaks)}").Order(StringComparer.Ordinal));
}
