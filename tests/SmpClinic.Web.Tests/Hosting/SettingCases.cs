namespace SmpClinic.Web.Tests.Hosting;

/// <summary>A change to a good set of settings that must stop the start in Production, and what the message has to say.</summary>
/// <param name="Key">The setting it is about.</param>
/// <param name="Says">Words of the message.</param>
/// <param name="Changes">Null takes a setting away.</param>
public sealed record SettingCase(string Key, string Says, params (string Key, string? Value)[] Changes)
{
    public override string ToString() => string.Join(", ", Changes.Select(change => $"{change.Key}={change.Value ?? "(missing)"}"));
}

/// <summary>Every setting with what is missing, a default that will not do, unsafe, or wrong.</summary>
public static class SettingCases
{
    private const string Server = "Server=db.clinic.example;Database=Clinic;User Id=site;Password=secret-of-the-test";

    /// <summary>Settings that start a site in Production.</summary>
    public static Dictionary<string, string?> Good { get; } = new(StringComparer.Ordinal)
    {
        ["Site:BaseUrl"] = "https://clinic.example",
        ["Mail:Transport"] = "Smtp",
        ["Mail:Smtp:Host"] = "mail.clinic.example",
        ["Mail:From"] = "hello@clinic.example",
    };

    public static IReadOnlyList<SettingCase> All { get; } =
    [
        Wrong("Database:Provider", "Oracle", "it may be Sqlite or SqlServer"),
        new("ConnectionStrings:Clinic", "ConnectionStrings:Clinic is missing", ("Database:Provider", "SqlServer")),
        new("ConnectionStrings:Clinic", "must name the server and the database", ("Database:Provider", "SqlServer"), ("ConnectionStrings:Clinic", "Server=db.clinic.example")),
        new("ConnectionStrings:Clinic", "says Encrypt=False", ("Database:Provider", "SqlServer"), ("ConnectionStrings:Clinic", Server + ";Encrypt=False")),
        new("ConnectionStrings:Clinic", "is not a connection string for SQL Server", ("Database:Provider", "SqlServer"), ("ConnectionStrings:Clinic", "Colour=Blue")),
        Wrong("ConnectionStrings:Clinic", "Data Source=:memory:", "must name a file"),
        Wrong("ConnectionStrings:Clinic", "Server=somewhere", "is not a connection string for SQLite"),
        Wrong("Database:MigrateOnStart", "perhaps", "it may be true or false"),
        Wrong("Database:Sqlite:SeveralProcesses", "a few", "it may be true or false"),
        Wrong("Database:SqlServer:CompatibilityLevel", "many", "it must be a whole number from 100 to 1000"),
        Wrong("Database:SqlServer:MaxBatchSize", "0", "it must be a whole number from 1 to 1000"),
        Wrong("Data:Folder", "/etc/passwd", "it must name a folder"),
        Wrong("DataProtection:KeyFolder", "/etc/passwd", "it must name a folder"),
        Wrong("Photos:Folder", "/etc/passwd", "it must name a folder"),
        Wrong("DataProtection:CertificatePath", "no-such.pfx", "there is no such file"),
        Wrong("DataProtection:CertificatePath", "/etc/passwd", "CertificatePassword does not open"),
        new("DataProtection:CertificatePath", "DataProtection:CertificatePath is missing", ("Database:Provider", "SqlServer"), ("ConnectionStrings:Clinic", Server)),
        Wrong("DataProtection:CertificatePassword", "secret-of-the-test", "nothing would be enciphered"),
        Wrong("Site:BaseUrl", null, "Site:BaseUrl is missing"),
        Wrong("Site:BaseUrl", "http://clinic.example", "must start with https://"),
        Wrong("Site:BaseUrl", "clinic.example", "it must be a scheme and a host"),
        Wrong("Site:BaseUrl", "https://clinic.example/site", "it must be a scheme and a host"),
        Wrong("Site:RequireHttps", "often", "it may be true or false"),
        new("Site:RequireHttps", "only a trial", ("Site:RequireHttps", "false"), ("Site:BaseUrl", "http://clinic.example")),
        Wrong("AllowedHosts", "*", "AllowedHosts is '*'"),
        Wrong("AllowedHosts", "https://clinic.example", "it must list host names"),
        Wrong("ForwardedHeaders:KnownProxies", "10.0.0.1;proxy", "it must list the proxies' IP addresses"),
        Wrong("ForwardedHeaders:KnownProxies", "0.0.0.0", "it must list the proxies' IP addresses"),
        Wrong("ForwardedHeaders:KnownProxies:0", "proxy", "it must list the proxies' IP addresses") with { Key = "ForwardedHeaders:KnownProxies" },
        Wrong("Limits:PostsPerMinute", "-1", "it must be a whole number from 1"),
        Wrong("Limits:LinksPerMinute", "", "it must be a whole number from 1"),
        Wrong("Limits:RequestsAtOnce", "0", "it must be a whole number from 1 to 10000"),
        Wrong("Limits:RequestsWaiting", "many", "it must be a whole number from 0 to 10000"),
        Wrong("Limits:BookingsPerAddressPerHour", "five", "it must be a whole number from 1"),
        Wrong("Limits:HoldsPerAddressPerHour", "0", "it must be a whole number from 1"),
        Wrong("Limits:OpenBookingsPerContact", "1.5", "it must be a whole number from 1"),
        Wrong("Limits:MinimumFillSeconds", "3601", "it must be a whole number from 0 to 3600"),
        Wrong("Limits:HoldMinutes", "121", "it must be a whole number from 1 to 120"),
        Wrong("Limits:WaitingOfferMinutes", "14", "it must be a whole number from 15 to 1440"),
        Wrong("Limits:WaitingFirstHour", "12", "it must be a whole number from 0 to 11"),
        Wrong("Limits:WaitingLastHour", "11", "it must be a whole number from 12 to 23"),
        Wrong("Limits:WaitingNoticeHours", "169", "it must be a whole number from 0 to 168"),
        Wrong("Mail:Transport", null, "Mail:Transport is missing"),
        Wrong("Mail:Transport", "Pigeon", "it may be PickupFolder or Smtp"),
        Wrong("Mail:From", null, "Mail:From is missing"),
        Wrong("Mail:From", "the clinic", "it must be one mail address"),
        new("Mail:PickupFolder", "it must name a folder", ("Mail:Transport", "PickupFolder"), ("Mail:PickupFolder", "/etc/passwd")),
        Wrong("Mail:Smtp:Host", null, "Mail:Smtp:Host is missing"),
        Wrong("Mail:Smtp:Host", "mail server", "it must be a host name"),
        Wrong("Mail:Smtp:Port", "zero", "it must be a whole number from 1 to 65535"),
        Wrong("Mail:Smtp:User", "clinic", "set together or not at all"),
        Wrong("Mail:Smtp:Password", "secret-of-the-test", "set together or not at all"),
        Wrong("Mail:Smtp:Security", "Maybe", "it may be None, StartTls or Tls"),
        Wrong("Mail:Smtp:Security", "None", "only for a server on this machine"),
        Wrong("Mail:Smtp:CertificateSha256", "ab:cd", "it must be a SHA-256 fingerprint"),
        Wrong("Health:FreeMegabytes", "-5", "it must be a whole number from 0 to 1000000"),
        Wrong("Cache:Redis", "redis.clinic.example:6379,colour=blue", "it must be a connection string"),
        Wrong("Cache:Redis", "redis.clinic.example:6379", "Cache:Redis has no password"),
        Wrong("Telemetry:OtlpEndpoint", "collector", "it must be the http or https address"),
        Wrong("Telemetry:OtlpEndpoint", "https://user:secret-of-the-test@collector.example", "it must be the http or https address"),
        Wrong("Telemetry:OtlpProtocol", "Smoke", "it may be HttpProtobuf or Grpc"),
        Wrong("Clinic:TimeZone", "Bristol", "it must be an IANA zone"),
        Wrong("Clinic:IsDemonstration", "partly", "it may be true or false"),
        Wrong("Clinic:Name", "", "it must be one line"),
        Wrong("Clinic:Street", "14 Marlowe Yard\nBcc: everybody", "it must be one line"),
        Wrong("Clinic:Town", new('x', 201), "it must be one line"),
        Wrong("Clinic:Postcode", "", "it must be one line"),
        Wrong("Clinic:Phone", "ring us", "it must be a telephone number"),
        Wrong("Clinic:PhoneRegion", "England", "it must be a country's two capital letters"),
        Wrong("Clinic:Email", "at the clinic", "it must be one mail address"),
        Wrong("Clinic:NoticesTo", "", "it must be one mail address"),
        Wrong("Clinic:Directions", new('x', 501), "it must be one line"),
        Wrong("Clinic:OpeningSummary", "", "it must be one line"),

        // The demonstration's details must not be a real clinic's.
        .. ((string[])["Name", "Street", "Town", "Postcode", "Phone", "Email", "NoticesTo", "Directions", "OpeningSummary"])
            .Select(name => new SettingCase("Clinic:" + name, $"Clinic:{name} is missing", ("Clinic:IsDemonstration", "false"))),
    ];

    private static SettingCase Wrong(string key, string? value, string says) => new(key, says, (key, value));

    /// <summary>The good set with the case's changes.</summary>
    public static Dictionary<string, string?> With(SettingCase one)
    {
        var settings = new Dictionary<string, string?>(Good, StringComparer.Ordinal);
        foreach (var (key, value) in one.Changes)
        {
            settings[key] = value;
        }

        return settings.Where(pair => pair.Value is not null).ToDictionary(StringComparer.Ordinal);
    }
}
