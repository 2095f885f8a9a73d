using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Tests.Features.Staff;
using Xunit;
using static SmpClinic.Web.Tests.Features.Booking.BookingSteps;
using static SmpClinic.Web.Tests.Features.Staff.StaffDiary;
using Instant = NodaTime.Instant;

namespace SmpClinic.Web.Tests.Features.Booking;

public sealed class HoldDeskTests
{
    [Fact]
    public async Task A_hold_lasts_ten_minutes_claims_the_visits_cells_and_is_its_owners()
    {
        await using var site = await BusySiteAsync();
        var outcome = await HoldAsync(site, Thursday, "me", Maya);
        Assert.Equal(new HoldOutcome(site.Now + Duration.FromMinutes(10), null), outcome);
        var hold = await site.InDatabaseAsync(db => db.SlotHolds.SingleAsync());
        Assert.Equal(("me", Thursday, site.Now + Duration.FromMinutes(10)), (hold.VisitorHash, hold.Start, hold.ExpiresAt));
        Assert.Equal([site.Now + Duration.FromMinutes(10)], await site.InDatabaseAsync(db => db.ClaimedCells.Select(c => c.HeldUntil!.Value).Distinct().ToListAsync()));
        await DiaryIsSoundAsync(site);
        Assert.Equal(hold.Id, await Desk(site).OwnAsync("me", Token));
        Assert.Null(await Desk(site).OwnAsync("you", Token));
        Assert.Null(await Desk(site).OwnAsync(null, Token));

        Assert.Equal(new HoldOutcome(null, Refusal.Taken), await HoldAsync(site, Thursday, "you", Maya));
        await Desk(site).ReleaseAsync("you", Token);
        Assert.True(await site.InDatabaseAsync(db => db.SlotHolds.AnyAsync()));
        await Desk(site).ReleaseAsync("me", Token);
        Assert.False(await site.InDatabaseAsync(async db => await db.SlotHolds.AnyAsync() || await db.ClaimedCells.AnyAsync()));
        Assert.NotNull((await HoldAsync(site, Thursday, "you", Maya)).ExpiresAt);
    }

    [Fact]
    public async Task A_hold_for_anybody_takes_whoever_is_free_and_one_for_nobody_is_refused()
    {
        await using var site = await BusySiteAsync();
        Assert.NotNull((await HoldAsync(site, Thursday, "one", null)).ExpiresAt);
        Assert.NotNull((await HoldAsync(site, Thursday, "two", null)).ExpiresAt);
        Assert.Equal(2, await site.InDatabaseAsync(db => db.SlotHolds.Select(h => h.PractitionerId).Distinct().CountAsync()));
        Assert.Equal(new HoldOutcome(null, Refusal.Taken), await HoldAsync(site, Thursday, "three", null));
        Assert.Equal(new HoldOutcome(null, Refusal.Taken), await HoldAsync(site, Thursday + Duration.FromDays(7), "three", "nobody"));
        Assert.Equal(new HoldOutcome(null, Refusal.NotOffered), await Desk(site).HoldAsync("nothing", Thursday, null, "three", "address", Token));
        await DiaryIsSoundAsync(site);
    }

    [Fact]
    public async Task IN09_so_many_holds_an_hour_from_one_address_and_no_more()
    {
        await using var site = await BusySiteAsync(with: s => s.Settings["Limits:HoldsPerAddressPerHour"] = "2");
        Assert.NotNull((await HoldAsync(site, Thursday, "one", Maya)).ExpiresAt);
        Assert.NotNull((await HoldAsync(site, Thursday + Duration.FromHours(1), "one", Maya)).ExpiresAt);
        Assert.Null((await HoldAsync(site, Thursday + Duration.FromHours(2), "one", Maya)).ExpiresAt);
        Assert.NotNull((await HoldAsync(site, Thursday + Duration.FromHours(2), "two", Maya, "elsewhere")).ExpiresAt);
        site.Clock.Advance(TimeSpan.FromHours(1));
        Assert.NotNull((await HoldAsync(site, Thursday + Duration.FromHours(5), "one", Maya)).ExpiresAt);
    }

    [Fact]
    public async Task A_hold_that_is_given_while_the_sweep_waits_for_its_turn_stays()
    {
        await using var site = await BusySiteAsync();
        await using var db = await site.Services.GetRequiredService<IDbContextFactory<ClinicDb>>().CreateDbContextAsync(Token);
        Task<int> sweep;
        using (await db.EnterWriteAsync(Token))
        {
            sweep = Desk(site).SweepAsync(Token);
            site.Clock.Advance(TimeSpan.FromMinutes(5));
            await using var transaction = await db.Database.BeginTransactionAsync(Token);
            var service = await db.Services.Include(s => s.Practitioners).FirstAsync(s => s.Slug == Video, Token);
            db.SlotHolds.Add(new()
            {
                VisitorHash = "new",
                ServiceId = service.Id,
                PractitionerId = service.Practitioners[0].Id,
                Start = Thursday,
                FirstCell = 1,
                EndCell = 2,
                ExpiresAt = site.Now + Duration.FromMinutes(10),
            });
            await db.SaveChangesAsync(Token);
            await transaction.CommitAsync(Token);
        }

        Assert.Equal(0, await sweep);
    }

    [Fact]
    public async Task The_sweep_frees_what_ran_out_and_forgets_keys_and_counters_and_nothing_else()
    {
        await using var site = await BusySiteAsync();
        await HoldAsync(site, Thursday, "old", Maya);
        await site.BookAsync(Thursday + Duration.FromHours(2));
        site.Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));
        Assert.Equal(0, await Desk(site).SweepAsync(Token));
        await HoldAsync(site, Thursday + Duration.FromHours(4), "new", Maya);
        site.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(1, await Desk(site).SweepAsync(Token));
        Assert.Equal("new", await site.InDatabaseAsync(db => db.SlotHolds.Select(h => h.VisitorHash).SingleAsync()));
        await DiaryIsSoundAsync(site);

        Task<(int Keys, int Counters)> LeftAsync() => site.InDatabaseAsync(async db => (await db.IdempotencyKeys.CountAsync(), await db.RateCounters.CountAsync()));
        Assert.Equal((1, 3), await LeftAsync());
        site.Clock.SetUtcNow(ClinicSite.Start + TimeSpan.FromDays(1) - TimeSpan.FromTicks(1));
        await Desk(site).SweepAsync(Token);
        Assert.Equal((1, 3), await LeftAsync());
        site.Clock.Advance(TimeSpan.FromTicks(1));
        await Desk(site).SweepAsync(Token);
        Assert.Equal((1, 1), await LeftAsync());
        site.Clock.SetUtcNow(ClinicSite.Start + TimeSpan.FromDays(7) - TimeSpan.FromTicks(1));
        await Desk(site).SweepAsync(Token);
        Assert.Equal((1, 0), await LeftAsync());
        site.Clock.Advance(TimeSpan.FromTicks(1));
        await Desk(site).SweepAsync(Token);
        Assert.Equal((0, 0), await LeftAsync());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static HoldDesk Desk(ClinicSite site) => site.Services.GetRequiredService<HoldDesk>();

    private static Task<HoldOutcome> HoldAsync(ClinicSite site, Instant start, string visitor, string? practitioner, string address = "address") =>
        Desk(site).HoldAsync(Video, start, practitioner, visitor, address, Token);
}
