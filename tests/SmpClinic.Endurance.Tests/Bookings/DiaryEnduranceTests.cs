using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;

namespace SmpClinic.Endurance.Tests.Bookings;

/// <summary>BK-02: whatever many people do at once, the diary stays sound and what was acknowledged is kept.</summary>
[Collection(nameof(Alone))]
public sealed class DiaryEnduranceTests
{
    private const int Clients = 8;

    private static readonly int Operations = Profile.Of(15, 2000);

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task BK02_whatever_eight_clients_do_at_once_nothing_overlaps_and_what_was_acknowledged_is_kept(DatabaseProvider provider)
    {
        var (inspections, appointments, tally) = (0, 0, new Dictionary<string, int>(StringComparer.Ordinal));
        var seeds = Profile.Seeds(20, 20).ToList();
        foreach (var seed in seeds)
        {
            await Profile.WithSeedAsync(seed, async _ =>
            {
                await using var site = await BookingSteps.BusySiteAsync(provider);
                await DiaryInspection.PrepareAsync(site);
                var workload = new DiaryWorkload(site, seed);

                await workload.RunAsync(Clients, Operations, inspectEvery: Clients * Operations / 10);

                Assert.Empty(workload.Violations);
                Assert.Empty(await DiaryInspection.ViolationsAsync(site));
                Assert.Empty(await workload.Journal.NotKeptAsync(site));
                inspections += workload.Inspections + 1;
                appointments += workload.Journal.Bookings.Count;
                foreach (var (what, count) in workload.Tally)
                {
                    tally[what] = tally.GetValueOrDefault(what) + count;
                }
            });
        }

        // A workload in which nobody wins, or nobody loses, would show nothing.
        if (seeds.Count > 1)
        {
            Assert.Superset(
                new HashSet<string>(["book: Booked", "book: Taken", "book: NoRoom", "hold: held", "hold: refused", "confirm: Done", "decline: Done", "cancel: Done", "move: Done", "move: Taken", "mark: Done", "confirm: Stale", "cancel: NotAllowed"], StringComparer.Ordinal),
                tally.Keys.ToHashSet(StringComparer.Ordinal));
        }

        Profile.Figure("BK-02", $"{provider}: {seeds.Count} seeds x {Clients} clients x {Operations} operations, {appointments} appointments, {inspections} inspections, 0 violations. {string.Join(", ", tally.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key} {t.Value}"))}");
    }

    /// <summary>What somebody might do to the tables behind the desks' back; each must be noticed.</summary>
    public static IEnumerable<TheoryDataRow<DatabaseProvider, string>> Plants() =>
        from database in Databases.All
        from plant in Planted.Keys
        select new TheoryDataRow<DatabaseProvider, string>(database.Data, plant) { Skip = database.Skip };

    private static Dictionary<string, (string Noticed, Func<ClinicDb, Appointment, Task> Plant)> Planted { get; } = new(StringComparer.Ordinal)
    {
        ["a claim is removed"] = ("is not claimed", (db, a) => db.ClaimedCells.Where(c => c.OccupationId == a.Id && c.Cell == a.FirstCell).ExecuteDeleteAsync()),
        ["a claim belongs to somebody else"] = ("who has no right to it", (db, a) => db.ClaimedCells.Where(c => c.OccupationId == a.Id && c.Cell == a.FirstCell).ExecuteUpdateAsync(set => set.SetProperty(c => c.OccupationId, Guid.NewGuid()))),
        ["a claim would run out"] = ("is held until", (db, a) => db.ClaimedCells.Where(c => c.OccupationId == a.Id && c.Cell == a.FirstCell).ExecuteUpdateAsync(set => set.SetProperty(c => c.HeldUntil, Instant.FromUtc(2026, 12, 1, 9, 5)))),
        ["a cancelled appointment keeps its claims"] = ("who has no right to it", (db, a) => db.Appointments.Where(b => b.Id == a.Id).ExecuteUpdateAsync(set => set.SetProperty(b => b.Status, AppointmentStatus.Cancelled))),
        ["an overlapping pair is there"] = ("overlaps", (db, a) => db.Appointments.Where(b => b.Id != a.Id).ExecuteUpdateAsync(set => set.SetProperty(b => b.Start, a.Start + Duration.FromMinutes(15)).SetProperty(b => b.End, a.End + Duration.FromMinutes(15)).SetProperty(b => b.FirstCell, a.FirstCell + 3).SetProperty(b => b.EndCell, a.EndCell + 3))),
        ["a buffer is forgotten"] = ("its service asks for", (db, a) => db.Appointments.Where(b => b.Id == a.Id).ExecuteUpdateAsync(set => set.SetProperty(b => b.EndCell, a.EndCell - 1))),
        ["a room is forgotten"] = ("is in no room", (db, a) => db.Appointments.Where(b => b.Id == a.Id).ExecuteUpdateAsync(set => set.SetProperty(b => b.RoomId, (int?)null))),
        ["a hold has no claims"] = ("is not claimed", (db, _) => db.ClaimedCells.Where(c => c.HeldUntil != null).ExecuteDeleteAsync()),
        ["claims outlive their hold"] = ("who has no right to it", (db, _) => db.SlotHolds.ExecuteDeleteAsync()),
    };

    [Theory, MemberData(nameof(Plants))]
    public async Task The_inspection_notices_when(DatabaseProvider provider, string plant)
    {
        await using var site = await BookingSteps.BusySiteAsync(provider);
        await DiaryInspection.PrepareAsync(site);
        var desks = new ClinicDesks(site);
        var starts = await desks.OfferedAsync(ClinicDesks.Consultation, ClinicDesks.Maya, new(2026, 12, 9), new(2026, 12, 9));
        var one = await desks.MustBookAsync(ClinicDesks.Consultation, starts[0], ClinicDesks.Maya);
        await desks.MustBookAsync(ClinicDesks.Consultation, starts[^1], ClinicDesks.Maya);
        Assert.NotNull((await desks.Holds.HoldAsync(ClinicDesks.Video, starts[0], ClinicDesks.Tom, Secret.Hash("visitor"), "address", TestContext.Current.CancellationToken)).ExpiresAt);
        Assert.Empty(await DiaryInspection.ViolationsAsync(site));

        await site.InDatabaseAsync(async db =>
        {
            await Planted[plant].Plant(db, one);
            return 0;
        });

        Assert.Contains(await DiaryInspection.ViolationsAsync(site), v => v.Contains(Planted[plant].Noticed, StringComparison.Ordinal));
    }

    /// <summary>What a site that forgets might have done; each must be noticed.</summary>
    [Theory]
    [InlineData("a booking is lost")]
    [InlineData("a booking was acknowledged to nobody")]
    [InlineData("a cancellation is lost")]
    [InlineData("a move is lost")]
    [InlineData("two changed the same version")]
    [InlineData("a change that nobody made was reported")]
    [InlineData("a hold is lost")]
    public async Task The_journal_notices_when(string loss)
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var workload = new DiaryWorkload(site, seed: 1);
        await workload.RunAsync(clients: 4, operations: 40, inspectEvery: 1000);
        var journal = workload.Journal;
        Assert.Empty(await journal.NotKeptAsync(site));
        var moved = journal.Commands.First(c => c is { What: "move", End: CommandEnd.Done });
        var cancelled = journal.Commands.First(c => c is { What: "cancel", End: CommandEnd.Done, Changes: true });
        switch (loss)
        {
            case "a booking is lost":
                journal.Bookings.Enqueue(journal.Bookings.First() with { Id = Guid.NewGuid() });
                break;
            case "a booking was acknowledged to nobody":
                Assert.True(journal.Bookings.TryDequeue(out _));
                break;
            case "a cancellation is lost":
                await site.InDatabaseAsync(db => db.Appointments.Where(a => a.Id == cancelled.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.Status, AppointmentStatus.Confirmed)));
                break;
            case "a move is lost":
                await site.InDatabaseAsync(db => db.Appointments.Where(a => a.Id == moved.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.Start, a => a.CreatedAt)));
                break;
            case "two changed the same version":
                journal.Commands.Enqueue(moved);
                break;
            case "a change that nobody made was reported":
                journal.Commands.Enqueue(moved with { Shown = 99, End = CommandEnd.Stale });
                break;
            default:
                journal.Holds[Secret.Hash("nobody")] = new(site.Now, site.Now + Duration.FromMinutes(10));
                break;
        }

        Assert.NotEmpty(await journal.NotKeptAsync(site));
    }
}
