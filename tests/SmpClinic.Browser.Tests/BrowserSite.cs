using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SmpClinic.Web.Data;

namespace SmpClinic.Browser.Tests;

/// <summary>
/// The site as a developer runs it, on a real port with a folder of its own: the demo clinic, everything mailed to be read under
/// /dev/mail. Its clock runs, but began on a Tuesday morning in the week the clocks go back, so that dates are the same on
/// every run. One site serves all tests; each takes a week or a practitioner of its own.
/// </summary>
public sealed class BrowserSite : WebApplicationFactory<Program>
{
    /// <summary>The demo clinic opens at ten; British Summer Time ends on the Sunday of this week.</summary>
    public static readonly DateTimeOffset Start = new(2027, 10, 26, 8, 30, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("clinic-browser-").FullName;
    private readonly string _address;

    public BrowserSite()
    {
        // Links in mails need the port before the site starts.
        var port = FreePort();
        _address = $"http://127.0.0.1:{port}";
        UseKestrel(port);
        StartServer();
        Address = _address;
    }

    /// <summary>Where the site answers, without a slash at the end.</summary>
    public string Address { get; }

    /// <summary>Where every message lands as an .eml file.</summary>
    public string MailFolder => Path.Combine(_folder, "mail");

    /// <summary>The clinic date that many weeks after the first.</summary>
    public static string Week(int weeks) => DateOnly.FromDateTime(Start.Date).AddDays(7 * weeks).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Looks into, or writes to, the database beside the site.</summary>
    public async Task<T> InDatabaseAsync<T>(Func<ClinicDb, Task<T>> look)
    {
        await using var db = await Services.GetRequiredService<IDbContextFactory<ClinicDb>>().CreateDbContextAsync();
        return await look(db);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("Data:Folder", _folder);
        builder.UseSetting("Mail:PickupFolder", MailFolder);
        builder.UseSetting("Site:BaseUrl", _address);
        builder.UseSetting("Limits:PostsPerMinute", "100000");
        builder.UseSetting("Limits:LinksPerMinute", "100000");
        builder.UseSetting("Limits:BookingsPerAddressPerHour", "100000");
        builder.UseSetting("Limits:HoldsPerAddressPerHour", "100000");
        builder.UseSetting("Limits:OpenBookingsPerContact", "100000");
        builder.UseSetting("Limits:MinimumFillSeconds", "0");

        // Files go out as they were compressed by the build, as in Production; a developer's reload of changed files packs them without compressing.
        builder.UseSetting("ReloadStaticAssetsAtRuntime", "false");
        builder.UseSetting("Serilog:MinimumLevel:Default", "Warning");
        builder.UseSetting("Serilog:MinimumLevel:Override:Microsoft.Hosting.Lifetime", "Warning");
        builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(new LaterClock(Start)));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Runs like the system's clock, from another beginning. Timers are the system's.</summary>
    private sealed class LaterClock(DateTimeOffset start) : TimeProvider
    {
        private readonly long _began = System.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => start + System.GetElapsedTime(_began);
    }
}
