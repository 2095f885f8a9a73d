using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;
using Xunit;

namespace SmpClinic.Web.Tests.Hosting;

/// <summary>OP-03: bad configuration does not start. The cases come from the list of settings, and none may be without one.</summary>
public sealed partial class SettingsListTests
{
    private static string Root { get; } = FindRoot();

    public static IEnumerable<TheoryDataRow<int, string>> Cases => SettingCases.All.Select((one, i) => new TheoryDataRow<int, string>(i, one.ToString()));

    [Fact]
    public void OP03_every_setting_has_a_case_that_stops_production() =>
        Assert.Equal(SettingsList.All.Select(s => s.Key).Order(StringComparer.Ordinal), SettingCases.All.Select(c => c.Key).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void OP03_the_good_set_starts()
    {
        Assert.Null(FaultOf(SettingCases.Good));
        Assert.Null(FaultOf(new(SettingCases.Good, StringComparer.Ordinal)
        {
            ["Cache:Redis"] = "redis.clinic.example:6379,password=secret-of-the-test,ssl=true",
            ["Telemetry:OtlpEndpoint"] = "http://collector:4318",
            ["ForwardedHeaders:KnownProxies:0"] = "10.0.0.1",
            ["Mail:Smtp:User"] = "",
            ["Mail:Smtp:Password"] = "",
            ["MAIL"] = "/var/mail/root",
        }));
    }

    [Theory, MemberData(nameof(Cases))]
    public void OP03_a_bad_setting_stops_the_start_by_name(int index, string what)
    {
        var one = SettingCases.All[index];
        var fault = FaultOf(SettingCases.With(one));

        Assert.True(fault is not null, what + " started");
        Assert.Contains(one.Key, fault, StringComparison.Ordinal);
        Assert.Contains(one.Says, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of-the-test", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Limits:PostPerMinute", "10", "Limits:PostPerMinute is no setting of this site; is Limits:PostsPerMinute meant?")]
    [InlineData("limits:bookingperaddressperhour", "1", "is Limits:BookingsPerAddressPerHour meant?")]
    [InlineData("Database:Providers", "Sqlite", "is Database:Provider meant?")]
    [InlineData("Mail:Smtp:Passwort", "secret-of-the-test", "is Mail:Smtp:Password meant?")]
    [InlineData("ConnectionStrings:Clinc", "x", "is ConnectionStrings:Clinic meant?")]
    [InlineData("Site:Wallpaper", "blue", "Site:Wallpaper is no setting of this site; take it away.")]
    public void OP03_a_slip_in_a_name_is_found(string key, string value, string message)
    {
        var fault = FaultOf(new(SettingCases.Good, StringComparer.Ordinal) { [key] = value });
        Assert.Contains(message, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of-the-test", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Serilog:MinimumLevel:Default", "Debug")]
    [InlineData("Serilog:MinimumLevel", "Verbose")]
    [InlineData("Serilog:MinimumLevel:Override:Microsoft.AspNetCore", "Information")]
    public void OP03_production_writes_no_log_that_holds_addresses(string key, string level) =>
        Assert.Contains(key, FaultOf(new(SettingCases.Good, StringComparer.Ordinal) { [key] = level }), StringComparison.Ordinal);

    [Fact]
    public void The_list_holds_every_property_that_is_bound_and_every_key_that_is_read()
    {
        var bound = Properties(typeof(MailSettings), "Mail", skip: ["Smtp"])
            .Concat(Properties(typeof(SmtpSettings), "Mail:Smtp"))
            .Concat(Properties(typeof(ClinicDetails), "Clinic"))
            .Concat(Properties(typeof(BookingLimits), "Limits"));
        var read = Directory.EnumerateFiles(Path.Combine(Root, "src/SmpClinic.Web"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .SelectMany(file => KeyInCode().Matches(File.ReadAllText(file)).Select(match => match.Groups["key"].Value));

        Assert.Empty(bound.Concat(read).Except(SettingsList.All.Select(s => s.Key), StringComparer.Ordinal));
    }

    [Fact]
    public void OP03_the_handbook_lists_every_setting_with_its_default()
    {
        var rows = File.ReadLines(Path.Combine(Root, "docs/operations.md"))
            .SkipWhile(line => line != "## Settings").Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Select(line => Row().Match(line)).Where(match => match.Success)
            .Select(match => (match.Groups["key"].Value, match.Groups["default"].Value.Trim('`')));

        Assert.Equal(SettingsList.All.Select(s => (s.Key, s.Default)), rows);
    }

    /// <summary>What the start says, with everything registered and validated as when the site is run; null if it starts.</summary>
    private static string? FaultOf(Dictionary<string, string?> settings)
    {
        var folder = Directory.CreateTempSubdirectory("clinic-settings-");
        try
        {
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production", ContentRootPath = folder.FullName });
            builder.Configuration.Sources.Clear();
            builder.Configuration.AddInMemoryCollection(settings);
            using var app = builder.AddClinic().Build();
            app.Services.GetService<IStartupValidator>()?.Validate();
            return null;
        }
        catch (Exception e) when (e is SettingsException or OptionsValidationException)
        {
            return e.Message;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IEnumerable<string> Properties(Type type, string section, params string[] skip) =>
        type.GetProperties().Where(p => p.CanWrite && !skip.Contains(p.Name, StringComparer.Ordinal)).Select(p => $"{section}:{p.Name}");

    internal static string FindRoot()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(here.FullName, "SmpClinic.sln")))
        {
            here = here.Parent!;
        }

        return here.FullName;
    }

    [GeneratedRegex("([cC]onfiguration\\[|Text\\(|Number\\(|Flag\\(|Folder\\()\"(?<key>[A-Z][A-Za-z]*:[A-Za-z:]+)\"", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex KeyInCode();

    [GeneratedRegex("^\\| `(?<key>[A-Za-z0-9:]+)` \\| (?<default>[^|]*) \\|", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Row();
}
