using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Features.Booking;
using SmpClinic.Web.Tests.Mail;
using Xunit;

namespace SmpClinic.Endurance.Tests.Processes;

[Collection(nameof(RealProcesses))]
public sealed class DrainTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(25);

    [Fact]
    public async Task FL09_asked_to_end_the_site_finishes_what_is_under_way_takes_nothing_new_and_is_gone_within_twenty_five_seconds()
    {
        await using var clinic = await ClinicFolder.CreateAsync();
        var site = await clinic.StartAsync();
        var cookies = new CookieContainer();
        using var browser = site.Visitor(cookies);
        var slow = new List<(TcpClient Client, string Left)>();
        foreach (var start in await ClinicFolder.SeparateTimesAsync(browser, 5))
        {
            var details = await BookingSteps.DetailsAsync(browser, BookingSteps.Video, start, "maya-okafor");
            var body = await new FormUrlEncodedContent(BookingSteps.Filled(details).Fields()).ReadAsStringAsync(TestContext.Current.CancellationToken);
            var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, site.Address.Port, TestContext.Current.CancellationToken);
            await WriteAsync(client, string.Create(CultureInfo.InvariantCulture,
                $"POST /book/{BookingSteps.Video}/details HTTP/1.1\r\nHost: localhost:{site.Address.Port}\r\nCookie: {cookies.GetCookieHeader(site.Address)}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {body.Length}\r\n\r\n{body[..200]}"));
            slow.Add((client, body[200..]));
        }

        // The halves have to be with the server before it is told to end.
        await Until.TrueAsync(() => Task.FromResult(slow.TrueForAll(s => s.Client.Connected)), TimeSpan.FromSeconds(5));
        (await Page.GetAsync(browser, "/health/live")).Is(HttpStatusCode.OK);
        var stopping = site.StopAsync();
        await Until.TrueAsync(() => RefusesAsync(site), TimeSpan.FromSeconds(15));
        foreach (var (client, rest) in slow)
        {
            await WriteAsync(client, rest);
            using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
            Assert.Equal("HTTP/1.1 302 Found", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
            client.Dispose();
        }

        var (code, took) = await stopping;
        Assert.Equal(0, code);
        Assert.True(took <= Longest, $"{took}");
        Assert.Equal(slow.Count, await clinic.InDatabaseAsync(db => db.Appointments.CountAsync(a => a.ContactEmail.StartsWith("ada"))));
        Profile.Figure("FL09", $"{slow.Count} half-sent forms at SIGTERM: all answered, new connections refused, ended after {took.TotalSeconds:0.0} s with code {code}");
    }

    [Fact]
    public async Task FL09_asked_to_end_while_a_message_is_with_the_mail_server_the_worker_finishes_it()
    {
        await using var clinic = await ClinicFolder.CreateAsync();
        await using var sink = await BookThroughAsync(clinic, TimeSpan.FromSeconds(1));
        var site = clinic.Last!;
        await Until.TrueAsync(() => sink.Transcript.Any(t => t.Line.StartsWith("MAIL", StringComparison.OrdinalIgnoreCase)), TimeSpan.FromSeconds(30));
        var (code, took) = await site.StopAsync();
        Assert.Equal(0, code);
        Assert.True(took <= Longest, $"{took}");
        var rows = await clinic.InDatabaseAsync(db => db.Outbox.AsNoTracking().ToListAsync());
        Assert.NotEmpty(sink.Messages);
        Assert.Equal(sink.Messages.Count, rows.Count(m => m.State == OutboxState.Sent));
        Assert.DoesNotContain(rows, m => m.LeasedBy is not null);
        Profile.Figure("FL09", $"SIGTERM while the mail server was slow: {sink.Messages.Count} taken, {sink.Messages.Count} written down, no lease left, ended after {took.TotalSeconds:0.0} s");
    }

    [Theory]
    [InlineData("EHLO")]
    [InlineData("MAIL")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    public async Task FL09_killed_in_any_phase_of_sending_the_message_is_sent_when_the_lease_lapses(string phase)
    {
        Assert.SkipUnless(Profile.IsLong || phase == "DATA", "The quick profile takes one phase.");
        await using var clinic = await ClinicFolder.CreateAsync();
        await using var sink = await BookThroughAsync(clinic, TimeSpan.FromMilliseconds(400));
        var site = clinic.Last!;
        await Until.TrueAsync(() => sink.Transcript.Any(t => t.Line.StartsWith(phase, StringComparison.OrdinalIgnoreCase)), TimeSpan.FromSeconds(30));
        await site.KillAsync();
        var before = sink.Messages.Count;
        Assert.Contains(await clinic.InDatabaseAsync(db => db.Outbox.AsNoTracking().ToListAsync()), m => m is { State: OutboxState.Waiting, LeasedUntil: not null });

        // Five minutes later: the clock is the machine's, so the lease is turned back instead.
        await clinic.InDatabaseAsync(db => db.Outbox.Where(m => m.LeasedUntil != null)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.LeasedUntil, NodaTime.Instant.FromUnixTimeSeconds(1))));
        sink.Delay = TimeSpan.Zero;
        await clinic.StartAsync();
        await Until.TrueAsync(() => clinic.InDatabaseAsync(async db => !await db.Outbox.AnyAsync(m => m.State == OutboxState.Waiting)), TimeSpan.FromSeconds(60));
        var sent = await clinic.InDatabaseAsync(db => db.Outbox.CountAsync(m => m.State == OutboxState.Sent));
        var distinct = sink.Messages.Select(m => m.Message.MessageId).Distinct(StringComparer.Ordinal).Count();
        Assert.Equal(sent, distinct);
        Assert.InRange(sink.Messages.Count, distinct, distinct + (before > 0 ? 1 : 0));
    }

    private static async Task<SmtpSink> BookThroughAsync(ClinicFolder clinic, TimeSpan delay)
    {
        var sink = new SmtpSink { Delay = delay };
        clinic.Settings["Mail:Transport"] = "Smtp";
        clinic.Settings["Mail:Smtp:Host"] = "127.0.0.1";
        clinic.Settings["Mail:Smtp:Port"] = sink.Port.ToString(CultureInfo.InvariantCulture);
        clinic.Settings["Mail:Smtp:Security"] = "None";
        var site = await clinic.StartAsync();
        using var browser = site.Visitor();
        var start = (await ClinicFolder.SeparateTimesAsync(browser, 1))[0];
        var details = await BookingSteps.DetailsAsync(browser, BookingSteps.Video, start, "maya-okafor");
        (await BookingSteps.Filled(details).SubmitAsync()).Is(HttpStatusCode.Redirect);
        return sink;
    }

    private static async Task WriteAsync(TcpClient client, string text) =>
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);

    private static async Task<bool> RefusesAsync(SiteProcess site)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, site.Address.Port, TestContext.Current.CancellationToken);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
