namespace SmpClinic.Web.Features.Staff.Content;

/// <summary>What became of a line.</summary>
public enum DiffMark
{
    Same,
    Added,
    Removed,
}

/// <summary>A line of one version or of both.</summary>
public sealed record DiffLine(DiffMark Mark, string Text);

/// <summary>What has changed between two texts, line by line: the longest lines they have in common, in their order, stay.</summary>
public static class Diff
{
    /// <summary>More lines than this on both sides are not compared one by one: the work grows with their product.</summary>
    private const int MostLines = 1_500;

    public static IReadOnlyList<DiffLine> Of(string older, string newer)
    {
        var (a, b) = (Lines(older), Lines(newer));
        var (first, last) = (0, 0);
        while (first < Math.Min(a.Length, b.Length) && a[first] == b[first])
        {
            first++;
        }

        while (last < Math.Min(a.Length, b.Length) - first && a[^(last + 1)] == b[^(last + 1)])
        {
            last++;
        }

        return
        [
            .. a[..first].Select(line => new DiffLine(DiffMark.Same, line)),
            .. Between(a[first..^last], b[first..^last]),
            .. a[^last..].Select(line => new DiffLine(DiffMark.Same, line)),
        ];
    }

    private static string[] Lines(string text) => text.Length == 0 ? [] : text.ReplaceLineEndings("\n").Split('\n');

    private static IEnumerable<DiffLine> Between(string[] a, string[] b)
    {
        if (a.Length > MostLines || b.Length > MostLines)
        {
            return [.. a.Select(line => new DiffLine(DiffMark.Removed, line)), .. b.Select(line => new DiffLine(DiffMark.Added, line))];
        }

        // common[i, j]: how many lines the rests from i and from j have in common.
        var common = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
        {
            for (var j = b.Length - 1; j >= 0; j--)
            {
                common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        return Walk(a, b, common);
    }

    private static IEnumerable<DiffLine> Walk(string[] a, string[] b, int[,] common)
    {
        var (i, j) = (0, 0);
        while (i < a.Length || j < b.Length)
        {
            if (i < a.Length && j < b.Length && a[i] == b[j])
            {
                yield return new(DiffMark.Same, a[i]);
                (i, j) = (i + 1, j + 1);
            }
            else if (i < a.Length && (j == b.Length || common[i + 1, j] >= common[i, j + 1]))
            {
                yield return new(DiffMark.Removed, a[i++]);
            }
            else
            {
                yield return new(DiffMark.Added, b[j++]);
            }
        }
    }
}
