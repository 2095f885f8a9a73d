using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;

namespace SmpClinic.Endurance.Tests.Processes;

/// <summary>The machine's clock is set wrong, or right again, while the site runs: holds, counters and links. Mail has tests of its own.</summary>
public sealed class ClockJumpTests
{
    private const string Password = "four unrelated heron words";

    public static TheoryData<double> Jumps => [1, -1, 24, -24];

    [Theory, MemberData(nameof(Jumps))]
    public async Task FL06_no_hold_outlives_its_ten_minutes_wherever_the_clock_jumps(double hours)
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var desk = site.Services.GetRequiredService<HoldDesk>();
        var start = await BookingSteps.FirstOfferedAsync(site, BookingSteps.Video, practitioner: "maya-okafor");
        Assert.NotNull((await desk.HoldAsync(BookingSteps.Video, start, "maya-okafor", "visitor", "address", TestContext.Current.CancellationToken)).ExpiresAt);

        site.Clock.AdjustTime(site.Clock.GetUtcNow() + TimeSpan.FromHours(hours));
        for (var minute = 0; minute <= 10; minute++)
        {
            site.Clock.Advance(TimeSpan.FromMinutes(1));
            await desk.SweepAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal((0, 0), await site.InDatabaseAsync(async db => (await db.SlotHolds.CountAsync(), await db.ClaimedCells.CountAsync())));
        Assert.Contains(start, await BookingSteps.OfferedAsync(site.Visitor(), BookingSteps.Video, new(2026, 12, 8), 7, "maya-okafor"));
    }

    [Theory, MemberData(nameof(Jumps))]
    public async Task FL06_no_account_stays_locked_for_longer_wherever_the_clock_jumps(double hours)
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var user = await site.AddStaffAsync(StaffRoles.FrontDesk, Password);
        var door = await site.GetAsync("/staff/sign-in");
        for (var i = 0; i < 10; i++)
        {
            await door.Form("/staff/sign-in").Fill("Email", user.Email!).Fill("Password", "wrong wrong wrong").SubmitAsync();
        }

        (await door.Form("/staff/sign-in").Fill("Email", user.Email!).Fill("Password", Password).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);
        site.Clock.AdjustTime(site.Clock.GetUtcNow() + TimeSpan.FromHours(hours));
        site.Clock.Advance(TimeSpan.FromMinutes(16));
        (await door.Form("/staff/sign-in").Fill("Email", user.Email!).Fill("Password", Password).SubmitAsync()).Is(HttpStatusCode.Redirect);
    }

    [Theory, MemberData(nameof(Jumps))]
    public async Task FL06_a_link_past_its_time_opens_nothing_and_a_spent_one_stays_spent_wherever_the_clock_jumps(double hours)
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var page = await BookingSteps.BookAsync(site, BookingSteps.Video, practitioner: "maya-okafor");
        var visit = await BookingSteps.AppointmentAsync(site, page);

        // Just past its thirty days even after the jump back; and just within them.
        site.Clock.AdjustTime((visit.End + Duration.FromDays(30) - Duration.FromHours(hours) + Duration.FromMinutes(1)).ToDateTimeOffset());
        site.Clock.AdjustTime(site.Clock.GetUtcNow() + TimeSpan.FromHours(hours));
        Assert.Equal(HttpStatusCode.NotFound, (await site.GetAsync(page)).Status);
        site.Clock.AdjustTime(site.Clock.GetUtcNow() - TimeSpan.FromMinutes(2));
        (await site.GetAsync(page)).Is(HttpStatusCode.OK);

        await site.InDatabaseAsync(db => db.AppointmentLinks.ExecuteUpdateAsync(set => set.SetProperty(l => l.RevokedAt, site.Now)));
        site.Clock.AdjustTime(site.Clock.GetUtcNow() + TimeSpan.FromHours(hours));
        Assert.Equal(HttpStatusCode.NotFound, (await site.GetAsync(page)).Status);
    }
}
