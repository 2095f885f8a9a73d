using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;
using Xunit;

namespace SmpClinic.Web.Tests.Notifications;

public sealed class ReminderTests
{
    [Fact]
    public async Task EM11_a_client_is_reminded_two_days_and_three_hours_before_and_each_time_once()
    {
        await using var bench = await MailBench.MakeAsync();
        var start = bench.Now + Duration.FromDays(10);
        var id = await BookAsync(bench, start);
        var moments = new List<Duration>();
        for (var i = 0; i < 11 * 24 * 4; i++)
        {
            // Two processes look at the same rows.
            var ct = TestContext.Current.CancellationToken;
            await Task.WhenAll(Task.Run(() => RoundAsync(bench), ct), Task.Run(() => RoundAsync(bench), ct));
            while (moments.Count < bench.Transport.Sent.Count)
            {
                moments.Add(start - bench.Now);
            }

            bench.Time.Advance(TimeSpan.FromMinutes(15));
        }

        Assert.Equal("48 3", string.Join(' ', moments.Select(m => m.TotalHours)));
        Assert.Equal(ReminderState.Queued, Assert.Single((await RemindersAsync(bench, id)).Select(r => r.State).Distinct()));
        Assert.Equal(2, await AuditAsync(bench, "reminder.queued"));
    }

    [Theory]
    [InlineData(49, 2)]
    [InlineData(48, 1)]
    [InlineData(4, 1)]
    [InlineData(3, 0)]
    public async Task EM11_only_reminders_that_still_lie_ahead_are_planned(int hoursAhead, int planned)
    {
        await using var bench = await MailBench.MakeAsync();
        var id = await BookAsync(bench, bench.Now + Duration.FromHours(hoursAhead));
        Assert.Equal(planned, (await RemindersAsync(bench, id)).Count);
    }

    [Theory]
    [InlineData(AppointmentStatus.Cancelled)]
    [InlineData(AppointmentStatus.Declined)]
    [InlineData(AppointmentStatus.Requested)]
    [InlineData(AppointmentStatus.Arrived)]
    [InlineData(AppointmentStatus.NoShow)]
    [InlineData(AppointmentStatus.Completed)]
    public async Task EM11_nobody_is_reminded_of_an_appointment_that_does_not_stand(AppointmentStatus status)
    {
        await using var bench = await MailBench.MakeAsync();
        var id = await BookAsync(bench, bench.Now + Duration.FromDays(3));
        await bench.ChangeAsync(id, a => a.Status = status, email: null);
        bench.Time.Advance(TimeSpan.FromDays(3));
        await RoundAsync(bench);

        Assert.Empty(bench.Transport.Sent);
        Assert.All(await RemindersAsync(bench, id), r => Assert.Equal(ReminderState.Dropped, r.State));
        Assert.Equal(2, await AuditAsync(bench, "reminder.dropped"));
    }

    [Fact]
    public async Task EM11_a_reminder_no_mail_can_be_made_of_is_dropped_and_stops_no_other()
    {
        await using var bench = await MailBench.MakeAsync();
        var poison = await BookAsync(bench, bench.Now + Duration.FromDays(3));
        var other = await BookAsync(bench, bench.Now + Duration.FromDays(3) + Duration.FromHours(2));
        await bench.ChangeAsync(poison, a => a.ContactEmail = "no address at all", email: null);
        bench.Time.Advance(TimeSpan.FromHours(26));
        await RoundAsync(bench);

        Assert.Single(bench.Transport.Sent);
        Assert.Equal(1, await AuditAsync(bench, "reminder.dropped"));
        Assert.Contains(await RemindersAsync(bench, other), r => r.State == ReminderState.Queued);
    }

    [Fact]
    public async Task EM11_a_moved_appointment_reminds_of_its_new_time_only()
    {
        await using var bench = await MailBench.MakeAsync();
        var id = await BookAsync(bench, bench.Now + Duration.FromDays(3));
        await bench.WriteAsync(async db =>
        {
            var appointment = await db.Appointments.SingleAsync(a => a.Id == id);
            (appointment.Start, appointment.End) = (appointment.Start + Duration.FromDays(4), appointment.End + Duration.FromDays(4));
            appointment.TimeVersion++;
            ReminderSchedule.Plan(db, appointment, bench.Now);
            return true;
        });
        bench.Time.Advance(TimeSpan.FromDays(3));
        await RoundAsync(bench);
        Assert.Empty(bench.Transport.Sent);

        bench.Time.Advance(TimeSpan.FromDays(2));
        await RoundAsync(bench);
        Assert.Single(bench.Transport.Sent);
    }

    [Theory]
    [InlineData(47.0, 1, 0)]
    [InlineData(24.01, 1, 0)]
    [InlineData(24.0, 0, 1)]
    [InlineData(2.9, 1, 1)]
    [InlineData(0.51, 1, 1)]
    [InlineData(0.5, 0, 2)]
    [InlineData(-1.0, 0, 2)]
    public async Task EM11_after_downtime_a_reminder_goes_out_late_or_is_dropped_when_it_no_longer_helps(double hoursBefore, int sent, int dropped)
    {
        await using var bench = await MailBench.MakeAsync();
        var start = bench.Now + Duration.FromDays(5);
        var id = await BookAsync(bench, start);
        bench.Time.SetUtcNow((start - Duration.FromHours(hoursBefore)).ToDateTimeOffset());
        await RoundAsync(bench);

        Assert.Equal(sent, bench.Transport.Sent.Count);
        Assert.Equal(dropped, (await RemindersAsync(bench, id)).Count(r => r.State == ReminderState.Dropped));
    }

    [Fact]
    public async Task EM11_two_days_are_forty_eight_hours_also_when_the_clocks_change_between()
    {
        await using var bench = await MailBench.MakeAsync();
        bench.Time.SetUtcNow(Instant.FromUtc(2027, 3, 20, 12, 0).ToDateTimeOffset());
        var id = await BookAsync(bench, Instant.FromUtc(2027, 3, 29, 9, 0));

        var reminder = (await RemindersAsync(bench, id)).Single(r => r.Kind == ReminderKind.TwoDaysBefore);
        Assert.Equal(Instant.FromUtc(2027, 3, 27, 9, 0), reminder.DueAt);
    }

    private static Task<Guid> BookAsync(MailBench bench, Instant start) => bench.WriteAsync(async db =>
    {
        var appointment = await bench.AddAsync(db, AppointmentStatus.Confirmed, start, change: null);
        ReminderSchedule.Plan(db, appointment, bench.Now);
        return appointment.Id;
    });

    private static async Task RoundAsync(MailBench bench)
    {
        await bench.Get<ReminderDispatcher>().DispatchOnceAsync(CancellationToken.None);
        await bench.DrainAsync();
    }

    private static async Task<List<Reminder>> RemindersAsync(MailBench bench, Guid id)
    {
        await using var db = await bench.OpenAsync();
        return await db.Reminders.AsNoTracking().Where(r => r.AppointmentId == id).ToListAsync();
    }

    private static async Task<int> AuditAsync(MailBench bench, string action)
    {
        await using var db = await bench.OpenAsync();
        return await db.Audit.CountAsync(a => a.Action == action);
    }
}
