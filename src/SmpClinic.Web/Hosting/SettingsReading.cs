using System.Globalization;
using System.Net;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Hosting;

/// <summary>
/// Reads settings one by one and notes what is wrong with each, and with some beside others; what it gives for a faulty one only
/// lasts until <see cref="ThrowIfFaulty"/>.
/// </summary>
internal sealed class SettingsReading(IConfiguration configuration, IHostEnvironment environment)
{
    private readonly List<string> _faults = [.. SettingsList.Faults(configuration)];

    public void ThrowIfFaulty()
    {
        if (_faults.Count > 0)
        {
            throw new SettingsException(
                "The site cannot start. Mend these settings (appsettings, or the environment with __ for the colon):" +
                string.Concat(_faults.Select(fault => Environment.NewLine + "  - " + fault)));
        }
    }

    /// <summary>The text of a setting; null where it is not set or, as the list has found, cannot be used.</summary>
    public string? Text(string key) =>
        configuration[key] is { } text && !string.IsNullOrWhiteSpace(text) && SettingsList.Of(key).FaultOf(text) is null ? text.Trim() : null;

    public DatabaseProvider Provider() =>
        Text("Database:Provider") is { } text ? Enum.Parse<DatabaseProvider>(text, ignoreCase: true) : DatabaseProvider.Sqlite;

    public string ConnectionString(DatabaseProvider provider, string folder)
    {
        var text = configuration.GetConnectionString("Clinic");
        try
        {
            return provider == DatabaseProvider.SqlServer ? Server(text) : File(text, folder);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            _faults.Add($"ConnectionStrings:Clinic is not a connection string for {(provider == DatabaseProvider.SqlServer ? "SQL Server" : "SQLite")}: {e.Message}");
            return string.Empty;
        }
    }

    public string Folder(string key, string otherwise, string relativeTo) => Path.GetFullPath(Text(key) ?? otherwise, relativeTo);

    public int? Number(string key) => Text(key) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    public bool Flag(string key, bool otherwise) => Text(key) is { } text ? bool.Parse(text) : otherwise;

    public string BaseUrl(bool requireHttps)
    {
        if (string.IsNullOrWhiteSpace(configuration["Site:BaseUrl"]) && environment.IsProduction())
        {
            _faults.Add("Site:BaseUrl is missing; links in mails need it, for example https://clinic.example.");
        }

        var text = Text("Site:BaseUrl") ?? new SiteSettings().BaseUrl;
        var url = new Uri(text);
        if (environment.IsProduction() && requireHttps && url.Scheme is not "https" && Text("Site:BaseUrl") is not null)
        {
            _faults.Add($"Site:BaseUrl is '{text}'; in Production it must start with https:// (or Site:RequireHttps must be false, for a trial behind no proxy).");
        }

        if (environment.IsProduction() && !requireHttps && !url.IsLoopback)
        {
            _faults.Add("Site:RequireHttps is false; in Production only a trial whose Site:BaseUrl is on localhost may do without TLS.");
        }

        return text.TrimEnd('/');
    }

    public string[] AllowedHosts(string baseUrl)
    {
        if (Text("AllowedHosts") is not { } text)
        {
            return [new Uri(baseUrl).Host, "localhost", "127.0.0.1", "[::1]"];
        }

        var hosts = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (environment.IsProduction() && hosts.Contains("*", StringComparer.Ordinal))
        {
            _faults.Add("AllowedHosts is '*'; in Production it must name the hosts (or be left out: then it is the host of Site:BaseUrl and localhost).");
        }

        return hosts;
    }

    public List<IPAddress> KnownProxies() =>
    [
        .. (Text("ForwardedHeaders:KnownProxies") ?? string.Empty)
            .Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Concat(configuration.GetSection("ForwardedHeaders:KnownProxies").GetChildren().Select(child => child.Value ?? string.Empty))
            .Select(text => IPAddress.TryParse(text, out var address) ? address : null)
            .OfType<IPAddress>(),
    ];

    public DateTimeZone Zone() => DateTimeZoneProviders.Tzdb.GetZoneOrNull(Text("Clinic:TimeZone") ?? new ClinicDetails().TimeZone) ?? DateTimeZone.Utc;

    public string? Redis() => Text("Cache:Redis") is { } text ? RedisAt(text) : null;

    // Apart, so that the library is loaded by those alone who use it.
    private string RedisAt(string text)
    {
        var redis = StackExchange.Redis.ConfigurationOptions.Parse(text);
        if (environment.IsProduction() && string.IsNullOrEmpty(redis.Password) && !redis.EndPoints.All(IsThisMachine))
        {
            _faults.Add("Cache:Redis has no password; whoever can write there writes the clinic's pages. Only a Redis on this machine may do without.");
        }

        return text;

        static bool IsThisMachine(EndPoint at) => at switch
        {
            IPEndPoint ip => IPAddress.IsLoopback(ip.Address),
            DnsEndPoint name => string.Equals(name.Host, "localhost", StringComparison.OrdinalIgnoreCase),
            _ => true,
        };
    }

    public string? Certificate(DatabaseProvider provider)
    {
        if (Text("DataProtection:CertificatePath") is not { } text)
        {
            if (!string.IsNullOrEmpty(configuration["DataProtection:CertificatePassword"]))
            {
                _faults.Add("DataProtection:CertificatePassword is set, but DataProtection:CertificatePath is not: nothing would be enciphered.");
            }

            if (provider == DatabaseProvider.SqlServer && environment.IsProduction())
            {
                _faults.Add("DataProtection:CertificatePath is missing; in Production on SqlServer the key ring lies in the database and must be enciphered with a certificate that does not (a .pfx file, with DataProtection:CertificatePassword).");
            }

            return null;
        }

        var path = Path.GetFullPath(text, environment.ContentRootPath);
        if (!System.IO.File.Exists(path))
        {
            _faults.Add($"DataProtection:CertificatePath is '{text}'; there is no such file.");
            return null;
        }

        return path;
    }

    public void CheckMail()
    {
        if (string.IsNullOrWhiteSpace(configuration["Mail:Transport"]) && environment.IsProduction())
        {
            _faults.Add("Mail:Transport is missing; in Production it must say where mail goes: Smtp or PickupFolder.");
        }

        if (string.Equals(Text("Mail:Transport"), "Smtp", StringComparison.OrdinalIgnoreCase))
        {
            foreach (var key in (string[])["Mail:Smtp:Host", "Mail:From"])
            {
                if (string.IsNullOrWhiteSpace(configuration[key]))
                {
                    _faults.Add($"{key} is missing; Mail:Transport is Smtp.");
                }
            }
        }
    }

    /// <summary>A real clinic must not send its clients to the demonstration's door, nor its notices into the void.</summary>
    public void CheckClinic()
    {
        if (Flag("Clinic:IsDemonstration", otherwise: true) || !environment.IsProduction())
        {
            return;
        }

        foreach (var key in SettingsList.All.Select(s => s.Key).Where(k => k.StartsWith("Clinic:", StringComparison.Ordinal)))
        {
            var name = key["Clinic:".Length..];
            if (name is not (nameof(ClinicDetails.TimeZone) or nameof(ClinicDetails.PhoneRegion) or nameof(ClinicDetails.IsDemonstration)) && configuration[key] is null)
            {
                _faults.Add($"{key} is missing; Clinic:IsDemonstration is false, and the demonstration's must not be shown for this clinic's.");
            }
        }
    }

    /// <summary>Below these levels the framework writes addresses, and with them secret links, into the log.</summary>
    public void CheckLogging()
    {
        if (!environment.IsProduction())
        {
            return;
        }

        foreach (var (key, level) in configuration.GetSection("Serilog:MinimumLevel").AsEnumerable().Where(pair => pair.Value is not null))
        {
            var ofFramework = key.Contains(":Override:Microsoft", StringComparison.OrdinalIgnoreCase) || key.Contains(":Override:System", StringComparison.OrdinalIgnoreCase);
            var lifetime = key.EndsWith(":Microsoft.Hosting.Lifetime", StringComparison.OrdinalIgnoreCase);
            if (level is "Verbose" or "Debug" || (level is "Information" && ofFramework && !lifetime))
            {
                _faults.Add($"{key} is '{level}'; in Production that would write visitors' addresses and secret links into the log. It must be {(ofFramework ? "Warning" : "Information")} or above.");
            }
        }
    }

    private string Server(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            _faults.Add("ConnectionStrings:Clinic is missing; Database:Provider is SqlServer, so it must name the server and the database.");
            return string.Empty;
        }

        var server = new SqlConnectionStringBuilder(text);
        if (server.DataSource.Length == 0 || server.InitialCatalog.Length == 0)
        {
            _faults.Add("ConnectionStrings:Clinic must name the server and the database ('Server=…;Database=…').");
        }

        if (environment.IsProduction() && SqlConnectionEncryptOption.Optional.Equals(server.Encrypt))
        {
            _faults.Add("ConnectionStrings:Clinic says Encrypt=False; in Production what clients write must not cross the network in the clear.");
        }

        return text;
    }

    private string File(string? text, string folder)
    {
        var sqlite = new SqliteConnectionStringBuilder(string.IsNullOrWhiteSpace(text) ? "Data Source=clinic.db" : text);
        if (sqlite.DataSource.Length == 0 || sqlite.DataSource is ":memory:" || sqlite.Mode == SqliteOpenMode.Memory)
        {
            _faults.Add("ConnectionStrings:Clinic must name a file for SQLite ('Data Source=clinic.db').");
            return string.Empty;
        }

        sqlite.DataSource = Path.GetFullPath(sqlite.DataSource, folder);

        // A database that is lost must be missed, not replaced by an empty one. Migrating makes the file.
        sqlite.Mode = sqlite.Mode == SqliteOpenMode.ReadOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWrite;
        return sqlite.ConnectionString;
    }
}
