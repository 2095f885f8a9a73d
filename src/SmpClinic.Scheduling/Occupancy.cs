using System.Numerics;

namespace SmpClinic.Scheduling;

/// <summary>
/// Which cells of a window are taken. It knows nothing of the time outside the window, so a question that reaches outside
/// is a bug of the caller, who read too little (see <see cref="BookingRules.CellsToRead(ClinicCalendar, NodaTime.LocalDate, NodaTime.LocalDate)"/>).
/// </summary>
public sealed class Occupancy
{
    private const int WordBits = 64;

    private readonly ulong[] taken;

    private Occupancy(CellRange window)
    {
        Window = window;
        taken = new ulong[(window.Count + WordBits - 1) / WordBits];
    }

    /// <summary>The cells that were read.</summary>
    public CellRange Window { get; }

    /// <summary>Builds from the claimed cells that were read for <paramref name="window"/>; cells outside it are ignored.</summary>
    public static Occupancy Of(CellRange window, IEnumerable<int> cells)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(window.Count, nameof(window));
        var occupancy = new Occupancy(window);
        foreach (var cell in cells)
        {
            if (window.First <= cell && cell < window.End)
            {
                var bit = cell - window.First;
                occupancy.taken[bit / WordBits] |= 1UL << (bit % WordBits);
            }
        }

        return occupancy;
    }

    /// <summary>Builds from the runs of claimed cells that were read for <paramref name="window"/>; what lies outside it is ignored.</summary>
    public static Occupancy OfRuns(CellRange window, IEnumerable<CellRange> runs) => Of(window, runs.SelectMany(run => run.Cells));

    /// <summary>Whether no cell of the run is taken.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The run reaches outside the window.</exception>
    public bool IsFree(CellRange cells) => CountTaken(cells) == 0;

    /// <summary>How many cells of the run are taken.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The run reaches outside the window.</exception>
    public int CountTaken(CellRange cells)
    {
        MustCover(cells);
        var count = 0;
        for (int bit = cells.First - Window.First, end = cells.End - Window.First; bit < end;)
        {
            var word = taken[bit / WordBits] >> (bit % WordBits);
            var width = Math.Min(WordBits - (bit % WordBits), end - bit);
            count += BitOperations.PopCount(word << (WordBits - width));
            bit += width;
        }

        return count;
    }

    /// <summary>Throws unless the run lies in the window.</summary>
    internal void MustCover(CellRange cells)
    {
        if (cells.First < Window.First || cells.End > Window.End)
        {
            throw new ArgumentOutOfRangeException(nameof(cells), cells, $"Only the cells of {Window} were read.");
        }
    }
}
