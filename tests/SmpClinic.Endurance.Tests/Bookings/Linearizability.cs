using System.Numerics;

namespace SmpClinic.Endurance.Tests.Bookings;

/// <summary>One call as its caller saw it: when it went out, when the answer was there, and what was asked and answered.</summary>
/// <param name="Began">A number from one clock that all callers share.</param>
/// <param name="Ended">Likewise; never before <paramref name="Began"/>.</param>
/// <param name="Act">What was asked, with the answer.</param>
internal sealed record Call<TAct>(long Began, long Ended, TAct Act);

/// <summary>
/// The search of Wing and Gong, with Lowe's memory of what was tried: is there one order of all calls, in which none comes
/// before a call that had ended when it began, such that somebody doing one thing at a time would have given these very answers?
/// </summary>
internal static class Linearizability
{
    /// <summary>Null if there is such an order; else, in words, how far the best attempt came and what then fitted nowhere.</summary>
    /// <param name="history">All calls, in any order.</param>
    /// <param name="start">What held before the first.</param>
    /// <param name="step">What holds after an act, or null where its answer is impossible there.</param>
    public static string? Objection<TState, TAct>(IEnumerable<Call<TAct>> history, TState start, Func<TState, TAct, TState?> step)
        where TState : class, IEquatable<TState>
    {
        var search = new Search<TState, TAct>([.. history.OrderBy(call => call.Began)], step);
        return search.Continue(start, BigInteger.Zero, 0) ? null : search.Complaint;
    }

    private sealed class Search<TState, TAct>(Call<TAct>[] calls, Func<TState, TAct, TState?> step)
        where TState : class, IEquatable<TState>
    {
        private readonly HashSet<(BigInteger Placed, TState State)> _tried = [];
        private int _furthest = -1;

        public string Complaint { get; private set; } = "nothing was tried";

        /// <summary>Tries to place the calls that are left behind those placed already.</summary>
        public bool Continue(TState state, BigInteger placed, int count)
        {
            if (count == calls.Length)
            {
                return true;
            }

            if (!_tried.Add((placed, state)))
            {
                return false;
            }

            // A call may come next only if no other that is left had ended before it began.
            var candidates = new List<int>();
            var firstEnd = long.MaxValue;
            for (var i = 0; i < calls.Length && calls[i].Began < firstEnd; i++)
            {
                if ((placed & (BigInteger.One << i)).IsZero)
                {
                    candidates.Add(i);
                    firstEnd = Math.Min(firstEnd, calls[i].Ended);
                }
            }

            if (count > _furthest)
            {
                _furthest = count;
                Complaint = $"{count} of {calls.Length} calls can be put in order; after them, with{Environment.NewLine}  {state}{Environment.NewLine}none of these fits:"
                    + string.Concat(candidates.Select(i => $"{Environment.NewLine}  [{calls[i].Began}..{calls[i].Ended}] {calls[i].Act}"));
            }

            // What fits and changes nothing goes first, which finds an order soonest. It must not be the only try: the same act may
            // have had an effect in a later place, as writing a value that stands already has once another was written between.
            return candidates
                .Select(i => (Placed: placed | (BigInteger.One << i), Next: step(state, calls[i].Act)))
                .Where(choice => choice.Next is not null)
                .OrderBy(choice => choice.Next!.Equals(state) ? 0 : 1)
                .Any(choice => Continue(choice.Next!, choice.Placed, count + 1));
        }
    }
}
