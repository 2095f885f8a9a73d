using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;
using SmpClinic.Web.Operations;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;

namespace SmpClinic.Web.Tests.Hosting;

/// <summary>OP-04: trouble is visible. Each figure moves under the fault it is for.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task OP04_bookings_refusals_and_slot_queries_are_counted()
    {
        await using var site = await ClinicSite.StartAsync(with: s =>
        {
            s.Settings["Limits:MinimumFillSeconds"] = "0";
            s.Settings["Limits:BookingsPerAddressPerHour"] = "2";
        });
        using var seen = new FiguresSeen(site);
        var start = await BookingSteps.FirstOfferedAsync(site, BookingSteps.Video, practitioner: "maya-okafor");
        Assert.Equal(1, seen["smpclinic.slot_query.duration"]);

        var late = await BookingSteps.DetailsAsync(site.Visitor(), BookingSteps.Video, start, "maya-okafor");
        await BookingSteps.BookAsync(site, BookingSteps.Video, start, "maya-okafor", email: "canary@example.com");
        (await BookingSteps.Filled(late, email: "canary@example.com").SubmitAsync()).Is(HttpStatusCode.Conflict);
        await BookingSteps.BookAsync(site, BookingSteps.Video);
        (await BookingSteps.Filled(await BookingSteps.DetailsAsync(site.Visitor(), BookingSteps.Video, start)).SubmitAsync()).Is(HttpStatusCode.TooManyRequests);

        Assert.Equal(2, seen["smpclinic.bookings{outcome=Booked}"]);
        Assert.Equal(1, seen["smpclinic.bookings{outcome=SlotTaken}"]);
        Assert.Equal(1, seen["smpclinic.bookings{reason=Taken}"]);
        Assert.Equal(1, seen["smpclinic.bookings{outcome=TooMany}"]);
        Assert.Equal(1, seen["smpclinic.bookings{reason=Address}"]);
        Assert.All(seen.Words, word => Assert.DoesNotContain("canary", word, StringComparison.Ordinal));
    }

    [Fact]
    public async Task OP04_a_lost_race_is_counted()
    {
        // A rival's row goes in just before the first commit, where only the key can find it.
        var rival = new Rival();
        await using var site = await BookingSteps.BusySiteAsync(with: s => s.WithServices = services => services.ConfigureDbContext<SqliteClinicDb>(o => o.AddInterceptors(rival)));
        using var seen = new FiguresSeen(site);
        var start = await BookingSteps.FirstOfferedAsync(site, BookingSteps.Video, practitioner: "maya-okafor");
        var details = await BookingSteps.DetailsAsync(site.Visitor(), BookingSteps.Video, start, "maya-okafor");
        rival.Quicker = true;

        await BookingSteps.Filled(details).SubmitAsync();

        Assert.Equal(1, seen["smpclinic.conflicts{command=book}"]);
    }

    [Fact]
    public async Task OP04_failed_sign_ins_and_server_errors_are_counted()
    {
        await using var site = await ClinicSite.StartAsync(with: s => s.WithServices = TroubleController.AddTo);
        using var seen = new FiguresSeen(site);

        await (await site.GetAsync("/staff/sign-in")).Form("Sign in").Fill("E-mail address", "nobody@example.com").Fill("Password", "wrong wrong wrong").SubmitAsync();
        (await site.GetAsync("/trouble/bug")).Is(HttpStatusCode.InternalServerError);
        (await site.GetAsync("/trouble/status/503")).Is(HttpStatusCode.ServiceUnavailable);
        (await site.GetAsync("/trouble/status/404")).Is(HttpStatusCode.NotFound);

        Assert.Equal(1, seen["smpclinic.sign_in.failures"]);
        Assert.Equal(1, seen["smpclinic.security.events{outcome=refused}"]);
        Assert.Equal(2, seen["smpclinic.server_errors"]);
        Assert.Equal(1, seen["smpclinic.server_errors{http.route=/trouble/bug}"]);
        Assert.Equal(1, seen["smpclinic.server_errors{http.route=/trouble/status/{status:int}}"]);
    }

    [Fact]
    public async Task OP04_waiting_mail_dead_letters_and_late_jobs_are_seen_and_fall_silent_without_the_database()
    {
        await using var site = await ClinicSite.StartAsync();
        using var seen = new FiguresSeen(site);
        var appointment = await Features.Staff.StaffDiary.BookAsync(site, Features.Staff.StaffDiary.Thursday);
        await site.InDatabaseAsync(async db =>
        {
            await db.Outbox.ExecuteDeleteAsync();
            await db.Reminders.ExecuteDeleteAsync();
            return await db.SaveChangesAsync();
        });
        await ReadAsync(site);
        Assert.Equal([0, 0, 0, 0, 0, 0, null], Gauges());

        await site.InDatabaseAsync(async db =>
        {
            db.Outbox.Add(new() { Kind = "Test", Recipient = "a@example.com", Subject = "Test", CreatedAt = site.Now, NextAttemptAt = site.Now });
            db.Outbox.Add(new() { Kind = "Test", Recipient = "b@example.com", Subject = "Test", CreatedAt = site.Now, NextAttemptAt = site.Now, State = OutboxState.Dead });
            db.Reminders.Add(new() { AppointmentId = appointment.Id, Kind = ReminderKind.TwoDaysBefore, DueAt = site.Now });
            db.SlotHolds.Add(new() { VisitorHash = new('0', 64), ServiceId = appointment.ServiceId, PractitionerId = appointment.PractitionerId, Start = site.Now, FirstCell = 1, EndCell = 2, ExpiresAt = site.Now });
            await Stamps.RaiseAsync(db, Stamp.Backup, site.Now, TestContext.Current.CancellationToken);
            return await db.SaveChangesAsync();
        });
        await site.Services.GetRequiredService<TransportBreaker>().OpenAsync();
        site.Clock.Advance(TimeSpan.FromMinutes(10));
        await site.Services.GetRequiredService<TransportBreaker>().AskAsync(TestContext.Current.CancellationToken);
        await site.Services.GetRequiredService<TransportBreaker>().OpenAsync();
        await ReadAsync(site);
        Assert.Equal([1, 600, 1, 2, 600, 600, 600], Gauges());

        await site.InDatabaseAsync(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE \"Stamps\" RENAME TO \"Away\""));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => ReadAsync(site));
        Assert.All(Gauges(), Assert.Null);

        List<double?> Gauges()
        {
            seen.Read();
            return
            [
                seen["smpclinic.outbox.depth"], seen["smpclinic.outbox.oldest_due"], seen["smpclinic.dead_letters"], seen["smpclinic.mail.failures"],
                seen["smpclinic.reminders.lag"], seen["smpclinic.sweep.lag"], seen["smpclinic.backup.age"],
            ];
        }
    }

    [Fact]
    public async Task OP04_a_backup_sets_its_age_back_and_attempts_to_send_are_counted_by_their_end()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        using var seen = new FiguresSeen(site);
        await site.Services.GetRequiredService<Backup>().CreateAsync(Path.Combine(site.Folder, "copies/one.db"), TestContext.Current.CancellationToken);
        site.Clock.Advance(TimeSpan.FromHours(1));
        await ReadAsync(site);
        Assert.Equal(3600, seen.Read()["smpclinic.backup.age"]);

        await BookingSteps.BookAsync(site, BookingSteps.Video);
        await site.Services.GetRequiredService<OutboxDispatcher>().DispatchOnceAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, seen["smpclinic.mail{end=Delivered}"]);
    }

    private static Task<VitalSigns> ReadAsync(ClinicSite site) => site.Services.GetRequiredService<VitalSignsReading>().TakeAsync(TestContext.Current.CancellationToken);

    /// <summary>Claims the first cell of a unit just before the unit's own rows are written, once.</summary>
    private sealed class Rival : Microsoft.EntityFrameworkCore.Diagnostics.SaveChangesInterceptor
    {
        public bool Quicker { get; set; }

        public override async ValueTask<Microsoft.EntityFrameworkCore.Diagnostics.InterceptionResult<int>> SavingChangesAsync(
            Microsoft.EntityFrameworkCore.Diagnostics.DbContextEventData eventData,
            Microsoft.EntityFrameworkCore.Diagnostics.InterceptionResult<int> result,
            CancellationToken cancellationToken = default)
        {
            var db = (ClinicDb)eventData.Context!;
            if (Quicker && db.ChangeTracker.Entries<ClaimedCell>().FirstOrDefault(e => e.State == EntityState.Added)?.Entity is { } cell)
            {
                Quicker = false;
                await db.Database.ExecuteSqlAsync(
                    $"INSERT INTO \"ClaimedCells\" (\"ResourceId\", \"Cell\", \"OccupationId\") VALUES ({cell.ResourceId}, {cell.Cell}, {Guid.CreateVersion7()})", cancellationToken);
            }

            return result;
        }
    }
}
