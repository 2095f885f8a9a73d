using SmpClinic.Web.Data;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;

namespace SmpClinic.Endurance.Tests.Bookings;

/// <summary>BK-03: to those who use it, each resource's diary behaves as if one person kept it with a pencil.</summary>
[Collection(nameof(Alone))]
public sealed class HistoryTests
{
    private const int OperationsPerResource = 200;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task BK03_each_resources_history_could_have_come_from_one_person_with_a_pencil(DatabaseProvider provider)
    {
        var calls = 0;
        var seeds = Profile.Seeds(2, 20).ToList();
        foreach (var seed in seeds)
        {
            await Profile.WithSeedAsync(seed, async _ =>
            {
                await using var site = await BookingSteps.BusySiteAsync(provider);
                var workload = new BoardWorkload(site, seed);

                await workload.RunAsync(clients: 8, rounds: 5, operations: 22);

                Assert.Equal(3, workload.Boards.Count);
                foreach (var (resource, history) in workload.Boards)
                {
                    Assert.True(history.Count >= OperationsPerResource, $"{resource} has {history.Count} calls");
                    Assert.Null(Linearizability.Objection(history, SlotBoard.Empty, (board, act) => board.After(act)));
                    calls += history.Count;
                }

                // The same history with one answer turned round must not pass: the search is not blind to this traffic.
                Assert.True(TurnedRound(workload).All(objection => objection is not null), "A wrong answer was believed.");
            });
        }

        Profile.Figure("BK-03", $"{provider}: {seeds.Count} seeds, 3 resources each, {calls} calls, at least {OperationsPerResource} for each resource and seed, 0 histories without an order");
    }

    /// <summary>For each resource: its history plus a winner of a time at a moment when it was certainly taken.</summary>
    private static IEnumerable<string?> TurnedRound(BoardWorkload workload)
    {
        foreach (var history in workload.Boards.Values)
        {
            // Among the last round's winners nobody left after the end, so their time is taken then.
            var board = history.OrderBy(c => c.Ended).ToList();
            var end = board[^1].Ended;
            var winner = board.Last(c => c.Act is BoardAct.Take { Won: true } take && !take.Who.StartsWith("hold", StringComparison.Ordinal)
                && !board.Exists(later => later.Ended > c.Began && !ReferenceEquals(later, c) && Touches(later.Act, take.Who)));
            yield return Linearizability.Objection(
                [.. board, new(end + 1, end + 2, new BoardAct.Take("a second winner", ((BoardAct.Take)winner.Act).Cells, Won: true))],
                SlotBoard.Empty,
                (b, act) => b.After(act));
        }

        static bool Touches(BoardAct act, string who) => act switch
        {
            BoardAct.Take take => take.Who == who || take.InPlaceOf == who,
            BoardAct.Leave leave => leave.Who == who,
            _ => false,
        };
    }
}
