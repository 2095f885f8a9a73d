using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace SmpClinic.Mutation;

/// <summary>
/// Compiles a project with one file changed, with exactly the sources, references and settings of its Release build; what
/// source generators wrote is taken from that build.
/// </summary>
public sealed class Workshop
{
    private readonly CSharpCompilation _sound;
    private readonly ImmutableArray<ResourceDescription> _resources;

    private Workshop(CSharpCompilation sound, ImmutableArray<ResourceDescription> resources, DateTime readAt) =>
        (_sound, _resources, ReadAt) = (sound, resources, readAt);

    /// <summary>When the build was asked.</summary>
    public DateTime ReadAt { get; }

    /// <summary>Asks the build for the compiler's arguments and reads all sources.</summary>
    public static async Task<Workshop> OpenAsync(string projectFolder, string scratch)
    {
        var args = Path.Combine(scratch, Path.GetFileName(projectFolder) + ".json");
        var written = Path.Combine(projectFolder, "obj/Release/net10.0/generated");
        if (!File.Exists(args) || File.GetLastWriteTimeUtc(args) < NewestSource(projectFolder))
        {
            Console.WriteLine($"Building {projectFolder}");
            var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = projectFolder };
            string[] words =
            [
                "msbuild", "-t:Rebuild", "-m:1", "-nodeReuse:false", "-p:Configuration=Release", "-p:BuildProjectReferences=false", "-p:UseSharedCompilation=false",
                "-p:ProvideCommandLineArgs=true", "-p:EmitCompilerGeneratedFiles=true", "-getItem:CscCommandLineArgs",
            ];
            words.ToList().ForEach(start.ArgumentList.Add);
            using var build = Process.Start(start)!;
            var said = await build.StandardOutput.ReadToEndAsync();
            await build.WaitForExitAsync();
            if (build.ExitCode != 0)
            {
                throw new InvalidOperationException($"The build failed: {said}");
            }

            await File.WriteAllTextAsync(args, said);
        }

        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(args));
        var line = json.RootElement.GetProperty("Items").GetProperty("CscCommandLineArgs").EnumerateArray().Select(a => a.GetProperty("Identity").GetString()!).ToList();
        var read = CSharpCommandLineParser.Default.Parse(line, projectFolder, sdkDirectory: null);
        var sources = read.SourceFiles.Select(file => file.Path)
            .Concat(Directory.Exists(written) ? Directory.EnumerateFiles(written, "*.cs", SearchOption.AllDirectories) : [])
            .Select(path => CSharpSyntaxTree.ParseText(SourceText.From(File.ReadAllText(path), read.Encoding ?? System.Text.Encoding.UTF8), read.ParseOptions, path));
        var compilation = CSharpCompilation.Create(
            read.CompilationName,
            sources,
            read.MetadataReferences.Select(reference => MetadataReference.CreateFromFile(reference.Reference, reference.Properties)),
            read.CompilationOptions.WithGeneralDiagnosticOption(ReportDiagnostic.Suppress).WithSpecificDiagnosticOptions([]));
        return new(compilation, read.ManifestResources, File.GetLastWriteTimeUtc(args));
    }

    /// <summary>The file as the build reads it.</summary>
    public SyntaxTree TreeOf(string path) => _sound.SyntaxTrees.Single(tree => Path.GetFullPath(tree.FilePath) == Path.GetFullPath(path));

    /// <summary>The project with a mistake in it, or as it is; null where the mistake does not compile.</summary>
    public byte[]? Compile(SyntaxTree tree, Mutant? mutant)
    {
        var compilation = mutant is null ? _sound : _sound.ReplaceSyntaxTree(tree, tree.WithChangedText(mutant.In(tree.GetText())));
        using var assembly = new MemoryStream();
        var emitted = compilation.Emit(assembly, manifestResources: _resources);
        if (mutant is null && !emitted.Success)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(10)));
        }

        return emitted.Success ? assembly.ToArray() : null;
    }

    private static DateTime NewestSource(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) is ".cs" or ".cshtml" or ".csproj" && !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            .Max(File.GetLastWriteTimeUtc);
}
