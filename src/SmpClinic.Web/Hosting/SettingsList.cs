using System.Globalization;
using System.Net;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Hosting;

/// <summary>One setting of the site.</summary>
/// <param name="Key">As in appsettings; in the environment with <c>__</c> for the colon.</param>
/// <param name="Default">What holds where it is not set, in the words of <c>docs/operations.md</c>.</param>
/// <param name="MayBe">What it may be, to end a sentence with.</param>
/// <param name="Accepts">Whether a text may stand there.</param>
/// <param name="BlankIsUnset">Whether an empty text is as good as none; otherwise it is a fault.</param>
/// <param name="IsSecret">Never shown in a message.</param>
/// <param name="IsList">May also be given as a list (<c>Key:0</c>, <c>Key:1</c>).</param>
public sealed record Setting(
    string Key, string Default, string MayBe, Func<string, bool> Accepts, bool BlankIsUnset = true, bool IsSecret = false, bool IsList = false)
{
    /// <summary>What is wrong with a text that stands there, or null.</summary>
    public string? FaultOf(string text)
    {
        if (string.IsNullOrWhiteSpace(text) ? BlankIsUnset : Accepts(text))
        {
            return null;
        }

        return IsSecret ? $"{Key} cannot be used; {MayBe}." : $"{Key} is '{text}'; {MayBe}.";
    }
}

/// <summary>
/// The one list of settings. What is not in it, within the sections that are ours, is refused at start: a limit with a slip in its
/// name would otherwise be no limit. <c>docs/operations.md</c> has the same list, and a test that keeps it so.
/// </summary>
public static class SettingsList
{
    private const int LongestText = 200;
    private const int LongestWords = 500;
    private const int Hour = 3600;

    private static readonly string[] Sections =
        ["Cache", "Clinic", "ConnectionStrings", "Data", "Database", "DataProtection", "ForwardedHeaders", "Health", "Limits", "Mail", "Photos", "Site", "Telemetry"];

    private static readonly ClinicDetails Demo = new();

    /// <summary>Every setting, in the order of the handbook.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        OneOf("Database:Provider", "Sqlite", Enum.GetNames<DatabaseProvider>()),
        new("ConnectionStrings:Clinic", "Data Source=clinic.db", "it must be a connection string", _ => true, IsSecret: true),
        Flag("Database:MigrateOnStart", "true on SQLite, false on SQL Server"),
        Flag("Database:Sqlite:SeveralProcesses", "false"),
        Number("Database:SqlServer:CompatibilityLevel", "EF's", 100, 1_000),
        Number("Database:SqlServer:MaxBatchSize", "EF's", 1, 1_000),
        Folder("Data:Folder", "data"),
        Folder("DataProtection:KeyFolder", "keys"),
        Folder("Photos:Folder", "photos"),
        new("DataProtection:CertificatePath", "none", "it must name a .pfx file", text => !text.Contains('\0', StringComparison.Ordinal)),
        new("DataProtection:CertificatePassword", "none", "it must be text", _ => true, IsSecret: true),
        new("Site:BaseUrl", "http://localhost:5080", "it must be a scheme and a host, for example https://clinic.example", IsOrigin),
        Flag("Site:RequireHttps", "true, false in Development"),
        new("AllowedHosts", "the host of Site:BaseUrl, and localhost", "it must list host names, with ; between them", text => !text.Any(c => char.IsWhiteSpace(c) || c is '/' or ',')),
        new("ForwardedHeaders:KnownProxies", "none", "it must list the proxies' IP addresses", IsProxyList, IsList: true),
        Number("Limits:PostsPerMinute", "60", 1, 1_000_000),
        Number("Limits:LinksPerMinute", "120", 1, 1_000_000),
        Number("Limits:RequestsAtOnce", "512", 1, 10_000),
        Number("Limits:RequestsWaiting", "512", 0, 10_000),
        Number("Limits:BookingsPerAddressPerHour", "5", 1, 1_000_000),
        Number("Limits:HoldsPerAddressPerHour", "60", 1, 1_000_000),
        Number("Limits:OpenBookingsPerContact", "2", 1, 1_000_000),
        Number("Limits:MinimumFillSeconds", "3", 0, Hour),
        Number("Limits:HoldMinutes", "10", 1, 120),
        Number("Limits:WaitingOfferMinutes", "120", 15, 1_440),
        Number("Limits:WaitingFirstHour", "8", 0, 11),
        Number("Limits:WaitingLastHour", "20", 12, 23),
        Number("Limits:WaitingNoticeHours", "4", 0, 168),
        OneOf("Mail:Transport", "none, PickupFolder in Development", Enum.GetNames<MailTransportKind>()),
        Mailbox("Mail:From", "none, hello@example.com in Development"),
        Folder("Mail:PickupFolder", "mail"),
        new("Mail:Smtp:Host", "none", "it must be a host name", text => Uri.CheckHostName(text.Trim('[', ']')) != UriHostNameType.Unknown),
        Number("Mail:Smtp:Port", "587", 1, 65_535),
        Text("Mail:Smtp:User", "none", LongestText) with { BlankIsUnset = true },
        new("Mail:Smtp:Password", "none", "it must be text", _ => true, IsSecret: true),
        OneOf("Mail:Smtp:Security", "StartTls", Enum.GetNames<SmtpSecurity>()) with { BlankIsUnset = false },
        new("Mail:Smtp:CertificateSha256", "none", "it must be a SHA-256 fingerprint in hexadecimal", text => Hex(text) is { Length: 64 } hex && hex.All(char.IsAsciiHexDigit)),
        Number("Health:FreeMegabytes", "64", 0, 1_000_000),
        new("Cache:Redis", "none", "it must be a connection string of StackExchange.Redis", IsRedis, IsSecret: true),
        new("Telemetry:OtlpEndpoint", "none", "it must be the http or https address of a collector, without user, path or query", IsOrigin, IsSecret: true),
        OneOf("Telemetry:OtlpProtocol", "HttpProtobuf", ["HttpProtobuf", "Grpc"]),
        new("Clinic:TimeZone", Demo.TimeZone, "it must be an IANA zone such as Europe/London", id => NodaTime.DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) is not null, BlankIsUnset: false),
        Flag("Clinic:IsDemonstration", "true") with { BlankIsUnset = false },
        Text("Clinic:Name", Demo.Name, LongestText),
        Text("Clinic:Street", Demo.Street, LongestText),
        Text("Clinic:Town", Demo.Town, LongestText),
        Text("Clinic:Postcode", Demo.Postcode, LongestText),
        new("Clinic:Phone", Demo.Phone, "it must be a telephone number", text => text.Length <= 40 && text.Count(char.IsAsciiDigit) >= 5 && text.All(c => char.IsAsciiDigit(c) || c is ' ' or '+' or '(' or ')' or '-'), BlankIsUnset: false),
        new("Clinic:PhoneRegion", Demo.PhoneRegion, "it must be a country's two capital letters", text => text.Length == 2 && text.All(char.IsAsciiLetterUpper), BlankIsUnset: false),
        Mailbox("Clinic:Email", Demo.Email) with { BlankIsUnset = false },
        Mailbox("Clinic:NoticesTo", Demo.NoticesTo) with { BlankIsUnset = false },
        Text("Clinic:Directions", "of the demonstration", LongestWords),
        Text("Clinic:OpeningSummary", "of the demonstration", LongestWords),
    ];

    /// <summary>Some sources give a section itself an empty text; the settings are those below it.</summary>
    private static bool IsHeading(IConfiguration configuration, KeyValuePair<string, string?> pair) =>
        pair.Value is "" && configuration.GetSection(pair.Key).GetChildren().Any();

    /// <summary>Every text that may not stand where it stands, and every name that is none of ours.</summary>
    public static IEnumerable<string> Faults(IConfiguration configuration)
    {
        foreach (var (key, text) in configuration.AsEnumerable().Where(pair => pair.Value is not null && !IsHeading(configuration, pair)).OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase))
        {
            if (All.FirstOrDefault(setting => IsAt(setting, key)) is { } known)
            {
                if (known.FaultOf(text!) is { } fault)
                {
                    yield return fault;
                }
            }
            else if (IsOurs(key))
            {
                var near = All.Select(setting => setting.Key).MinBy(other => Distance(key, other))!;
                yield return $"{key} is no setting of this site" + (Distance(key, near) <= 4 ? $"; is {near} meant?" : "; take it away.");
            }
        }
    }

    /// <summary>The setting of this name.</summary>
    public static Setting Of(string key) => All.Single(setting => string.Equals(setting.Key, key, StringComparison.Ordinal));

    private static bool IsAt(Setting setting, string key) =>
        string.Equals(setting.Key, key, StringComparison.OrdinalIgnoreCase)
        || (setting.IsList && key.StartsWith(setting.Key + ":", StringComparison.OrdinalIgnoreCase) && key[(setting.Key.Length + 1)..].All(char.IsAsciiDigit));

    // A name without a colon is the environment's own (MAIL, for one, is set wherever somebody logs in).
    private static bool IsOurs(string key) =>
        key.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 && Sections.Contains(key[..colon], StringComparer.OrdinalIgnoreCase);

    private static Setting Number(string key, string otherwise, int from, int to) => new(
        key,
        otherwise,
        string.Create(CultureInfo.InvariantCulture, $"it must be a whole number from {from} to {to}"),
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= from && number <= to,
        BlankIsUnset: false);

    private static Setting Flag(string key, string otherwise) => new(key, otherwise, "it may be true or false", text => bool.TryParse(text, out _));

    private static Setting OneOf(string key, string otherwise, string[] words) => new(
        key, otherwise, "it may be " + string.Join(", ", words[..^1]) + " or " + words[^1], text => words.Contains(text.Trim(), StringComparer.OrdinalIgnoreCase));

    private static Setting Text(string key, string otherwise, int longest) => new(
        key,
        otherwise,
        string.Create(CultureInfo.InvariantCulture, $"it must be one line of at most {longest} characters"),
        text => text.Length <= longest && !text.Any(char.IsControl),
        BlankIsUnset: false);

    private static Setting Mailbox(string key, string otherwise) => new(key, otherwise, "it must be one mail address", text =>
        MimeKit.MailboxAddress.TryParse(text, out var parsed) && Notifications.Mailbox.TryRead(parsed.Address, out _));

    private static Setting Folder(string key, string otherwise) => new(
        key, otherwise, "it must name a folder", text => !text.Contains('\0', StringComparison.Ordinal) && !File.Exists(text));

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
        && url.AbsolutePath is "/" && url.Query.Length == 0 && url.Fragment.Length == 0 && url.UserInfo.Length == 0;

    private static bool IsProxyList(string text) => text.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .All(one => IPAddress.TryParse(one, out var address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any));

    private static bool IsRedis(string text)
    {
        try
        {
            return StackExchange.Redis.ConfigurationOptions.Parse(text).EndPoints.Count > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static string Hex(string text) => text.Replace(":", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);

    /// <summary>How many letters have to be changed, added or taken away (Levenshtein).</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var corner = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var same = char.ToUpperInvariant(one[i - 1]) == char.ToUpperInvariant(other[j - 1]);
                (corner, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, corner + (same ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
