using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Serilog.Events;
using Serilog.Formatting.Compact;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests.Features.Appointments.Health;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;

namespace SmpClinic.Web.Tests.Hosting;

/// <summary>OP-05: every security event is logged with time (UTC), actor, source, action, outcome and reference. The vocabulary is a file.</summary>
public sealed class SecurityLogTests
{
    private const string Password = "four unrelated heron words";
    private const string Wrong = "wrong wrong wrong";

    private static string[] Vocabulary { get; } = File.ReadAllLines(Path.Combine(SettingsListTests.FindRoot(), "tests/SmpClinic.Web.Tests/Hosting/security-events.txt"));

    [Fact]
    public void The_vocabulary_is_what_the_code_can_say() =>
        Assert.Equal(Vocabulary, typeof(SecurityEvent).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (SecurityEvent)field.GetValue(null)!).Select(e => $"{e.Action} {e.Outcome}").Order(StringComparer.Ordinal));

    [Fact]
    public async Task OP05_every_event_of_the_vocabulary_is_logged_whole_and_names_nobody()
    {
        var log = new LogEvents();
        await using var site = await ClinicSite.StartAsync(with: s =>
        {
            s.WithServices = services =>
            {
                log.AddTo(services);
                TroubleController.AddTo(services);
            };
            s.Settings["Limits:PostsPerMinute"] = "60";
            s.Settings["Limits:BookingsPerAddressPerHour"] = "1";
            s.Settings["Limits:MinimumFillSeconds"] = "0";
        });
        var user = await site.AddStaffAsync(StaffRoles.FrontDesk, Password);

        // In and out, and with what was left of the session.
        var browser = await SignInAsync(site, user, Password);
        var copied = await site.SignInAsync(await site.InDatabaseAsync(db => db.Users.SingleAsync(u => u.Id == user.Id)));
        (await Page.GetAsync(browser, "/staff/trouble/administrator")).Is(HttpStatusCode.Forbidden);
        await (await Page.GetAsync(browser, "/staff")).Form("/staff/sign-out").SubmitAsync();
        await Page.GetAsync(copied, "/staff");

        // A password by link: a bad one, a good one, and the link again.
        string token;
        await using (var scope = site.Services.CreateAsyncScope())
        {
            var users = scope.ServiceProvider.GetRequiredService<UserManager<ClinicUser>>();
            token = await users.GeneratePasswordResetTokenAsync((await users.FindByIdAsync(user.Id.ToString()))!);
        }

        var link = $"/staff/set-password?user={user.Id}&token={Uri.EscapeDataString(token)}";
        var choice = (await site.GetAsync(link)).Is(HttpStatusCode.OK);
        await choice.Form().Fill("Password", "password1234").Fill("Repeated", "password1234").SubmitAsync();
        (await choice.Form().Fill("Password", Password + " again").Fill("Repeated", Password + " again").SubmitAsync()).Is(HttpStatusCode.Found);
        (await site.GetAsync(link)).Is(HttpStatusCode.Gone);

        // Wrong passwords until the account locks, and one more.
        for (var i = 0; i < 11; i++)
        {
            await SignInAsync(site, user, Wrong);
        }

        // What is no client's link; a booking too many.
        await site.GetAsync("/appointments/canary-secret-link");
        await BookingSteps.BookAsync(site, BookingSteps.Video, email: "canary@example.com");
        var second = await BookingSteps.DetailsAsync(site.Visitor(), BookingSteps.Video, await BookingSteps.FirstOfferedAsync(site, BookingSteps.Video));
        (await BookingSteps.Filled(second).SubmitAsync()).Is(HttpStatusCode.TooManyRequests);

        // A client's code: a wrong one, the right one, and one mail too many.
        var client = await site.ClientLinkAsync(await site.InDatabaseAsync(db => db.Appointments.AsNoTracking().FirstAsync()));
        var (asked, code) = await site.AskForCodeAsync(site.Visitor(), client);
        await asked.Form(client + "/code").Fill("code", "AAAA-AAAA").SubmitAsync();
        await asked.Form(client + "/code").Fill("code", code).SubmitAsync();
        for (var i = 0; i < 5; i++)
        {
            await asked.Form(client + "/code/send").SubmitAsync();
        }

        // Posts without a token, from elsewhere, to a foreign host, and too many.
        using var visitor = site.Visitor();
        using var empty = new FormUrlEncodedContent([]);
        await visitor.PostAsync(new Uri("/staff/sign-in", UriKind.Relative), empty, TestContext.Current.CancellationToken);
        using var foreign = new HttpRequestMessage(HttpMethod.Post, "/staff/sign-in") { Headers = { { "Sec-Fetch-Site", "cross-site" } } };
        await visitor.SendAsync(foreign, TestContext.Current.CancellationToken);
        using var elsewhere = new HttpRequestMessage(HttpMethod.Get, "https://canary.example/");
        await visitor.SendAsync(elsewhere, TestContext.Current.CancellationToken);
        for (var i = 0; i < 61; i++)
        {
            await visitor.PostAsync(new Uri("/trouble/form", UriKind.Relative), empty, TestContext.Current.CancellationToken);
        }

        site.Services.GetRequiredService<SecurityLog>().NoteAtCommandLine(SecurityEvent.StaffAdded);

        var events = log.All.Where(e => LogEvents.Property(e, "SourceContext") == typeof(SecurityLog).FullName).ToList();
        Assert.Equal(
            Vocabulary.Except(["settings refused"]), // before there is a log; see the next test
            events.Select(e => $"{LogEvents.Property(e, "Action")} {LogEvents.Property(e, "Outcome")}").Distinct().Order(StringComparer.Ordinal));
        Assert.All(events, e => AssertWhole(Json(e)));
        Assert.All(events.Where(e => LogEvents.Property(e, "Action") is "sign-in" or "sign-out" or "session" or "set-password"), e => Assert.Equal(user.Id.ToString(), LogEvents.Property(e, "Actor")));
        Assert.All(log.All.Select(Json), line =>
        {
            Assert.DoesNotContain("canary", line, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(user.Email!, line, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("heron", line, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void OP05_a_start_that_was_refused_is_an_event_too()
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        SecurityLog.NoteRefusedStart(output);
        Assert.Contains("\"Action\":\"settings\",\"Outcome\":\"refused\"", output.ToString(), StringComparison.Ordinal);
        AssertWhole(output.ToString());
    }

    [Theory]
    [InlineData("203.0.113.77", "203.0.113.0/24")]
    [InlineData("::ffff:203.0.113.77", "203.0.113.0/24")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48")]
    [InlineData(null, "unknown")]
    public void The_source_is_a_network_and_no_household(string? address, string network) =>
        Assert.Equal(network, SecurityLog.NetworkOf(address is null ? null : IPAddress.Parse(address)));

    private static async Task<HttpClient> SignInAsync(ClinicSite site, ClinicUser user, string password)
    {
        var browser = site.Visitor();
        await (await Page.GetAsync(browser, "/staff/sign-in")).Form().Fill("E-mail address", user.Email!).Fill("Password", password).SubmitAsync();
        return browser;
    }

    private static void AssertWhole(string line)
    {
        using var json = JsonDocument.Parse(line);
        Assert.EndsWith("Z", json.RootElement.GetProperty("@t").GetString(), StringComparison.Ordinal);
        foreach (var field in (string[])["Action", "Outcome", "Actor", "Source", "Reference"])
        {
            Assert.True(json.RootElement.TryGetProperty(field, out var value) && value.ToString().Length > 0, $"{field} is missing: {line}");
        }
    }

    private static string Json(LogEvent one)
    {
        using var line = new StringWriter(CultureInfo.InvariantCulture);
        new CompactJsonFormatter().Format(one, line);
        return line.ToString();
    }
}
