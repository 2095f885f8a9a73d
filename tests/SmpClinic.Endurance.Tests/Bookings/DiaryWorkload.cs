using System.Collections.Concurrent;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests;
using Xunit;

namespace SmpClinic.Endurance.Tests.Bookings;

/// <summary>
/// Clients and staff who all at once do whatever the dice say: book with and without a hold, hold, let go, send a form again,
/// confirm, decline, move, cancel, mark, sweep, wait. All services and lengths are mixed, and pages are acted on that others
/// have made stale. The seed fixes everybody's dice; who is quicker stays the machine's affair, so a replay repeats the
/// choices and not the exact interleaving.
/// </summary>
internal sealed class DiaryWorkload(ClinicSite site, int seed)
{
    private static readonly string[] Services = [ClinicDesks.Consultation, ClinicDesks.Video, "microblading-consultation", ClinicDesks.PatchTest, "aftercare-check"];

    private static readonly AppointmentStatus[] Marks = [AppointmentStatus.Arrived, AppointmentStatus.Completed, AppointmentStatus.NoShow];

    private readonly ClinicDesks _desks = new(site);
    private readonly Dictionary<(string Service, string? Practitioner), List<Instant>> _starts = [];
    private readonly List<(Snapshot Seen, BookingRequest Sent)> _known = [];
    private readonly Lock _door = new();
    private readonly ConcurrentDictionary<string, int> _tally = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _violations = [];
    private int _operations;
    private int _inspections;

    public DiaryJournal Journal { get; } = new();

    /// <summary>What the inspections saw meanwhile.</summary>
    public IReadOnlyCollection<string> Violations => _violations;

    /// <summary>How many inspections were made while others were at work.</summary>
    public int Inspections => _inspections;

    /// <summary>How often what ended how.</summary>
    public IReadOnlyDictionary<string, int> Tally => _tally;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Lets so many clients do so many things each; after every so many things the one who did it looks at the diary.</summary>
    public async Task RunAsync(int clients, int operations, int inspectEvery)
    {
        // Few days for few operations, so that they meet; more for many, so that they find something free.
        var from = new LocalDate(2026, 12, 8);
        var until = from.PlusDays(operations < 100 ? 2 : 11);
        foreach (var service in Services)
        {
            var offer = (await _desks.Times.BetweenAsync(service, null, from, until, own: null, Stop))!.Value;
            _starts[(service, null)] = [.. offer.Slots.Select(s => s.Start).Distinct()];
            foreach (var own in offer.Slots.GroupBy(s => s.PractitionerId, s => s.Start))
            {
                _starts[(service, offer.Practitioners[own.Key])] = [.. own];
            }
        }

        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var dice = new Random((seed * 101) + client);
            var visitor = Secret.Hash($"visitor {client}");
            for (var n = 0; n < operations; n++)
            {
                await ActAsync(dice, visitor);
                if (Interlocked.Increment(ref _operations) % inspectEvery == 0)
                {
                    Interlocked.Increment(ref _inspections);
                    foreach (var violation in await DiaryInspection.ViolationsAsync(site))
                    {
                        _violations.Enqueue(violation);
                    }
                }
            }
        })));
    }

    private Task ActAsync(Random dice, string visitor) => dice.Next(100) switch
    {
        < 26 => BookAsync(dice, visitor),
        < 37 => HoldAsync(dice, visitor),
        < 40 => ReleaseAsync(visitor),
        < 43 => SendAgainAsync(dice),
        < 54 => CommandAsync(dice, "confirm", AppointmentStatus.Confirmed, (c, _) => _desks.Commands.ConfirmAsync(c, Stop)),
        < 59 => CommandAsync(dice, "decline", AppointmentStatus.Declined, (c, _) => _desks.Commands.DeclineAsync(c, "We are away", Stop)),
        < 74 => MoveAsync(dice),
        < 89 => CommandAsync(dice, "cancel", AppointmentStatus.Cancelled, (c, _) => _desks.Commands.CancelAsync(c, "Plans changed", Stop)),
        < 95 => MarkAsync(dice),
        < 97 => SweepAsync(),
        _ => WaitAsync(dice),
    };

    private async Task BookAsync(Random dice, string visitor)
    {
        var (service, practitioner, start) = Wish(dice);
        var request = ClinicDesks.Request(service, start, practitioner, dice.Next(2) == 0 ? visitor : null);
        var outcome = await _desks.Booking.BookAsync(request, Stop);
        Count("book", outcome is BookingOutcome.SlotTaken taken ? taken.Why.ToString() : outcome.GetType().Name);
        if (outcome is not BookingOutcome.Booked booked)
        {
            Assert.IsType<BookingOutcome.SlotTaken>(outcome);
            return;
        }

        if (request.VisitorHash is not null)
        {
            Journal.Holds[visitor] = null;
        }

        var stored = await _desks.StoredAsync(booked.Location);
        var first = service == ClinicDesks.Consultation ? AppointmentStatus.Requested : AppointmentStatus.Confirmed;
        Journal.Bookings.Enqueue(new(stored.Id, service, start, practitioner is null ? null : stored.PractitionerId, first));
        lock (_door)
        {
            _known.Add((Snapshot.Of(stored, service), request));
        }
    }

    private async Task HoldAsync(Random dice, string visitor)
    {
        var (service, practitioner, start) = Wish(dice);
        var outcome = await _desks.Holds.HoldAsync(service, start, practitioner, visitor, visitor, Stop);
        Count("hold", outcome.ExpiresAt is null ? "refused" : "held");
        Journal.Holds[visitor] = outcome.ExpiresAt is { } until ? new(start, until) : null;
    }

    private async Task ReleaseAsync(string visitor)
    {
        await _desks.Holds.ReleaseAsync(visitor, Stop);
        Journal.Holds[visitor] = null;
        Count("release", "done");
    }

    /// <summary>The same form once more has the same answer and no other effect; the journal would notice a second booking.</summary>
    private async Task SendAgainAsync(Random dice)
    {
        if (Any(dice) is var (_, _, request))
        {
            Assert.IsType<BookingOutcome.Booked>(await _desks.Booking.BookAsync(request, Stop));
            Count("send again", "same answer");
        }
    }

    private Task MarkAsync(Random dice)
    {
        var mark = Marks[dice.Next(Marks.Length)];
        return CommandAsync(dice, "mark", mark, (c, _) => _desks.Commands.MarkAsync(c, mark, Stop));
    }

    private Task MoveAsync(Random dice)
    {
        var practitioner = dice.Next(3) == 0 ? ClinicDesks.Maya : null;
        Instant? to = null;
        return CommandAsync(
            dice,
            "move",
            become: null,
            (command, known) =>
            {
                // Never to where it is, which would be done already and change nothing.
                var starts = _starts.GetValueOrDefault((known.Service, practitioner)) ?? _starts[(known.Service, null)];
                to = starts.Where(s => s != known.Start).ElementAt(dice.Next(starts.Count - 1));
                return _desks.Commands.MoveAsync(command, to.Value, practitioner, Stop);
            },
            () => to);
    }

    private async Task CommandAsync(
        Random dice, string what, AppointmentStatus? become, Func<AppointmentCommand, Snapshot, Task<CommandOutcome>> give, Func<Instant?>? to = null)
    {
        if (Any(dice) is not var (number, known, sent))
        {
            return;
        }

        // Two in three have the page fresh before them; the others act on what somebody saw some time ago.
        if (dice.Next(3) > 0)
        {
            known = Snapshot.Of(await _desks.StoredAsync(known.Id), known.Service);
            lock (_door)
            {
                _known[number] = (known, sent);
            }
        }

        var actor = what is "move" or "cancel" && dice.Next(2) == 0 ? Actor.Client : ClinicDesks.Staff;
        var outcome = await give(new(known.Id, known.Version, actor, TellClient: dice.Next(4) > 0), known);
        Count(what, outcome.Why is { } why ? why.ToString() : outcome.End.ToString());
        Assert.NotEqual(CommandEnd.NotFound, outcome.End);
        Journal.Commands.Enqueue(new(known.Id, known.Version, what, outcome.End, Changes: become != known.Status, become ?? known.Status, to?.Invoke()));
    }

    private (int Number, Snapshot Seen, BookingRequest Sent)? Any(Random dice)
    {
        lock (_door)
        {
            var number = dice.Next(Math.Max(1, _known.Count));
            return number < _known.Count ? (number, _known[number].Seen, _known[number].Sent) : null;
        }
    }

    private async Task SweepAsync()
    {
        await _desks.Holds.SweepAsync(Stop);
        Count("sweep", "done");
    }

    private Task WaitAsync(Random dice)
    {
        site.Clock.Advance(TimeSpan.FromSeconds(dice.Next(30, 240)));
        Count("wait", "done");
        return Task.CompletedTask;
    }

    private (string Service, string? Practitioner, Instant Start) Wish(Random dice)
    {
        var wishes = _starts.Keys.ToList();
        var (service, practitioner) = wishes[dice.Next(wishes.Count)];
        var starts = _starts[(service, practitioner)];
        var start = starts[dice.Next(starts.Count)];

        // Now and then a time that nobody offers.
        return (service, practitioner, dice.Next(20) == 0 ? start + Duration.FromMinutes(dice.Next(1, 200)) : start);
    }

    private void Count(string what, string end) => _tally.AddOrUpdate($"{what}: {end}", 1, (_, n) => n + 1);

    private sealed record Snapshot(Guid Id, string Service, long Version, AppointmentStatus Status, Instant Start)
    {
        public static Snapshot Of(Appointment a, string service) => new(a.Id, service, a.Version, a.Status, a.Start);
    }
}
