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

/// <summary>
/// The diary is asked in three ways, by how many are asked about: one, up to eight, and more. Each way finds what touches the window, of
/// those who were asked about, and nothing else.
/// </summary>
public sealed class DiaryQueriesTests
{
    private const int Everybody = 10;

    private static readonly LocalDate From = new(2026, 12, 10);
    private static readonly LocalDate Until = new(2026, 12, 12);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<int> HowMany => [0, 1, 2, 8, 9];

    [Theory]
    [MemberData(nameof(HowMany))]
    public async Task Hours_dates_and_absences_that_touch_the_window_are_found_and_no_others(int howMany)
    {
        await using var site = await ClinicSite.StartAsync();
        var people = await PeopleAsync(site);
        var asked = people[..howMany];
        var queries = Queries(site);
        var span = new Interval(Instant.FromUtc(2026, 12, 10, 0, 0), Instant.FromUtc(2026, 12, 13, 0, 0));
        var tick = Duration.FromTicks(1);
        await site.InDatabaseAsync(async db =>
        {
            foreach (var who in people)
            {
                db.DatedHours.AddRange(new[] { From.PlusDays(-1), From, Until, Until.PlusDays(1) }.Select(date => new DatedHoursRow { PractitionerId = who, Date = date }));
                db.TimeOff.AddRange(
                    new() { PractitionerId = who, Start = span.Start - tick, End = span.Start, Reason = "over" },
                    new() { PractitionerId = who, Start = span.Start - tick, End = span.Start + tick, Reason = "until just then" },
                    new() { PractitionerId = who, Start = span.End - tick, End = span.End + tick, Reason = "from just then" },
                    new() { PractitionerId = who, Start = span.End, End = span.End + tick, Reason = "to come" });
            }

            return await db.SaveChangesAsync(Token);
        });

        await site.InDatabaseAsync(async db =>
        {
            var weekly = await queries.WeeklyAsync(db, asked, Token);
            Assert.Equal(asked.Order(), weekly.Select(h => h.PractitionerId).Order());
            Assert.All(weekly, h => Assert.Equal(new LocalTime(13, 0), Assert.Single(h.Breaks).Start));

            var dated = await queries.DatedAsync(db, asked, From, Until, Token);
            Assert.Equal(asked.SelectMany(who => new[] { (who, From), (who, Until) }).Order(), dated.Select(d => (d.PractitionerId, d.Date)).Order());

            var absences = await queries.TimeOffAsync(db, asked, span, Token);
            Assert.Equal(
                asked.SelectMany(who => new[] { (who, "from just then"), (who, "until just then") }).Order(),
                absences.Select(t => (t.PractitionerId, t.Reason!)).Order());
            return 0;
        });
    }

    [Theory]
    [MemberData(nameof(HowMany))]
    public async Task What_is_taken_is_found_as_one_run_for_each_visit_without_what_ran_out_and_what_is_ones_own(int howMany)
    {
        await using var site = await ClinicSite.StartAsync();
        var people = await PeopleAsync(site);
        var asked = people[..howMany];
        var queries = Queries(site);
        var now = site.Now;
        var (own, visit, edge, ranOut, stands) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await site.InDatabaseAsync(async db =>
        {
            foreach (var who in people)
            {
                Claim(visit, 100, 103);
                Claim(edge, 98, 100);
                Claim(edge, 199, 201);
                Claim(own, 110, 112);
                Claim(ranOut, 120, 122, now);
                Claim(stands, 130, 132, now + Duration.FromTicks(1));

                void Claim(Guid whose, int first, int end, Instant? heldUntil = null) =>
                    db.ClaimedCells.AddRange(Enumerable.Range(first, end - first).Select(cell => new ClaimedCell { ResourceId = who, Cell = cell, OccupationId = whose, HeldUntil = heldUntil }));
            }

            return await db.SaveChangesAsync(Token);
        });

        await site.InDatabaseAsync(async db =>
        {
            async Task ExpectAsync(CellRange window, Guid? mine, params (int First, int Last)[] runs)
            {
                var taken = await queries.TakenAsync(db, asked, window, now, mine, Token);
                Assert.Equal(asked.SelectMany(who => runs.Select(run => (who, run.First, run.Last))).Order(), taken.Select(t => (t.ResourceId, t.First, t.Last)).Order());
            }

            await ExpectAsync(new(100, 199), own, (100, 102), (130, 131));
            await ExpectAsync(new(100, 199), null, (100, 102), (110, 111), (130, 131));

            // One run from the first cell within the window to the last.
            await ExpectAsync(new(99, 200), own, (99, 199), (100, 102), (130, 131));
            await ExpectAsync(new(101, 131), own, (101, 102), (130, 130));
            return 0;
        });
    }

    [Fact]
    public async Task Closures_count_from_their_first_date_to_their_last()
    {
        await using var site = await ClinicSite.StartAsync();
        await site.InDatabaseAsync(async db =>
        {
            db.Closures.RemoveRange(db.Closures);
            db.Closures.AddRange(
                new() { From = From.PlusDays(-3), Until = From.PlusDays(-1), Reason = "over" },
                new() { From = From.PlusDays(-3), Until = From, Reason = "until the first date" },
                new() { From = Until, Until = Until.PlusDays(3), Reason = "from the last date" },
                new() { From = Until.PlusDays(1), Until = Until.PlusDays(3), Reason = "to come" });
            return await db.SaveChangesAsync(Token);
        });
        var found = await site.InDatabaseAsync(db => Queries(site).ClosuresAsync(db, From, Until, Token));
        Assert.Equal(["from the last date", "until the first date"], found.Select(c => c.Reason).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_service_comes_with_its_people_and_with_rooms_only_where_it_takes_one()
    {
        await using var site = await ClinicSite.StartAsync();
        var queries = Queries(site);
        await site.ChangeAsync<Service>(s => s.Slug == BookingSteps.PatchTest, s => s.Active = false);
        await site.InDatabaseAsync(async db =>
        {
            var consultation = (await queries.ServiceAsync(db, OnRequest, Token))!;
            Assert.Equal(["maya-okafor", "tom-hale"], consultation.Practitioners.Select(p => p.Slug).Order(StringComparer.Ordinal));
            Assert.Equal(["Garden Room", "Marlowe Room"], consultation.Rooms.Select(r => r.Name).Order(StringComparer.Ordinal));
            Assert.Empty((await queries.ServiceAsync(db, Video, Token))!.Rooms);
            Assert.Null(await queries.ServiceAsync(db, "nothing", Token));
            Assert.Null(await queries.ServiceAsync(db, BookingSteps.PatchTest, Token));
            Assert.Empty(db.ChangeTracker.Entries());

            Assert.Null(await queries.ServiceToBookAsync(db, BookingSteps.PatchTest, null, Token));
            Assert.Null(await queries.ServiceToBookAsync(db, BookingSteps.PatchTest, "maya-okafor", Token));
            var booked = (await queries.ServiceToBookAsync(db, OnRequest, "tom-hale", Token))!;
            Assert.Equal(["tom-hale"], booked.Practitioners.Select(p => p.Slug));
            Assert.Equal(2, booked.Rooms.Count);
            Assert.Equal(EntityState.Unchanged, db.Entry(booked).State);
            return 0;
        });
        await site.InDatabaseAsync(async db =>
        {
            Assert.Equal(2, (await queries.ServiceToBookAsync(db, OnRequest, null, Token))!.Practitioners.Count);
            return 0;
        });
    }

    private static DiaryQueries Queries(ClinicSite site) => site.Services.GetRequiredService<Diary>().Queries;

    /// <summary>Ten new people who work on Mondays, with a break; more than the translated queries take.</summary>
    private static Task<List<int>> PeopleAsync(ClinicSite site) => site.InDatabaseAsync(async db =>
    {
        var people = Enumerable.Range(1, Everybody).Select(n => new Practitioner { Name = $"Person {n}", Slug = $"person-{n}", Role = "Practitioner" }).ToList();
        foreach (var hours in people.Select(person => person.WeeklyHours))
        {
            hours.Add(new() { Day = IsoDayOfWeek.Monday, Opens = new(9, 0), Closes = new(17, 0) });
            hours[0].Breaks.Add(new() { Start = new(13, 0), End = new(14, 0) });
        }

        db.AddRange(people);
        await db.SaveChangesAsync(Token);
        return people.ConvertAll(person => person.Id);
    });
}
