using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;
using Xunit;
using static SmpClinic.Web.Tests.Features.Booking.BookingSteps;

namespace SmpClinic.Web.Tests.Features.Booking;

/// <summary>What is laid down is read once and shown to everybody, and never a moment longer than it stands.</summary>
public sealed class RuleBookTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A change of each kind of row that a list of times depends on.</summary>
    public static TheoryData<string> Changes => [.. Changed.Keys];

    private static Dictionary<string, Func<ClinicDb, Task>> Changed { get; } = new(StringComparer.Ordinal)
    {
        ["a service's length"] = async db => (await VideoAsync(db)).LengthMinutes += 5,
        ["a service is offered no more"] = async db => (await VideoAsync(db)).Active = false,
        ["somebody left"] = async db => (await MayaAsync(db)).Active = false,
        ["somebody no longer offers it"] = async db => (await VideoAsync(db)).Practitioners.RemoveAll(p => p.Slug == "maya-okafor"),
        ["somebody else offers it"] = async db => (await VideoAsync(db)).Practitioners.AddRange(await db.Practitioners.Where(p => p.Services.All(s => s.Slug != Video)).ToListAsync()),
        ["a room is shut"] = async db => (await db.Rooms.FirstAsync()).Active = false,
        ["a room serves less"] = async db => (await db.Rooms.Include(r => r.Services).FirstAsync()).Services.RemoveAt(0),
        ["weekly hours added"] = async db => db.WeeklyHours.Add(new() { PractitionerId = (await MayaAsync(db)).Id, Day = IsoDayOfWeek.Sunday, Opens = new(9, 0), Closes = new(10, 0) }),
        ["weekly hours taken away"] = async db => db.WeeklyHours.Remove(await db.WeeklyHours.Include(h => h.Breaks).FirstAsync()),
        ["a break moved"] = async db => (await db.Set<WeeklyBreak>().FirstAsync()).End = new(15, 0),
        ["other hours on a date"] = async db => db.DatedHours.Add(new() { PractitionerId = (await MayaAsync(db)).Id, Date = new(2026, 12, 10) }),
        ["an absence"] = async db => db.TimeOff.Add(new() { PractitionerId = (await MayaAsync(db)).Id, Start = Instant.FromUtc(2026, 12, 10, 9, 0), End = Instant.FromUtc(2026, 12, 10, 17, 0) }),
        ["a closure"] = db => Task.FromResult(db.Closures.Add(new() { From = new(2026, 12, 10), Until = new(2026, 12, 10), Reason = "Stocktaking" })),
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_change_is_seen_by_the_very_next_reader_on_every_node(string change)
    {
        await using var site = await ClinicSite.StartAsync();
        var (here, elsewhere) = (new Diary(Calendar(site)), new Diary(Calendar(site)));
        var before = await RulesAsync(site, here);
        Assert.Same(before, await RulesAsync(site, here));
        Assert.Equal(before.Number, (await RulesAsync(site, elsewhere)).Number);

        await site.InDatabaseAsync(async db =>
        {
            await Changed[change](db);
            return await db.SaveChangesAsync(Token);
        });

        var (after, there) = (await RulesAsync(site, here), await RulesAsync(site, elsewhere));
        Assert.NotSame(before, after);
        Assert.Equal(after.Number, there.Number);
        here.Dispose();
        elsewhere.Dispose();
    }

    [Fact]
    public async Task Every_kind_of_row_that_is_read_stamps_its_changes()
    {
        await using var site = await ClinicSite.StartAsync();
        await site.InDatabaseAsync(db =>
        {
            var read = new[] { typeof(Service), typeof(Practitioner), typeof(Room), typeof(WeeklyHours), typeof(WeeklyBreak), typeof(DatedHoursRow), typeof(TimeOff), typeof(ClinicClosure) };
            Assert.All(read, type => Assert.True(typeof(IDiaryRule).IsAssignableFrom(type), type.Name));
            Assert.Equal(
                ["PractitionerRooms", "ServicePractitioners", "ServiceRooms"],
                db.Model.GetEntityTypes().Where(t => t.ClrType == typeof(Dictionary<string, object>)).Select(t => t.GetTableName()).Order(StringComparer.Ordinal));
            return Task.FromResult(0);
        });
    }

    [Fact]
    public async Task Bookings_and_other_changes_leave_it_as_it_is()
    {
        await using var site = await BusySiteAsync();
        var diary = site.Services.GetRequiredService<Diary>();
        var before = await RulesAsync(site, diary);
        await BookAsync(site, Video);
        Assert.Same(before, await RulesAsync(site, diary));
    }

    [Fact]
    public async Task A_statement_that_would_change_it_unnoticed_is_refused()
    {
        await using var site = await ClinicSite.StartAsync();
        await site.InDatabaseAsync(async db =>
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => db.Practitioners.ExecuteUpdateAsync(set => set.SetProperty(p => p.Active, false), Token));
            await Assert.ThrowsAsync<InvalidOperationException>(() => db.Closures.Where(c => c.Id > 0).ExecuteDeleteAsync(Token));
            return await db.RateCounters.ExecuteDeleteAsync(Token);
        });
    }

    private static SmpClinic.Scheduling.ClinicCalendar Calendar(ClinicSite site) => site.Services.GetRequiredService<SmpClinic.Scheduling.ClinicCalendar>();

    private static Task<RuleBook> RulesAsync(ClinicSite site, Diary diary) => site.InDatabaseAsync(db => diary.RulesAsync(db, Token));

    private static Task<Service> VideoAsync(ClinicDb db) => db.Services.Include(s => s.Practitioners).SingleAsync(s => s.Slug == Video);

    private static Task<Practitioner> MayaAsync(ClinicDb db) => db.Practitioners.SingleAsync(p => p.Slug == "maya-okafor");
}
