using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Features.Booking;
using SmpClinic.Web.Tests.Hosting;
using Xunit;

namespace SmpClinic.Endurance.Tests.Hostile;

/// <summary>What other sites, their pages and their links can get out of this one.</summary>
public sealed class OutwardTests(OutwardTests.QuickToSignIn fixture) : IClassFixture<OutwardTests.QuickToSignIn>
{
    private readonly ClinicSite _site = fixture.Site;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Where a return parameter might be talked into leading.</summary>
    public static TheoryData<string> Elsewhere => [.. new[]
    {
        "http://evil.example", "https://evil.example", "//evil.example", "///evil.example", "////evil.example", "\\\\evil.example", "/\\evil.example", "\\/evil.example", "/\\/evil.example", "//\\evil.example",
        "/%2Fevil.example", "/%5Cevil.example", "%2F%2Fevil.example", "/%09/evil.example", "/\t/evil.example", "/\n/evil.example", "\t//evil.example", " //evil.example", "/ /evil.example", "/\r/evil.example",
        "http:evil.example", "http:/evil.example", "https:evil.example", "http:\\\\evil.example", "HTTP://evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "vbscript:x",
        "mailto:a@evil.example", "ftp://evil.example", "file:///etc/passwd", "about:blank", "blob:x", "//evil.example@localhost", "http://localhost@evil.example", "http://localhost.evil.example", "//localhost:80@evil.example", "https://localhost\\@evil.example",
        "~/evil", "~//evil.example", "~/\\evil.example", "?returnUrl=//evil.example", "#//evil.example", "../..//evil.example", "/..//evil.example", "/.//evil.example", "/;//evil.example", "/%0d%0aLocation:%20//evil.example",
        "/\r\nLocation: //evil.example", "/\r\nSet-Cookie: a=b", "/staff\r\n\r\n<p>evil.example", "/\u2028/evil.example", "/\u2215/evil.example", "\uff0f\uff0fevil.example", "/\uff0fevil.example", "//evil\u3002example", "//[::1]", "//2130706433",
        "/\0/evil.example", "/\u0009/evil.example", "", " ", new string('/', 3_000),
    }];

    [Theory, MemberData(nameof(Elsewhere))]
    public async Task AU16_no_return_address_leads_off_the_site(string to)
    {
        // Before signing in: kept in the form, and in the redirect to it.
        var escaped = Uri.EscapeDataString(to);
        foreach (var path in (string[])[$"/staff/sign-in?returnUrl={escaped}", $"/staff?returnUrl={escaped}", $"/book/{BookingSteps.OnRequest}/details?start=x&practitioner={escaped}&zone={escaped}"])
        {
            StaysHome(await _site.GetAsync(path), to);
        }

        // After it.
        var browser = _site.Visitor();
        var page = await Page.GetAsync(browser, "/staff/sign-in");
        var answer = await page.Form("/staff/sign-in").Fill("Email", QuickToSignIn.Email).Fill("Password", HostileSite.Password).Smuggle("ReturnUrl", to).SubmitAsync();
        answer.Is(to.Contains('\0', StringComparison.Ordinal) ? HttpStatusCode.BadRequest : HttpStatusCode.Found);
        StaysHome(answer, to);
    }

    private static void StaysHome(Page page, string to)
    {
        if (page.Response.Headers.Location is { } location)
        {
            var landed = new Uri(new("https://localhost/"), location);
            Assert.True(landed is { Scheme: "https", Host: "localhost" }, $"'{to}' leads to {location}");
            Assert.DoesNotContain('\\', location.OriginalString.Split('?')[0]);
            Assert.False(location.OriginalString.StartsWith("//", StringComparison.Ordinal), location.OriginalString);
        }

        Assert.False(page.Response.Headers.TryGetValues("Set-Cookie", out var cookies) && cookies.Any(c => c.StartsWith("a=b", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task HD10_no_origin_is_given_leave_to_read()
    {
        foreach (var origin in (string[])["https://evil.example", "null"])
        {
            foreach (var path in Endpoints.GetPaths(_site).Append("/css/site.css"))
            {
                foreach (var verb in (string[])["GET", "OPTIONS"])
                {
                    using var request = new HttpRequestMessage(new(verb), path);
                    request.Headers.TryAddWithoutValidation("Origin", origin);
                    request.Headers.TryAddWithoutValidation("Access-Control-Request-Method", "POST");
                    request.Headers.TryAddWithoutValidation("Access-Control-Request-Private-Network", "true");
                    var answer = await _site.Visitor().SendAsync(request, Stop);
                    Assert.DoesNotContain(answer.Headers, h => h.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
                    Assert.False(answer.Headers.Contains("Timing-Allow-Origin"));
                }
            }
        }
    }

    [Fact]
    public async Task HD10_another_site_may_link_to_a_page_and_fetch_none_that_depends_on_who_asks()
    {
        var link = await BookingSteps.BookAsync(_site, BookingSteps.OnRequest);
        var staff = await _site.SignInAsync(StaffRoles.Administrator);
        foreach (var path in (string[])["/staff", "/staff/appointments", "/staff/mail", link, link + "/calendar.ics", link + "/cancel", "/book", $"/book/{BookingSteps.OnRequest}", "/api/availability?service=x", "/staff/sign-in"])
        {
            foreach (var from in (string[])["cross-site", "same-site", "CROSS-SITE", "nonsense"])
            {
                Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(staff, path, from, "no-cors", "image"));
                Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(staff, path, from, "cors", "empty"));
                Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(staff, path, from, "no-cors", "script"));
                Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(staff, path, from, "navigate", "iframe"));
                Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(staff, path, from, "navigate", "object"));
                Assert.NotEqual(HttpStatusCode.Forbidden, await AskAsync(staff, path, from, "navigate", "document"));
            }

            Assert.NotEqual(HttpStatusCode.Forbidden, await AskAsync(staff, path, "same-origin", "cors", "empty"));
            Assert.NotEqual(HttpStatusCode.Forbidden, await AskAsync(staff, path, "none", "navigate", "document"));
            Assert.NotEqual(HttpStatusCode.Forbidden, await AskAsync(staff, path, null, null, null));
        }

        foreach (var path in (string[])["/", "/faq", "/css/site.css", "/favicon.svg", "/sitemap.xml", "/health/live"])
        {
            var answer = await AskAsync(_site.Visitor(), path, "cross-site", "no-cors", "image");
            Assert.True(answer == HttpStatusCode.OK, $"{path}: {answer}");
        }
    }

    [Fact]
    public async Task HD09_whom_to_tell_of_a_hole_is_published_and_good_for_less_than_a_year()
    {
        var page = (await _site.GetAsync("/.well-known/security.txt")).Is(HttpStatusCode.OK);
        Assert.Equal("text/plain", page.Response.Content.Headers.ContentType!.MediaType);
        var fields = page.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ", 2)).ToLookup(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        Assert.NotEmpty(fields["Contact"]);
        Assert.All(fields["Contact"], contact => Assert.True(contact.StartsWith("mailto:", StringComparison.Ordinal) || contact.StartsWith("https://", StringComparison.Ordinal), contact));
        Assert.Equal("https://localhost/.well-known/security.txt", Assert.Single(fields["Canonical"]));
        Assert.Single(fields["Preferred-Languages"]);

        // By the calendar of the day this runs: when it fails, the yearly review is due.
        var expires = DateTimeOffset.Parse(Assert.Single(fields["Expires"]), CultureInfo.InvariantCulture);
        var now = TimeProvider.System.GetUtcNow();
        Assert.InRange(expires, now, now.AddYears(1));
    }

    [Fact]
    public async Task HD09_a_password_store_finds_where_passwords_are_changed()
    {
        var page = (await _site.GetAsync("/.well-known/change-password")).Is(HttpStatusCode.Found);
        (await page.FollowAsync()).Is(HttpStatusCode.OK);
        (await _site.GetAsync("/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200")).Is(HttpStatusCode.NotFound);
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient browser, string path, string? from, string? mode, string? to)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in ((string, string?)[])[("Sec-Fetch-Site", from), ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", to)])
        {
            if (value is not null)
            {
                request.Headers.Add(name, value);
            }
        }

        return (await browser.SendAsync(request, Stop)).StatusCode;
    }

    /// <summary>Sixty sign-ins at the price of a real hash would take a minute.</summary>
    public sealed class QuickToSignIn : IAsyncLifetime
    {
        public const string Email = "front.desk@example.com";

        public ClinicSite Site { get; } = new()
        {
            Settings = { ["Limits:MinimumFillSeconds"] = "0" },
            WithServices = services => services.PostConfigure<Microsoft.AspNetCore.Identity.PasswordHasherOptions>(hasher => hasher.IterationCount = 1_000),
        };

        public async ValueTask InitializeAsync()
        {
            await Site.InitializeAsync();
            await Site.AddStaffAsync(StaffRoles.FrontDesk, HostileSite.Password, Email);
        }

        public ValueTask DisposeAsync() => Site.DisposeAsync();
    }
}
