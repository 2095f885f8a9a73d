using System.Globalization;
using System.Net;
using Microsoft.Data.Sqlite;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Hosting;

/// <summary>The site cannot start with these settings. The message names each of them and what it may be.</summary>
public sealed class SettingsException : Exception
{
    public SettingsException()
    {
    }

    public SettingsException(string message)
        : base(message)
    {
    }

    public SettingsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>What has to be known before the site can start, read and judged once. Nothing half-right gets past here.</summary>
public sealed class StartSettings
{
    private StartSettings()
    {
    }

    public required DatabaseProvider Provider { get; init; }

    public required string ConnectionString { get; init; }

    public required int? CompatibilityLevel { get; init; }

    public required int? MaxBatchSize { get; init; }

    public required bool MigrateOnStart { get; init; }

    /// <summary>Where the embedded database, the key ring and the pickup folder live.</summary>
    public required string DataFolder { get; init; }

    public required string KeyFolder { get; init; }

    public required string? CertificatePath { get; init; }

    public required string? CertificatePassword { get; init; }

    public required string BaseUrl { get; init; }

    /// <summary>Whether a request that came without TLS is sent away. The health addresses are exempt.</summary>
    public required bool RequireHttps { get; init; }

    public required IReadOnlyList<string> AllowedHosts { get; init; }

    public required IReadOnlyList<IPAddress> KnownProxies { get; init; }

    public required DateTimeZone Zone { get; init; }

    public required int PostsPerMinute { get; init; }

    /// <summary>How often one address may open a client's secret link in a minute.</summary>
    public required int LinksPerMinute { get; init; }

    /// <summary>How many requests one process works on at a time.</summary>
    public required int RequestsAtOnce { get; init; }

    /// <summary>How many more wait for their turn; any further are asked to come back.</summary>
    public required int RequestsWaiting { get; init; }

    /// <summary>Reads the settings; all faults are reported together.</summary>
    /// <exception cref="SettingsException">There are faults.</exception>
    public static StartSettings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var read = new Reading(configuration, environment);
        var provider = read.Provider();
        var folder = read.Folder("Data:Folder", "data", environment.ContentRootPath);
        var requireHttps = read.Flag("Site:RequireHttps", !environment.IsDevelopment());
        var baseUrl = read.BaseUrl(requireHttps);
        var settings = new StartSettings
        {
            Provider = provider,
            DataFolder = folder,
            ConnectionString = read.ConnectionString(provider, folder),
            CompatibilityLevel = read.Number("Database:SqlServer:CompatibilityLevel", 100, 1000),
            MaxBatchSize = read.Number("Database:SqlServer:MaxBatchSize", 1, 1000),
            MigrateOnStart = read.Flag("Database:MigrateOnStart", provider == DatabaseProvider.Sqlite),
            KeyFolder = read.Folder("DataProtection:KeyFolder", Path.Combine(folder, "keys"), folder),
            CertificatePath = read.Certificate(provider),
            CertificatePassword = configuration["DataProtection:CertificatePassword"],
            BaseUrl = baseUrl,
            RequireHttps = requireHttps,
            AllowedHosts = read.AllowedHosts(baseUrl),
            KnownProxies = read.KnownProxies(),
            Zone = read.Zone(),
            PostsPerMinute = read.Number("Limits:PostsPerMinute", 1, 1_000_000) ?? 60,
            LinksPerMinute = read.Number("Limits:LinksPerMinute", 1, 1_000_000) ?? 120,
            RequestsAtOnce = read.Number("Limits:RequestsAtOnce", 1, 10_000) ?? 512,
            RequestsWaiting = read.Number("Limits:RequestsWaiting", 0, 10_000) ?? 512,
        };
        read.CheckMail();
        read.ThrowIfFaulty();
        return settings;
    }

    private sealed class Reading(IConfiguration configuration, IHostEnvironment environment)
    {
        private readonly List<string> _faults = [];

        public void ThrowIfFaulty()
        {
            if (_faults.Count > 0)
            {
                throw new SettingsException(
                    "The site cannot start. Mend these settings (appsettings, or the environment with __ for the colon):" +
                    string.Concat(_faults.Select(fault => Environment.NewLine + "  - " + fault)));
            }
        }

        public DatabaseProvider Provider()
        {
            var text = configuration["Database:Provider"];
            if (string.IsNullOrWhiteSpace(text))
            {
                return DatabaseProvider.Sqlite;
            }

            foreach (var provider in Enum.GetValues<DatabaseProvider>())
            {
                if (string.Equals(provider.ToString(), text.Trim(), StringComparison.OrdinalIgnoreCase))
                {
                    return provider;
                }
            }

            _faults.Add($"Database:Provider is '{text}'; it may be {string.Join(" or ", Enum.GetNames<DatabaseProvider>())}.");
            return DatabaseProvider.Sqlite;
        }

        public string ConnectionString(DatabaseProvider provider, string folder)
        {
            var text = configuration.GetConnectionString("Clinic");
            if (provider == DatabaseProvider.SqlServer)
            {
                if (string.IsNullOrWhiteSpace(text))
                {
                    _faults.Add("ConnectionStrings:Clinic is missing; Database:Provider is SqlServer, so it must name the server and the database.");
                }

                return text ?? string.Empty;
            }

            try
            {
                var sqlite = new SqliteConnectionStringBuilder(string.IsNullOrWhiteSpace(text) ? "Data Source=clinic.db" : text);
                if (sqlite.DataSource.Length == 0 || sqlite.DataSource is ":memory:" || sqlite.Mode == SqliteOpenMode.Memory)
                {
                    _faults.Add("ConnectionStrings:Clinic must name a file for SQLite ('Data Source=clinic.db').");
                    return string.Empty;
                }

                sqlite.DataSource = Path.GetFullPath(sqlite.DataSource, folder);
                return sqlite.ConnectionString;
            }
            catch (ArgumentException e)
            {
                _faults.Add($"ConnectionStrings:Clinic is not a connection string for SQLite: {e.Message}");
                return string.Empty;
            }
        }

        public string Folder(string key, string otherwise, string relativeTo)
        {
            var text = configuration[key];
            return Path.GetFullPath(string.IsNullOrWhiteSpace(text) ? otherwise : text, relativeTo);
        }

        public int? Number(string key, int from, int to)
        {
            var text = configuration[key];
            if (string.IsNullOrWhiteSpace(text))
            {
                return null;
            }

            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= from && number <= to)
            {
                return number;
            }

            _faults.Add($"{key} is '{text}'; it must be a whole number from {from} to {to}.");
            return null;
        }

        public bool Flag(string key, bool otherwise)
        {
            var text = configuration[key];
            if (string.IsNullOrWhiteSpace(text))
            {
                return otherwise;
            }

            if (bool.TryParse(text, out var flag))
            {
                return flag;
            }

            _faults.Add($"{key} is '{text}'; it may be true or false.");
            return otherwise;
        }

        public string BaseUrl(bool requireHttps)
        {
            var text = configuration["Site:BaseUrl"];
            if (string.IsNullOrWhiteSpace(text))
            {
                if (environment.IsProduction())
                {
                    _faults.Add("Site:BaseUrl is missing; links in mails need it, for example https://clinic.example.");
                }

                return new SiteSettings().BaseUrl;
            }

            if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")
                || url.AbsolutePath is not "/" || url.Query.Length > 0 || url.UserInfo.Length > 0)
            {
                _faults.Add($"Site:BaseUrl is '{text}'; it must be a scheme and a host, for example https://clinic.example.");
                return new SiteSettings().BaseUrl;
            }

            if (environment.IsProduction() && requireHttps && url.Scheme is not "https")
            {
                _faults.Add($"Site:BaseUrl is '{text}'; in Production it must start with https:// (or Site:RequireHttps must be false, for a trial behind no proxy).");
            }

            return text.TrimEnd('/');
        }

        public string[] AllowedHosts(string baseUrl)
        {
            var text = configuration["AllowedHosts"];
            if (string.IsNullOrWhiteSpace(text))
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

        public List<IPAddress> KnownProxies()
        {
            var proxies = new List<IPAddress>();
            var texts = (configuration["ForwardedHeaders:KnownProxies"] ?? string.Empty)
                .Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Concat(configuration.GetSection("ForwardedHeaders:KnownProxies").GetChildren().Select(child => child.Value ?? string.Empty));
            foreach (var text in texts)
            {
                if (IPAddress.TryParse(text, out var address))
                {
                    proxies.Add(address);
                }
                else
                {
                    _faults.Add($"ForwardedHeaders:KnownProxies holds '{text}'; it must list the proxies' IP addresses.");
                }
            }

            return proxies;
        }

        public DateTimeZone Zone()
        {
            var id = configuration["Clinic:TimeZone"] ?? new ClinicDetails().TimeZone;
            if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) is { } zone)
            {
                return zone;
            }

            _faults.Add($"Clinic:TimeZone is '{id}'; it must be an IANA zone such as Europe/London.");
            return DateTimeZone.Utc;
        }

        public string? Certificate(DatabaseProvider provider)
        {
            var text = configuration["DataProtection:CertificatePath"];
            if (string.IsNullOrWhiteSpace(text))
            {
                if (provider == DatabaseProvider.SqlServer && environment.IsProduction())
                {
                    _faults.Add("DataProtection:CertificatePath is missing; in Production on SqlServer the key ring lies in the database and must be enciphered with a certificate that does not (a .pfx file, with DataProtection:CertificatePassword).");
                }

                return null;
            }

            var path = Path.GetFullPath(text, environment.ContentRootPath);
            if (!File.Exists(path))
            {
                _faults.Add($"DataProtection:CertificatePath is '{text}'; there is no such file.");
                return null;
            }

            return path;
        }

        public void CheckMail()
        {
            var transport = configuration["Mail:Transport"];
            if (string.IsNullOrWhiteSpace(transport))
            {
                if (environment.IsProduction())
                {
                    _faults.Add("Mail:Transport is missing; in Production it must say where mail goes: Smtp or PickupFolder.");
                }

                return;
            }

            if (string.Equals(transport, "PickupFolder", StringComparison.OrdinalIgnoreCase))
            {
                return;
            }

            if (!string.Equals(transport, "Smtp", StringComparison.OrdinalIgnoreCase))
            {
                _faults.Add($"Mail:Transport is '{transport}'; it may be PickupFolder or Smtp.");
                return;
            }

            foreach (var key in (string[])["Mail:Smtp:Host", "Mail:From"])
            {
                if (string.IsNullOrWhiteSpace(configuration[key]))
                {
                    _faults.Add($"{key} is missing; Mail:Transport is Smtp.");
                }
            }

            var security = configuration["Mail:Smtp:Security"];
            if (security is not null && !((string[])["None", "StartTls", "Tls"]).Contains(security, StringComparer.OrdinalIgnoreCase))
            {
                _faults.Add($"Mail:Smtp:Security is '{security}'; it may be None, StartTls or Tls.");
            }

            _ = Number("Mail:Smtp:Port", 1, 65535);
        }
    }
}
