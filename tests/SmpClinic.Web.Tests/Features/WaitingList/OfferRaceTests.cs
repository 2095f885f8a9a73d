using System.Collections.Concurrent;
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

/// <summary>Offers, answers, visitors and staff at one time at once: one of them has it, and the diary stays whole.</summary>
public sealed class OfferRaceTests
{
    private static readonly Instant Ten = StaffDiary.Thursday;

    public static IEnumerable<TheoryDataRow<DatabaseProvider>> Providers => Databases.All;

    [Theory, MemberData(nameof(Providers))]
    public async Task BK01_a_freed_time_has_one_winner_among_visitors_staff_proposals_and_the_waiting_list(DatabaseProvider provider)
    {
        await using var site = await BookingSteps.BusySiteAsync(provider);
        var rounds = Profile.Of(6, 60);
        var winners = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var visit = await site.FullDayAsync();
        var commands = site.Services.GetRequiredService<AppointmentCommands>();
        var (moved, asked) = (await site.BookAsync(Ten + Duration.FromDays(1)), await site.BookAsync(Ten + Duration.FromDays(2)));
        await site.FreeAsync(visit);
        for (var round = 0; round < rounds; round++)
        {
            var entries = new[] { await site.WaitAsync(), await site.WaitAsync() };
            await Task.WhenAll(
            [
                .. Enumerable.Range(0, 4).Select(_ => Task.Run(() => TryVisitorAsync(site))),
                .. Enumerable.Range(0, 3).Select(_ => Task.Run(() => site.RoundAsync())),
                Task.Run(() => commands.MoveAsync(new(moved.Id, null, StaffOffers.Desk), Ten, StaffDiary.Maya, Token)),
                Task.Run(() => commands.ProposeAsync(new(asked.Id, null, StaffOffers.Desk), new([new(Ten, StaffDiary.Maya)], null, Duration.FromHours(24)), Token)),
            ]);

            await BookingSteps.DiaryIsSoundAsync(site);
            var (visits, offers) = await site.InDatabaseAsync(async db => (
                await db.Appointments.Where(a => a.Start == Ten && a.PractitionerId == visit.PractitionerId && a.Status != AppointmentStatus.Cancelled).ToListAsync(),
                await db.TimeOffers.Where(o => o.State == OfferState.Open).ToListAsync()));
            Assert.Equal(1, visits.Count + offers.Count);
            winners.AddOrUpdate(visits.Count == 0 ? offers[0].AppointmentId is null ? "offer" : "proposal" : visits[0].Id == moved.Id ? "staff" : "visitor", 1, (_, n) => n + 1);

            // Out of the way of the next round.
            foreach (var won in visits)
            {
                _ = won.Id == moved.Id
                    ? await commands.MoveAsync(new(won.Id, null, StaffOffers.Desk), Ten + Duration.FromDays(1), StaffDiary.Maya, Token)
                    : await commands.CancelAsync(new(won.Id, null, StaffOffers.Desk), null, Token);
            }

            await commands.WithdrawAsync(new(asked.Id, null, StaffOffers.Desk), Token);
            foreach (var entry in entries)
            {
                await site.Services.GetRequiredService<WaitingCommands>().LeaveAsync(new(entry.Id, StaffOffers.Desk, TellClient: false), Token);
            }
        }

        Profile.Figure("BK-01", $"{provider}: {rounds} freed times wanted by visitors, staff and the waiting list at once, one winner each ({string.Join(", ", winners.OrderBy(w => w.Key).Select(w => $"{w.Key} {w.Value}"))})");
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task EM05_several_processes_that_look_at_once_offer_each_time_once_and_write_once(DatabaseProvider provider)
    {
        await using var site = await BookingSteps.BusySiteAsync(provider);
        var entries = new List<WaitingEntry>();
        for (var n = 0; n < 12; n++)
        {
            entries.Add(await site.WaitAsync());
        }

        var made = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => site.RoundAsync())));

        var times = await site.InDatabaseAsync(db => db.OfferedTimes.Select(t => t.Start).ToListAsync());
        Assert.True(times.Count >= 4, $"{times.Count} times");
        Assert.Equal(times.Count, made.Sum());
        Assert.Equal(times.Count, times.Distinct().Count());
        Assert.Equal(times.Count, await site.InDatabaseAsync(db => db.Outbox.CountAsync(m => m.Kind == "TimeFreeEmail")));
        Assert.Equal(entries.Take(times.Count).Select(e => e.Id).ToHashSet(), await site.InDatabaseAsync(async db => (await db.WaitingList.Where(w => w.State == WaitingState.Offered).Select(w => w.Id).ToListAsync()).ToHashSet()));
        await BookingSteps.DiaryIsSoundAsync(site);

        // They run out together; each is closed once.
        site.Clock.Advance(TimeSpan.FromHours(2));
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => site.RoundAsync())));
        Assert.Equal(times.Count, await site.InDatabaseAsync(db => db.Audit.CountAsync(e => e.Action == "waiting.lapsed")));
        Assert.All(await site.InDatabaseAsync(db => db.WaitingList.ToListAsync()), w => Assert.InRange(w.Unanswered, 0, 1));
        await BookingSteps.DiaryIsSoundAsync(site);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task BK06_BK13_an_answer_sent_many_times_and_against_staff_and_the_clock_has_one_effect(DatabaseProvider provider)
    {
        await using var site = await BookingSteps.BusySiteAsync(provider);
        var visit = await site.FullDayAsync();
        await site.FreeAsync(visit);
        var commands = site.Services.GetRequiredService<WaitingCommands>();
        var ends = new ConcurrentDictionary<WaitingState, int>();
        for (var round = 0; round < Profile.Of(8, 80); round++)
        {
            var entry = await site.WaitAsync();
            await site.RoundAsync();
            var offer = await site.OpenAsync(entry);
            var client = new WaitingCommand(entry.Id, Actor.Client);
            var answers = await Task.WhenAll(
            [
                .. Enumerable.Range(0, 4).Select(_ => Task.Run(() => commands.AcceptAsync(client, offer.Id, Token))),
                Task.Run(() => commands.LetGoAsync(client with { Actor = StaffOffers.Desk, TellClient = false }, offer.Id, Token)),
                Task.Run(() => commands.LetGoAsync(client, offer.Id, Token)),
                Task.Run(async () => { await TryVisitorAsync(site); return default(WaitingOutcome); }),
            ]);

            var now = await site.NowAsync(entry);
            var booked = await site.InDatabaseAsync(db => db.Appointments.Where(a => a.ContactEmail == entry.ContactEmail).ToListAsync());
            Assert.Equal(now.State == WaitingState.Booked ? 1 : 0, booked.Count);
            Assert.Equal(now.State == WaitingState.Booked ? 4 : 0, answers.Take(4).Count(a => a.End == WaitingEnd.Done));
            Assert.True(answers.Take(4).Where(a => a.End == WaitingEnd.Done).Select(a => a.Location).Distinct().Count() <= 1);
            Assert.DoesNotContain(OfferState.Open, now.Offers.Select(o => o.State));
            ends.AddOrUpdate(now.State, 1, (_, n) => n + 1);
            await BookingSteps.DiaryIsSoundAsync(site);
            await site.InDatabaseAsync(async db =>
            {
                foreach (var a in await db.Appointments.Where(a => a.Start == Ten && a.Status != AppointmentStatus.Cancelled).ToListAsync())
                {
                    await site.FreeAsync(a);
                }

                return true;
            });
            await commands.LeaveAsync(client, Token);
        }

        Profile.Figure("BK-06", $"{provider}: four presses, staff, a refusal and a visitor at one offer; they ended {string.Join(", ", ends.OrderBy(e => e.Key).Select(e => $"{e.Key} {e.Value}"))}");
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task BK13_two_clients_whose_requests_are_proposed_each_others_times_and_many_presses_leave_a_whole_diary(DatabaseProvider provider)
    {
        await using var site = await BookingSteps.BusySiteAsync(provider);
        var commands = site.Services.GetRequiredService<AppointmentCommands>();
        for (var round = 0; round < Profile.Of(4, 40); round++)
        {
            var requests = new[] { await site.BookAsync(Ten), await site.BookAsync(Ten + Duration.FromHours(2)) };
            var offers = new List<TimeOffer>();
            foreach (var (request, n) in requests.Select((r, n) => (r, n)))
            {
                offers.Add(await site.ProposeAsync(
                    request, new ProposedStart(Ten + Duration.FromHours(4 + (2 * n)), StaffDiary.Maya), new ProposedStart(Ten + Duration.FromHours(4 + (2 * n)) + Duration.FromMinutes(15), StaffDiary.Maya)));
            }

            await Task.WhenAll(requests.SelectMany((request, n) => offers[n].Times.Select(time => Task.Run(() => commands.PickAsync(new(request.Id, null, Actor.Client), offers[n].Id, time.Id, Token)))
                .Append(Task.Run(() => commands.ConfirmAsync(new(request.Id, null, StaffOffers.Desk, TellClient: false), Token)))
                .Append(Task.Run(() => commands.TurnDownAsync(new(request.Id, null, Actor.Client), offers[n].Id, null, Token)))));

            foreach (var request in requests)
            {
                var now = await site.NowAsync(request);
                Assert.Equal(AppointmentStatus.Confirmed, now.Status);
                Assert.DoesNotContain(OfferState.Open, (await site.OffersAsync(request)).Select(o => o.State));
                Assert.Equal(now.Version, (await site.HistoryAsync(request)).Count);
                Assert.Equal(1, (await site.HistoryAsync(request)).Count(e => e.Action is "times.picked" or "appointment.confirmed"));
            }

            await BookingSteps.DiaryIsSoundAsync(site);
            foreach (var request in requests)
            {
                await site.FreeAsync(request);
            }
        }
    }

    private static async Task TryVisitorAsync(ClinicSite site)
    {
        var mark = Guid.NewGuid().ToString("N");
        var form = new BookingForm
        {
            Key = mark,
            Start = StartText.Write(Ten),
            Practitioner = StaffDiary.Maya,
            Name = "Visitor",
            Email = mark + "@example.com",
            Phone = "07700 900" + Random.Shared.Next(100, 999).ToString(System.Globalization.CultureInfo.InvariantCulture),
            Preference = "Email",
            Adult = "yes",
            Terms = "yes",
        };
        Assert.True(form.TryRead(StaffDiary.OnRequest, "GB", null, mark, out var request, out _));
        await site.Services.GetRequiredService<BookingDesk>().BookAsync(request!, Token);
    }
}
