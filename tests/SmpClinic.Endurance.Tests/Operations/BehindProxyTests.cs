using System.Net;
using SmpClinic.Web.Data;
using SmpClinic.Web.Tests;
using Xunit;

namespace SmpClinic.Endurance.Tests.Operations;

/// <summary>The proxy's configuration as it is deployed, in front of the site as it really runs.</summary>
public sealed class BehindProxyTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task HD06_behind_nginx_the_site_is_whole_bounded_and_believes_the_proxy_alone()
    {
        var folder = Directory.CreateTempSubdirectory("clinic-proxy-").FullName;
        var settings = await Databases.CreateAsync(DatabaseProvider.Sqlite, folder);

        // Not Development, so that TLS is asked for; not Production, because the process's own address is plain.
        settings["ASPNETCORE_ENVIRONMENT"] = "Staging";
        settings["ForwardedHeaders:KnownProxies"] = "127.0.0.1;::1";
        settings["Mail:Transport"] = "PickupFolder";
        settings["Mail:From"] = "hello@example.com";
        settings["Limits:LinksPerMinute"] = "5";
        await using var site = await SiteProcess.StartAsync(settings);
        await using var nginx = await NginxProcess.StartAsync([site.Address]);
        using var visitor = nginx.Visitor();

        using var page = await visitor.GetAsync(Path("/"), Stop);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("max-age", string.Join(' ', page.Headers.GetValues("Strict-Transport-Security")), StringComparison.Ordinal);
        Assert.False(page.Headers.Contains("Server") && page.Headers.Server.ToString().Contains('/', StringComparison.Ordinal), "nginx tells its version");

        // Without TLS one is sent away by the proxy; the site's own health is nobody's affair out here.
        using var plain = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var away = await plain.GetAsync(new Uri($"http://localhost:{nginx.Plain}/prices"), Stop);
        Assert.Equal((HttpStatusCode.PermanentRedirect, $"https://localhost:{nginx.Secure}/prices"), (away.StatusCode, away.Headers.Location?.ToString()));
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync(Path("/health/ready"), Stop)).StatusCode);

        // More than a form can hold is stopped at the door.
        using var much = new ByteArrayContent(new byte[65 * 1024]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await visitor.PostAsync(Path("/staff/sign-in"), much, Stop)).StatusCode);

        // Whatever addresses a visitor claims to come from, it is one visitor, who is counted as one.
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 8; i++)
        {
            using var forged = new HttpRequestMessage(HttpMethod.Get, "/appointments/canary-secret")
            {
                Headers = { { "X-Forwarded-For", $"203.0.113.{i}" }, { "Forwarded", $"for=203.0.113.{i}" }, { "X-Real-IP", $"203.0.113.{i}" }, { "X-Forwarded-Host", "evil.example" } },
            };
            using var answer = await visitor.SendAsync(forged, Stop);
            answers.Add(answer.StatusCode);
        }

        Assert.Equal(5, answers.Count(a => a == HttpStatusCode.NotFound));
        Assert.Equal(3, answers.Count(a => a == HttpStatusCode.TooManyRequests));
        Assert.DoesNotContain("canary", nginx.Log(), StringComparison.Ordinal);
        Profile.Figure("HD-06", "deploy/nginx in front of a site process: TLS, redirect, body limit, forged addresses counted as one visitor");
    }

    [Fact]
    public async Task FL05_a_node_that_is_killed_takes_no_page_with_it()
    {
        await using var one = await NodeAsync();
        await using var two = await NodeAsync();
        await using var nginx = await NginxProcess.StartAsync([one.Address, two.Address]);
        using var visitor = nginx.Visitor();
        var pages = Profile.Of(40, 400);
        for (var i = 0; i < pages; i++)
        {
            if (i == pages / 4)
            {
                await one.KillAsync();
            }

            using var page = await visitor.GetAsync(Path("/prices"), Stop);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        }

        Profile.Figure("FL-05", $"{pages} pages through nginx, one of two nodes killed after {pages / 4}: none failed");

        static async Task<SiteProcess> NodeAsync()
        {
            // Each on a file of its own: the embedded database has one process, and content pages need none.
            var settings = await Databases.CreateAsync(DatabaseProvider.Sqlite, Directory.CreateTempSubdirectory("clinic-node-").FullName);
            settings["ForwardedHeaders:KnownProxies"] = "127.0.0.1;::1";
            return await SiteProcess.StartAsync(settings);
        }
    }

    private static Uri Path(string path) => new(path, UriKind.Relative);
}
