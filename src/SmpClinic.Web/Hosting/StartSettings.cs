using System.Net;
using NodaTime;
using SmpClinic.Web.Data;

namespace SmpClinic.Web.Hosting;

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

    /// <summary>Whether several processes of one machine may serve one embedded database: for trials and proofs.</summary>
    public required bool SeveralProcesses { get; init; }

    /// <summary>MiB that must be free where the data lies; with less the site is not ready.</summary>
    public required int FreeMegabytes { get; init; }

    /// <summary>Where the embedded database, the key ring and the pickup folder live.</summary>
    public required string DataFolder { get; init; }

    public required string KeyFolder { get; init; }

    /// <summary>Where clients' photos lie, enciphered; on several nodes a folder that all of them share.</summary>
    public required string PhotoFolder { get; init; }

    public required string? CertificatePath { get; init; }

    public required string? CertificatePassword { get; init; }

    public required string BaseUrl { get; init; }

    /// <summary>Whether a request that came without TLS is sent away. The health addresses are exempt.</summary>
    public required bool RequireHttps { get; init; }

    public required IReadOnlyList<string> AllowedHosts { get; init; }

    public required IReadOnlyList<IPAddress> KnownProxies { get; init; }

    public required DateTimeZone Zone { get; init; }

    public required int PostsPerMinute { get; init; }

    /// <summary>The Redis that rendered pages are shared through; null where each process keeps its own.</summary>
    public required string? Redis { get; init; }

    /// <summary>Where traces and metrics go; null for nowhere.</summary>
    public required Uri? OtlpEndpoint { get; init; }

    /// <summary>Whether they go by gRPC instead of HTTP.</summary>
    public required bool OtlpOverGrpc { get; init; }

    /// <summary>What pages show of the settings, as one text: two nodes with the same render the same.</summary>
    public required string ContentSettings { get; init; }

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
        var read = new SettingsReading(configuration, environment);
        var provider = read.Provider();
        var folder = read.Folder("Data:Folder", "data", environment.ContentRootPath);
        var requireHttps = read.Flag("Site:RequireHttps", !environment.IsDevelopment());
        var baseUrl = read.BaseUrl(requireHttps);
        var settings = new StartSettings
        {
            Provider = provider,
            DataFolder = folder,
            ConnectionString = read.ConnectionString(provider, folder),
            CompatibilityLevel = read.Number("Database:SqlServer:CompatibilityLevel"),
            MaxBatchSize = read.Number("Database:SqlServer:MaxBatchSize"),
            MigrateOnStart = read.Flag("Database:MigrateOnStart", provider == DatabaseProvider.Sqlite),
            SeveralProcesses = read.Flag("Database:Sqlite:SeveralProcesses", false),
            FreeMegabytes = read.Number("Health:FreeMegabytes") ?? 64,
            KeyFolder = read.Folder("DataProtection:KeyFolder", Path.Combine(folder, "keys"), folder),
            PhotoFolder = read.Folder("Photos:Folder", Path.Combine(folder, "photos"), folder),
            CertificatePath = read.Certificate(provider),
            CertificatePassword = configuration["DataProtection:CertificatePassword"],
            BaseUrl = baseUrl,
            RequireHttps = requireHttps,
            AllowedHosts = read.AllowedHosts(baseUrl),
            KnownProxies = read.KnownProxies(),
            Zone = read.Zone(),
            PostsPerMinute = read.Number("Limits:PostsPerMinute") ?? 60,
            LinksPerMinute = read.Number("Limits:LinksPerMinute") ?? 120,
            Redis = read.Redis(),
            OtlpEndpoint = read.Text("Telemetry:OtlpEndpoint") is { } endpoint ? new Uri(endpoint) : null,
            OtlpOverGrpc = string.Equals(read.Text("Telemetry:OtlpProtocol"), "Grpc", StringComparison.OrdinalIgnoreCase),
            ContentSettings = string.Join('\n', SettingsList.All.Select(s => s.Key).Where(k => k.StartsWith("Clinic:", StringComparison.Ordinal)).Select(k => k + "=" + configuration[k]).Append(baseUrl)),
            RequestsAtOnce = read.Number("Limits:RequestsAtOnce") ?? 512,
            RequestsWaiting = read.Number("Limits:RequestsWaiting") ?? 512,
        };
        read.CheckMail();
        read.CheckClinic();
        read.CheckLogging();
        read.ThrowIfFaulty();
        return settings;
    }
}
