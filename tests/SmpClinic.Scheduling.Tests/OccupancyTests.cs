using CsCheck;
using NodaTime;
using Xunit;

namespace SmpClinic.Scheduling.Tests;

public sealed class OccupancyTests
{
    private static readonly Gen<CellRange> AnyRange =
        Gen.Select(Gen.Int[-300, 300], Gen.Int[1, 200], (first, count) => new CellRange(first, first + count));

    [Fact]
    public void BK01_two_aligned_spans_overlap_exactly_when_they_share_a_cell() =>
        Gen.Select(AnyRange, AnyRange).Sample((one, other) =>
        {
            var (start, end) = (DiaryCell.Start(one.First), DiaryCell.Start(one.End));
            var (otherStart, otherEnd) = (DiaryCell.Start(other.First), DiaryCell.Start(other.End));
            var overlap = start < otherEnd && otherStart < end;
            var shared = CellRange.Covering(start, end).Cells.Intersect(CellRange.Covering(otherStart, otherEnd).Cells).Any();
            Assert.Equal(overlap, shared);
        });

    [Fact]
    public void A_run_is_free_when_none_of_its_cells_is_taken_and_the_taken_ones_are_counted() =>
        Gen.Select(Gen.Int[-350, 550].HashSet[0, 60], AnyRange).Sample((taken, asked) =>
        {
            var occupancy = Occupancy.Of(new(-300, 500), taken);
            Assert.Equal(!asked.Cells.Any(taken.Contains), occupancy.IsFree(asked));
            Assert.Equal(asked.Cells.Count(taken.Contains), occupancy.CountTaken(asked));
        });

    [Fact]
    public void Runs_take_the_cells_they_hold_and_nothing_outside_the_window() =>
        AnyRange.List[0, 12].Sample(runs =>
        {
            var window = new CellRange(-250, 250);
            var cells = runs.SelectMany(run => run.Cells).Where(cell => cell >= window.First && cell < window.End).ToHashSet();
            var occupancy = Occupancy.OfRuns(window, runs);
            Assert.All(window.Cells, cell => Assert.Equal(cells.Contains(cell), !occupancy.IsFree(new(cell, cell + 1))));
        });

    [Theory]
    [InlineData(9, 12)]
    [InlineData(10, 21)]
    [InlineData(30, 31)]
    public void A_question_outside_what_was_read_is_a_bug(int first, int end) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Occupancy.Of(new(10, 20), []).IsFree(new(first, end)));

    [Fact]
    public void Cells_outside_the_window_are_ignored() =>
        Assert.Equal(2, Occupancy.Of(new(10, 20), [9, 10, 19, 20]).CountTaken(new(10, 20)));

    [Fact]
    public void A_nanosecond_past_the_boundary_is_not_on_it()
    {
        var late = DiaryCell.Start(7) + Duration.Epsilon;
        Assert.False(DiaryCell.IsAligned(late));
        Assert.Equal(7, DiaryCell.Containing(late));
        Assert.Equal(8, DiaryCell.AtOrAfter(late));
        Assert.Equal(new CellRange(6, 8), CellRange.Covering(DiaryCell.Start(6), late));
    }

    [Fact]
    public void A_span_that_is_empty_or_runs_backwards_covers_nothing_and_is_a_bug()
    {
        var start = DiaryCell.Start(7);
        Assert.Throws<ArgumentException>(() => CellRange.Covering(start, start));
        Assert.Throws<ArgumentException>(() => CellRange.Covering(start, start - Duration.Epsilon));
        Assert.Equal(new CellRange(7, 8), CellRange.Covering(start, start + Duration.Epsilon));
    }

    [Fact]
    public void Cells_before_1970_run_the_same_way()
    {
        var instant = Instant.FromUnixTimeSeconds(-1);
        Assert.Equal(-1, DiaryCell.Containing(instant));
        Assert.Equal(0, DiaryCell.AtOrAfter(instant));
        Assert.True(DiaryCell.IsAligned(DiaryCell.Start(-3)));
    }
}
