using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;

namespace SmpClinic.Endurance.Tests.Bookings;

/// <summary>BK-14: cancel, confirm, move, decline and mark race for one appointment; it ends in one legal state and no change is lost.</summary>
[Collection(nameof(Alone))]
public sealed class CommandRaceTests
{
    private const int Lanes = 6;

    private static readonly Instant Ten = Instant.FromUtc(2026, 12, 9, 10, 0);
    private static readonly Instant Noon = Instant.FromUtc(2026, 12, 9, 12, 0);

    [Fact]
    public void BK14_the_state_machine_is_the_one_written_down()
    {
        var statuses = Enum.GetValues<AppointmentStatus>();
        foreach (var from in statuses)
        {
            var appointment = new Appointment { Reference = "", Currency = "", ContactName = "", ContactEmail = "", ContactEmailNormalised = "", ContactPhone = "", Status = from };
            Assert.Equal(AppointmentModel.Steps[from].Order(), statuses.Where(appointment.MayBecome).Order());
        }
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task BK14_however_commands_interleave_each_answer_has_its_place_in_one_legal_course(DatabaseProvider provider)
    {
        var sequences = Profile.Of(180, 5000);
        var tally = new ConcurrentDictionary<CommandEnd, int>();
        var ends = new ConcurrentDictionary<AppointmentStatus, int>();
        var seeds = Profile.Seeds(3, 20).ToList();
        foreach (var seed in seeds)
        {
            await Profile.WithSeedAsync(seed, async _ =>
            {
                await using var site = await BookingSteps.BusySiteAsync(provider);
                var desks = new ClinicDesks(site);

                // Three times for each lane to move between, an hour and more apart, so that no lane stands in another's way.
                var times = Apart(await desks.OfferedAsync(ClinicDesks.Consultation, ClinicDesks.Maya, new(2026, 12, 9), new(2026, 12, 19))).Chunk(3).Take(Lanes).ToList();
                await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => Task.Run(async () =>
                {
                    var dice = new Random((seed * 107) + lane);
                    for (var n = lane; n < sequences / seeds.Count; n += Lanes)
                    {
                        ends.AddOrUpdate(await RaceAsync(site, desks, dice, times[lane], tally), 1, (_, count) => count + 1);
                    }
                })));
            });
        }

        Assert.True(seeds.Count == 1 || tally.Keys.Order().SequenceEqual([CommandEnd.Done, CommandEnd.Stale, CommandEnd.NotAllowed]), $"Ends seen: {string.Join(", ", tally)}");
        Assert.True(seeds.Count == 1 || ends.Count == 7, $"Final states seen: {string.Join(", ", ends)}");
        Profile.Figure("BK-14", $"{provider}: {sequences} sequences, {tally.Values.Sum()} commands ({string.Join(", ", tally.OrderBy(t => t.Key).Select(t => $"{t.Key} {t.Value}"))}), 0 illegal steps, 0 lost changes; they ended {string.Join(", ", ends.OrderBy(e => e.Key).Select(e => $"{e.Key} {e.Value}"))}");
    }

    [Fact]
    public void The_model_notices_an_illegal_step() => Rejected(
        At(1, 2, Step(null, AppointmentStatus.Cancelled, CommandEnd.Done)), At(3, 4, Step(null, AppointmentStatus.Confirmed, CommandEnd.Done)));

    [Fact]
    public void The_model_notices_two_who_changed_the_same_version() => Rejected(
        At(1, 9, Step(1, AppointmentStatus.Confirmed, CommandEnd.Done)), At(2, 8, Step(1, AppointmentStatus.Declined, CommandEnd.Done)));

    [Fact]
    public void The_model_notices_a_lost_change()
    {
        StandingAct moved = new StandingAct.Step(1, null, Noon, CommandEnd.Done);
        Assert.Null(Objection(At(1, 9, moved), At(2, 8, Step(null, AppointmentStatus.Confirmed, CommandEnd.Done)), At(10, 11, new StandingAct.Look(new(AppointmentStatus.Confirmed, 3, Noon)))));
        Rejected(At(1, 9, moved), At(2, 8, Step(null, AppointmentStatus.Confirmed, CommandEnd.Done)), At(10, 11, new StandingAct.Look(new(AppointmentStatus.Confirmed, 3, Ten))));
        Rejected(At(1, 9, moved), At(2, 8, Step(null, AppointmentStatus.Confirmed, CommandEnd.Done)), At(10, 11, new StandingAct.Look(new(AppointmentStatus.Requested, 2, Noon))));
    }

    [Fact]
    public void The_model_notices_who_is_told_of_a_change_that_nobody_made() => Rejected(At(1, 2, Step(1, AppointmentStatus.Confirmed, CommandEnd.Stale)));

    [Fact]
    public void The_model_notices_a_step_refused_without_cause() => Rejected(At(1, 2, Step(1, AppointmentStatus.Confirmed, CommandEnd.NotAllowed)));

    /// <summary>One appointment, three people with one to three commands each, all at once. Returns where it ended.</summary>
    private static async Task<AppointmentStatus> RaceAsync(ClinicSite site, ClinicDesks desks, Random dice, Instant[] times, ConcurrentDictionary<CommandEnd, int> tally)
    {
        var appointment = await desks.MustBookAsync(ClinicDesks.Consultation, times[0], ClinicDesks.Maya);
        var calls = new ConcurrentQueue<Call<StandingAct>>();
        var clock = 0L;
        if (dice.Next(2) == 0)
        {
            await GiveAsync(1, AppointmentStatus.Confirmed, null, isClient: false);
        }

        var people = Enumerable.Range(0, 3).Select(person => (IsClient: person == 0, Dice: new Random(dice.Next()), Shown: appointment.Version + calls.Count)).ToList();
        await Task.WhenAll(people.Select(person => Task.Run(async () =>
        {
            long? shown = person.Shown;
            for (var left = person.Dice.Next(1, 4); left > 0; left--)
            {
                // The client's page can do less. Now and then somebody gives a command without saying what they saw.
                var wish = person.Dice.Next(person.IsClient ? 2 : 7);
                AppointmentStatus? become = wish switch
                {
                    0 => null,
                    1 => AppointmentStatus.Cancelled,
                    2 => AppointmentStatus.Confirmed,
                    3 => AppointmentStatus.Declined,
                    4 => AppointmentStatus.Arrived,
                    5 => AppointmentStatus.Completed,
                    _ => AppointmentStatus.NoShow,
                };
                await GiveAsync(person.Dice.Next(4) == 0 ? null : shown, become, become is null ? times[person.Dice.Next(3)] : null, person.IsClient);
                shown = person.Dice.Next(2) == 0 ? (await LookAsync()).Version : shown;
            }
        })));
        var end = await LookAsync();
        Assert.Null(Linearizability.Objection(calls, new Standing(AppointmentStatus.Requested, 1, times[0]), AppointmentModel.After));
        Assert.Equal(end.Version, await site.InDatabaseAsync(db => db.Audit.LongCountAsync(e => e.AppointmentId == appointment.Id)));
        Assert.Empty(await DiaryInspection.ViolationsAsync(site));

        // The next one in this lane starts where this one may still stand.
        await site.Services.GetRequiredService<ClinicWrites>().RunAsync(
            async (db, ct) => await db.ClaimedCells.Where(c => c.OccupationId == appointment.Id).ExecuteDeleteAsync(ct)
                + await db.Appointments.Where(a => a.Id == appointment.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.Status, AppointmentStatus.Cancelled), ct),
            TestContext.Current.CancellationToken);
        return end.Status;

        async Task GiveAsync(long? shown, AppointmentStatus? become, Instant? start, bool isClient)
        {
            var command = new AppointmentCommand(appointment.Id, shown, isClient ? Actor.Client : ClinicDesks.Staff);
            var stop = TestContext.Current.CancellationToken;
            var began = Interlocked.Increment(ref clock);
            var outcome = become switch
            {
                null => await desks.Commands.MoveAsync(command, start!.Value, ClinicDesks.Maya, stop),
                AppointmentStatus.Cancelled => await desks.Commands.CancelAsync(command, "Plans changed", stop),
                AppointmentStatus.Confirmed => await desks.Commands.ConfirmAsync(command, stop),
                AppointmentStatus.Declined => await desks.Commands.DeclineAsync(command, "We are away", stop),
                { } mark => await desks.Commands.MarkAsync(command, mark, stop),
            };
            calls.Enqueue(new(began, Interlocked.Increment(ref clock), new StandingAct.Step(shown, become, start, outcome.End)));
            tally.AddOrUpdate(outcome.End, 1, (_, count) => count + 1);
        }

        async Task<Standing> LookAsync()
        {
            var began = Interlocked.Increment(ref clock);
            var stored = await desks.StoredAsync(appointment.Id);
            var seen = new Standing(stored.Status, stored.Version, stored.Start);
            calls.Enqueue(new(began, Interlocked.Increment(ref clock), new StandingAct.Look(seen)));
            return seen;
        }
    }

    private static List<Instant> Apart(List<Instant> times)
    {
        var apart = new List<Instant>();
        foreach (var time in times)
        {
            if (apart.Count == 0 || time - apart[^1] >= Duration.FromHours(1))
            {
                apart.Add(time);
            }
        }

        return apart;
    }

    private static Call<StandingAct> At(long began, long ended, StandingAct act) => new(began, ended, act);

    private static StandingAct.Step Step(long? shown, AppointmentStatus become, CommandEnd end) => new(shown, become, null, end);

    private static void Rejected(params Call<StandingAct>[] history) => Assert.NotNull(Objection(history));

    private static string? Objection(params Call<StandingAct>[] history) =>
        Linearizability.Objection(history, new Standing(AppointmentStatus.Requested, 1, Ten), AppointmentModel.After);
}
