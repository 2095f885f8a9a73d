using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.WaitingList;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests.Features.Booking;
using SmpClinic.Web.Tests.Features.Staff;
using Xunit;
using static SmpClinic.Web.Tests.Features.WaitingList.WaitingSteps;

namespace SmpClinic.Web.Tests.Features.WaitingList;

/// <summary>From a freed time to who takes it: the line, the offer, the answer, the next.</summary>
public sealed class WaitingListTests
{
    private static readonly Instant Ten = StaffDiary.Thursday;

    [Fact]
    public async Task A_freed_time_is_offered_to_the_first_in_line_kept_for_them_and_booked_with_one_press()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var visit = await site.FullDayAsync();
        var (first, second) = (await site.WaitAsync(), await site.WaitAsync());
        Assert.Equal(0, await site.RoundAsync());

        await site.FreeAsync(visit);
        Assert.Equal(1, await site.RoundAsync());
        Assert.Equal(0, await site.RoundAsync());

        var offer = await site.OpenAsync(first);
        Assert.Equal((Ten, site.Now + Duration.FromHours(2)), (offer.Times[0].Start, offer.ExpiresAt));
        Assert.Equal(WaitingState.Waiting, (await site.NowAsync(second)).State);
        Assert.Equal(["TimeFreeEmail"], await site.MailAsync(first));
        Assert.DoesNotContain(Ten, await BookingSteps.OfferedAsync(site.Visitor(), StaffDiary.OnRequest, Day, 1, StaffDiary.Maya));
        await BookingSteps.DiaryIsSoundAsync(site);

        var page = (await site.GetAsync(await site.LinkAsync(first))).Is(HttpStatusCode.OK).Says("A time is free for you").Says("Thursday 10 December 2026");
        var booked = await page.Form("Take this time").SubmitAsync();
        Assert.StartsWith("/appointments/", booked.Is(HttpStatusCode.Found).Location, StringComparison.Ordinal);
        (await booked.FollowAsync()).Is(HttpStatusCode.OK).Says("You are booked").Says(first.ContactName);

        var now = await site.NowAsync(first);
        var appointment = await site.InDatabaseAsync(db => db.Appointments.AsNoTracking().Include(a => a.Consents).SingleAsync(a => a.Id == now.AppointmentId));
        Assert.Equal((WaitingState.Booked, AppointmentStatus.Confirmed, Ten, first.ContactEmail), (now.State, appointment.Status, appointment.Start, appointment.ContactEmail));
        Assert.Equal((ConsentKinds.Terms, BookingSource.WaitingList), (Assert.Single(appointment.Consents).Kind, appointment.Source));
        Assert.Equal(["BookingConfirmedEmail"], await site.MailToClientAsync(appointment));
        Assert.Equal(1, await site.InDatabaseAsync(db => db.Outbox.CountAsync(m => m.AppointmentId == appointment.Id && m.Kind == "NewRequestNotice")));
        Assert.Equal(2, await site.InDatabaseAsync(db => db.Reminders.CountAsync(r => r.AppointmentId == appointment.Id)));
        Assert.Contains("from the waiting list, " + first.Reference, (await site.HistoryAsync(appointment))[0].Detail, StringComparison.Ordinal);
        await BookingSteps.DiaryIsSoundAsync(site);

        // The same press again leads to the same page and books nothing more.
        Assert.Equal(booked.Location, (await page.Form("Take this time").SubmitAsync()).Is(HttpStatusCode.Found).Location);
        Assert.Equal(2, await site.InDatabaseAsync(db => db.Appointments.CountAsync(a => a.Start == Ten && a.PractitionerId == visit.PractitionerId)));
        Assert.Equal(0, await site.RoundAsync());
    }

    [Theory]
    [InlineData("cancelled by the client")]
    [InlineData("declined")]
    [InlineData("moved")]
    [InlineData("a hold ran out")]
    [InlineData("time off taken back")]
    [InlineData("hours made longer")]
    [InlineData("a proposal lapsed")]
    public async Task Whatever_frees_a_time_it_is_offered(string how)
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var visit = await site.FullDayAsync();
        var commands = site.Services.GetRequiredService<AppointmentCommands>();
        var command = new AppointmentCommand(visit.Id, null, StaffOffers.Desk);
        var entry = await site.WaitAsync();
        if (how is "a hold ran out" or "a proposal lapsed" or "time off taken back" or "hours made longer")
        {
            await site.FreeAsync(visit);
        }

        switch (how)
        {
            case "cancelled by the client":
                await commands.CancelAsync(command with { Actor = Actor.Client }, null, Token);
                break;
            case "declined":
                await commands.DeclineAsync(command, "We are away", Token);
                break;
            case "moved":
                await commands.MoveAsync(command, Ten + Duration.FromDays(1), null, Token);
                break;
            case "a hold ran out":
                Assert.NotNull((await site.Services.GetRequiredService<HoldDesk>().HoldAsync(StaffDiary.OnRequest, Ten, StaffDiary.Maya, Secret.Hash("somebody"), "address", Token)).ExpiresAt);
                Assert.Equal(0, await site.RoundAsync());
                site.Clock.Advance(TimeSpan.FromMinutes(11));
                break;
            case "a proposal lapsed":
                var other = await site.BookAsync(Ten + Duration.FromDays(1));
                var proposed = await site.ProposeAsync(other, new ProposedStart(Ten, StaffDiary.Maya));
                Assert.Equal(0, await site.RoundAsync());
                site.Clock.SetUtcNow(proposed.ExpiresAt.ToDateTimeOffset());
                break;
            case "time off taken back":
                await site.AwayAsync(visit.PractitionerId, Ten, Ten + Duration.FromMinutes(45));
                Assert.Equal(0, await site.RoundAsync());
                await site.InDatabaseAsync(async db =>
                {
                    db.TimeOff.Remove(await db.TimeOff.SingleAsync(t => t.Start == Ten));
                    return await db.SaveChangesAsync();
                });
                break;
            default:
                await site.InDatabaseAsync(db =>
                {
                    db.DatedHours.Add(new() { PractitionerId = visit.PractitionerId, Date = Day });
                    return db.SaveChangesAsync();
                });
                Assert.Equal(0, await site.RoundAsync());
                await site.InDatabaseAsync(async db =>
                {
                    db.DatedHours.RemoveRange(await db.DatedHours.Where(h => h.Date == Day).ToListAsync());
                    return await db.SaveChangesAsync();
                });
                break;
        }

        Assert.Equal(1, await site.RoundAsync());
        Assert.Equal(Ten, (await site.OpenAsync(entry)).Times[0].Start);
    }

    [Fact]
    public async Task An_offer_that_lapses_or_is_declined_goes_to_the_next_by_itself_and_to_nobody_twice()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var visit = await site.FullDayAsync();
        var (first, second, third) = (await site.WaitAsync(), await site.WaitAsync(), await site.WaitAsync());
        await site.FreeAsync(visit);
        await site.RoundAsync();
        var link = await site.LinkAsync(first);
        var page = await site.GetAsync(link);
        site.Clock.Advance(TimeSpan.FromHours(2));

        // Two hours later it is nobody's, whether or not a worker has looked; and the worker gives it to the next.
        (await page.Form("Take this time").SubmitAsync()).Is(HttpStatusCode.Conflict).Says("no longer kept");
        Assert.Equal(1, await site.RoundAsync());
        Assert.Equal((WaitingState.Waiting, 1), ((await site.NowAsync(first)).State, (await site.NowAsync(first)).Unanswered));
        Assert.Equal(["TimeFreeEmail", "OfferOverEmail"], await site.MailAsync(first));
        var offer = await site.OpenAsync(second);

        (await (await (await site.GetAsync(await site.LinkAsync(second))).Form("Not this one, keep my place").SubmitAsync()).Is(HttpStatusCode.Found).FollowAsync()).Says("You keep your place");
        Assert.Equal(OfferState.TurnedDown, (await site.NowAsync(second)).Offers[0].State);
        Assert.Equal(1, await site.RoundAsync());
        Assert.Equal(Ten, (await site.OpenAsync(third)).Times[0].Start);
        Assert.Equal(0, await site.CellsAsync(offer));

        // All three have had it: now it is anybody's.
        (await (await site.GetAsync(await site.LinkAsync(third))).Form("Not this one, keep my place").SubmitAsync()).Is(HttpStatusCode.Found);
        site.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await site.RoundAsync());
        Assert.Contains(Ten, await BookingSteps.OfferedAsync(site.Visitor(), StaffDiary.OnRequest, Day, 1, StaffDiary.Maya));
        Assert.Equal(3, await site.InDatabaseAsync(db => db.OfferedTimes.CountAsync()));
        await BookingSteps.DiaryIsSoundAsync(site);
    }

    [Fact]
    public async Task Only_what_was_wished_for_is_offered_in_the_order_of_the_line()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var visit = await site.FullDayAsync();
        var tom = await site.InDatabaseAsync(db => db.Practitioners.Where(p => p.Slug == StaffDiary.Tom).Select(p => p.Id).SingleAsync());
        await site.AwayAsync(tom, Instant.FromUtc(2026, 12, 1, 0, 0), Instant.FromUtc(2027, 12, 1, 0, 0));
        WaitingEntry[] others =
        [
            await site.WaitAsync(w => w.EarliestTime = new(11, 0)),
            await site.WaitAsync(w => w.LatestTime = new(10, 40)),
            await site.WaitAsync(w => w.Days = WaitingEntry.BitOf(IsoDayOfWeek.Friday)),
            await site.WaitAsync(w => (w.FirstDate, w.LastDate, w.Days) = (Day.PlusDays(-5), Day.PlusDays(-4), WaitingEntry.BitOf(IsoDayOfWeek.Thursday))),
            await site.WaitAsync(w => (w.PractitionerId, w.FirstDate, w.LastDate) = (tom, Day, Day)),
            await site.WaitAsync(w => w.State = WaitingState.Unconfirmed),
            await site.WaitAsync(w => w.RestsUntil = site.Now + Duration.FromMinutes(1)),
        ];
        var late = await site.WaitAsync(w => w.Since += Duration.FromHours(1));
        var fits = await site.WaitAsync(w => w.PractitionerId = null);
        await site.FreeAsync(visit);

        Assert.Equal(1, await site.RoundAsync());

        Assert.Equal(WaitingState.Offered, (await site.NowAsync(fits)).State);
        Assert.Equal(WaitingState.Waiting, (await site.NowAsync(late)).State);
        foreach (var other in others)
        {
            Assert.Empty((await site.NowAsync(other)).Offers);
        }
    }

    [Fact]
    public async Task Nobody_is_written_to_at_night_and_what_is_left_of_the_time_to_answer_counts_from_the_morning_on()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var visit = await site.FullDayAsync();
        var entry = await site.WaitAsync();
        await site.FreeAsync(visit);
        site.Clock.SetUtcNow(new(2026, 12, 1, 20, 0, 0, TimeSpan.Zero));
        Assert.Equal(0, await site.RoundAsync());
        site.Clock.SetUtcNow(new(2026, 12, 2, 7, 59, 59, TimeSpan.Zero));
        Assert.Equal(0, await site.RoundAsync());
        site.Clock.SetUtcNow(new(2026, 12, 2, 19, 30, 0, TimeSpan.Zero));
        Assert.Equal(1, await site.RoundAsync());
        Assert.Equal(Instant.FromUtc(2026, 12, 3, 9, 30), (await site.OpenAsync(entry)).ExpiresAt);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task A_time_too_near_to_answer_in_peace_is_not_offered(int minutes, int offers)
    {
        await using var site = await BookingSteps.BusySiteAsync(with: s => s.Settings["Limits:WaitingNoticeHours"] = "46");
        var visit = await site.FullDayAsync();
        await site.WaitAsync();
        await site.FreeAsync(visit);
        site.Clock.SetUtcNow((Ten - Duration.FromHours(48) + Duration.FromMinutes(minutes)).ToDateTimeOffset());
        Assert.Equal(offers, await site.RoundAsync());
    }

    [Fact]
    public async Task Three_offers_without_an_answer_end_it_and_a_rest_lies_between_them()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var entry = await site.WaitAsync(w => (w.FirstDate, w.LastDate) = (Day, Day.PlusDays(20)));
        for (var n = 1; n <= 3; n++)
        {
            Assert.Equal(1, await site.RoundAsync());
            site.Clock.SetUtcNow((await site.OpenAsync(entry)).ExpiresAt.ToDateTimeOffset());
            Assert.Equal(0, await site.RoundAsync());
            Assert.Equal(n, (await site.NowAsync(entry)).Unanswered);
            site.Clock.SetUtcNow(new DateTimeOffset(2026, 12, 1 + n, 9, 0, 0, TimeSpan.Zero));
        }

        Assert.Equal(WaitingState.Ended, (await site.NowAsync(entry)).State);
        Assert.Equal("WaitingOverEmail", (await site.MailAsync(entry))[^1]);
        Assert.Equal(0, await site.RoundAsync());
        Assert.Equal(3, (await site.NowAsync(entry)).Offers.Select(o => o.Times[0].Start).Distinct().Count());
    }

    [Fact]
    public async Task Leaving_by_link_frees_what_was_kept_and_the_next_is_offered_it()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var visit = await site.FullDayAsync();
        var (first, second) = (await site.WaitAsync(), await site.WaitAsync());
        await site.FreeAsync(visit);
        await site.RoundAsync();

        var left = await (await (await site.GetAsync(await site.LinkAsync(first))).Form("Leave the waiting list").SubmitAsync()).FollowAsync();

        left.Says("You have left the list");
        Assert.Equal(WaitingState.Left, (await site.NowAsync(first)).State);
        Assert.Equal(1, await site.RoundAsync());
        Assert.Equal(Ten, (await site.OpenAsync(second)).Times[0].Start);
        (await site.GetAsync("/waiting-list/" + new string('a', 43))).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_entry_ends_at_its_date_and_is_deleted_thirty_days_later_with_all_that_belongs_to_it()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var (entry, unconfirmed) = (await site.WaitAsync(w => w.EarliestTime = new(17, 55)), await site.WaitAsync(w => w.State = WaitingState.Unconfirmed));
        var link = await site.LinkAsync(entry);
        site.Clock.SetUtcNow(new(2026, 12, 4, 9, 0, 0, TimeSpan.Zero));
        await site.RoundAsync();
        Assert.False(await site.InDatabaseAsync(db => db.WaitingList.AnyAsync(w => w.Id == unconfirmed.Id)));
        site.Clock.SetUtcNow(new(2026, 12, 10, 23, 0, 0, TimeSpan.Zero));
        await site.RoundAsync();
        Assert.Equal(WaitingState.Waiting, (await site.NowAsync(entry)).State);
        site.Clock.SetUtcNow(new(2026, 12, 11, 0, 1, 0, TimeSpan.Zero));
        await site.RoundAsync();
        Assert.Equal(WaitingState.Ended, (await site.NowAsync(entry)).State);
        Assert.Equal(["WaitingOverEmail"], await site.MailAsync(entry));
        (await site.GetAsync(link)).Is(HttpStatusCode.OK).Says("Ended");
        site.Clock.Advance(TimeSpan.FromDays(30));
        await site.RoundAsync();
        Assert.False(await site.InDatabaseAsync(db => db.WaitingList.AnyAsync()));
        Assert.False(await site.InDatabaseAsync(db => db.WaitingLinks.AnyAsync()));
        (await site.GetAsync(link)).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_time_that_hours_no_longer_allow_is_refused_when_it_is_accepted()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var visit = await site.FullDayAsync();
        var entry = await site.WaitAsync();
        await site.FreeAsync(visit);
        await site.RoundAsync();
        await site.AwayAsync(visit.PractitionerId, Ten, Ten + Duration.FromHours(1));

        (await (await site.GetAsync(await site.LinkAsync(entry))).Form("Take this time").SubmitAsync()).Is(HttpStatusCode.Conflict).Says("cannot be had any more");
        Assert.Equal(WaitingState.Offered, (await site.NowAsync(entry)).State);
    }

    [Fact]
    public async Task EM12_looking_at_the_link_changes_nothing()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var visit = await site.FullDayAsync();
        var entry = await site.WaitAsync();
        await site.FreeAsync(visit);
        await site.RoundAsync();
        var links = new[] { await site.LinkAsync(entry), await site.LinkAsync(await site.WaitAsync(w => w.State = WaitingState.Unconfirmed)) };
        var before = await site.EverythingAsync();
        foreach (var link in links.SelectMany(l => new[] { l, l, l }))
        {
            using var head = new HttpRequestMessage(HttpMethod.Head, link);
            Assert.Equal(HttpStatusCode.OK, (await site.Visitor().SendAsync(head, Token)).StatusCode);
            var page = (await site.GetAsync(link)).Is(HttpStatusCode.OK);
            Assert.Equal("no-referrer", page.Response.Headers.GetValues("Referrer-Policy").Single());
            Assert.Contains("no-store", page.Response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal(before, await site.EverythingAsync());
    }
}
