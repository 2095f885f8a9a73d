using System.Text.Json;

namespace SmpClinic.Mutation;

/// <summary>A part of the source whose tests are put to the test.</summary>
/// <param name="Project">The source project's folder, from the repository's root.</param>
/// <param name="Tests">The test project's folder.</param>
/// <param name="Environment">Variables for the test run, such as a smaller number of random cases.</param>
/// <param name="Files">For each file, from the source project's folder, the test classes that should notice a mistake in it: in stages, the quick ones first.</param>
public sealed record Area(
    string Project,
    string Tests,
    Dictionary<string, string> Environment,
    Dictionary<string, string[][]> Files)
{
    private static readonly JsonSerializerOptions Reading = new() { PropertyNameCaseInsensitive = true, ReadCommentHandling = JsonCommentHandling.Skip };

    /// <summary>All areas of <c>areas.json</c>, by name.</summary>
    public static Dictionary<string, Area> All() =>
        JsonSerializer.Deserialize<Dictionary<string, Area>>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "areas.json")), Reading)!;
}

/// <summary>One file of an area with its mutants in the order in which they are tried.</summary>
public sealed record Subject(string Area, string Path, string[][] Stages, Microsoft.CodeAnalysis.SyntaxTree Tree, string Hash, Mutant[] Mutants);
