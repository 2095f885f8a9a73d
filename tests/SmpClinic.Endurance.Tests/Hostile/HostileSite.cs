using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Hosting;
using Xunit;

namespace SmpClinic.Endurance.Tests.Hostile;

/// <summary>
/// The site as Production runs it, but for TLS: a process behind a real socket, with a member of staff of each role and its log
/// kept line by line. What a hostile client can do to it, it does here.
/// </summary>
internal sealed partial class HostileSite : IAsyncDisposable
{
    public const string Password = "heron lamp quarry fig";

    private static readonly Lazy<Task<string>> Template = new(MakeTemplateAsync);

    private readonly SecondFactor _phones = new();
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostileSite(Process process, string folder)
    {
        (_process, Folder) = (process, folder);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Folder { get; }

    public Uri Address { get; private set; } = null!;

    /// <summary>What it has written so far, a line each.</summary>
    public IReadOnlyList<string> Log => [.. _log];

    public bool IsAlive => !_process.HasExited;

    /// <summary>Memory in use, in megabytes.</summary>
    public double Megabytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id.ToString(CultureInfo.InvariantCulture)}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
            return double.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
        }
    }

    /// <summary>Starts on a fresh database, in Production unless the settings name another environment.</summary>
    /// <param name="settings">Further settings.</param>
    /// <param name="urls">Where to listen; by default plain HTTP on a free port.</param>
    public static async Task<HostileSite> StartAsync(Dictionary<string, string>? settings = null, string urls = "http://127.0.0.1:0")
    {
        var folder = Directory.CreateTempSubdirectory("clinic-hostile-").FullName;
        File.Copy(await Template.Value, Path.Combine(folder, "clinic.db"));
        var program = typeof(Program).Assembly.GetName().Name + ".dll";
        var start = new ProcessStartInfo("dotnet", [Path.Combine(ProgramFolder(), program), "--urls", urls])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = ProgramFolder(),
        };
        Dictionary<string, string> all = new(StringComparer.Ordinal)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Data:Folder"] = folder,
            ["Database:MigrateOnStart"] = "false",
            ["Site:BaseUrl"] = "http://localhost",
            ["Site:RequireHttps"] = "false",
            ["Mail:Transport"] = "PickupFolder",
            ["Mail:From"] = "hello@example.com",
            ["Limits:PostsPerMinute"] = "1000000",
            ["Limits:LinksPerMinute"] = "1000000",
            ["Limits:MinimumFillSeconds"] = "0",
        };
        foreach (var (key, value) in settings ?? [])
        {
            all[key] = value;
        }

        foreach (var (key, value) in all)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var site = new HostileSite(Process.Start(start)!, folder);
        site.Address = await site._listening.Task.WaitAsync(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);
        return site;
    }

    /// <summary>A browser of a visitor, as other people use the site meanwhile. Follows no redirect.</summary>
    public HttpClient Visitor(CookieContainer? cookies = null) => new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies ?? new(), MaxConnectionsPerServer = 64 })
    {
        BaseAddress = new($"{Address.Scheme}://localhost:{Address.Port.ToString(CultureInfo.InvariantCulture)}"),
    };

    /// <summary>The browser of the member of staff with this role, signed in through the form.</summary>
    public async Task<HttpClient> SignInAsync(string role, CookieContainer? cookies = null)
    {
        var browser = Visitor(cookies);
        await _phones.SignInAsync(browser, EmailOf(role), Password, () => TimeProvider.System.GetUtcNow());
        return browser;
    }

    /// <summary>Events of this level or above that it has logged: E for errors.</summary>
    public IReadOnlyList<string> Errors => [.. Log.Where(line => line.Contains("\"@l\":\"Error\"", StringComparison.Ordinal) || line.Contains("\"@l\":\"Fatal\"", StringComparison.Ordinal) || line.StartsWith("Unhandled", StringComparison.Ordinal))];

    /// <summary>Fails unless every line of the log is one event.</summary>
    public void LogIsOneEventALine() => Assert.All(Log, line =>
    {
        using var json = JsonDocument.Parse(line);
        Assert.Equal(JsonValueKind.Object, json.RootElement.ValueKind);
    });

    public static string EmailOf(string role) => role.ToLowerInvariant() + "@example.com";

    /// <summary>Looks into its database from outside.</summary>
    public async Task<T> InDatabaseAsync<T>(Func<ClinicDb, Task<T>> look)
    {
        var options = new DbContextOptionsBuilder<SqliteClinicDb>();
        ClinicDatabase.UseSqlite(options, "Pooling=False;Data Source=" + Path.Combine(Folder, "clinic.db"));
        await using var db = new SqliteClinicDb(options.Options);
        return await look(db);
    }

    /// <summary>Ends it and waits for the last of its log.</summary>
    public async Task StopAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private void Keep(string? line)
    {
        if (string.IsNullOrEmpty(line))
        {
            return;
        }

        _log.Enqueue(line);
        if (ListeningOn().Match(line) is { Success: true } found)
        {
            _listening.TrySetResult(new(found.Value));
        }
        else if (line.StartsWith("The site cannot start", StringComparison.Ordinal) || line.StartsWith("Unhandled", StringComparison.Ordinal))
        {
            _listening.TrySetException(new InvalidOperationException(line));
        }
    }

    /// <summary>The demonstration clinic with staff, made once by a site in this process.</summary>
    private static async Task<string> MakeTemplateAsync()
    {
        await using var site = await ClinicSite.StartAsync();
        foreach (var role in StaffRoles.All)
        {
            await site.AddStaffAsync(role, Password, EmailOf(role), role == StaffRoles.Practitioner ? "maya-okafor" : null);
        }

        var copy = Path.Combine(Directory.CreateTempSubdirectory("clinic-hostile-template-").FullName, "clinic.db");
        await site.InDatabaseAsync(db => db.Database.ExecuteSqlAsync($"VACUUM INTO {copy}"));
        await using var once = new Microsoft.Data.Sqlite.SqliteConnection("Pooling=False;Data Source=" + copy);
        await once.OpenAsync();
        await using var wal = once.CreateCommand();
        wal.CommandText = "PRAGMA journal_mode=WAL";
        await wal.ExecuteNonQueryAsync();
        return copy;
    }

    private static string ProgramFolder()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var root = here;
        while (!File.Exists(Path.Combine(root.FullName, "SmpClinic.sln")))
        {
            root = root.Parent ?? throw new DirectoryNotFoundException("The tests run inside the repository.");
        }

        return Path.Combine(root.FullName, "src", "SmpClinic.Web", "bin", here.Parent!.Name, here.Name);
    }

    [GeneratedRegex("https?://127\\.0\\.0\\.1:[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ListeningOn();
}
