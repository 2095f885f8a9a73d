using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using SmpClinic.Web.Data;
using SmpClinic.Web.Hosting;
using Xunit;

namespace SmpClinic.Web.Tests.Hosting;

public sealed class StartSettingsTests
{
    private static readonly Dictionary<string, string?> GoodInProduction = new(StringComparer.Ordinal)
    {
        ["Site:BaseUrl"] = "https://clinic.example",
        ["Mail:Transport"] = "Smtp",
        ["Mail:Smtp:Host"] = "mail.clinic.example",
        ["Mail:From"] = "hello@clinic.example",
    };

    [Fact]
    public void Development_needs_no_setting_at_all()
    {
        var settings = Read(Environments.Development, []);
        Assert.Equal(DatabaseProvider.Sqlite, settings.Provider);
        Assert.Equal("Data Source=" + Path.GetFullPath("/content/data/clinic.db") + ";Mode=ReadWrite", settings.ConnectionString);
        Assert.Equal(Path.GetFullPath("/content/data/keys"), settings.KeyFolder);
        Assert.True(settings.MigrateOnStart);
        Assert.False(settings.RequireHttps);
    }

    [Fact]
    public void A_whole_set_for_production_is_taken()
    {
        var settings = Read(Environments.Production, GoodInProduction);
        Assert.True(settings.RequireHttps);
        Assert.Equal(["clinic.example", "localhost", "127.0.0.1", "[::1]"], settings.AllowedHosts);
    }

    [Fact]
    public void On_sql_server_nothing_migrates_by_itself() =>
        Assert.False(Read(Environments.Development, new(StringComparer.Ordinal) { ["Database:Provider"] = "sqlserver", ["ConnectionStrings:Clinic"] = "Server=x;Database=Clinic" }).MigrateOnStart);

    [Theory]
    [InlineData("Database:Provider", "Oracle", "Database:Provider is 'Oracle'; it may be Sqlite or SqlServer.")]
    [InlineData("Database:Provider", "SqlServer", "ConnectionStrings:Clinic is missing")]
    [InlineData("Database:Provider", "SqlServer", "DataProtection:CertificatePath is missing")]
    [InlineData("DataProtection:CertificatePath", "no-such.pfx", "there is no such file")]
    [InlineData("ConnectionStrings:Clinic", "Data Source=:memory:", "ConnectionStrings:Clinic must name a file")]
    [InlineData("ConnectionStrings:Clinic", "Server=somewhere", "ConnectionStrings:Clinic is not a connection string for SQLite")]
    [InlineData("Database:SqlServer:CompatibilityLevel", "many", "Database:SqlServer:CompatibilityLevel is 'many'")]
    [InlineData("Database:SqlServer:MaxBatchSize", "0", "Database:SqlServer:MaxBatchSize is '0'")]
    [InlineData("Database:MigrateOnStart", "perhaps", "Database:MigrateOnStart is 'perhaps'")]
    [InlineData("Site:BaseUrl", null, "Site:BaseUrl is missing")]
    [InlineData("Site:BaseUrl", "http://clinic.example", "must start with https://")]
    [InlineData("Site:BaseUrl", "clinic.example", "Site:BaseUrl is 'clinic.example'")]
    [InlineData("Site:BaseUrl", "https://clinic.example/site", "it must be a scheme and a host")]
    [InlineData("Site:RequireHttps", "often", "Site:RequireHttps is 'often'")]
    [InlineData("Clinic:TimeZone", "Bristol", "Clinic:TimeZone is 'Bristol'")]
    [InlineData("Mail:Transport", null, "Mail:Transport is missing")]
    [InlineData("Mail:Transport", "Pigeon", "Mail:Transport is 'Pigeon'; it may be PickupFolder or Smtp.")]
    [InlineData("Mail:Smtp:Host", null, "Mail:Smtp:Host is missing")]
    [InlineData("Mail:From", null, "Mail:From is missing")]
    [InlineData("Mail:Smtp:Port", "zero", "Mail:Smtp:Port is 'zero'")]
    [InlineData("Mail:Smtp:Security", "Maybe", "Mail:Smtp:Security is 'Maybe'; it may be None, StartTls or Tls.")]
    [InlineData("AllowedHosts", "*", "AllowedHosts is '*'")]
    [InlineData("ForwardedHeaders:KnownProxies", "10.0.0.1;proxy", "ForwardedHeaders:KnownProxies is '10.0.0.1;proxy'; it must list")]
    [InlineData("Limits:PostsPerMinute", "-1", "Limits:PostsPerMinute is '-1'")]
    public void OP03_one_bad_setting_stops_production_by_name(string key, string? value, string message)
    {
        var settings = new Dictionary<string, string?>(GoodInProduction, StringComparer.Ordinal) { [key] = value };
        var refused = Assert.Throws<SettingsException>(() => Read(Environments.Production, settings));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OP03_all_faults_are_named_together()
    {
        var refused = Assert.Throws<SettingsException>(() => Read(Environments.Production, new(StringComparer.Ordinal) { ["Database:Provider"] = "Oracle", ["Clinic:TimeZone"] = "Mars" }));
        Assert.Equal(4, refused.Message.Split("  - ").Length - 1);
    }

    private static StartSettings Read(string environment, Dictionary<string, string?> settings) =>
        StartSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), new Place(environment));

    private sealed class Place(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "test";

        public string ContentRootPath { get; set; } = Path.GetFullPath("/content");

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
