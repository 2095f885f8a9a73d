using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using MimeKit;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking.Emails;
using SmpClinic.Web.Features.Dev;
using SmpClinic.Web.Features.Staff.Emails;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;
using Xunit;
using Options = Microsoft.Extensions.Options.Options;

namespace SmpClinic.Web.Tests.Notifications;

public sealed partial class NotificationServiceTests
{
    [Fact]
    public async Task EM01_mail_cannot_be_queued_outside_a_transaction()
    {
        await using var bench = await MailBench.MakeAsync();
        var id = await bench.BookAsync();
        await using var db = await bench.OpenAsync();
        var appointment = await db.Appointments.Include(a => a.Service).Include(a => a.Practitioner).SingleAsync(a => a.Id == id, TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<InvalidOperationException>(() => bench.Notifications.QueueForClientAsync(db, appointment, f => new BookingConfirmedEmail(f), bench.Now, CancellationToken.None));
        await Assert.ThrowsAsync<InvalidOperationException>(() => bench.Notifications.QueueForClinicAsync(db, appointment, f => new NewRequestNotice(f), bench.Now, CancellationToken.None));
        Assert.Throws<InvalidOperationException>(() => bench.Notifications.Queue(db, MailAudience.Staff, "a@b.example", new TestEmail(), bench.Now));
    }

    [Fact]
    public async Task EM01_a_change_that_fails_owes_no_mail_and_leaves_the_older_one_alone()
    {
        await using var bench = await MailBench.MakeAsync();
        var id = await bench.BookAsync(f => new BookingConfirmedEmail(f));
        await Assert.ThrowsAsync<TimeoutException>(() => bench.ChangeAsync(id, a => a.CalendarSequence++, _ => throw new TimeoutException()));

        Assert.Equal(OutboxState.Waiting, Assert.Single(await bench.OutboxAsync()).State);
        await using var db = await bench.OpenAsync();
        Assert.Equal(1, await db.AppointmentLinks.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task AU05_every_mail_has_a_secret_link_of_its_own_and_the_database_holds_none_of_them()
    {
        await using var bench = await MailBench.MakeAsync();
        var id = await bench.BookAsync(f => new BookingConfirmedEmail(f));
        await using var db = await bench.OpenAsync();
        var stored = Assert.Single(await db.Outbox.AsNoTracking().ToListAsync(TestContext.Current.CancellationToken));
        await bench.DrainAsync();
        await bench.ChangeAsync(id, a => a.CalendarSequence++, f => new BookingConfirmedEmail(f));
        await bench.DrainAsync();

        var secrets = bench.Transport.Sent.Select(s => Link().Match(s.Message.TextBody!).Groups["secret"].Value).ToList();
        Assert.Equal(2, secrets.Distinct(StringComparer.Ordinal).Count());
        Assert.All(secrets, s => Assert.Equal(43, s.Length));
        var hashes = await db.AppointmentLinks.Where(l => l.AppointmentId == id).Select(l => l.Hash).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(secrets.Select(Secret.Hash).Order(StringComparer.Ordinal), hashes.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(secrets[0], System.Text.Encoding.Latin1.GetString(stored.SealedMessage!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EM12_notices_lead_to_the_page_of_the_staff_at_the_configured_origin()
    {
        await using var bench = await MailBench.MakeAsync();
        var id = await bench.WriteAsync(async db =>
        {
            var appointment = await bench.AddAsync(db, AppointmentStatus.Requested, bench.Now + NodaTime.Duration.FromDays(3), change: null);
            await bench.Notifications.QueueForClinicAsync(db, appointment, f => new NewRequestNotice(f), bench.Now, CancellationToken.None);
            return appointment.Id;
        });
        await bench.DrainAsync();

        var sent = Assert.Single(bench.Transport.Sent);
        Assert.Equal("desk@clinic.example", sent.Recipient);
        Assert.Contains($"https://clinic.example/staff/appointments/{id}", sent.Message.TextBody, StringComparison.Ordinal);
        Assert.Null(sent.Calendar);
        Assert.StartsWith("New request: ", sent.Message.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_pickup_folder_gets_whole_messages_that_the_development_inbox_reads_back()
    {
        await using var bench = await MailBench.MakeAsync(realTransport: true);
        await bench.BookAsync(f => new BookingConfirmedEmail(f));
        await bench.DrainAsync();

        var path = Assert.Single(Directory.GetFiles(bench.PickupFolder));
        Assert.Matches(@"\A[0-9]{17}-[0-9a-f]{32}\.eml\z", Path.GetFileName(path));
        var raw = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(raw.Count(c => c == '\n'), raw.Split("\r\n").Length - 1);

        var inbox = new PickupInbox(Options.Create(bench.Get<Microsoft.Extensions.Options.IOptions<MailSettings>>().Value));
        var line = Assert.Single(await inbox.ListAsync(CancellationToken.None));
        var message = await inbox.FindAsync(line.Name, CancellationToken.None);
        Assert.Equal("zoe@patient.example", line.To);
        Assert.Contains("<h1", message!.Html, StringComparison.Ordinal);
        Assert.Equal("REQUEST", CalendarChecker.Read(message.Invite!)["METHOD"]);
        Assert.Matches("^https://clinic.example/appointments/", Assert.Single(message.Links));
    }

    [Theory]
    [InlineData("../clinic")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("20261102090000000-0123456789abcdef0123456789abcdef\n")]
    [InlineData("20261102090000000-0123456789abcdef0123456789abcdef/../x")]
    [InlineData("/etc/passwd")]
    public async Task The_development_inbox_opens_nothing_but_its_own_messages(string name)
    {
        await using var bench = await MailBench.MakeAsync();
        var inbox = new PickupInbox(bench.Get<Microsoft.Extensions.Options.IOptions<MailSettings>>());
        Assert.Null(inbox.PathOf(name));
        Assert.Null(await inbox.FindAsync(name, CancellationToken.None));
    }

    [Fact]
    public async Task A_pickup_folder_that_cannot_be_written_opens_the_breaker_and_loses_nothing()
    {
        await using var bench = await MailBench.MakeAsync(realTransport: true);
        await File.WriteAllTextAsync(bench.PickupFolder, "in the way", TestContext.Current.CancellationToken);
        await bench.BookAsync(f => new BookingConfirmedEmail(f));
        await bench.DrainAsync();

        Assert.Equal((OutboxState.Waiting, 0), Assert.Single((await bench.OutboxAsync()).Select(m => (m.State, m.Attempts))));
        Assert.NotNull(bench.Get<TransportBreaker>().UnusableSince);
    }

    [Theory]
    [InlineData("Mail:Transport", null, "Mail:Transport")]
    [InlineData("Mail:From", "", "Mail:From")]
    [InlineData("Mail:From", "a@b.example, c@d.example", "Mail:From")]
    [InlineData("Mail:Smtp:Host", "", "Mail:Smtp:Host")]
    [InlineData("Mail:Smtp:Port", "0", "Mail:Smtp:Port")]
    [InlineData("Mail:Smtp:Security", "None", "Mail:Smtp:Security")]
    [InlineData("Mail:Smtp:Password", null, "Mail:Smtp:Password")]
    public async Task OP03_mail_settings_that_cannot_work_or_are_not_safe_stop_the_start(string key, string? value, string named)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Mail:Transport"] = "Smtp",
            ["Mail:Smtp:Host"] = "mail.host.example",
            ["Mail:Smtp:User"] = "clinic",
            ["Mail:Smtp:Password"] = "s3cret",
        };
        await using (var good = await MailBench.MakeAsync(settings))
        {
            Assert.Equal("mail.host.example", good.Get<Microsoft.Extensions.Options.IOptions<MailSettings>>().Value.Smtp.Host);
        }

        settings[key] = value;
        await using var bench = await MailBench.MakeAsync(settings);
        var fault = Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(() => bench.Get<Microsoft.Extensions.Options.IOptions<MailSettings>>().Value);
        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_button_leads_to_a_web_address_only() =>
        Assert.All((string[])["javascript:alert(1)", "/appointments/x", "mailto:a@b.example", ""], url => Assert.Throws<ArgumentException>(() => new EmailButton("x", url)));

    [GeneratedRegex("https://clinic.example/appointments/(?<secret>[A-Za-z0-9_-]+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}
