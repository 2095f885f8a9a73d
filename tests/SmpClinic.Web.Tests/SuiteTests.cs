using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace SmpClinic.Web.Tests;

/// <summary>The suite speaks for itself: what is promised can be found by its name.</summary>
public sealed partial class SuiteTests
{
    /// <summary>What issues 2 and 3 ask for.</summary>
    private static readonly string[] Bars =
    [
        .. Numbers("BK", [.. Enumerable.Range(1, 16)]),
        .. Numbers("EM", [.. Enumerable.Range(1, 9), 11, 12, 14]),
        .. Numbers("AU", [1, 3, 4, 5, 14, 15]),
        .. Numbers("IN", [1, 2, 8, 9]),
        .. Numbers("HD", [1, 2, 3, 5, 6, 8, 9, 10]),
        .. Numbers("PR", [2]),
        .. Numbers("FL", [.. Enumerable.Range(1, 12)]),
        .. Numbers("OP", [.. Enumerable.Range(1, 7)]),
    ];

    [Fact]
    public void OP07_every_bar_that_an_issue_asks_for_has_a_test_that_carries_its_name()
    {
        var shown = Directory.EnumerateFiles(Folder(), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => Test().Matches(File.ReadAllText(file)))
            .SelectMany(test => test.Groups["bar"].Captures.Select(bar => bar.Value))
            .ToHashSet(StringComparer.Ordinal);
        var missing = Bars.Where(bar => !shown.Contains(bar)).ToList();
        Assert.True(missing.Count == 0, $"No test carries the name of {string.Join(", ", missing)}.");
    }

    private static IEnumerable<string> Numbers(string area, int[] numbers) => numbers.Select(number => $"{area}{number:00}");

    /// <summary>A method with a test's attribute above it whose name begins with one bar or several: <c>BK08_BK09_hours_keep…</c></summary>
    [GeneratedRegex(@"\[(?:Fact|Theory)\b(?:(?!\bpublic\b)[\s\S])*?\bpublic\s+(?:static\s+)?(?:async\s+)?(?:Task|ValueTask|void)\s+(?:(?<bar>[A-Z]{2}[0-9]{2})_)+", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Test();

    private static string Folder([CallerFilePath] string here = "") => Path.GetFullPath("..", Path.GetDirectoryName(here)!);
}
