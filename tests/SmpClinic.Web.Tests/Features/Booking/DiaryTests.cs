using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;
using Xunit;
using static SmpClinic.Web.Tests.Features.Booking.BookingSteps;

namespace SmpClinic.Web.Tests.Features.Booking;

/// <summary>What is read from the database for a window, and what is claimed and freed in it.</summary>
public sealed class DiaryTests
{
    private static readonly LocalDate Thursday = new(2026, 12, 10);
    private static readonly Instant Ten = Instant.FromUtc(2026, 12, 10, 10, 0);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_has_left_and_a_room_that_is_shut_are_not_offered()
    {
        await using var site = await ClinicSite.StartAsync();
        var maya = await IdAsync(site, "maya-okafor");
        var tom = await IdAsync(site, "tom-hale");
        Assert.Equal([maya, tom], (await OfferAsync(site, Video)).Select(s => s.PractitionerId).Distinct().Order());
        Assert.Equal([tom], (await OfferAsync(site, Video, only: tom)).Select(s => s.PractitionerId).Distinct());
        var first = await site.InDatabaseAsync(db => db.Rooms.OrderBy(r => r.SortOrder).Select(r => r.Id).FirstAsync());
        Assert.Equal([first], (await OfferAsync(site, OnRequest)).Select(s => s.RoomId!.Value).Distinct());

        await site.ChangeAsync<Practitioner>(p => p.Id == maya, p => p.Active = false);
        Assert.Equal([tom], (await OfferAsync(site, Video)).Select(s => s.PractitionerId).Distinct());
        await site.ChangeAsync<Room>(r => r.Id == first, r => r.Active = false);
        Assert.DoesNotContain(first, (await OfferAsync(site, OnRequest)).Select(s => s.RoomId!.Value));
        Assert.NotEmpty(await OfferAsync(site, OnRequest));
        await site.ChangeAsync<Room>(r => r.Active, r => r.Active = false);
        Assert.Empty(await OfferAsync(site, OnRequest));
        Assert.NotEmpty(await OfferAsync(site, Video));
    }

    [Fact]
    public async Task Hours_of_the_week_breaks_hours_of_one_date_absences_and_closures_all_count()
    {
        await using var site = await ClinicSite.StartAsync();
        var maya = await IdAsync(site, "maya-okafor");
        async Task<string> TimesAsync() => string.Join(' ', (await OfferAsync(site, Video, only: maya)).Select(s => $"{s.Start.InUtc():HH:mm}").Where(t => t.EndsWith("00", StringComparison.Ordinal)));
        Assert.Equal("10:00 11:00 12:00 14:00 15:00 16:00 17:00", await TimesAsync());

        // Absent until eleven, from the day before; and from four, until the day after.
        await SaveAsync(site, db => db.TimeOff.AddRange(
            new() { PractitionerId = maya, Start = Ten - Duration.FromDays(1), End = Ten + Duration.FromHours(1), Reason = "Course" },
            new() { PractitionerId = maya, Start = Ten + Duration.FromHours(6), End = Ten + Duration.FromDays(1), Reason = "Course" }));
        Assert.Equal("11:00 12:00 14:00 15:00", await TimesAsync());

        await SaveAsync(site, db => db.DatedHours.AddRange(
            new() { PractitionerId = maya, Date = Thursday, Opens = new(12, 0), Closes = new(13, 0) },
            new() { PractitionerId = maya, Date = Thursday, Opens = new(14, 0), Closes = new(15, 0) }));
        Assert.Equal("12:00 14:00", await TimesAsync());
        await site.ChangeAsync<DatedHoursRow>(h => h.Date == Thursday, h => (h.Opens, h.Closes) = (null, null));
        Assert.Equal("", await TimesAsync());

        // The evening before runs into the date.
        await SaveAsync(site, db => db.DatedHours.Add(new() { PractitionerId = maya, Date = Thursday.PlusDays(-1), Opens = new(22, 0), Closes = new(3, 0) }));
        await SaveAsync(site, db => db.TimeOff.RemoveRange(db.TimeOff.Where(t => t.PractitionerId == maya)));
        Assert.Equal("00:00 01:00 02:00", await TimesAsync());
        await SaveAsync(site, db => db.Closures.Add(new() { From = Thursday.PlusDays(-1), Until = Thursday.PlusDays(-1), Reason = "Snow" }));
        Assert.Equal("00:00 01:00 02:00", await TimesAsync());
        await SaveAsync(site, db => db.Closures.Add(new() { From = Thursday, Until = Thursday.PlusDays(4), Reason = "Snow" }));
        Assert.Equal("", await TimesAsync());
    }

    [Fact]
    public async Task A_claim_stands_until_it_runs_out_and_never_in_the_way_of_its_owner()
    {
        await using var site = await ClinicSite.StartAsync();
        var maya = await IdAsync(site, "maya-okafor");
        var (hold, visit) = (Guid.NewGuid(), Guid.NewGuid());
        var cell = DiaryCell.Containing(Ten);
        var until = site.Now + Duration.FromMinutes(10);
        await SaveAsync(site, db => db.ClaimedCells.AddRange(
            new() { ResourceId = maya, Cell = cell, OccupationId = hold, HeldUntil = until },
            new() { ResourceId = maya, Cell = cell + 12, OccupationId = visit }));
        async Task<string> FreeAsync(Guid? own = null, Instant? now = null)
        {
            var starts = (await OfferAsync(site, Video, only: maya, own: own, now: now)).Select(s => s.Start).ToHashSet();
            return $"{(starts.Contains(Ten) ? "ten" : "")} {(starts.Contains(Ten + Duration.FromHours(1)) ? "eleven" : "")}".Trim();
        }

        Assert.Equal("", await FreeAsync());
        Assert.Equal("ten", await FreeAsync(own: hold));
        Assert.Equal("eleven", await FreeAsync(own: visit));
        Assert.Equal("", await FreeAsync(now: until - Duration.FromTicks(1)));
        Assert.Equal("ten", await FreeAsync(now: until));
    }

    [Fact]
    public async Task BK01_a_claim_sweeps_what_ran_out_meets_what_stands_and_is_freed_by_its_owner_alone()
    {
        await using var site = await ClinicSite.StartAsync();
        var (old, other, mine) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var writes = site.Services.GetRequiredService<ClinicWrites>();
        Task<Written<bool>> ClaimAsync(Guid who, int first, int end, Instant? heldUntil = null, int[]? resources = null) => writes.RunAsync(
            async (db, ct) =>
            {
                await Diary.ClaimAsync(db, who, resources ?? [1, 2], new(first, end), heldUntil, site.Now, ct);
                return true;
            },
            Token);
        Task<string> CellsAsync() => site.InDatabaseAsync(async db => string.Join(' ', (await db.ClaimedCells.ToListAsync())
            .Select(c => $"{c.ResourceId}:{c.Cell}{(c.OccupationId == mine ? "m" : c.OccupationId == old ? "o" : "x")}").Order(StringComparer.Ordinal)));

        // Ran out just now: cells 9 to 13, of which only those claimed anew are swept; resource 3 is none of ours.
        Assert.Equal(WriteEnd.Committed, (await ClaimAsync(old, 9, 13, site.Now, [1, 3])).End);
        Assert.Equal(WriteEnd.Committed, (await ClaimAsync(mine, 10, 12)).End);
        Assert.Equal("1:10m 1:11m 1:12o 1:9o 2:10m 2:11m 3:10o 3:11o 3:12o 3:9o", await CellsAsync());
        Assert.Equal(WriteEnd.DuplicateKey, (await ClaimAsync(other, 11, 13)).End);
        Assert.Equal(WriteEnd.Committed, (await ClaimAsync(other, 20, 21, site.Now + Duration.FromTicks(1))).End);
        Assert.Equal(WriteEnd.DuplicateKey, (await ClaimAsync(mine, 19, 21)).End);

        await writes.RunAsync(async (db, ct) => await FreeAsync(db, mine, ct), Token);
        Assert.Equal("1:11m 1:12o 1:20x 1:9o 2:11m 2:20x 3:10o 3:11o 3:12o 3:9o", await CellsAsync());

        static async Task<bool> FreeAsync(ClinicDb db, Guid who, CancellationToken ct)
        {
            await Diary.FreeAsync(db, who, [1, 2, 3], new(9, 11), ct);
            return true;
        }
    }

    [Fact]
    public void The_resources_of_a_visit_are_who_and_where_if_anywhere()
    {
        Assert.Equal([7], Diary.Resources(7, null));
        Assert.Equal([7, 9], Diary.Resources(7, 9));
    }

    /// <summary>What may be booked, as who acts on it reads it; who only looks is shown the same.</summary>
    private static Task<IReadOnlyList<Slot>> OfferAsync(ClinicSite site, string service, int? only = null, Guid? own = null, Instant? now = null) => site.InDatabaseAsync(async db =>
    {
        var found = await db.Services.Include(s => s.Practitioners).Include(s => s.Rooms).AsSingleQuery().SingleAsync(s => s.Slug == service, Token);
        var at = now ?? site.Now;
        var diary = site.Services.GetRequiredService<Diary>();
        var offer = (await diary.ReadAsync(db, found, found.RulesForVisitors, Thursday, Thursday, at, own, only, Token)).Offer(at, Thursday, Thursday);
        var book = await diary.RulesAsync(db, Token);
        var shown = book.Find(service)!;
        Assert.Equal(offer, (await diary.PeekAsync(db, book, shown, shown.RulesForVisitors, Thursday, Thursday, at, own, only, Token)).Offer(at, Thursday, Thursday));
        return offer;
    });

    private static Task<int> IdAsync(ClinicSite site, string slug) => site.InDatabaseAsync(db => db.Practitioners.Where(p => p.Slug == slug).Select(p => p.Id).SingleAsync());

    /// <summary>A visit claims its cells one after the other. Should it ever not, what lies between them is offered to nobody.</summary>
    [Fact]
    public async Task Where_an_occupation_has_lost_cells_in_its_middle_they_count_as_taken()
    {
        await using var site = await ClinicSite.StartAsync();
        var maya = await IdAsync(site, "maya-okafor");
        var before = (await OfferAsync(site, Video, only: maya)).Select(s => s.Start).ToList();
        var (ten, one) = (DiaryCell.Containing(Ten), DiaryCell.Containing(Ten + Duration.FromHours(3)));
        var occupation = Guid.NewGuid();
        await SaveAsync(site, db => db.ClaimedCells.AddRange(new[] { ten, one - 1 }.Select(cell => new ClaimedCell { ResourceId = maya, Cell = cell, OccupationId = occupation })));
        var after = (await OfferAsync(site, Video, only: maya)).Select(s => s.Start).ToList();
        Assert.Contains(before, start => start > Ten && start < Ten + Duration.FromHours(3));
        Assert.DoesNotContain(after, start => start >= Ten && start < Ten + Duration.FromHours(3));
        Assert.Contains(after, start => start >= Ten + Duration.FromHours(3));
    }

    private static Task<int> SaveAsync(ClinicSite site, Action<ClinicDb> add) => site.InDatabaseAsync(db =>
    {
        add(db);
        return db.SaveChangesAsync();
    });
}
