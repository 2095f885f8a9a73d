using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;
using Xunit;

namespace SmpClinic.Web.Tests.Notifications;

public sealed class ReminderEdgeTests
{
    [Fact]
    public void EM11_reminders_come_two_days_and_three_hours_before_and_help_until_one_day_and_half_an_hour_before()
    {
        Assert.Equal([Duration.FromHours(48), Duration.FromHours(3)], Enum.GetValues<ReminderKind>().Select(ReminderSchedule.Ahead));
        Assert.Equal([Duration.FromHours(24), Duration.FromMinutes(30)], Enum.GetValues<ReminderKind>().Select(ReminderSchedule.UselessFrom));
        Assert.Throws<ArgumentOutOfRangeException>(() => ReminderSchedule.Ahead((ReminderKind)9));
        Assert.Throws<ArgumentOutOfRangeException>(() => ReminderSchedule.UselessFrom((ReminderKind)9));
    }

    [Fact]
    public async Task EM11_a_reminder_is_closed_when_it_is_due_and_the_trail_says_how()
    {
        await using var bench = await MailBench.MakeAsync();
        var id = await PlannedAsync(bench, bench.Now + Duration.FromDays(3));
        bench.Time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromTicks(1));
        Assert.Equal(0, await bench.Get<ReminderDispatcher>().DispatchOnceAsync(TestContext.Current.CancellationToken));
        bench.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(1, await bench.Get<ReminderDispatcher>().DispatchOnceAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, await bench.Get<ReminderDispatcher>().DispatchOnceAsync(TestContext.Current.CancellationToken));

        // Queued, it waits for the outbox like any other mail.
        var mail = Assert.Single(await bench.OutboxAsync());
        Assert.Equal(("AppointmentReminderEmail", MailAudience.Client, id), (mail.Kind, mail.Audience, mail.AppointmentId));
        var entry = Assert.Single(await AuditAsync(bench));
        Assert.Equal((bench.Now, ActorKind.System, "reminder.queued", id, "TwoDaysBefore"), (entry.At, entry.ActorKind, entry.Action, entry.AppointmentId!.Value, entry.Detail));
    }

    [Theory]
    [InlineData("cancelled", "the appointment is Cancelled")]
    [InlineData("moved", "the appointment has moved")]
    [InlineData("late", "too late to be useful")]
    [InlineData("unwritable", "no mail can be made of it")]
    public async Task EM11_a_reminder_that_is_dropped_says_why(string what, string why)
    {
        await using var bench = await MailBench.MakeAsync();
        var id = await PlannedAsync(bench, bench.Now + Duration.FromDays(3));
        await bench.ChangeAsync(
            id,
            a =>
            {
                a.Status = what == "cancelled" ? AppointmentStatus.Cancelled : a.Status;
                a.TimeVersion += what == "moved" ? 1 : 0;
                a.ContactEmail = what == "unwritable" ? "no address at all" : a.ContactEmail;
            },
            email: null);
        bench.Time.Advance(TimeSpan.FromHours(what == "late" ? 48 : 24));

        Assert.Equal(1, await bench.Get<ReminderDispatcher>().DispatchOnceAsync(TestContext.Current.CancellationToken));

        Assert.Empty(await bench.OutboxAsync());
        Assert.False(await IsWokenAsync(bench));
        var entry = Assert.Single(await AuditAsync(bench));
        Assert.Equal(("reminder.dropped", $"TwoDaysBefore: {why}"), (entry.Action, entry.Detail));
        await using var db = await bench.OpenAsync();
        Assert.Equal(
            [ReminderState.Dropped, ReminderState.Waiting],
            await db.Reminders.OrderBy(r => r.DueAt).Select(r => r.State).ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task EM11_the_earliest_hundred_are_closed_in_one_round_and_a_queued_one_wakes_the_outbox()
    {
        await using var bench = await MailBench.MakeAsync();
        for (var i = 0; i < 101; i++)
        {
            await PlannedAsync(bench, bench.Now + Duration.FromHours(60) - Duration.FromMinutes(i), mailable: i > 90);
        }

        bench.Time.Advance(TimeSpan.FromHours(12));
        Assert.Equal(100, await bench.Get<ReminderDispatcher>().DispatchOnceAsync(TestContext.Current.CancellationToken));
        await using (var db = await bench.OpenAsync())
        {
            // The one left over is the one that fell due last.
            var left = await db.Reminders.Where(r => r.State == ReminderState.Waiting && r.Kind == ReminderKind.TwoDaysBefore).Select(r => r.DueAt).SingleAsync(TestContext.Current.CancellationToken);
            Assert.Equal(MailBench.Start + Duration.FromHours(12), left);
        }

        Assert.True(await IsWokenAsync(bench));
        Assert.Equal(1, await bench.Get<ReminderDispatcher>().DispatchOnceAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<bool> IsWokenAsync(MailBench bench)
    {
        var wait = bench.Get<OutboxSignal>().WaitAsync(TimeSpan.FromMinutes(1), bench.Time, TestContext.Current.CancellationToken);
        var woken = wait.IsCompleted;
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        await wait;
        return woken;
    }

    private static Task<Guid> PlannedAsync(MailBench bench, Instant start, bool mailable = true) => bench.WriteAsync(async db =>
    {
        var appointment = await bench.AddAsync(db, AppointmentStatus.Confirmed, start, a => a.ContactEmail = mailable ? a.ContactEmail : "no address at all");
        ReminderSchedule.Plan(db, appointment, bench.Now);
        return appointment.Id;
    });

    private static async Task<List<AuditEntry>> AuditAsync(MailBench bench)
    {
        await using var db = await bench.OpenAsync();
        return await db.Audit.AsNoTracking().ToListAsync(TestContext.Current.CancellationToken);
    }
}
