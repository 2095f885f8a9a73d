using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace SmpClinic.Web.Tests;

/// <summary>How far a started process has to be before the test goes on.</summary>
public enum SiteState
{
    /// <summary>The process is there; it may not listen yet.</summary>
    Started,

    /// <summary>It answers on /health/live.</summary>
    Live,

    /// <summary>It answers on /health/ready that it can serve.</summary>
    Ready,
}

/// <summary>
/// The site as a process of its own on a loopback port, as it really runs: started, asked, paused, stopped, killed. It is the
/// published site where SMPCLINIC_SITE names its folder, else the web project's own output. Several may run on one folder.
/// </summary>
public sealed class SiteProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly BoundedLog _log;
    private bool _paused;
    private bool _disposed;

    private SiteProcess(Process process, Uri address)
    {
        (_process, Address) = (process, address);
        _log = new(process);
    }

    public Uri Address { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>How long it took from the start of the process until it was as far as asked.</summary>
    public TimeSpan StartTook { get; private set; }

    /// <summary>The last of what it wrote, errors included.</summary>
    public string Log => _log.ToString();

    /// <summary>Starts on a prepared folder and waits until it is as far as asked.</summary>
    /// <param name="settings">As in appsettings, with colons.</param>
    /// <param name="until">How far it has to be.</param>
    /// <param name="address">To start again where an earlier process listened; a free port without.</param>
    public static async Task<SiteProcess> StartAsync(Dictionary<string, string> settings, SiteState until = SiteState.Ready, Uri? address = null)
    {
        address ??= new Uri($"http://localhost:{FreePort().ToString(CultureInfo.InvariantCulture)}");
        var watch = Stopwatch.StartNew();
        var site = new SiteProcess(Process.Start(StartInfo(settings.Append(new("Site:BaseUrl", address.ToString().TrimEnd('/'))), ["--urls", address.ToString()]))!, address);
        try
        {
            if (until != SiteState.Started)
            {
                await site.WaitAsync(until, Patience);
            }

            site.StartTook = watch.Elapsed;
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs one of the program's verbs to its end.</summary>
    public static async Task<(int Code, string Words)> RunVerbAsync(Dictionary<string, string> settings, params string[] verb)
    {
        using var process = Process.Start(StartInfo(settings.Append(new("Site:BaseUrl", "http://localhost:5080")), verb))!;
        var log = new BoundedLog(process);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, log.ToString());
    }

    /// <summary>Starts one of the program's verbs, to be killed on the way.</summary>
    public static Process StartVerb(Dictionary<string, string> settings, params string[] verb) =>
        Process.Start(StartInfo(settings.Append(new("Site:BaseUrl", "http://localhost:5080")), verb))!;

    /// <summary>Waits until it is live or ready.</summary>
    public async Task WaitAsync(SiteState until, TimeSpan patience)
    {
        using var browser = Visitor();
        browser.Timeout = TimeSpan.FromSeconds(5);
        var path = new Uri(until == SiteState.Live ? "/health/live" : "/health/ready", UriKind.Relative);
        for (var wait = Stopwatch.StartNew(); wait.Elapsed < patience && !_process.HasExited; await Task.Delay(25))
        {
            try
            {
                if ((await browser.GetAsync(path, TestContext.Current.CancellationToken)).IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                // Not listening yet, or not answering.
            }
        }

        throw new TimeoutException($"The site did not become {until}: " + Log);
    }

    /// <summary>A visitor's browser: keeps cookies, follows no redirect by itself.</summary>
    /// <param name="cookies">To share cookies with a browser at another node, as behind one name.</param>
    public HttpClient Visitor(CookieContainer? cookies = null) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies ?? new(), MaxConnectionsPerServer = 64 }) { BaseAddress = Address };

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to end, as a service manager does, and waits until it has.</summary>
    /// <returns>Its exit code and how long it took.</returns>
    public async Task<(int Code, TimeSpan Took)> StopAsync()
    {
        var watch = Stopwatch.StartNew();
        await SignalAsync("TERM");
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (_process.ExitCode, watch.Elapsed);
    }

    /// <summary>Stops it in its tracks, as an overloaded machine does; it notices nothing.</summary>
    public Task PauseAsync()
    {
        _paused = true;
        return SignalAsync("STOP");
    }

    /// <summary>Lets a paused one go on.</summary>
    public Task ContinueAsync()
    {
        _paused = false;
        return SignalAsync("CONT");
    }

    /// <summary>Ends it and gives what it wrote to its log.</summary>
    public async Task<string> KillAndReadLogAsync()
    {
        await KillAsync();
        return Log;
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (!_process.HasExited)
        {
            if (_paused)
            {
                await ContinueAsync();
            }

            await KillAsync();
        }

        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {_process.Id.ToString(CultureInfo.InvariantCulture)}"]);
        await kill.WaitForExitAsync();
    }

    private static ProcessStartInfo StartInfo(IEnumerable<KeyValuePair<string, string>> settings, string[] arguments)
    {
        var program = Program();
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(program)!,
        };

        // Development, because over plain HTTP a client refuses the cookies that Production would set.
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        foreach (var (key, value) in settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return start;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The published site, or the web project's own output, beside which its static files' manifest lies.</summary>
    private static string Program()
    {
        if (Environment.GetEnvironmentVariable("SMPCLINIC_SITE") is { Length: > 0 } published)
        {
            return Path.Combine(Path.GetFullPath(published), "SmpClinic.Web.dll");
        }

        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var configuration = here.Parent!.Name;
        var root = here;
        while (!File.Exists(Path.Combine(root.FullName, "SmpClinic.sln")))
        {
            root = root.Parent ?? throw new DirectoryNotFoundException("The tests run inside the repository.");
        }

        return Path.Combine(root.FullName, "src", "SmpClinic.Web", "bin", configuration, here.Name, "SmpClinic.Web.dll");
    }

    /// <summary>The last lines of both outputs: enough to read, never enough to fill the memory.</summary>
    private sealed class BoundedLog
    {
        private const int Most = 50_000;

        private readonly Queue<string> _lines = new();
        private readonly Task _read;

        public BoundedLog(Process process) => _read = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));

        public override string ToString()
        {
            // A process that has ended has written its last; what is still in the pipe belongs to the log.
            _read.Wait(TimeSpan.FromMilliseconds(500));
            lock (_lines)
            {
                return new StringBuilder().AppendJoin(Environment.NewLine, _lines).ToString();
            }
        }

        private async Task ReadAsync(StreamReader output)
        {
            while (await output.ReadLineAsync() is { } line)
            {
                lock (_lines)
                {
                    _lines.Enqueue(line);
                    if (_lines.Count > Most)
                    {
                        _lines.Dequeue();
                    }
                }
            }
        }
    }
}
