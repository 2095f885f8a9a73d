using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Features.Booking;

namespace SmpClinic.Endurance.Tests.Processes;

/// <summary>
/// A data folder with a prepared database, the settings under which processes serve it, and a way to look into the database
/// beside them. Processes that it started end with it.
/// </summary>
public sealed class ClinicFolder : IAsyncDisposable
{
    private readonly List<SiteProcess> _nodes = [];

    private readonly bool _ours;

    private ClinicFolder(string path, bool ours, Dictionary<string, string> settings) => (Folder, _ours, Settings) = (path, ours, settings);

    public string Folder { get; }

    public string Database => Path.Combine(Folder, "clinic.db");

    public string KeyFolder => Path.Combine(Folder, "keys");

    public Dictionary<string, string> Settings { get; }

    /// <summary>The process started last.</summary>
    public SiteProcess? Last => _nodes.Count == 0 ? null : _nodes[^1];

    /// <summary>A folder with a migrated database of the demonstration clinic, or an empty one.</summary>
    /// <param name="several">Whether several processes may share it.</param>
    /// <param name="empty">Without a database.</param>
    /// <param name="at">Where; a new temporary folder without.</param>
    public static async Task<ClinicFolder> CreateAsync(bool several = false, bool empty = false, string? at = null)
    {
        var folder = at ?? Directory.CreateTempSubdirectory("clinic-node-").FullName;
        var settings = empty
            ? new Dictionary<string, string>(StringComparer.Ordinal) { ["Data:Folder"] = folder }
            : await Databases.CreateAsync(DatabaseProvider.Sqlite, folder);
        settings["Database:Sqlite:SeveralProcesses"] = several ? "true" : "false";
        settings["Mail:Transport"] = "PickupFolder";
        settings["Mail:From"] = "hello@example.com";
        foreach (var limit in (string[])["BookingsPerAddressPerHour", "HoldsPerAddressPerHour", "OpenBookingsPerContact", "LinksPerMinute", "PostsPerMinute"])
        {
            settings["Limits:" + limit] = "1000000";
        }

        settings["Limits:MinimumFillSeconds"] = "0";
        return new(folder, at is null, settings);
    }

    /// <summary>The phones of the demonstration's staff, none of whose codes was used.</summary>
    public static SecondFactor Phones() => DemoClinic.StaffEmails.Aggregate(new SecondFactor(), (phones, email) => phones.Knows(email, DemoClinic.StaffAppKey));

    /// <summary>Starts one more process on the folder.</summary>
    public async Task<SiteProcess> StartAsync(SiteState until = SiteState.Ready, Uri? address = null)
    {
        var node = await SiteProcess.StartAsync(Settings, until, address);
        _nodes.Add(node);
        return node;
    }

    /// <summary>Looks into, or writes to, the database beside the site.</summary>
    public async Task<T> InDatabaseAsync<T>(Func<ClinicDb, Task<T>> look)
    {
        await using var db = Open();
        return await look(db);
    }

    /// <summary>A context on the folder's database; its connection ends with it, so that no handle outlives a moved file.</summary>
    public SqliteClinicDb Open()
    {
        var options = new DbContextOptionsBuilder<SqliteClinicDb>();
        ClinicDatabase.UseSqlite(options, $"Data Source={Database};Pooling=False;Mode=ReadWrite");
        return new(options.Options);
    }

    /// <summary>Times at least so far apart that no two of them meet.</summary>
    public static async Task<List<Instant>> SeparateTimesAsync(HttpClient browser, int count, string practitioner = "maya-okafor")
    {
        var times = await BookingSteps.OfferedAsync(browser, BookingSteps.Video, Today.PlusDays(2), 60, practitioner);
        var found = new List<Instant>();
        foreach (var time in times)
        {
            if (found.Count == 0 || time - found[^1] >= Duration.FromMinutes(45))
            {
                found.Add(time);
            }
        }

        return found.Count >= count ? found[..count] : throw new InvalidOperationException($"Only {found.Count} separate times are offered.");
    }

    /// <summary>Processes run on the machine's clock.</summary>
    public static LocalDate Today => LocalDate.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        SqliteConnection.ClearAllPools();
        if (_ours)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
