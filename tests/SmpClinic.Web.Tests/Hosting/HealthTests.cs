using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;
using SmpClinic.Web.Tests.Features.Booking;
using SmpClinic.Web.Tests.Notifications;
using Xunit;

namespace SmpClinic.Web.Tests.Hosting;

public sealed class HealthTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_migrated_site_is_live_and_ready(SmpClinic.Web.Data.DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        foreach (var path in (string[])["/health/live", "/health/ready"])
        {
            var answer = await site.GetAsync(path);
            Assert.Equal((HttpStatusCode.OK, "ok"), (answer.Status, answer.Body));
        }
    }

    [Fact]
    public async Task OP01_without_its_database_the_site_is_live_and_not_ready()
    {
        await using var site = await ClinicSite.StartAsync(with: s => s.Settings["ConnectionStrings:Clinic"] = "Data Source=no-such-database.db;Mode=ReadOnly");
        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/health/live")).Status);
        var ready = await site.GetAsync("/health/ready");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "not ready"), (ready.Status, ready.Body));
    }

    [Fact]
    public async Task OP01_a_database_that_was_never_migrated_is_not_ready()
    {
        await using var site = await ClinicSite.StartAsync(with: s => s.Settings["ConnectionStrings:Clinic"] = "Data Source=empty.db");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await site.GetAsync("/health/ready")).Status);
    }

    [Fact]
    public async Task OP01_mail_that_does_not_move_for_half_an_hour_is_not_ready()
    {
        await using var site = await ClinicSite.StartAsync();
        await site.InDatabaseAsync(async db =>
        {
            db.Outbox.Add(new() { Kind = "Test", Recipient = "someone@example.com", Subject = "Test", CreatedAt = site.Now, NextAttemptAt = site.Now });
            return await db.SaveChangesAsync();
        });
        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/health/ready")).Status);
        site.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await site.GetAsync("/health/ready")).Status);
    }

    [Fact]
    public async Task OP01_mail_that_waits_behind_one_that_was_put_off_is_no_fault_of_the_sites()
    {
        await using var site = await ClinicSite.StartAsync();
        var appointment = await Features.Staff.StaffDiary.BookAsync(site, Features.Staff.StaffDiary.Thursday);
        await site.InDatabaseAsync(async db =>
        {
            await db.Outbox.ExecuteDeleteAsync();
            var later = site.Now + Duration.FromHours(1);
            db.Outbox.Add(Notice(appointment, 10, site.Now, later));
            db.Outbox.Add(Notice(appointment, 11, site.Now, site.Now));
            return await db.SaveChangesAsync();
        });
        site.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/health/ready")).Status);
        site.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await site.GetAsync("/health/ready")).Status);
    }

    [Fact]
    public async Task OP01_FL04_a_day_without_the_mail_server_takes_no_node_out_and_booking_goes_on()
    {
        await using var site = await BookingSteps.BusySiteAsync(with: s => s.WithServices = services =>
        {
            services.AddSingleton<ScriptedTransport>();
            services.AddSingleton<IMailTransport>(all => all.GetRequiredService<ScriptedTransport>());
        });
        var server = site.Services.GetRequiredService<ScriptedTransport>();
        var sender = site.Services.GetRequiredService<OutboxDispatcher>();
        server.Answer = (_, _) => Task.FromResult(new Delivery(DeliveryEnd.Unavailable, "The server is away."));
        for (var hour = 0; hour < 24; hour++)
        {
            await BookingSteps.BookAsync(site, BookingSteps.Video);
            for (var minute = 0; minute < 60; minute += 4)
            {
                site.Clock.Advance(TimeSpan.FromMinutes(4));
                await sender.DispatchOnceAsync(TestContext.Current.CancellationToken);
            }

            (await site.GetAsync("/health/ready")).Is(HttpStatusCode.OK);
        }

        // It is back: what waited for a day is due for long, and going.
        server.Answer = null;
        site.Clock.Advance(TimeSpan.FromMinutes(2));
        while (await sender.DispatchOnceAsync(TestContext.Current.CancellationToken) > 0)
        {
            (await site.GetAsync("/health/ready")).Is(HttpStatusCode.OK);
        }

        Assert.Equal(0, await site.InDatabaseAsync(db => db.Outbox.CountAsync(m => m.State == OutboxState.Waiting)));
    }

    [Fact]
    public async Task OP01_a_sender_that_does_not_get_round_to_the_mail_takes_its_node_out_even_while_the_mail_server_is_away()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        await BookingSteps.BookAsync(site, BookingSteps.Video);
        await site.Services.GetRequiredService<TransportBreaker>().OpenAsync();
        for (var minute = 0; minute < 32; minute += 4)
        {
            site.Clock.Advance(TimeSpan.FromMinutes(4));
            await site.Services.GetRequiredService<TransportBreaker>().OpenAsync();
            await site.Services.GetRequiredService<OutboxDispatcher>().DispatchOnceAsync(TestContext.Current.CancellationToken);
        }

        (await site.GetAsync("/health/ready")).Is(HttpStatusCode.OK);
        site.Clock.Advance(TimeSpan.FromMinutes(6));
        (await site.GetAsync("/health/ready")).Is(HttpStatusCode.ServiceUnavailable);
        await site.Services.GetRequiredService<OutboxDispatcher>().DispatchOnceAsync(TestContext.Current.CancellationToken);
        (await site.GetAsync("/health/ready")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task OP01_a_sender_that_finds_all_mail_leased_by_others_for_ever_does_not_count_as_working()
    {
        await using var bench = await MailBench.MakeAsync();
        var pulse = bench.Get<SenderPulse>();
        await bench.WriteAsync(db =>
        {
            db.Outbox.Add(new() { Kind = "Test", Recipient = "someone@example.com", Subject = "Test", CreatedAt = bench.Now, NextAttemptAt = bench.Now });
            return Task.FromResult(true);
        });
        await bench.WriteAsync(db => db.Database.ExecuteSqlRawAsync("CREATE TRIGGER held BEFORE UPDATE OF \"LeasedBy\" ON \"Outbox\" BEGIN SELECT RAISE(IGNORE); END"));
        bench.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(0, await bench.Get<OutboxDispatcher>().DispatchOnceAsync(TestContext.Current.CancellationToken));
        Assert.Equal(TimeSpan.FromMinutes(6), pulse.Silence);
    }

    private static OutboxMessage Notice(Appointment of, int number, Instant created, Instant next) => new()
    {
        AppointmentId = of.Id,
        StreamNumber = number,
        Audience = MailAudience.Clinic,
        Kind = "Test",
        Recipient = "someone@example.com",
        Subject = "Test",
        CreatedAt = created,
        NextAttemptAt = next,
    };

    [Fact]
    public async Task A_signed_in_user_of_each_role_comes_past_the_cookie_check()
    {
        await using var site = await ClinicSite.StartAsync();
        foreach (var role in StaffRoles.All)
        {
            var browser = await site.SignInAsync(role);
            Assert.Equal(HttpStatusCode.OK, (await Page.GetAsync(browser, "/health/live")).Status);
        }
    }
}
