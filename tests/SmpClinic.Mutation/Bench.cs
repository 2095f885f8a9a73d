using System.Diagnostics;

namespace SmpClinic.Mutation;

/// <summary>How a test run ended.</summary>
public enum RunEnd
{
    Passed,
    Failed,
    TimedOut,
}

/// <summary>A copy of the built tests in which the assembly under test is exchanged; every run is a process of its own.</summary>
public sealed class Bench
{
    private readonly string _folder;
    private readonly string _tests;
    private readonly string _assembly;
    private readonly IReadOnlyDictionary<string, string> _environment;

    public Bench(string builtTests, string scratch, string testAssembly, string assembly, IReadOnlyDictionary<string, string> environment)
    {
        (_folder, _tests, _assembly, _environment) = (Path.Combine(scratch, "bin"), testAssembly, assembly, environment);
        if (!File.Exists(Path.Combine(builtTests, testAssembly)))
        {
            throw new InvalidOperationException($"Build the tests first (Release): {builtTests} has no {testAssembly}.");
        }

        TestsBuiltAt = File.GetLastWriteTimeUtc(Path.Combine(builtTests, testAssembly));
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }

        foreach (var from in Directory.EnumerateFiles(builtTests, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(_folder, Path.GetRelativePath(builtTests, from));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to);
        }
    }

    /// <summary>When the tests were built.</summary>
    public DateTime TestsBuiltAt { get; }

    /// <summary>Runs the classes until the first failure.</summary>
    public async Task<(RunEnd End, TimeSpan Took, string Said)> RunAsync(byte[] assembly, IEnumerable<string> classes, TimeSpan longest)
    {
        await File.WriteAllBytesAsync(Path.Combine(_folder, _assembly), assembly);
        var temporary = Directory.CreateTempSubdirectory("mutant-").FullName;
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder };
        string[] words = ["exec", _tests, "-noLogo", "-noColor", "-stopOnFail", .. classes.SelectMany(name => new[] { "-class", name })];
        words.ToList().ForEach(start.ArgumentList.Add);
        start.Environment["TMPDIR"] = temporary;
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        var watch = Stopwatch.StartNew();
        using var run = Process.Start(start)!;
        var said = run.StandardOutput.ReadToEndAsync();
        var complained = run.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(longest);
        var end = RunEnd.TimedOut;
        try
        {
            await run.WaitForExitAsync(limit.Token);
            end = run.ExitCode == 0 ? RunEnd.Passed : RunEnd.Failed;
        }
        catch (OperationCanceledException)
        {
            run.Kill(entireProcessTree: true);
            await run.WaitForExitAsync();
        }

        var took = watch.Elapsed;
        var text = await said + await complained;
        Directory.Delete(temporary, recursive: true);
        return (end, took, text);
    }
}
