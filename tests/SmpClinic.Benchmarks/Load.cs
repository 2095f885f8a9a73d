using System.Diagnostics;
using System.Globalization;

namespace SmpClinic.Benchmarks;

/// <summary>One address asked as fast as it answers, by wrk where it is installed and by a loop of our own otherwise.</summary>
internal sealed class Load(string name, Served served, string path, string? encoding = null, string? cookie = null, int? core = null)
{
    private const int Connections = 16;
    private static readonly bool HasWrk = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':').Any(folder => File.Exists(Path.Combine(folder, "wrk")));
    private readonly List<double> _rates = [];

    public static string With => HasWrk ? "wrk" : "a loop of HttpClient";

    public string Name => name;

    /// <summary>Requests a second, the median of the rounds.</summary>
    public double Rate => _rates.Order().ElementAt(_rates.Count / 2);

    public async Task RunAsync(double seconds, bool keep)
    {
        var rate = HasWrk ? await WrkAsync(seconds) : await LoopAsync(seconds);
        if (keep)
        {
            _rates.Add(rate);
        }
    }

    private async Task<double> WrkAsync(double seconds)
    {
        List<string> arguments = ["-t1", $"-c{Connections}", $"-d{Math.Max(1, (int)Math.Ceiling(seconds))}s", "-H", "Host: localhost"];
        if (encoding is not null)
        {
            arguments.AddRange(["-H", "Accept-Encoding: " + encoding]);
        }

        if (cookie is not null)
        {
            arguments.AddRange(["-H", "Cookie: " + cookie]);
        }

        List<string> command = [.. Served.On(core), "wrk", .. arguments, served.Address + path];
        using var wrk = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var report = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        if (report.Contains("Non-2xx", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{name} does not answer 200: {report}");
        }

        var line = report.Split('\n').First(l => l.StartsWith("Requests/sec:", StringComparison.Ordinal));
        return double.Parse(line.Split(':')[1], CultureInfo.InvariantCulture);
    }

    private async Task<double> LoopAsync(double seconds)
    {
        using var http = Served.Client(served.Address);
        if (encoding is not null)
        {
            http.DefaultRequestHeaders.AcceptEncoding.ParseAdd(encoding);
        }

        if (cookie is not null)
        {
            http.DefaultRequestHeaders.Add("Cookie", cookie);
        }

        var count = 0;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
            {
                using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
                answer.EnsureSuccessStatusCode();
                Interlocked.Increment(ref count);
            }
        }));
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
