using System.Globalization;

namespace SmpClinic.Benchmarks;

/// <summary>A folder with a seeded clinic, and the site serving it.</summary>
internal sealed class Clinic(string site, string folder, int size, int practitioners) : IDisposable
{
    private Served? _served;

    public int Size => size;

    public Served Served => _served ?? throw new InvalidOperationException("Not opened.");

    public string Database => Path.Combine(Folder, "clinic.db");

    /// <summary>Bytes an appointment takes in the file, with its claims and indexes and its share of all else.</summary>
    public double BytesEach => new FileInfo(Database).Length / (double)size;

    /// <summary>The mail is queued and stays queued: the server it would go to is not there, and the breaker is open.</summary>
    public Dictionary<string, string> Settings => new()
    {
        ["Data:Folder"] = Folder,
        ["Site:BaseUrl"] = "http://localhost:5080",
        ["Site:RequireHttps"] = "false",
        ["Mail:Transport"] = "Smtp",
        ["Mail:Smtp:Host"] = "127.0.0.1",
        ["Mail:Smtp:Port"] = "9",
        ["Mail:Smtp:Security"] = "None",
        ["Mail:From"] = "hello@example.com",
        ["Limits:PostsPerMinute"] = "1000000",
        ["Limits:LinksPerMinute"] = "1000000",
        ["Limits:BookingsPerAddressPerHour"] = "1000000",
        ["Limits:OpenBookingsPerContact"] = "1000",
        ["Limits:MinimumFillSeconds"] = "0",
    };

    private string Folder => Path.Combine(folder, "clinic-" + size.ToString(CultureInfo.InvariantCulture) + "-" + practitioners.ToString(CultureInfo.InvariantCulture));

    public async Task SeedAsync() => await Served.RunAsync(
        site,
        ["seed", "load", "--appointments", size.ToString(CultureInfo.InvariantCulture), "--practitioners", practitioners.ToString(CultureInfo.InvariantCulture)],
        Settings,
        folder);

    /// <summary>One more process on the same database, beside others, each with one processor or all.</summary>
    /// <param name="core">The one processor it may use; all of them without.</param>
    /// <param name="mailPort">Where its mail server is; nowhere without.</param>
    public Task<Served> StartNodeAsync(int? core = null, string? mailPort = null)
    {
        var settings = Settings;
        settings["Database:Sqlite:SeveralProcesses"] = "true";
        settings["Mail:Smtp:Port"] = mailPort ?? settings["Mail:Smtp:Port"];
        return Served.StartAsync(site, ["--urls", "http://127.0.0.1:0"], settings, folder, core);
    }

    /// <summary>Adds a member of staff.</summary>
    /// <returns>The link to choose a password.</returns>
    public async Task<string> AddStaffAsync(string email) =>
        (await Served.RunAsync(site, ["users", "add", "--email", email, "--role", "Administrator", "--name", "Bench"], Settings, folder))
            .Split('\n', StringSplitOptions.TrimEntries).Last(line => line.Contains("/staff/set-password?", StringComparison.Ordinal));

    public async Task OpenAsync() => _served = await Served.StartAsync(site, ["--urls", "http://127.0.0.1:0"], Settings, folder);

    /// <summary>A copy of the database as it stands, for the reference that writes.</summary>
    public async Task<string> CopyAsync()
    {
        var copy = Path.Combine(folder, "copy-" + size.ToString(CultureInfo.InvariantCulture) + ".db");
        await Served.RunAsync(site, ["backup", copy], Settings, folder);
        return copy;
    }

    public Task<TimeSpan> FirstAnswerAsync() => Served.FirstAnswerAsync(site, ["--urls", "http://127.0.0.1:0"], Settings, folder, "/");

    public void Dispose() => _served?.Dispose();
}
