using System.Net;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests.Hosting;

public sealed class SecurityHeaderTests(TroubledSite troubled) : IClassFixture<TroubledSite>
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        + "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'; "
        + "upgrade-insecure-requests; report-to csp";

    private readonly ClinicSite _site = troubled.Site;

    [Theory]
    [InlineData("/trouble/page", 200)]
    [InlineData("/staff/trouble", 302)]
    [InlineData("/trouble/status/400", 400)]
    [InlineData("/trouble/status/401", 401)]
    [InlineData("/trouble/status/403", 403)]
    [InlineData("/trouble/status/404", 404)]
    [InlineData("/no/such/page", 404)]
    [InlineData("/trouble/form", 405)]
    [InlineData("/trouble/status/409", 409)]
    [InlineData("/trouble/status/413", 413)]
    [InlineData("/trouble/status/429", 429)]
    [InlineData("/trouble/bug", 500)]
    [InlineData("/trouble/busy", 503)]
    [InlineData("/health/ready", 200)]
    [InlineData("/css/site.css", 200)]
    [InlineData("/favicon.svg", 200)]
    public async Task HD01_HD03_every_status_and_static_file_carries_exactly_these_headers(string path, int status)
    {
        var page = (await _site.GetAsync(path)).Is((HttpStatusCode)status);
        Assert.Equal(Policy, Header(page, "Content-Security-Policy"));
        Assert.Equal("csp=\"/csp-reports\"", Header(page, "Reporting-Endpoints"));
        Assert.Equal("nosniff", Header(page, "X-Content-Type-Options"));
        Assert.Equal("strict-origin-when-cross-origin", Header(page, "Referrer-Policy"));
        Assert.Equal("same-origin", Header(page, "Cross-Origin-Opener-Policy"));
        Assert.Equal("same-origin", Header(page, "Cross-Origin-Resource-Policy"));
        Assert.Equal("max-age=31536000; includeSubDomains", Header(page, "Strict-Transport-Security"));
        // Passkeys are the clinic's own people's.
        var passkeys = path.StartsWith("/staff/", StringComparison.Ordinal) ? "(self)" : "()";
        Assert.Equal(
            "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), "
            + "hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), " + $"publickey-credentials-create={passkeys}, publickey-credentials-get={passkeys}, "
            + "screen-wake-lock=(), serial=(), sync-xhr=(), usb=(), xr-spatial-tracking=()",
            Header(page, "Permissions-Policy"));
        Assert.Null(Header(page, "Server"));
        Assert.Null(Header(page, "X-Powered-By"));
        Assert.Null(Header(page, "Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task HD01_every_route_that_can_be_asked_carries_a_strict_policy()
    {
        foreach (var path in Endpoints.GetPaths(_site))
        {
            var page = await _site.GetAsync(path);
            var policy = Header(page, "Content-Security-Policy");
            Assert.True(policy?.StartsWith("default-src 'none'", StringComparison.Ordinal) == true, $"{path}: {policy}");
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task HD01_a_policy_that_an_action_sets_for_itself_stays() =>
        Assert.Equal("default-src 'none'", Header(await _site.GetAsync("/trouble/own-policy"), "Content-Security-Policy"));

    [Fact]
    public async Task HD02_no_page_has_an_inline_script_style_or_event()
    {
        foreach (var path in Endpoints.GetPaths(_site))
        {
            var page = await _site.GetAsync(path);
            if (page.Response.Content.Headers.ContentType?.MediaType != "text/html")
            {
                continue;
            }

            Assert.Empty(page.Html.QuerySelectorAll("style, [style], [href^='javascript:'], [src^='javascript:']"));
            Assert.DoesNotContain(page.Html.QuerySelectorAll("script"), s => !s.HasAttribute("src") && s.GetAttribute("type") != "application/ld+json");
            Assert.DoesNotContain(page.Html.All, e => e.Attributes.Any(a => a.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase)));
        }
    }

    [Theory]
    [InlineData("/appointments/trouble/abc")]
    [InlineData("/appointments/no-such-secret/at/all")]
    public async Task HD03_pages_behind_a_secret_link_send_no_referrer_and_leave_no_copy(string path)
    {
        var page = await _site.GetAsync(path);
        Assert.Equal("no-referrer", Header(page, "Referrer-Policy"));
        Assert.Contains("no-store", Header(page, "Cache-Control"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/trouble/bug", 500)]
    [InlineData("/trouble/busy", 503)]
    [InlineData("/trouble/status/404", 404)]
    public async Task An_error_page_gives_a_reference_and_no_machinery(string path, int status)
    {
        var page = (await _site.GetAsync(path)).Is((HttpStatusCode)status);
        Assert.Equal(32, page.Html.QuerySelector("code")!.TextContent.Length);
        page.NeverSays("secret words").NeverSays("Exception").NeverSays("   at ");
    }

    [Fact]
    public async Task A_busy_database_says_when_to_come_back() =>
        Assert.Equal(TimeSpan.FromSeconds(5), (await _site.GetAsync("/trouble/busy")).Response.Headers.RetryAfter?.Delta);

    [Fact]
    public async Task Programs_get_their_errors_as_json()
    {
        var page = (await _site.GetAsync("/api/trouble/status/404")).Is(HttpStatusCode.NotFound);
        Assert.Equal("application/problem+json", page.Response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task The_error_address_itself_does_not_exist() => (await _site.GetAsync("/errors/500")).Is(HttpStatusCode.NotFound);

    [Fact]
    public async Task HD06_a_foreign_host_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/trouble/page");
        request.Headers.Host = "evil.example";
        var page = await Page.ReadAsync(_site.Visitor(), await _site.Visitor().SendAsync(request, TestContext.Current.CancellationToken));
        page.Is(HttpStatusCode.BadRequest).NeverSays("evil.example");
        Assert.Equal(Policy, Header(page, "Content-Security-Policy"));
    }

    [Theory]
    [InlineData("xn--")]
    [InlineData("xn--a")]
    public async Task HD06_a_host_that_is_no_name_is_refused(string host)
    {
        // Past the client, which would not send it.
        var answer = await _site.Server.SendAsync(
            context =>
            {
                context.Request.Method = "GET";
                context.Request.Scheme = "https";
                context.Request.Path = "/trouble/page";
                context.Request.Headers.Host = host;
            },
            TestContext.Current.CancellationToken);
        Assert.Equal(400, answer.Response.StatusCode);
    }

    [Fact]
    public async Task HD05_without_tls_reading_is_redirected_and_posting_refused()
    {
        var browser = _site.Visitor();
        var get = await Page.GetAsync(browser, "http://localhost/trouble/page?x=1");
        Assert.Equal(HttpStatusCode.PermanentRedirect, get.Status);
        Assert.Equal("https://localhost/trouble/page?x=1", get.Response.Headers.Location?.OriginalString);
        using var body = new StringContent("text=1", Encoding.UTF8, "application/x-www-form-urlencoded");
        var post = await browser.PostAsync(new Uri("http://localhost/trouble/form"), body, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, post.StatusCode);
    }

    [Theory]
    [InlineData("""[{"type":"csp-violation","body":{"effectiveDirective":"img-src","blockedURL":"https://x.example/secret?y"}}]""", 204)]
    [InlineData("""{"csp-report":{"violated-directive":"script-src 'self'","blocked-uri":"inline"}}""", 204)]
    [InlineData("""{"body":{"effectiveDirective":"\ud800"}}""", 400)]
    [InlineData("""{"\ud800":{"effectiveDirective":"img-src"}}""", 400)]
    [InlineData("not json", 400)]
    [InlineData(null, 413)]
    public async Task Policy_reports_are_taken_in_small_helpings(string? text, int status)
    {
        using var body = new StringContent(text ?? new string('x', 9000), Encoding.UTF8, "application/reports+json");
        var answer = await _site.Visitor().PostAsync(new Uri("/csp-reports", UriKind.Relative), body, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode)status, answer.StatusCode);
    }

    [Fact]
    public async Task Content_is_rendered_once_whatever_the_query_and_never_kept_for_staff()
    {
        var first = await _site.GetAsync("/trouble/content?a=1");
        var second = await _site.GetAsync("/trouble/content?b=2");
        Assert.Equal(first.Body, second.Body);
        Assert.Equal("no-cache", Header(second, "Cache-Control"));
        var staff = await Page.GetAsync(await _site.SignInAsync(Model.StaffRoles.FrontDesk), "/trouble/content");
        Assert.NotEqual(first.Body, staff.Body);
        Assert.Contains("no-store", Header(staff, "Cache-Control"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("br;q=0", null)]
    [InlineData("brown", null)]
    public async Task Nobodys_wish_decides_in_which_form_others_get_content(string wish, string? given)
    {
        await using var site = await ClinicSite.StartAsync(with: s => s.WithServices = TroubleController.AddTo);
        Assert.Equal(given, await EncodingAsync(wish));
        Assert.Equal("br", await EncodingAsync("br"));
        Assert.Equal(given, await EncodingAsync(wish));

        async Task<string?> EncodingAsync(string accept)
        {
            var browser = site.Visitor();
            browser.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Encoding", accept);
            return Header(await Page.GetAsync(browser, "/trouble/content"), "Content-Encoding");
        }
    }

    [Fact]
    public async Task Content_is_compressed_and_other_pages_are_not()
    {
        var browser = _site.Visitor();
        browser.DefaultRequestHeaders.Add("Accept-Encoding", "gzip, br");
        Assert.Equal("br", Header(await Page.GetAsync(browser, "/trouble/content"), "Content-Encoding"));
        Assert.Null(Header(await Page.GetAsync(browser, "/trouble/page"), "Content-Encoding"));
    }

    [Fact]
    public async Task A_page_made_anew_for_each_question_is_compressed_where_it_holds_no_secret()
    {
        foreach (var accept in (string[])["br", "identity"])
        {
            var browser = _site.Visitor();
            browser.DefaultRequestHeaders.Add("Accept-Encoding", accept);
            var page = await Page.GetAsync(browser, "/cost?years=10");
            Assert.Equal(accept == "br" ? "br" : null, Header(page, "Content-Encoding"));
            Assert.Null(Header(page, "Set-Cookie"));
            if (accept == "identity")
            {
                Assert.DoesNotContain("RequestVerificationToken", page.Body, StringComparison.Ordinal);
            }
        }

        var staff = await _site.SignInAsync(Model.StaffRoles.FrontDesk);
        staff.DefaultRequestHeaders.Add("Accept-Encoding", "br");
        Assert.Null(Header(await Page.GetAsync(staff, "/cost?years=10"), "Content-Encoding"));
    }

    [Fact]
    public async Task Whatever_answers_get_answers_head()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/trouble/page");
        Assert.Equal(HttpStatusCode.OK, (await _site.Visitor().SendAsync(request, TestContext.Current.CancellationToken)).StatusCode);
    }

    internal static string? Header(Page page, string name) =>
        page.Response.Headers.TryGetValues(name, out var values) || page.Response.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : null;
}

internal static class Endpoints
{
    /// <summary>The site's own endpoints, without the files of wwwroot.</summary>
    public static List<RouteEndpoint> Of(ClinicSite site) =>
        [.. site.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => !e.Metadata.Any(m => m.GetType().Name.StartsWith("StaticAsset", StringComparison.Ordinal)))];

    /// <summary>One address for each route that answers GET; a parameter becomes a word that fits nothing.</summary>
    public static IEnumerable<string> GetPaths(ClinicSite site) =>
        Of(site).Where(e => Verbs(e).Count == 0 || Verbs(e).Contains("GET")).Select(Path).Distinct(StringComparer.Ordinal);

    public static IReadOnlyList<string> Verbs(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [];

    public static string Path(RouteEndpoint endpoint) => "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment =>
        string.Concat(segment.Parts.Select(part => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator => separator.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { ParameterPolicies: [{ Content: "int" }, ..] } => "400",
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { ParameterPolicies: [{ Content: "guid" }, ..] } => Guid.Empty.ToString(),
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "name" } => new string('0', Photo.NameLength),
            _ => "none",
        }))));
}
