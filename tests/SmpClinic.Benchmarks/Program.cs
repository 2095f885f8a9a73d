using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace SmpClinic.Benchmarks;

/// <summary>
/// Measures the published site against references of our own: every process its own, turns taken, medians compared. Figures are
/// ratios within one run; no test asserts them. <c>--quick</c> only shows that all of it still works;
/// <c>--only pages</c>, <c>bookings</c> or <c>start</c> takes one part; <c>--only scale</c> measures what docs/scale.md stands on,
/// <c>--only reports</c> how the reports bear size, <c>--only clients</c> how the search for clients does.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        var quick = args.Contains("--quick");
        var target = args.FirstOrDefault(a => a.EndsWith(".md", StringComparison.Ordinal));
        var folder = Directory.CreateTempSubdirectory("clinic-bench-").FullName;
        try
        {
            var (site, reference) = Programs(quick, Value(args, "--site"), Value(args, "--reference"));
            var only = Value(args, "--only");
            var report = only switch
            {
                "scale" => await new Scale(site, reference, folder, quick).AllAsync(),
                "reports" => await new Reports(site, folder, quick).AllAsync(),
                "clients" => await new Clients(site, folder, quick).AllAsync(),
                _ => await new Run(site, reference, folder, quick, only).AllAsync(),
            };
            Console.WriteLine(report);
            return target is null || await PutAsync(target, report) ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string? Value(string[] args, string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

    /// <summary>The programs to measure: published as they are shipped; in the quick run as they were built.</summary>
    private static (string Site, string Reference) Programs(bool quick, string? site, string? reference)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "SmpClinic.sln")))
        {
            root = root.Parent ?? throw new DirectoryNotFoundException("The benchmarks run inside the repository.");
        }

        return (
            Path.GetFullPath(site ?? Find("src/SmpClinic.Web", "SmpClinic.Web", "site")),
            Path.GetFullPath(reference ?? Find("tests/SmpClinic.Benchmarks/Reference", "SmpClinic.Benchmarks.Reference", "reference")));

        string Find(string project, string name, string place)
        {
            var built = Path.Combine(root.FullName, project, "bin", "Release", "net10.0", name);
            if (quick)
            {
                return File.Exists(built) ? built : throw new FileNotFoundException("Build in Release first.", built);
            }

            var published = Path.Combine(root.FullName, "artifacts", "benchmarks", place);
            using var publish = Process.Start(new ProcessStartInfo(
                "dotnet",
                ["publish", Path.Combine(root.FullName, project), "-c", "Release", "-r", System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier, "--self-contained", "false", "-o", published, "-v", "quiet", "--nologo"]))!;
            publish.WaitForExit();
            return publish.ExitCode == 0 ? Path.Combine(published, name) : throw new InvalidOperationException($"Publishing {project} failed.");
        }
    }

    private static async Task<bool> PutAsync(string target, string report)
    {
        const string Begin = "<!-- figures -->", End = "<!-- /figures -->";
        var page = await File.ReadAllTextAsync(target);
        var (from, to) = (page.IndexOf(Begin, StringComparison.Ordinal), page.IndexOf(End, StringComparison.Ordinal));
        if (from < 0 || to < from)
        {
            await Console.Error.WriteLineAsync($"{target} has no place for figures between {Begin} and {End}.");
            return false;
        }

        await File.WriteAllTextAsync(target, page[..(from + Begin.Length)] + "\n" + report + page[to..]);
        return true;
    }
}

/// <summary>The table as it is filled.</summary>
internal sealed class Report
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _notes = new();

    public Report() => _text.AppendLine("| what | measured | reference | ratio | to reach | aim |").AppendLine("| --- | --- | --- | --- | --- | --- |");

    public void Rate(string what, double ours, string than, double theirs, string bar, string aim) =>
        _text.AppendLine(CultureInfo.InvariantCulture, $"| {what} | {ours:N0}/s | {than} {theirs:N0}/s | {ours / theirs:0.00} | {bar} | {aim} |");

    public void Times(string what, string ours, string than, double ratio, string bar, string aim) =>
        _text.AppendLine(CultureInfo.InvariantCulture, $"| {what} | {ours} | {than} | {ratio:0.00} | {bar} | {aim} |");

    /// <summary>A line for below the table.</summary>
    public void Say(string line) => _notes.AppendLine().AppendLine(line);

    public override string ToString() => _text.ToString() + _notes;
}
