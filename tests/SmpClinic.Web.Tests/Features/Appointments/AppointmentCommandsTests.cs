using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests.Features.Staff;
using Xunit;
using static SmpClinic.Web.Tests.Features.Booking.BookingSteps;
using static SmpClinic.Web.Tests.Features.Staff.StaffDiary;

namespace SmpClinic.Web.Tests.Features.Appointments;

/// <summary>The transitions without the pages around them: what each changes, writes down and owes.</summary>
public sealed class AppointmentCommandsTests
{
    private static readonly Actor Desk = new(ActorKind.Staff, Guid.Parse("0199aaaa-0000-7000-8000-000000000001"), "Front desk");

    [Theory]
    [InlineData(true, "client told by e-mail", "RequestReceivedEmail, BookingConfirmedEmail")]
    [InlineData(false, "client not told", "RequestReceivedEmail")]
    public async Task Confirming_raises_the_calendars_number_plans_reminders_and_is_written_down(bool tell, string detail, string mails)
    {
        await using var site = await BusySiteAsync();
        var appointment = await site.BookAsync(Thursday);
        Assert.Equal(new CommandOutcome(CommandEnd.Done), await Commands(site).ConfirmAsync(By(Desk, appointment, tell), Token));
        var now = await site.NowAsync(appointment);
        Assert.Equal((AppointmentStatus.Confirmed, 1, 0), (now.Status, now.CalendarSequence, now.TimeVersion));
        Assert.Equal(2, await site.InDatabaseAsync(db => db.Reminders.CountAsync(r => r.AppointmentId == appointment.Id)));
        var entry = (await site.HistoryAsync(appointment))[^1];
        Assert.Equal(("appointment.confirmed", detail, Desk.Id, "Front desk", site.Now), (entry.Action, entry.Detail, entry.ActorId, entry.ActorName, entry.At));
        Assert.Equal(mails, string.Join(", ", await site.MailToClientAsync(appointment)));
        Assert.Equal(CommandEnd.NotAllowed, (await Commands(site).ConfirmAsync(By(Desk, appointment), Token)).End);
    }

    [Fact]
    public async Task Declining_frees_the_time_keeps_the_reason_and_is_written_down()
    {
        await using var site = await BusySiteAsync();
        var appointment = await site.BookAsync(Thursday);
        Assert.Equal(CommandEnd.Done, (await Commands(site).DeclineAsync(By(Desk, appointment), "We are away", Token)).End);
        var now = await site.NowAsync(appointment);
        Assert.Equal((AppointmentStatus.Declined, "We are away", 1), (now.Status, now.DeclineReason, now.CalendarSequence));
        Assert.Equal(0, await site.CellsAsync(appointment));
        Assert.Equal(("appointment.declined", "2026-12-10T10:00:00Z; client told by e-mail"), Last(await site.HistoryAsync(appointment)));
        Assert.Equal(CommandEnd.NotAllowed, (await Commands(site).DeclineAsync(By(Desk, appointment), "Again", Token)).End);
        Assert.Equal("We are away", (await site.NowAsync(appointment)).DeclineReason);
    }

    [Fact]
    public async Task Cancelling_twice_is_cancelling_once_and_a_client_who_does_it_tells_the_clinic()
    {
        await using var site = await BusySiteAsync();
        var appointment = await site.BookAsync(Thursday, service: StaffDiary.Instant);
        Assert.Equal(CommandEnd.Done, (await Commands(site).CancelAsync(By(Actor.Client, appointment), "Ill", Token)).End);
        var after = await site.EverythingAsync();
        Assert.Equal(CommandEnd.Done, (await Commands(site).CancelAsync(By(Actor.Client, appointment), "Ill again", Token)).End);
        Assert.Equal(after, await site.EverythingAsync());
        Assert.Equal(("appointment.cancelled", "2026-12-10T10:00:00Z"), Last(await site.HistoryAsync(appointment)));
        Assert.Equal(1, (await site.NowAsync(appointment)).CalendarSequence);
        Assert.Equal(1, await site.InDatabaseAsync(db => db.Outbox.CountAsync(m => m.Kind == "ClientCancelledNotice")));
    }

    [Fact]
    public async Task Staff_who_cancel_tell_no_clinic_and_need_not_mind_the_cut_off()
    {
        await using var site = await BusySiteAsync();
        var appointment = await site.BookAsync(Thursday, service: StaffDiary.Instant);
        site.Clock.SetUtcNow((Thursday - Duration.FromMinutes(119)).ToDateTimeOffset());
        Assert.Equal(CommandEnd.TooLate, (await Commands(site).CancelAsync(By(Actor.Client, appointment), null, Token)).End);
        Assert.Equal(CommandEnd.Done, (await Commands(site).CancelAsync(By(Desk, appointment, tell: false), "Fire alarm", Token)).End);
        Assert.Equal("Fire alarm", (await site.NowAsync(appointment)).CancelReason);
        Assert.Equal(0, await site.InDatabaseAsync(db => db.Outbox.CountAsync(m => m.Kind == "ClientCancelledNotice")));
        Assert.Equal(("appointment.cancelled", "2026-12-10T10:00:00Z; client not told"), Last(await site.HistoryAsync(appointment)));
    }

    [Fact]
    public async Task A_client_late_for_an_appointment_that_is_over_is_told_that_it_cannot_be_and_not_that_it_is_late()
    {
        await using var site = await BusySiteAsync();
        var appointment = await site.BookAsync(Thursday, service: StaffDiary.Instant);
        await Commands(site).MarkAsync(By(Desk, appointment), AppointmentStatus.NoShow, Token);
        site.Clock.SetUtcNow((Thursday + Duration.FromHours(1)).ToDateTimeOffset());
        Assert.Equal(CommandEnd.NotAllowed, (await Commands(site).CancelAsync(By(Actor.Client, appointment), null, Token)).End);
        Assert.Equal(CommandEnd.NotAllowed, (await Commands(site).MoveAsync(By(Actor.Client, appointment), Thursday + Duration.FromDays(7), null, Token)).End);
    }

    [Fact]
    public async Task A_move_changes_time_cells_numbers_reminders_and_mail_and_says_from_where_to_where()
    {
        await using var site = await BusySiteAsync();
        var appointment = await site.BookAsync(Thursday, service: StaffDiary.Instant);
        var to = Thursday + Duration.FromDays(7);
        Assert.Equal(CommandEnd.Done, (await Commands(site).MoveAsync(By(Actor.Client, appointment), to, null, Token)).End);
        var now = await site.NowAsync(appointment);
        Assert.Equal((to, to + Duration.FromMinutes(30), 1, 1, appointment.PractitionerId), (now.Start, now.End, now.CalendarSequence, now.TimeVersion, now.PractitionerId));
        Assert.Equal(DiaryCell.Containing(to), now.FirstCell);
        Assert.Equal(6, now.Cells.Count);
        await DiaryIsSoundAsync(site);
        Assert.Equal(("appointment.moved", "2026-12-10T10:00:00Z to 2026-12-17T10:00:00Z, maya-okafor"), Last(await site.HistoryAsync(appointment)));
        Assert.Equal(
            [(0, Thursday - Duration.FromHours(48)), (0, Thursday - Duration.FromHours(3)), (1, to - Duration.FromHours(48)), (1, to - Duration.FromHours(3))],
            await site.InDatabaseAsync(async db => (await db.Reminders.ToListAsync()).Select(r => (r.TimeVersion, r.DueAt)).Order().ToList()));
        Assert.Equal(1, await site.InDatabaseAsync(db => db.Outbox.CountAsync(m => m.Kind == "ClientMovedNotice")));

        // Moved to where it is already: done, and nothing is written.
        var stored = await site.EverythingAsync();
        Assert.Equal(CommandEnd.Done, (await Commands(site).MoveAsync(By(Actor.Client, appointment), to, null, Token)).End);
        Assert.Equal(CommandEnd.Done, (await Commands(site).MoveAsync(By(Actor.Client, appointment), to, Maya, Token)).End);
        Assert.Equal(stored, await site.EverythingAsync());
    }

    [Fact]
    public async Task A_request_that_is_moved_has_no_reminders_and_staff_who_move_it_tell_no_clinic()
    {
        await using var site = await BusySiteAsync();
        var appointment = await site.BookAsync(Thursday);
        Assert.Equal(CommandEnd.Done, (await Commands(site).MoveAsync(By(Desk, appointment), Thursday, Tom, Token)).End);
        var now = await site.NowAsync(appointment);
        Assert.NotEqual(appointment.PractitionerId, now.PractitionerId);
        Assert.Equal(Thursday, now.Start);
        Assert.NotNull(now.RoomId);
        await DiaryIsSoundAsync(site);
        Assert.Equal(0, await site.InDatabaseAsync(db => db.Reminders.CountAsync()));
        Assert.Equal(0, await site.InDatabaseAsync(db => db.Outbox.CountAsync(m => m.Kind == "ClientMovedNotice")));
        Assert.Equal(("appointment.moved", "2026-12-10T10:00:00Z to 2026-12-10T10:00:00Z, tom-hale; client told by e-mail"), Last(await site.HistoryAsync(appointment)));
    }

    [Fact]
    public async Task A_move_to_anybody_keeps_the_practitioner_who_is_free_and_else_takes_another()
    {
        await using var site = await BusySiteAsync();
        var appointment = await site.BookAsync(Thursday, service: StaffDiary.Instant);
        var busy = Thursday + Duration.FromHours(1);
        await site.BookAsync(busy, service: StaffDiary.Instant);
        Assert.Equal(new CommandOutcome(CommandEnd.TimeRefused, Refusal.Taken), await Commands(site).MoveAsync(By(Actor.Client, appointment), busy, Maya, Token));
        Assert.Equal(CommandEnd.Done, (await Commands(site).MoveAsync(By(Actor.Client, appointment), busy, null, Token)).End);
        Assert.NotEqual(appointment.PractitionerId, (await site.NowAsync(appointment)).PractitionerId);
        var third = await site.BookAsync(Thursday, service: StaffDiary.Instant);
        Assert.Equal(new CommandOutcome(CommandEnd.TimeRefused, Refusal.Taken), await Commands(site).MoveAsync(By(Actor.Client, third), busy, null, Token));
        await DiaryIsSoundAsync(site);
    }

    [Fact]
    public async Task A_client_is_held_to_lead_time_horizon_and_cut_off_and_staff_to_two_years()
    {
        await using var site = await BusySiteAsync();
        var appointment = await site.BookAsync(Thursday, service: StaffDiary.Instant);
        var far = NodaTime.Instant.FromUtc(2027, 6, 10, 9, 0);
        Assert.Equal(new CommandOutcome(CommandEnd.TimeRefused, Refusal.TooFarAhead), await Commands(site).MoveAsync(By(Actor.Client, appointment), far, null, Token));
        Assert.Equal(new CommandOutcome(CommandEnd.TimeRefused, Refusal.NotOffered), await Commands(site).MoveAsync(By(Desk, appointment), far, "nobody", Token));
        Assert.Equal(CommandEnd.Done, (await Commands(site).MoveAsync(By(Desk, appointment), far, null, Token)).End);
        site.Clock.SetUtcNow((far - Duration.FromHours(4) + Duration.FromSeconds(1)).ToDateTimeOffset());
        Assert.Equal(CommandEnd.TooLate, (await Commands(site).MoveAsync(By(Actor.Client, appointment), far + Duration.FromDays(7), null, Token)).End);
        Assert.Equal(CommandEnd.Done, (await Commands(site).MoveAsync(By(Desk, appointment), far + Duration.FromDays(7), null, Token)).End);
    }

    [Fact]
    public void A_cut_off_has_passed_after_it_and_not_at_it()
    {
        Assert.False(AppointmentCommands.IsPast(Thursday, 60, Thursday - Duration.FromHours(1)));
        Assert.True(AppointmentCommands.IsPast(Thursday, 60, Thursday - Duration.FromHours(1) + Duration.Epsilon));
    }

    [Fact]
    public async Task A_mark_is_one_of_three_and_only_where_the_appointment_has_that_step()
    {
        await using var site = await BusySiteAsync();
        var appointment = await site.BookAsync(Thursday, service: StaffDiary.Instant);
        Assert.Equal(CommandEnd.NotAllowed, (await Commands(site).MarkAsync(By(Desk, appointment), AppointmentStatus.Cancelled, Token)).End);
        Assert.Equal(CommandEnd.Done, (await Commands(site).MarkAsync(By(Desk, appointment), AppointmentStatus.Arrived, Token)).End);
        Assert.Equal(("appointment.arrived", null), Last(await site.HistoryAsync(appointment)));
        Assert.Equal(CommandEnd.NotAllowed, (await Commands(site).MarkAsync(By(Desk, appointment), AppointmentStatus.NoShow, Token)).End);
        Assert.Equal(CommandEnd.Done, (await Commands(site).MarkAsync(By(Desk, appointment), AppointmentStatus.Completed, Token)).End);
        Assert.Equal(AppointmentStatus.Completed, (await site.NowAsync(appointment)).Status);
        Assert.Equal(6, await site.CellsAsync(appointment));
        Assert.Equal(["BookingConfirmedEmail"], await site.MailToClientAsync(appointment));
    }

    [Fact]
    public async Task AU03_a_command_reaches_only_what_exists_for_its_actor_and_stands_as_it_was_shown()
    {
        await using var site = await BusySiteAsync();
        var appointment = await site.BookAsync(Thursday);
        var version = (await site.NowAsync(appointment)).Version;
        Task<CommandOutcome> Confirm(AppointmentCommand command) => Commands(site).ConfirmAsync(command, Token);
        Assert.Equal(CommandEnd.NotFound, (await Confirm(new(Guid.NewGuid(), null, Desk))).End);
        Assert.Equal(CommandEnd.NotFound, (await Confirm(new(appointment.Id, null, Desk) { WithinDiaryOf = appointment.PractitionerId + 1 })).End);
        Assert.Equal(CommandEnd.Stale, (await Confirm(new(appointment.Id, version + 1, Desk))).End);
        Assert.Equal(CommandEnd.Stale, (await Commands(site).MoveAsync(new(appointment.Id, version + 1, Desk), Thursday + Duration.FromDays(7), null, Token)).End);
        Assert.Equal(AppointmentStatus.Requested, (await site.NowAsync(appointment)).Status);
        Assert.Equal(CommandEnd.Done, (await Confirm(new(appointment.Id, version, Desk) { WithinDiaryOf = appointment.PractitionerId })).End);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static AppointmentCommands Commands(ClinicSite site) => site.Services.GetRequiredService<AppointmentCommands>();

    private static AppointmentCommand By(Actor actor, Appointment appointment, bool tell = true) => new(appointment.Id, null, actor, tell);

    private static (string Action, string? Detail) Last(List<AuditEntry> history) => (history[^1].Action, history[^1].Detail);
}
