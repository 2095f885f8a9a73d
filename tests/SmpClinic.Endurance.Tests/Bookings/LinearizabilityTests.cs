using SmpClinic.Scheduling;
using SmpClinic.Web.Tests;
using Xunit;

namespace SmpClinic.Endurance.Tests.Bookings;

/// <summary>A checker that accepts everything would pass every test; these show that it does not.</summary>
public sealed class LinearizabilityTests
{
    private static readonly CellRange Ten = new(120, 126);
    private static readonly CellRange HalfPastTen = new(126, 132);
    private static readonly CellRange QuarterPastTen = new(123, 129);

    [Fact]
    public void Calls_one_after_another_that_a_person_could_have_answered_are_accepted() => Accepted(
        At(1, 2, Won("ada", Ten)),
        At(3, 4, Lost("ben", QuarterPastTen)),
        At(5, 6, new BoardAct.Take("ada", QuarterPastTen, Won: true, InPlaceOf: "ada") { FromWithin = true }),
        At(7, 8, Seen((Ten, false), (HalfPastTen, false))),
        At(9, 10, new BoardAct.Leave("ada")),
        At(11, 12, new BoardAct.Missing("ada")),
        At(13, 14, Won("ben", Ten)));

    [Fact]
    public void Calls_that_overlap_may_have_happened_in_either_order()
    {
        // Ben was told no although his call began first, and the reader saw the time free although Ada's call had begun.
        Accepted(At(1, 10, Lost("ben", Ten)), At(2, 9, Won("ada", Ten)), At(3, 4, Seen((Ten, true))));

        // Only if the cancellation falls between the two can both be true.
        Accepted(At(1, 2, Won("ada", Ten)), At(3, 9, Won("ben", Ten)), At(4, 8, new BoardAct.Leave("ada")));
    }

    [Fact]
    public void Two_winners_of_one_time_are_rejected()
    {
        Rejected(At(1, 9, Won("ada", Ten)), At(2, 8, Won("ben", Ten)));
        Rejected(At(1, 2, Won("ada", Ten)), At(3, 4, Won("ben", QuarterPastTen)));
    }

    [Fact]
    public void A_loser_without_a_winner_is_rejected() => Rejected(At(1, 2, Lost("ben", Ten)), At(3, 4, Won("ada", Ten)));

    [Fact]
    public void A_cancellation_that_was_lost_is_rejected() => Rejected(
        At(1, 2, Won("ada", Ten)), At(3, 4, new BoardAct.Leave("ada")), At(5, 6, Seen((Ten, false))));

    [Fact]
    public void A_move_that_kept_its_old_time_is_rejected() => Rejected(
        At(1, 2, Won("ada", Ten)),
        At(3, 4, new BoardAct.Take("ada", HalfPastTen, Won: true, InPlaceOf: "ada") { FromWithin = true }),
        At(5, 6, Lost("ben", Ten)));

    [Fact]
    public void A_move_of_what_is_gone_is_rejected() => Rejected(
        At(1, 2, new BoardAct.Take("ada", Ten, Won: true, InPlaceOf: "ada") { FromWithin = true }));

    [Fact]
    public void A_stale_reading_is_rejected()
    {
        Rejected(At(1, 2, Won("ada", Ten)), At(3, 4, Seen((Ten, true))));

        // Two readers may not see a change in opposite orders either.
        Rejected(At(1, 20, Won("ada", Ten)), At(2, 3, Seen((Ten, false))), At(4, 5, Seen((Ten, true))));
    }

    [Fact]
    public void The_complaint_names_what_did_not_fit()
    {
        var complaint = Linearizability.Objection([At(1, 2, Won("ada", Ten)), At(3, 4, Won("ben", Ten))], SlotBoard.Empty, (board, act) => board.After(act));

        Assert.Contains("1 of 2 calls", complaint, StringComparison.Ordinal);
        Assert.Contains("Who = ben", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_agrees_with_trying_every_order_and_notices_wrong_answers()
    {
        var (accepted, rejected) = (0, 0);
        foreach (var seed in Profile.Seeds(20, 200))
        {
            await Profile.WithSeedAsync(seed, dice =>
            {
                for (var n = 0; n < 100; n++)
                {
                    var history = RandomHistory(dice, calls: dice.Next(1, 7), wrong: n % 2 == 0);
                    var every = Orders(history).Any(order => order.Aggregate(SlotBoard.Empty, (SlotBoard? board, Call<BoardAct> call) => board?.After(call.Act)) is not null);
                    Assert.Equal(every, Objection(history) is null);
                    _ = every ? accepted++ : rejected++;
                }

                return Task.CompletedTask;
            });
        }

        Assert.True(accepted > 200 && rejected > 200, $"{accepted} accepted and {rejected} rejected: that is no trial");
    }

    /// <summary>What a board really answers, each answer at some moment of its call; with one answer turned round if it is to be wrong.</summary>
    private static List<Call<BoardAct>> RandomHistory(Random dice, int calls, bool wrong)
    {
        var board = SlotBoard.Empty;
        var history = new List<Call<BoardAct>>();
        for (var i = 0; i < calls; i++)
        {
            var who = "abc"[dice.Next(3)].ToString();
            var first = dice.Next(4);
            var cells = new CellRange(first, first + 2);
            BoardAct[] possible = [Won(who, cells), Lost(who, cells), new BoardAct.Leave(who), new BoardAct.Missing(who), Seen((cells, true)), Seen((cells, false))];
            var act = possible[dice.Next(possible.Length)];
            while (board.After(act) is null)
            {
                act = possible[dice.Next(possible.Length)];
            }

            board = board.After(act)!;
            var moment = (i + 1) * 10L;
            history.Add(new(moment - dice.Next(25), moment + dice.Next(1, 25), act));
        }

        if (wrong)
        {
            var at = dice.Next(calls);
            history[at] = history[at] with
            {
                Act = history[at].Act switch
                {
                    BoardAct.Take take => take with { Won = !take.Won },
                    BoardAct.See { Seen: [var one] } => Seen((one.Cells, !one.Free)),
                    BoardAct.Leave leave => new BoardAct.Missing(leave.Who),
                    var other => other,
                },
            };
        }

        return history;
    }

    /// <summary>Every order of the calls that respects which had ended before which began.</summary>
    private static IEnumerable<List<Call<BoardAct>>> Orders(List<Call<BoardAct>> left) => left.Count == 0
        ? [[]]
        : from next in left
          where left.TrueForAll(other => other.Ended > next.Began || ReferenceEquals(other, next))
          from rest in Orders([.. left.Where(other => !ReferenceEquals(other, next))])
          select (List<Call<BoardAct>>)[next, .. rest];

    private static Call<BoardAct> At(long began, long ended, BoardAct act) => new(began, ended, act);

    private static BoardAct.Take Won(string who, CellRange cells) => new(who, cells, Won: true, InPlaceOf: who);

    private static BoardAct.Take Lost(string who, CellRange cells) => new(who, cells, Won: false, InPlaceOf: who);

    private static BoardAct.See Seen(params (CellRange Cells, bool Free)[] seen) => new(seen);

    private static void Accepted(params Call<BoardAct>[] history) => Assert.Null(Objection(history));

    private static void Rejected(params Call<BoardAct>[] history) => Assert.NotNull(Objection(history));

    private static string? Objection(IEnumerable<Call<BoardAct>> history) => Linearizability.Objection(history, SlotBoard.Empty, (board, act) => board.After(act));
}
