using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using SmpClinic.Web.Tests;
using Xunit;

#pragma warning disable CA5359 // The certificate was made a moment ago, here.

namespace SmpClinic.Endurance.Tests.Hostile;

/// <summary>TLS where Kestrel ends it, and what a proxy may say about a request.</summary>
public sealed class TransportTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task HD05_only_tls_1_2_and_later_is_spoken_and_everything_else_is_led_to_it()
    {
        var certificate = Path.Combine(Directory.CreateTempSubdirectory("clinic-tls-").FullName, "self.pfx");
        await File.WriteAllBytesAsync(certificate, MakeCertificate(), Stop);
        await using var site = await HostileSite.StartAsync(
            new(StringComparer.Ordinal)
            {
                ["Site:RequireHttps"] = "true",
                ["Site:BaseUrl"] = "https://localhost",
                ["Kestrel:Certificates:Default:Path"] = certificate,
                ["Kestrel:Certificates:Default:Password"] = "only here",
            },
            "https://127.0.0.1:0");

        // The old ones by a hello of our own: this machine's library might not offer them. 22 is a handshake that goes on, 21 an alert.
        Assert.Equal(21, await AnswerToHelloAsync(site, minor: 1));
        Assert.Equal(21, await AnswerToHelloAsync(site, minor: 2));
        Assert.Equal(22, await AnswerToHelloAsync(site, minor: 3));
        Assert.True(await SpeaksAsync(site, SslProtocols.Tls12));
        Assert.True(await SpeaksAsync(site, SslProtocols.Tls13));

        using var trusting = new SocketsHttpHandler { AllowAutoRedirect = false };
        trusting.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        using var browser = new HttpClient(trusting) { BaseAddress = new($"https://localhost:{site.Address.Port.ToString(CultureInfo.InvariantCulture)}") };
        foreach (var path in (string[])["/", "/staff", "/no/such/page", "/api/availability", "/health/live"])
        {
            var answer = await browser.GetAsync(new Uri(path, UriKind.Relative), Stop);
            Assert.Equal("max-age=31536000; includeSubDomains", answer.Headers.GetValues("Strict-Transport-Security").Single());
        }
    }

    [Fact]
    public async Task HD05_without_tls_asking_is_redirected_and_sending_refused()
    {
        await using var site = await HostileSite.StartAsync(new(StringComparer.Ordinal) { ["Site:RequireHttps"] = "true", ["Site:BaseUrl"] = "https://clinic.example", ["AllowedHosts"] = "clinic.example;localhost" });
        foreach (var path in (string[])["/", "/staff/sign-in", "/book?x=%0d%0aSet-Cookie:a=b", "//evil.example/", "/\\evil.example"])
        {
            var (answers, _) = await Wire.ExchangeAsync(site.Address, Wire.Bytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"), TimeSpan.FromMilliseconds(300), Stop);
            var answer = Assert.Single(answers);
            Assert.Equal(308, answer.Status);
            Assert.StartsWith("https://clinic.example/", answer["Location"], StringComparison.Ordinal);
            Assert.Null(answer["Set-Cookie"]);
        }

        foreach (var verb in (string[])["POST", "PUT", "PATCH", "DELETE"])
        {
            var (answers, _) = await Wire.ExchangeAsync(site.Address, Wire.Bytes($"{verb} /staff/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"), TimeSpan.FromMilliseconds(300), Stop);
            Assert.Equal(400, Assert.Single(answers).Status);
        }
    }

    /// <summary>The site trusts no proxy: what a stranger says of itself changes nothing.</summary>
    [Fact]
    public async Task HD06_a_strangers_forwarding_headers_change_neither_address_nor_scheme_nor_links_nor_limits()
    {
        await using var site = await HostileSite.StartAsync(new(StringComparer.Ordinal) { ["Limits:PostsPerMinute"] = "20" });
        await ForgeriesChangeNothingAsync(site);

        // One address is counted, whatever addresses it claims.
        var statuses = new List<int>();
        for (var i = 0; i < 40; i++)
        {
            statuses.Add(await PostAsync(site, $"X-Forwarded-For: 203.0.113.{Text(i)}\r\nForwarded: for=203.0.113.{Text(i)}\r\nX-Real-IP: 203.0.113.{Text(i)}\r\n"));
        }

        Assert.Equal(20, statuses.Count(s => s == 429));
    }

    /// <summary>The site trusts the proxy: that one says who asks, and only the last address of its list counts.</summary>
    [Fact]
    public async Task HD06_a_known_proxy_tells_the_senders_address_and_nothing_the_sender_put_before_it_counts()
    {
        await using var site = await HostileSite.StartAsync(new(StringComparer.Ordinal) { ["Limits:PostsPerMinute"] = "5", ["ForwardedHeaders:KnownProxies"] = "127.0.0.1" });
        await ForgeriesChangeNothingAsync(site);
        var statuses = new List<int>();
        for (var i = 0; i < 12; i++)
        {
            statuses.Add(await PostAsync(site, $"X-Forwarded-For: 198.51.100.{Text(i)}, 203.0.113.1\r\n"));
        }

        Assert.Equal(7, statuses.Count(s => s == 429));
        Assert.NotEqual(429, await PostAsync(site, "X-Forwarded-For: 203.0.113.1, 203.0.113.2\r\n"));
        foreach (var garbage in (string[])["", ",,,", "evil", "1.2.3.4:99999", "[::", "::1%lo", new string('1', 5000), "203.0.113.1;drop", "\x80\xff", "203.0.113.9, " + new string(',', 2000)])
        {
            Assert.InRange(await PostAsync(site, $"X-Forwarded-For: {garbage}\r\nX-Forwarded-Proto: {garbage}\r\n"), 400, 499);
        }

        // Redirects are made of the scheme, and a proxy may hand on what its client claims.
        foreach (var scheme in (string[])["javascript", "data", "ftp", "HTTPSX"])
        {
            Assert.Equal(400, (await GetAsync(site, "/staff", $"X-Forwarded-Proto: {scheme}\r\n")).Status);
        }

        Assert.Empty(site.Errors);
    }

    private static async Task ForgeriesChangeNothingAsync(HostileSite site)
    {
        var plain = await GetAsync(site, "/staff", "");
        foreach (var forged in (string[])[
            "X-Forwarded-Host: evil.example\r\n", "X-Forwarded-Server: evil.example\r\n", "X-Host: evil.example\r\n", "X-Original-URL: /staff\r\n", "X-Rewrite-URL: /staff\r\n",
            "Forwarded: host=evil.example;proto=https;for=10.0.0.1\r\n", "X-Forwarded-Prefix: /evil\r\n", "X-Forwarded-Port: 99\r\n", "X-HTTP-Method-Override: DELETE\r\n",
"X-Forwarded-Ssl: on\r\n", "Front-End-Https: on\r\n", "X-Original-Host: evil.example\r\n"])
        {
            var answer = await GetAsync(site, "/staff", forged);
            Assert.Equal((plain.Status, plain["Location"], plain["Strict-Transport-Security"]), (answer.Status, answer["Location"], answer["Strict-Transport-Security"]));
            var home = await GetAsync(site, "/sitemap.xml", forged);
            Assert.Contains("<loc>http://localhost/", home.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("evil", home.Body, StringComparison.Ordinal);
        }
    }

    private static async Task<WireAnswer> GetAsync(HostileSite site, string path, string headers)
    {
        using var wire = await Wire.OpenAsync(site.Address, cancellationToken: Stop);
        await wire.SendAsync(Wire.Bytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n"), Stop);
        return await wire.ReadAsync(TimeSpan.FromSeconds(10), cancellationToken: Stop) ?? throw new TimeoutException(path);
    }

    private static async Task<int> PostAsync(HostileSite site, string headers)
    {
        using var wire = await Wire.OpenAsync(site.Address, cancellationToken: Stop);
        await wire.SendAsync(Wire.Bytes($"POST /staff/sign-in HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: 0\r\n\r\n"), Stop);
        return (await wire.ReadAsync(TimeSpan.FromSeconds(10), cancellationToken: Stop) ?? throw new TimeoutException(headers)).Status;
    }

    private static async Task<bool> SpeaksAsync(HostileSite site, SslProtocols version)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, site.Address.Port, Stop);
        await using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "localhost",
                    EnabledSslProtocols = version,
                },
                Stop);
            await tls.WriteAsync(Encoding.ASCII.GetBytes("GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), Stop);
            return await tls.ReadAsync(new byte[100], Stop) > 0;
        }
        catch (Exception e) when (e is AuthenticationException or IOException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>The first byte of what answers a hello that offers TLS 1.(minor - 1) at most.</summary>
    private static async Task<int> AnswerToHelloAsync(HostileSite site, byte minor)
    {
        byte[] ciphers = [0xC0, 0x2B, 0xC0, 0x2C, 0xC0, 0x09, 0xC0, 0x0A];
        byte[] extensions = [0, 10, 0, 4, 0, 2, 0, 23, 0, 11, 0, 2, 1, 0, 0, 13, 0, 6, 0, 4, 4, 3, 2, 3];
        byte[] hello = [3, minor, .. RandomNumberGenerator.GetBytes(32), 0, 0, (byte)ciphers.Length, .. ciphers, 1, 0, 0, (byte)extensions.Length, .. extensions];
        byte[] message = [1, 0, 0, (byte)hello.Length, .. hello];
        byte[] record = [22, 3, 1, 0, (byte)message.Length, .. message];
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, site.Address.Port, Stop);
        await client.GetStream().WriteAsync(record, Stop);
        var first = new byte[1];
        return await client.GetStream().ReadAsync(first, Stop) == 0 ? 21 : first[0];
    }

    private static byte[] MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        return certificate.Export(X509ContentType.Pkcs12, "only here");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
