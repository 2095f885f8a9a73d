using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace SmpClinic.Web.Tests;

/// <summary>The site as a process of its own on a loopback port, as it really runs: started, asked, killed.</summary>
public sealed class SiteProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;

    private SiteProcess(Process process, Uri address)
    {
        (_process, Address) = (process, address);
        _output = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
    }

    public Uri Address { get; }

    /// <summary>Starts on a prepared folder and waits until it is ready.</summary>
    public static async Task<SiteProcess> StartAsync(Dictionary<string, string> settings)
    {
        var port = FreePort();
        var address = new Uri($"http://localhost:{port.ToString(CultureInfo.InvariantCulture)}");
        var start = new ProcessStartInfo("dotnet", [Program(), "--urls", address.ToString()])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(Program())!,
        };

        // Development, because over plain HTTP a client refuses the cookies that Production would set.
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        foreach (var (key, value) in settings.Append(new("Site:BaseUrl", address.ToString().TrimEnd('/'))))
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var site = new SiteProcess(Process.Start(start)!, address);
        using var browser = site.Visitor();
        for (var wait = Stopwatch.StartNew(); wait.Elapsed < TimeSpan.FromSeconds(60); await Task.Delay(100))
        {
            try
            {
                if ((await browser.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken)).IsSuccessStatusCode)
                {
                    return site;
                }
            }
            catch (HttpRequestException) when (!site._process.HasExited)
            {
                // Not listening yet.
            }
        }

        await site.DisposeAsync();
        throw new TimeoutException("The site did not become ready: " + await site._output);
    }

    /// <summary>A visitor's browser: keeps cookies, follows no redirect by itself.</summary>
    public HttpClient Visitor() => new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new(), MaxConnectionsPerServer = 64 }) { BaseAddress = Address };

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>Ends it and gives all it ever wrote to its log.</summary>
    public async Task<string> KillAndReadLogAsync()
    {
        await KillAsync();
        return await _output;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The web project's own output, beside which its static files' manifest lies.</summary>
    private static string Program()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var configuration = here.Parent!.Name;
        var root = here;
        while (!File.Exists(Path.Combine(root.FullName, "SmpClinic.sln")))
        {
            root = root.Parent ?? throw new DirectoryNotFoundException("The tests run inside the repository.");
        }

        return Path.Combine(root.FullName, "src", "SmpClinic.Web", "bin", configuration, here.Name, "SmpClinic.Web.dll");
    }
}
