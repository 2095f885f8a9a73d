using System.Collections.Concurrent;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests;
using Xunit;

namespace SmpClinic.Endurance.Tests.Bookings;

/// <summary>
/// Clients who fight over one day of two practitioners and one room: book, hold, let go, cancel, move, and look which times are
/// free. Every call is written down, with when it went out and when its answer came, at the board of each resource it says
/// something about: a visit in a room at two, a refusal at the one that refused.
/// </summary>
internal sealed class BoardWorkload(ClinicSite site, int seed)
{
    private static readonly LocalDate Day = new(2026, 12, 9);
    private static readonly string[] Practitioners = [ClinicDesks.Maya, ClinicDesks.Tom];

    private readonly ClinicDesks _desks = new(site);
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Call<BoardAct>>> _boards = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Service, string Practitioner), List<Instant>> _starts = [];
    private readonly Dictionary<string, BookingRules> _rules = new(StringComparer.Ordinal);
    private readonly List<Visit> _visits = [];
    private readonly Lock _door = new();
    private long _ticks;

    /// <summary>The name of the room's board; the others are named after their practitioner.</summary>
    public const string Room = "garden-room";

    /// <summary>What was written down, by resource.</summary>
    public IReadOnlyDictionary<string, ConcurrentQueue<Call<BoardAct>>> Boards => _boards;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Lets the clients work in rounds. Between two rounds everybody rests and the clock moves past every hold.</summary>
    public async Task RunAsync(int clients, int rounds, int operations)
    {
        foreach (var service in (string[])[ClinicDesks.Video, ClinicDesks.PatchTest])
        {
            _rules[service] = (await _desks.Times.ServicesAsync(Stop)).Single(s => s.Slug == service).RulesForVisitors;
            foreach (var practitioner in Practitioners)
            {
                _starts[(service, practitioner)] = await _desks.OfferedAsync(service, practitioner, Day, Day);
            }
        }

        var people = Enumerable.Range(0, clients).Select(n => new Visitor($"hold{n}", Secret.Hash($"visitor {n}"), new Random((seed * 103) + n))).ToList();
        for (var round = 0; round < rounds; round++)
        {
            await Task.WhenAll(people.Select(one => Task.Run(async () =>
            {
                for (var n = 0; n < operations; n++)
                {
                    await ActAsync(one);
                }
            })));
            await PassTimeAsync(people, sweep: round % 2 == 0);
        }
    }

    private Task ActAsync(Visitor one) => one.Dice.Next(100) switch
    {
        < 36 => BookAsync(one),
        < 46 => HoldAsync(one),
        < 50 => ReleaseAsync(one),
        < 68 => CancelAsync(one),
        < 88 => MoveAsync(one),
        _ => LookAsync(one),
    };

    private async Task BookAsync(Visitor one)
    {
        var service = one.Dice.Next(4) == 0 ? ClinicDesks.Video : ClinicDesks.PatchTest;
        var (practitioner, start, cells) = Wish(one, service);

        // Only the service without a room is booked with a hold, so that each refusal belongs to one board.
        var holder = service == ClinicDesks.Video && one.Dice.Next(2) == 0;
        var began = Tick();
        var outcome = await _desks.Booking.BookAsync(ClinicDesks.Request(service, start, practitioner, holder ? one.Hash : null), Stop);
        var ended = Tick();
        var spent = holder ? one.Name : null;
        switch (outcome)
        {
            case BookingOutcome.Booked booked:
                var visit = new Visit((await _desks.StoredAsync(booked.Location)).Id, service, practitioner);
                Note(practitioner, began, ended, new BoardAct.Take(visit.Name, cells, Won: true, spent));
                if (service == ClinicDesks.PatchTest)
                {
                    Note(Room, began, ended, new BoardAct.Take(visit.Name, cells, Won: true));
                }

                if (holder)
                {
                    LetGo(one, began, ended, but: practitioner);
                }

                lock (_door)
                {
                    _visits.Add(visit);
                }

                break;
            case BookingOutcome.SlotTaken { Why: Refusal.Taken }:
                Note(practitioner, began, ended, new BoardAct.Take("nobody", cells, Won: false, spent));
                break;
            case BookingOutcome.SlotTaken { Why: Refusal.NoRoom }:
                Note(practitioner, began, ended, new BoardAct.See([(cells, true)]));
                Note(Room, began, ended, new BoardAct.Take("nobody", cells, Won: false));
                break;
            default:
                Assert.Fail($"A time that is on offer in an empty diary was answered with {outcome}.");
                break;
        }
    }

    private async Task HoldAsync(Visitor one)
    {
        var (practitioner, start, cells) = Wish(one, ClinicDesks.Video);
        var began = Tick();
        var outcome = await _desks.Holds.HoldAsync(ClinicDesks.Video, start, practitioner, one.Hash, one.Hash, Stop);
        var ended = Tick();
        Note(practitioner, began, ended, new BoardAct.Take(one.Name, cells, outcome.ExpiresAt is not null, one.Name) { LetsGoAnyway = true });
        LetGo(one, began, ended, but: practitioner);
    }

    private async Task ReleaseAsync(Visitor one)
    {
        var began = Tick();
        await _desks.Holds.ReleaseAsync(one.Hash, Stop);
        LetGo(one, began, Tick(), but: null);
    }

    private async Task CancelAsync(Visitor one)
    {
        if (Any(one) is not { } visit)
        {
            return;
        }

        var began = Tick();
        var outcome = await _desks.Commands.CancelAsync(new(visit.Id, Version: null, ClinicDesks.Staff), reason: null, Stop);
        var ended = Tick();
        Assert.Equal(CommandEnd.Done, outcome.End);
        foreach (var board in visit.Boards)
        {
            Note(board, began, ended, new BoardAct.Leave(visit.Name));
        }
    }

    private async Task MoveAsync(Visitor one)
    {
        if (Any(one) is not { } visit)
        {
            return;
        }

        var starts = _starts[(visit.Service, visit.Practitioner)];
        var start = starts[one.Dice.Next(starts.Count)];
        var cells = _rules[visit.Service].Occupies(start);
        var began = Tick();
        var outcome = await _desks.Commands.MoveAsync(new(visit.Id, Version: null, ClinicDesks.Staff), start, visit.Practitioner, Stop);
        var ended = Tick();
        var taken = new BoardAct.Take(visit.Name, cells, outcome.End == CommandEnd.Done, visit.Name) { FromWithin = true };
        IEnumerable<string> boards = outcome switch
        {
            { Why: Refusal.Taken } => [visit.Practitioner],
            { Why: Refusal.NoRoom } => [Room],
            { End: CommandEnd.Done or CommandEnd.NotAllowed } => visit.Boards,
            _ => throw new InvalidOperationException($"A move within an empty day was answered with {outcome}."),
        };
        foreach (var board in boards)
        {
            Note(board, began, ended, outcome.End == CommandEnd.NotAllowed ? new BoardAct.Missing(visit.Name) : taken);
        }
    }

    private async Task LookAsync(Visitor one)
    {
        var practitioner = Practitioners[one.Dice.Next(2)];
        var began = Tick();
        var offered = (await _desks.OfferedAsync(ClinicDesks.Video, practitioner, Day, Day)).ToHashSet();
        var ended = Tick();
        Note(practitioner, began, ended, new BoardAct.See(
            [.. _starts[(ClinicDesks.Video, practitioner)].Select(start => (_rules[ClinicDesks.Video].Occupies(start), offered.Contains(start)))]));
    }

    private async Task PassTimeAsync(List<Visitor> people, bool sweep)
    {
        var began = Tick();
        site.Clock.Advance(TimeSpan.FromMinutes(11));
        if (sweep)
        {
            await _desks.Holds.SweepAsync(Stop);
        }

        var ended = Tick();
        people.ForEach(one => LetGo(one, began, ended, but: null));
    }

    private (string Practitioner, Instant Start, CellRange Cells) Wish(Visitor one, string service)
    {
        var practitioner = Practitioners[one.Dice.Next(2)];
        var starts = _starts[(service, practitioner)];
        var start = starts[one.Dice.Next(starts.Count)];
        return (practitioner, start, _rules[service].Occupies(start));
    }

    private Visit? Any(Visitor one)
    {
        lock (_door)
        {
            // The latest are the likeliest to be fought over; the long gone still turn up.
            return _visits.Count == 0 ? null : _visits[^(one.Dice.Next(Math.Min(_visits.Count, one.Dice.Next(4) == 0 ? 1000 : 12)) + 1)];
        }
    }

    private void LetGo(Visitor one, long began, long ended, string? but)
    {
        foreach (var practitioner in Practitioners.Where(p => p != but))
        {
            Note(practitioner, began, ended, new BoardAct.Leave(one.Name));
        }
    }

    private void Note(string board, long began, long ended, BoardAct act) => _boards.GetOrAdd(board, _ => []).Enqueue(new(began, ended, act));

    private long Tick() => Interlocked.Increment(ref _ticks);

    private sealed record Visitor(string Name, string Hash, Random Dice);

    private sealed record Visit(Guid Id, string Service, string Practitioner)
    {
        public string Name { get; } = Id.ToString("N")[^6..];

        public IEnumerable<string> Boards => Service == ClinicDesks.PatchTest ? [Practitioner, Room] : [Practitioner];
    }
}
