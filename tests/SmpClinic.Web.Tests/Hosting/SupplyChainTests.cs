using System.Text.Json;
using System.Xml.Linq;
using Xunit;

namespace SmpClinic.Web.Tests.Hosting;

/// <summary>OP-06: what the site is made of is known, with a licence for each part.</summary>
public sealed class SupplyChainTests
{
    /// <summary>Licences under which the site may be passed on.</summary>
    private static readonly HashSet<string> Fine = new(StringComparer.Ordinal) { "MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "MS-PL", "PostgreSQL", "0BSD", Lesser, OwnTerms };

    /// <summary>Packages that carry their licence as a file or an address: read by a person, once.</summary>
    private static readonly Dictionary<string, string> Read = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Microsoft.Data.SqlClient.SNI.runtime"] = OwnTerms,
        ["Microsoft.Identity.Client.NativeInterop"] = OwnTerms,
    };

    /// <summary>Libraries that lie beside the program as files of their own, so that anybody may put another version in their place.</summary>
    private const string Lesser = "LGPL-3.0-or-later";

    private const string OwnTerms = "Microsoft's own terms";

    [Fact]
    public void OP06_every_package_of_the_site_has_a_licence_and_stands_in_the_list()
    {
        var root = SettingsListTests.FindRoot();
        var packages = Packages(Path.Combine(root, "src/SmpClinic.Web/obj/project.assets.json"));
        WriteSbom(root, packages);
        Assert.True(packages.Count > 50, $"{packages.Count} packages");
        Assert.Empty(packages.Where(p => !Fine.Contains(p.Licence)).Select(p => $"{p.Id} {p.Version}: {p.Licence}"));

        // Libraries for the browser are kept in the repository as they were published, each with its licence and version.
        var kept = Directory.GetDirectories(Path.Combine(root, "src/SmpClinic.Web/wwwroot/lib")).Order(StringComparer.Ordinal).Select(folder =>
        {
            Assert.StartsWith("MIT License", File.ReadAllText(Path.Combine(folder, "LICENSE.md")), StringComparison.Ordinal);
            var version = File.ReadAllText(Path.Combine(folder, "VERSION.md"));
            var script = Assert.Single(Directory.GetFiles(folder, "*.js"));
            Assert.Contains(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(script))), version, StringComparison.Ordinal);
            return $"| {Path.GetFileName(folder)} (wwwroot/lib) | MIT |";
        }).ToList();
        var list = Path.Combine(root, "docs/licences.md");
        if (Environment.GetEnvironmentVariable("UPDATE_LICENCES") == "1")
        {
            File.WriteAllLines(list,
            [
                "# Licences", "",
                "Every package the site is built from, the ones they bring with them included. The versions of a build are in `artifacts/sbom.cdx.json`.",
                "Written by `UPDATE_LICENCES=1 dotnet test --project tests/SmpClinic.Web.Tests --filter-method '*OP06*'`.", "",
                "| package | licence |", "|---|---|",
                .. packages.Select(p => $"| {p.Id} | {p.Licence} |"),
                .. kept,
            ]);
        }

        // Without versions: a package that nobody pins may be another on another feed.
        Assert.Equal(packages.Select(p => $"| {p.Id} | {p.Licence} |").Concat(kept), File.ReadLines(list).Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1));
    }

    [Fact]
    public void OP06_every_version_is_exact_and_every_package_comes_from_one_source()
    {
        var root = SettingsListTests.FindRoot();
        var versions = XDocument.Load(Path.Combine(root, "Directory.Packages.props")).Descendants("PackageVersion").Select(p => (string?)p.Attribute("Version")).ToList();
        Assert.NotEmpty(versions);
        Assert.All(versions, version => Assert.Matches("^[0-9]+(\\.[0-9]+){1,3}(-[a-z0-9.]+)?$", version));
        var sources = XDocument.Load(Path.Combine(root, "nuget.config"));
        Assert.Equal("https://api.nuget.org/v3/index.json", (string?)Assert.Single(sources.Descendants("add")).Attribute("value"));
        Assert.Equal("*", (string?)Assert.Single(sources.Descendants("package")).Attribute("pattern"));
    }

    private static List<Package> Packages(string assets)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(assets));
        var folders = json.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToList();
        return
        [
            .. json.RootElement.GetProperty("libraries").EnumerateObject()
                .Where(library => library.Value.GetProperty("type").GetString() == "package")
                .Select(library =>
                {
                    var (id, version) = (library.Name.Split('/')[0], library.Name.Split('/')[1]);
                    var path = library.Value.GetProperty("path").GetString()!;
                    var spec = folders.Select(folder => Path.Combine(folder, path, id.ToLowerInvariant() + ".nuspec")).First(File.Exists);
                    var hash = library.Value.GetProperty("sha512").GetString()!;
                    return new Package(id, version, LicenceOf(id, XDocument.Load(spec)), Convert.ToHexStringLower(Convert.FromBase64String(hash)));
                })
                .OrderBy(p => p.Id, StringComparer.OrdinalIgnoreCase),
        ];
    }

    private static string LicenceOf(string id, XDocument spec)
    {
        if (Read.TryGetValue(id, out var read))
        {
            return read;
        }

        var licence = spec.Descendants().FirstOrDefault(e => e.Name.LocalName == "license");
        return licence is null
            ? spec.Descendants().FirstOrDefault(e => e.Name.LocalName == "licenseUrl")?.Value ?? "none"
            : (string?)licence.Attribute("type") == "expression" ? licence.Value : "file " + licence.Value;
    }

    private static void WriteSbom(string root, List<Package> packages)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, "artifacts"));
        File.WriteAllText(Path.Combine(folder.FullName, "sbom.cdx.json"), JsonSerializer.Serialize(
            new
            {
                bomFormat = "CycloneDX",
                specVersion = "1.6",
                version = 1,
                metadata = new { component = new { type = "application", name = "SmpClinic.Web" } },
                components = packages.Select(p => new
                {
                    type = "library",
                    name = p.Id,
                    version = p.Version,
                    purl = $"pkg:nuget/{p.Id}@{p.Version}",
                    hashes = new[] { new { alg = "SHA-512", content = p.Hash } },
                    licenses = new[] { new { license = new { name = p.Licence } } },
                }),
            },
            JsonSerializerOptions.Web));
    }

    private sealed record Package(string Id, string Version, string Licence, string Hash);
}
