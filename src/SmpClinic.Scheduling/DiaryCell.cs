using NodaTime;

namespace SmpClinic.Scheduling;

/// <summary>
/// The grain of the diary: whole 5-minute cells counted from the Unix epoch in UTC. A cell is an integer so that every
/// database agrees on it and no <see cref="DateTimeKind"/> can creep in.
/// </summary>
public static class DiaryCell
{
    /// <summary>The length of one cell, in minutes.</summary>
    public const int Minutes = 5;

    private const long TicksPerCell = Minutes * NodaConstants.TicksPerMinute;

    /// <summary>The cell that contains an instant.</summary>
    public static int Containing(Instant instant) =>
        checked((int)Math.DivRem(instant.ToUnixTimeTicks(), TicksPerCell, out var rest) - (rest < 0 ? 1 : 0));

    /// <summary>The instant at which a cell begins.</summary>
    public static Instant Start(int cell) => Instant.FromUnixTimeTicks(cell * TicksPerCell);

    /// <summary>Whether an instant falls exactly, to the nanosecond, on the boundary of a cell.</summary>
    public static bool IsAligned(Instant instant) => Start(Containing(instant)) == instant;

    /// <summary>The first cell that begins at an instant or after it.</summary>
    public static int AtOrAfter(Instant instant) => Containing(instant) + (IsAligned(instant) ? 0 : 1);
}

/// <summary>A half-open run of diary cells: <paramref name="First"/> is in it, <paramref name="End"/> is not.</summary>
public readonly record struct CellRange(int First, int End)
{
    /// <summary>How many cells the run holds.</summary>
    public int Count => End - First;

    /// <summary>The cells of the run in ascending order, the order in which claims are inserted.</summary>
    public IEnumerable<int> Cells => Enumerable.Range(First, Count);

    /// <summary>The smallest run that covers the half-open span from <paramref name="start"/> to <paramref name="end"/>.</summary>
    /// <exception cref="ArgumentException">The span is empty or runs backwards.</exception>
    public static CellRange Covering(Instant start, Instant end)
    {
        if (end <= start)
        {
            throw new ArgumentException("A span of the diary ends after it starts.", nameof(end));
        }

        return new(DiaryCell.Containing(start), DiaryCell.AtOrAfter(end));
    }
}
