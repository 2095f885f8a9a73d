using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;
using Xunit;
using static SmpClinic.Web.Tests.Features.Booking.BookingSteps;
using static SmpClinic.Web.Tests.Features.Staff.StaffDiary;
using Instant = NodaTime.Instant;

namespace SmpClinic.Web.Tests.Features.Booking;

/// <summary>The desk without the pages around it.</summary>
public sealed class BookingDeskTests
{
    private static int _number;

    [Fact]
    public async Task A_booking_keeps_what_was_agreed_and_the_trail_and_the_link_lead_to_it()
    {
        await using var site = await BusySiteAsync();
        var request = Request(BookingSteps.OnRequest, Thursday, Maya) with { Hopes = "Softer", Consents = [ConsentKinds.Terms, ConsentKinds.HealthWords] };
        var booked = Assert.IsType<BookingOutcome.Booked>(await DeskBooksAsync(site, request));
        var appointment = await AppointmentAsync(site, booked.Location);
        Assert.Matches("^[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}$", appointment.Reference);
        Assert.Equal((Thursday, Thursday + Duration.FromMinutes(45)), (appointment.Start, appointment.End));
        Assert.Equal(DiaryCell.Containing(Thursday) - 1, appointment.FirstCell);
        Assert.Equal(12, appointment.Cells.Count);
        Assert.Equal((3000, "GBP", site.Now), (appointment.PriceMinorUnits, appointment.Currency, appointment.CreatedAt));
        Assert.Equal((request.Name.Text, request.Email.Text, request.Email.Normalised, request.Phone.E164), (appointment.ContactName, appointment.ContactEmail, appointment.ContactEmailNormalised, appointment.ContactPhone));
        Assert.NotNull(appointment.RoomId);
        Assert.Equal("Softer", site.Services.GetRequiredService<Sealer>().Open(appointment.Hopes));
        Assert.Null(appointment.Note);
        var consents = await site.InDatabaseAsync(db => db.Appointments.SelectMany(a => a.Consents).ToListAsync());
        Assert.All(consents, c => Assert.Equal((ConsentKinds.TextVersion, site.Now), (c.TextVersion, c.GivenAt)));
        var entry = await site.InDatabaseAsync(db => db.Audit.SingleAsync());
        Assert.Equal(
            (site.Now, ActorKind.Visitor, "appointment.requested", appointment.Id, "smp-consultation, 2026-12-10T10:00:00Z, maya-okafor"),
            (entry.At, entry.ActorKind, entry.Action, entry.AppointmentId!.Value, entry.Detail));
        Assert.Equal(0, await site.InDatabaseAsync(db => db.Reminders.CountAsync()));
        Assert.Equal(1, await site.InDatabaseAsync(db => db.RateCounters.SumAsync(c => c.Count)));
        await DiaryIsSoundAsync(site);

        await DeskBooksAsync(site, Request(Video, Thursday + Duration.FromHours(2), Maya));
        Assert.Contains("appointment.booked", await site.InDatabaseAsync(db => db.Audit.Select(a => a.Action).ToListAsync()));
        Assert.Equal(2, await site.InDatabaseAsync(db => db.Reminders.CountAsync()));
    }

    [Fact]
    public async Task BK06_a_form_is_known_for_a_week_and_another_text_under_its_key_is_told_apart()
    {
        await using var site = await BusySiteAsync();
        var request = Request(BookingSteps.OnRequest, Thursday + Duration.FromDays(14), Maya);
        var first = Assert.IsType<BookingOutcome.Booked>(await DeskBooksAsync(site, request));
        Assert.Equal(first, await DeskBooksAsync(site, request));
        Assert.Equal(new BookingOutcome.AlreadySent(first.Location), await DeskBooksAsync(site, request with { BodyHash = "other" }));
        Assert.Equal(site.Now + Duration.FromDays(7), await site.InDatabaseAsync(db => db.IdempotencyKeys.Select(k => k.ExpiresAt).SingleAsync()));
        Assert.Equal(site.Now, await site.InDatabaseAsync(db => db.IdempotencyKeys.Select(k => k.CreatedAt).SingleAsync()));
        Assert.Equal(1, await site.InDatabaseAsync(db => db.Appointments.CountAsync()));
    }

    [Theory]
    [InlineData("nothing", null, null)]
    [InlineData(Video, "nobody", Refusal.NotOffered)]
    [InlineData(BookingSteps.PatchTest, null, Refusal.NotWorking)]
    public async Task What_cannot_be_booked_says_why(string service, string? practitioner, Refusal? why)
    {
        await using var site = await BusySiteAsync();

        // At six in the morning nobody works.
        var outcome = await DeskBooksAsync(site, Request(service, service == BookingSteps.PatchTest ? Thursday - Duration.FromHours(4) : Thursday, practitioner));
        if (why is null)
        {
            Assert.IsType<BookingOutcome.NoSuchService>(outcome);
            Assert.Empty(await Desk(site).NearestAsync(service, Thursday, check: null, length: null, Token));
        }
        else
        {
            Assert.Equal(why, Assert.IsType<BookingOutcome.SlotTaken>(outcome).Why);
        }

        Assert.Equal(0, await site.InDatabaseAsync(db => db.Appointments.CountAsync()));
    }

    [Fact]
    public async Task The_nearest_others_are_six_distinct_times_around_the_one_that_is_gone_in_order()
    {
        await using var site = await BusySiteAsync();
        await DeskBooksAsync(site, Request(Video, Thursday, Maya));
        var taken = Assert.IsType<BookingOutcome.SlotTaken>(await DeskBooksAsync(site, Request(Video, Thursday, Maya)));
        Assert.Equal(Refusal.Taken, taken.Why);
        var near = taken.Alternatives.Select(s => s.Start).ToList();
        Assert.Equal(6, near.Distinct().Count());
        Assert.Equal(near.Order(), near);
        var offered = await OfferedAsync(site.Visitor(), Video, new(2026, 12, 7), 18);
        Assert.Equal(offered.OrderBy(t => t > Thursday ? t - Thursday : Thursday - t).Take(6).Order(), near);
    }

    [Fact]
    public async Task The_nearest_others_to_a_time_gone_by_lie_ahead_and_to_one_too_far_lie_within_the_horizon()
    {
        await using var site = await BusySiteAsync();
        var first = (await OfferedAsync(site.Visitor(), Video, new(2026, 12, 1), 7)).Take(6);
        Assert.Equal(first, (await Desk(site).NearestAsync(Video, site.Now - Duration.FromDays(400), check: null, length: null, Token)).Select(s => s.Start));
        var last = (await OfferedAsync(site.Visitor(), Video, new(2027, 2, 15), 9)).TakeLast(6);
        Assert.Equal(last, (await Desk(site).NearestAsync(Video, site.Now + Duration.FromDays(400), check: null, length: null, Token)).Select(s => s.Start));

        // From three days before to a fortnight after; nothing is found beyond.
        await site.InDatabaseAsync(async db =>
        {
            db.Closures.Add(new() { From = new(2026, 12, 7), Until = new(2026, 12, 24), Reason = "Building work" });
            return await db.SaveChangesAsync();
        });
        Assert.Empty(await Desk(site).NearestAsync(Video, Thursday, check: null, length: null, Token));
        Assert.NotEmpty(await Desk(site).NearestAsync(Video, Thursday - Duration.FromDays(2), check: null, length: null, Token));
        await site.ChangeAsync<ClinicClosure>(c => c.From == new LocalDate(2026, 12, 7), c => c.Until = new(2026, 12, 23));
        Assert.NotEmpty(await Desk(site).NearestAsync(Video, Thursday, check: null, length: null, Token));
    }

    [Fact]
    public async Task IN09_one_address_and_one_contact_have_limits_of_their_own()
    {
        await using var site = await ClinicSite.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            Assert.IsType<BookingOutcome.Booked>(await DeskBooksAsync(site, Request(Video, Thursday + Duration.FromMinutes(30 * i), Maya) with { AddressHash = "one" }));
        }

        Assert.Equal(new BookingOutcome.TooMany(BookingLimit.Address), await DeskBooksAsync(site, Request(Video, Thursday + Duration.FromHours(4), Maya) with { AddressHash = "one" }));
        var again = Request(Video, Thursday + Duration.FromDays(7), Maya);
        var byMail = Request(Video, Thursday + Duration.FromDays(7) + Duration.FromHours(1), Maya) with { Email = again.Email };
        var byPhone = Request(Video, Thursday + Duration.FromDays(7) + Duration.FromHours(2), Maya) with { Phone = again.Phone };
        Assert.IsType<BookingOutcome.Booked>(await DeskBooksAsync(site, again));
        Assert.IsType<BookingOutcome.Booked>(await DeskBooksAsync(site, byMail));
        Assert.Equal(new BookingOutcome.TooMany(BookingLimit.Contact), await DeskBooksAsync(site, byPhone with { Email = again.Email }));
        Assert.Equal(new BookingOutcome.TooMany(BookingLimit.Contact), await DeskBooksAsync(site, Request(Video, byPhone.Start, Maya) with { Phone = again.Phone, Email = byMail.Email }));

        // What is over, called off, or a known client's counts no more.
        await site.InDatabaseAsync(db => db.Appointments.Where(a => a.Start == again.Start).ExecuteUpdateAsync(set => set.SetProperty(a => a.Status, AppointmentStatus.Cancelled)));
        Assert.IsType<BookingOutcome.Booked>(await DeskBooksAsync(site, byPhone with { Email = again.Email }));
        site.Clock.SetUtcNow(byMail.Start.ToDateTimeOffset());
        Assert.IsType<BookingOutcome.Booked>(await DeskBooksAsync(site, Request(Video, byMail.Start + Duration.FromDays(7), Maya) with { Email = again.Email }));
        Assert.Equal(new BookingOutcome.TooMany(BookingLimit.Contact), await DeskBooksAsync(site, Request(Video, byMail.Start + Duration.FromDays(8), null) with { Email = again.Email }));
    }

    [Fact]
    public async Task A_held_time_is_booked_with_whom_it_was_held_for_and_a_hold_elsewhere_gives_way()
    {
        await using var site = await BusySiteAsync();
        var holds = site.Services.GetRequiredService<HoldDesk>();
        await holds.HoldAsync(Video, Thursday, Tom, "me", "address", Token);
        await DeskBooksAsync(site, Request(Video, Thursday, null) with { VisitorHash = "me" });
        Assert.Equal(Tom, await site.InDatabaseAsync(db => db.Appointments.Select(a => a.Practitioner!.Slug).SingleAsync()));
        Assert.False(await site.InDatabaseAsync(db => db.SlotHolds.AnyAsync()));
        await DiaryIsSoundAsync(site);

        // Held at another hour: the hold is let go, and the choice is free again.
        await holds.HoldAsync(Video, Thursday + Duration.FromHours(2), Tom, "me", "address", Token);
        await DeskBooksAsync(site, Request(Video, Thursday + Duration.FromHours(1), null) with { VisitorHash = "me" });
        Assert.Equal([Maya, Tom], await site.InDatabaseAsync(db => db.Appointments.Select(a => a.Practitioner!.Slug).OrderBy(s => s).ToListAsync()));
        Assert.False(await site.InDatabaseAsync(db => db.SlotHolds.AnyAsync()));

        // Somebody else's hold stands in the way and stays.
        await holds.HoldAsync(Video, Thursday + Duration.FromHours(4), Tom, "you", "address", Token);
        Assert.IsType<BookingOutcome.SlotTaken>(await DeskBooksAsync(site, Request(Video, Thursday + Duration.FromHours(4), Tom) with { VisitorHash = "me" }));
        Assert.True(await site.InDatabaseAsync(db => db.SlotHolds.AnyAsync()));
        await DiaryIsSoundAsync(site);
    }

    [Fact]
    public async Task Mail_that_was_queued_by_a_booking_or_a_change_wakes_the_outbox()
    {
        await using var site = await BusySiteAsync();
        Assert.False(await IsWokenAsync(site));
        var booked = Assert.IsType<BookingOutcome.Booked>(await DeskBooksAsync(site, Request(Video, Thursday, Maya)));
        Assert.True(await IsWokenAsync(site));
        var id = (await AppointmentAsync(site, booked.Location)).Id;
        await site.Services.GetRequiredService<AppointmentCommands>().CancelAsync(new(id, null, Actor.Client), null, Token);
        Assert.True(await IsWokenAsync(site));
    }

    [Fact]
    public async Task A_hold_for_another_service_at_the_same_time_promises_nobody_for_this_one()
    {
        await using var fair = await BusySiteAsync();
        await DeskBooksAsync(fair, Request(Video, Thursday, null));
        var fairest = await fair.InDatabaseAsync(db => db.Appointments.Select(a => a.Practitioner!.Slug).SingleAsync());

        await using var site = await BusySiteAsync();
        await site.Services.GetRequiredService<HoldDesk>().HoldAsync(BookingSteps.OnRequest, Thursday, fairest == Maya ? Tom : Maya, "me", "address", Token);
        await DeskBooksAsync(site, Request(Video, Thursday, null) with { VisitorHash = "me" });
        Assert.Equal(fairest, await site.InDatabaseAsync(db => db.Appointments.Select(a => a.Practitioner!.Slug).SingleAsync()));
        await DiaryIsSoundAsync(site);
    }

    private static async Task<bool> IsWokenAsync(ClinicSite site)
    {
        var wait = site.Services.GetRequiredService<OutboxSignal>().WaitAsync(TimeSpan.FromSeconds(1), site.Clock, Token);
        var woken = wait.IsCompleted;
        site.Clock.Advance(TimeSpan.FromSeconds(1));
        await wait;
        return woken;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static BookingDesk Desk(ClinicSite site) => site.Services.GetRequiredService<BookingDesk>();

    private static Task<BookingOutcome> DeskBooksAsync(ClinicSite site, BookingRequest request) => Desk(site).BookAsync(request, Token);

    private static BookingRequest Request(string service, Instant start, string? practitioner)
    {
        var number = Interlocked.Increment(ref _number);
        var key = Guid.NewGuid().ToString("N");
        return new(
            service, start, practitioner, PersonName.TryRead("Ada Example")!, EmailAddress.TryRead($"Desk{number}@example.com")!, PhoneNumber.TryRead($"07700 900{number:000}", "GB")!,
            ContactPreference.Email, null, null, [ConsentKinds.Terms], key, key, null, "address" + number);
    }
}
