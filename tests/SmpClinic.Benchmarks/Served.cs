using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace SmpClinic.Benchmarks;

/// <summary>A process that serves on a loopback port of its own choosing. What it writes goes to a file, as under a service manager.</summary>
internal sealed partial class Served : IDisposable
{
    private readonly Process _process;

    private Served(Process process, string address) => (_process, Address) = (process, address);

    /// <summary>Such as http://127.0.0.1:40000.</summary>
    public string Address { get; }

    /// <summary>Bytes of memory the process holds now.</summary>
    public long Memory
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id.ToString(CultureInfo.InvariantCulture)}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
    }

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">What it is told.</param>
    /// <param name="settings">As in appsettings, with colons.</param>
    /// <param name="folder">Where its output goes.</param>
    /// <param name="core">The one processor it may use; all of them without.</param>
    public static async Task<Served> StartAsync(
        string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> settings, string folder, int? core = null)
    {
        var output = Path.Combine(folder, Guid.NewGuid().ToString("N") + ".out");
        var process = Launch(program, arguments, settings, output, core);
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(60); await Task.Delay(2))
        {
            if (File.Exists(output) && Listening().Match(await File.ReadAllTextAsync(output)) is { Success: true } found)
            {
                return new(process, found.Value);
            }

            if (process.HasExited)
            {
                break;
            }
        }

        throw new InvalidOperationException($"{program} does not listen: {await File.ReadAllTextAsync(output)}");
    }

    /// <summary>How long it takes from nothing to the first 200. It is ended again.</summary>
    public static async Task<TimeSpan> FirstAnswerAsync(
        string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> settings, string folder, string path)
    {
        var start = Stopwatch.GetTimestamp();
        using var served = await StartAsync(program, arguments, settings, folder);
        using var http = Client(served.Address);
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
        answer.EnsureSuccessStatusCode();
        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Runs a verb to its end.</summary>
    /// <returns>What it said.</returns>
    public static async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> settings, string folder)
    {
        var output = Path.Combine(folder, Guid.NewGuid().ToString("N") + ".out");
        using var process = Launch(program, arguments, settings, output);
        await process.WaitForExitAsync();
        var said = await File.ReadAllTextAsync(output);
        return process.ExitCode == 0 ? said : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {said}");
    }

    /// <summary>A client that follows nothing and keeps no cookie.</summary>
    public static HttpClient Client(string address)
    {
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, MaxConnectionsPerServer = 256 }) { BaseAddress = new(address) };
        http.DefaultRequestHeaders.Host = "localhost";
        http.DefaultRequestHeaders.AcceptEncoding.Clear();
        http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*"));
        return http;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static Process Launch(
        string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> settings, string output, int? core = null)
    {
        // exec: the process is the program itself, not a shell around it.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "out=$1; shift; exec \"$@\" >\"$out\" 2>&1", "sh", output, .. On(core), program, .. arguments])
        {
            UseShellExecute = false,
            WorkingDirectory = Path.GetDirectoryName(program)!,
        };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("ASPNETCORE_", StringComparison.Ordinal) || k.StartsWith("DOTNET_", StringComparison.Ordinal)).ToList())
        {
            if (name != "DOTNET_ROOT")
            {
                start.Environment.Remove(name);
            }
        }

        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        foreach (var (key, value) in settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>What goes before a command that may use one processor only.</summary>
    internal static IEnumerable<string> On(int? core) => core is { } one ? ["taskset", "-c", one.ToString(CultureInfo.InvariantCulture)] : [];

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+", RegexOptions.None, 1000)]
    private static partial Regex Listening();
}
