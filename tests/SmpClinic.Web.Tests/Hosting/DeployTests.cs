using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace SmpClinic.Web.Tests.Hosting;

/// <summary>The files that others run the site with fit the site.</summary>
public sealed partial class DeployTests(ClinicSite site) : IClassFixture<ClinicSite>
{
    private static string Root { get; } = SettingsListTests.FindRoot();

    /// <summary>Whoever stops the site waits longer than the site takes to finish what is under way.</summary>
    [Theory]
    [InlineData("deploy/systemd/smpclinic.service", "TimeoutStopSec=([0-9]+)")]
    [InlineData("docker-compose.yml", "stop_grace_period: ([0-9]+)s")]
    public void FL09_the_time_to_stop_is_longer_than_the_drain(string file, string pattern)
    {
        var drain = site.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout;
        var waits = Regex.Matches(Text(file), pattern, RegexOptions.None, TimeSpan.FromSeconds(10));
        Assert.NotEmpty(waits);
        Assert.All(waits, wait => Assert.True(int.Parse(wait.Groups[1].Value, CultureInfo.InvariantCulture) >= drain.TotalSeconds + 5));
    }

    [Fact]
    public void The_unit_is_hardened_and_systemd_reads_it()
    {
        var unit = Text("deploy/systemd/smpclinic.service");
        Assert.All(
            ["Type=notify", "Restart=on-failure", "DynamicUser=yes", "ProtectSystem=strict", "NoNewPrivileges=yes", "ProtectHome=yes", "CapabilityBoundingSet=\n"],
            line => Assert.Contains("\n" + line, unit, StringComparison.Ordinal));
        const string Analyze = "/usr/bin/systemd-analyze";
        Assert.SkipUnless(File.Exists(Analyze), "systemd-analyze is not installed.");
        var units = Directory.EnumerateFiles(Path.Combine(Root, "deploy/systemd")).Order(StringComparer.Ordinal);
        using var verify = Process.Start(new ProcessStartInfo(Analyze, ["verify", "--man=no", "--recursive-errors=no", .. units]) { UseShellExecute = false, RedirectStandardError = true })!;
        var words = verify.StandardError.ReadToEnd();
        verify.WaitForExit();

        // That no program lies at /usr/bin/dotnet is this machine's affair.
        Assert.DoesNotContain(words.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => !line.Contains("is not executable", StringComparison.Ordinal));
    }

    [Fact]
    public void The_proxies_keep_the_sites_limits()
    {
        var nginx = Text("deploy/nginx/smpclinic.conf");
        Assert.Contains($"client_max_body_size {Web.Hosting.ServerLimits.BodyBytes / 1024}k;", nginx, StringComparison.Ordinal);
        Assert.Contains("ssl_protocols TLSv1.2 TLSv1.3;", nginx, StringComparison.Ordinal);
        Assert.DoesNotContain("$proxy_add_x_forwarded_for", nginx, StringComparison.Ordinal);
        Assert.DoesNotContain("$request_uri $", nginx, StringComparison.Ordinal);
        Assert.Contains($"max_size {Web.Hosting.ServerLimits.BodyBytes / 1024}KB", Text("deploy/caddy/Caddyfile"), StringComparison.Ordinal);
    }

    /// <summary>Every variable a container or a unit sets is a setting of the site, the framework's or the runtime's.</summary>
    [Theory]
    [InlineData("docker-compose.yml")]
    [InlineData("Dockerfile")]
    [InlineData("deploy/systemd/smpclinic.service")]
    [InlineData("deploy/systemd/smpclinic-backup.service")]
    public void OP03_what_the_deployment_sets_is_a_setting(string file) =>
        Assert.Empty(Variable().Matches(Text(file)).Select(match => match.Value.Replace("__", ":", StringComparison.Ordinal))
            .Except(Web.Hosting.SettingsList.All.Select(s => s.Key), StringComparer.Ordinal));

    private static string Text(string file) => File.ReadAllText(Path.Combine(Root, file));

    [GeneratedRegex("\\b(?!ASPNETCORE|DOTNET)[A-Z][A-Za-z]+(?:__[A-Za-z0-9]+)+\\b", RegexOptions.None, 10_000)]
    private static partial Regex Variable();
}
