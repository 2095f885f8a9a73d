using System.Collections.Immutable;
using SmpClinic.Scheduling;

namespace SmpClinic.Endurance.Tests.Bookings;

/// <summary>What happened at the board of one resource, with its answer.</summary>
internal abstract record BoardAct
{
    /// <summary>Somebody wants these cells: a booking, a hold, a move. It is theirs if nobody but they themselves stand there.</summary>
    /// <param name="Who">Whose it is to be.</param>
    /// <param name="Cells">What is wanted, buffers included.</param>
    /// <param name="Won">The answer.</param>
    /// <param name="InPlaceOf">What gives way to it: one's hold for a booking, the old time for a move.</param>
    public sealed record Take(string Who, CellRange Cells, bool Won, string? InPlaceOf = null) : BoardAct
    {
        /// <summary>Whether what gives way goes even where nothing is won, as a visitor's earlier hold does.</summary>
        public bool LetsGoAnyway { get; init; }

        /// <summary>Whether what gives way must be there, as the time of an appointment that moves.</summary>
        public bool FromWithin { get; init; }
    }

    /// <summary>Somebody goes, or was gone already: a cancellation, a hold let go of or run out.</summary>
    public sealed record Leave(string Who) : BoardAct;

    /// <summary>The answer was that they are not there any more.</summary>
    public sealed record Missing(string Who) : BoardAct;

    /// <summary>A reading: which of these runs of cells are free.</summary>
    public sealed record See(IReadOnlyList<(CellRange Cells, bool Free)> Seen) : BoardAct
    {
        public override string ToString() =>
            $"See {{ free: {string.Join(' ', Seen.Where(s => s.Free).Select(s => s.Cells.First))}; taken: {string.Join(' ', Seen.Where(s => !s.Free).Select(s => s.Cells.First))} }}";
    }
}

/// <summary>The diary of one resource as one person with a pencil would keep it: who stands where. The model that histories are held against.</summary>
internal sealed class SlotBoard : IEquatable<SlotBoard>
{
    public static readonly SlotBoard Empty = new(ImmutableSortedDictionary.Create<string, CellRange>(StringComparer.Ordinal));

    private readonly ImmutableSortedDictionary<string, CellRange> _taken;

    private SlotBoard(ImmutableSortedDictionary<string, CellRange> taken) => _taken = taken;

    /// <summary>The board after an act; null where its answer cannot be.</summary>
    public SlotBoard? After(BoardAct act) => act switch
    {
        BoardAct.Take take => After(take),
        BoardAct.Leave leave => new(_taken.Remove(leave.Who)),
        BoardAct.Missing missing => _taken.ContainsKey(missing.Who) ? null : this,
        BoardAct.See see => see.Seen.All(seen => IsFree(seen.Cells, but: null) == seen.Free) ? this : null,
        _ => throw new ArgumentOutOfRangeException(nameof(act), act, "The board knows no such act."),
    };

    public bool Equals(SlotBoard? other) => other is not null && _taken.Count == other._taken.Count && _taken.SequenceEqual(other._taken);

    public override bool Equals(object? obj) => Equals(obj as SlotBoard);

    public override int GetHashCode() => _taken.Aggregate(0, (sum, one) => sum ^ HashCode.Combine(one.Key, one.Value));

    public override string ToString() => "board: " + string.Join(", ", _taken.Select(one => $"{one.Key} {one.Value.First}-{one.Value.End}"));

    private SlotBoard? After(BoardAct.Take take)
    {
        if (IsFree(take.Cells, take.InPlaceOf) != take.Won || (take.FromWithin && !_taken.ContainsKey(take.InPlaceOf!)))
        {
            return null;
        }

        var left = take.InPlaceOf is { } old && (take.Won || take.LetsGoAnyway) ? _taken.Remove(old) : _taken;
        return new(take.Won ? left.SetItem(take.Who, take.Cells) : left);
    }

    private bool IsFree(CellRange cells, string? but) =>
        _taken.All(one => one.Key == but || one.Value.End <= cells.First || cells.End <= one.Value.First);
}
