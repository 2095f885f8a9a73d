using System.Net;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests.Hosting;

public sealed class HealthTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_migrated_site_is_live_and_ready(Data.DatabaseProvider provider)
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

    private static OutboxMessage Notice(Appointment of, int number, Instant created, Instant next) => new()
    {
        AppointmentId = of.Id, StreamNumber = number, Audience = MailAudience.Clinic, Kind = "Test", Recipient = "someone@example.com", Subject = "Test", CreatedAt = created, NextAttemptAt = next,
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
