using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Xunit;

namespace SmpClinic.Endurance.Tests.Operations;

/// <summary>nginx with the configuration of <c>deploy/nginx</c>: only ports, nodes, files and the host's name are put in place.</summary>
internal sealed class NginxProcess : IAsyncDisposable
{
    private const string Program = "/usr/sbin/nginx";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clinic-nginx-");
    private readonly X509Certificate2 _certificate;
    private Process? _process;

    private NginxProcess(IReadOnlyList<Uri> nodes)
    {
        Assert.SkipUnless(File.Exists(Program), "nginx is not installed, so the proxy's configuration is not tried.");
        (Plain, Secure) = (FreePort(), FreePort());
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        _certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(At("clinic.pem"), _certificate.ExportCertificatePem());
        File.WriteAllText(At("clinic.key"), key.ExportPkcs8PrivateKeyPem());

        var site = Deployed("smpclinic.conf")
            .Replace("[::]:80;", $"[::1]:{Text(Plain)};", StringComparison.Ordinal).Replace("listen 80;", $"listen 127.0.0.1:{Text(Plain)};", StringComparison.Ordinal)
            .Replace("[::]:443 ", $"[::1]:{Text(Secure)} ", StringComparison.Ordinal).Replace("listen 443 ", $"listen 127.0.0.1:{Text(Secure)} ", StringComparison.Ordinal)
            .Replace("https://clinic.example$request_uri", $"https://localhost:{Text(Secure)}$request_uri", StringComparison.Ordinal)
            .Replace("server_name clinic.example", "server_name localhost", StringComparison.Ordinal)
            .Replace("/etc/nginx/tls/", _folder.FullName + "/", StringComparison.Ordinal)
            .Replace("/etc/nginx/smpclinic-nodes.conf", At("smpclinic-nodes.conf"), StringComparison.Ordinal)
            .Replace("/var/log/nginx/", _folder.FullName + "/", StringComparison.Ordinal);
        if (!Socket.OSSupportsIPv6)
        {
            site = string.Join('\n', site.Split('\n').Where(line => !line.Contains("[::1]", StringComparison.Ordinal)));
        }

        File.WriteAllText(At("smpclinic.conf"), site);
        var servers = Deployed("smpclinic-nodes.conf").Split('\n').Where(line => !line.Contains("server 10.", StringComparison.Ordinal)).ToList();
        var last = servers.FindLastIndex(line => line.StartsWith('}'));
        servers.InsertRange(last, nodes.Select(node => $"    server 127.0.0.1:{Text(node.Port)} max_fails=2 fail_timeout=10s;"));
        File.WriteAllLines(At("smpclinic-nodes.conf"), servers);
        File.WriteAllText(
            At("nginx.conf"),
            $$"""
            daemon off;
            worker_processes 1;
            pid {{At("nginx.pid")}};
            error_log {{At("error.log")}} warn;
            events { worker_connections 256; }
            http {
                client_body_temp_path {{At("body")}};
                proxy_temp_path {{At("proxy")}};
                fastcgi_temp_path {{At("fastcgi")}};
                uwsgi_temp_path {{At("uwsgi")}};
                scgi_temp_path {{At("scgi")}};
                include {{At("smpclinic.conf")}};
            }
            """);
    }

    public int Plain { get; }

    public int Secure { get; }

    public static async Task<NginxProcess> StartAsync(IReadOnlyList<Uri> nodes)
    {
        var nginx = new NginxProcess(nodes);
        var (code, words) = await nginx.CheckAsync();
        Assert.True(code == 0 && !words.Contains("[warn]", StringComparison.Ordinal), words);
        nginx._process = Process.Start(new ProcessStartInfo(Program, ["-p", nginx._folder.FullName, "-c", nginx.At("nginx.conf"), "-e", nginx.At("error.log")]) { UseShellExecute = false, RedirectStandardError = true })!;
        for (var wait = Stopwatch.StartNew(); ; await Task.Delay(20))
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, nginx.Secure);
                return nginx;
            }
            catch (SocketException) when (wait.Elapsed < TimeSpan.FromSeconds(20) && !nginx._process.HasExited)
            {
                // Not listening yet.
            }
        }
    }

    /// <summary>A browser that trusts this proxy's certificate and no other.</summary>
    public HttpClient Visitor()
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(_certificate);
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, SslOptions = { CertificateChainPolicy = trust } };
        return new(handler) { BaseAddress = new($"https://localhost:{Text(Secure)}") };
    }

    /// <summary>All nginx has written down.</summary>
    public string Log() => string.Concat(Directory.EnumerateFiles(_folder.FullName, "*.log").Select(File.ReadAllText));

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        _certificate.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary><c>nginx -t</c>.</summary>
    private async Task<(int Code, string Words)> CheckAsync()
    {
        using var check = Process.Start(new ProcessStartInfo(Program, ["-t", "-p", _folder.FullName, "-c", At("nginx.conf"), "-e", At("error.log")]) { UseShellExecute = false, RedirectStandardError = true })!;
        var words = await check.StandardError.ReadToEndAsync();
        await check.WaitForExitAsync();
        return (check.ExitCode, words);
    }

    private string At(string file) => Path.Combine(_folder.FullName, file);

    private static string Deployed(string file) => File.ReadAllText(Path.Combine(Repository.Root, "deploy/nginx", file));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(here.FullName, "SmpClinic.sln")))
        {
            here = here.Parent!;
        }

        return here.FullName;
    }
}
