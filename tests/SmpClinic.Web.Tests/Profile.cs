using System.Globalization;
using System.Runtime.CompilerServices;
using Xunit;

namespace SmpClinic.Web.Tests;

/// <summary>
/// How much the endurance tests do: the quick profile, which <c>.ci/run</c> takes, or with <c>TEST_PROFILE=long</c> the figures
/// that <c>docs/testing.md</c> promises. Every random test takes its seeds from here, so that one line replays a failure.
/// </summary>
public static class Profile
{
    private const int FirstSeed = 20_261_201;

    /// <summary>Whether the large figures are asked for.</summary>
    public static bool IsLong { get; } = string.Equals(Environment.GetEnvironmentVariable("TEST_PROFILE"), "long", StringComparison.OrdinalIgnoreCase);

    /// <summary>One number for each profile.</summary>
    public static int Of(int quick, int full) => IsLong ? full : quick;

    /// <summary>So many seeds, always the same; or, where <c>TEST_SEED</c> names one, that one alone.</summary>
    public static IEnumerable<int> Seeds(int quick, int full) =>
        Environment.GetEnvironmentVariable("TEST_SEED") is { Length: > 0 } text
            ? [int.Parse(text, CultureInfo.InvariantCulture)]
            : Enumerable.Range(FirstSeed, Of(quick, full));

    /// <summary>Runs the body; a failure names the seed and the line that replays it.</summary>
    public static async Task WithSeedAsync(int seed, Func<Random, Task> body, [CallerMemberName] string test = "", [CallerFilePath] string file = "")
    {
        try
        {
            await body(new Random(seed));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var number = seed.ToString(CultureInfo.InvariantCulture);
            var project = Path.GetFileName(file.Split("tests" + Path.DirectorySeparatorChar)[^1].Split(Path.DirectorySeparatorChar)[0]);
            Assert.Fail($"Seed {number}. Replay: TEST_SEED={number}{(IsLong ? " TEST_PROFILE=long" : "")} dotnet test --project tests/{project} --filter-method '*.{test}'{Environment.NewLine}{e}");
        }
    }

    /// <summary>Writes a figure for <c>docs/testing.md</c> to the test's own output.</summary>
    public static void Figure(string bar, string what) =>
        TestContext.Current.TestOutputHelper?.WriteLine($"FIGURE {bar} ({(IsLong ? "long" : "quick")}): {what}");
}
