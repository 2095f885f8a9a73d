using System.Globalization;

namespace SmpClinic.Web.Features.Content;

/// <summary>One question with its answer in Markdown.</summary>
public sealed record FaqEntry(string Id, string Question, string Answer)
{
    private readonly Lazy<string> _words = new(() => SourcedMarkdown.Words(Answer));

    /// <summary>The answer's words alone.</summary>
    public string Words => _words.Value;
}

/// <summary>Questions that belong together.</summary>
public sealed record FaqGroup(string Id, string Heading, IReadOnlyList<FaqEntry> Entries);

/// <summary>The questions of <c>/faq</c> as the program brings them along, in <c>Faq.md</c>; what visitors read is <see cref="PublishedTexts.Faq"/>.</summary>
public static class FaqList
{
    /// <summary>The longest search that is looked for.</summary>
    public const int LongestSearch = 100;

    /// <summary>All groups in their order.</summary>
    public static IReadOnlyList<FaqGroup> Groups { get; } = Read();

    /// <summary>All questions in their order.</summary>
    public static IEnumerable<FaqEntry> All => Groups.SelectMany(group => group.Entries);

    /// <summary>Whether a question or its answer holds every word of a search; capitals and accents do not matter, nor does a plural's s.</summary>
    public static bool Matches(FaqEntry entry, string search) =>
        WordsOf(search).All(word => Holds(entry.Question, word) || Holds(entry.Words, word));

    private static IEnumerable<string> WordsOf(string search) => search[..Math.Min(search.Length, LongestSearch)]
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        .Select(word => word.Trim('?', '.', ',', '!', '"', '“', '”'))
        .Where(word => word.Length > 0)
        .Select(word => word.Length > 3 && word[^1] is 's' or 'S' ? word[..^1] : word);

    private static bool Holds(string text, string word) =>
        CultureInfo.InvariantCulture.CompareInfo.IndexOf(text, word, CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace) >= 0;

    private static List<FaqGroup> Read()
    {
        using var file = typeof(FaqList).Assembly.GetManifestResourceStream("faq.md")!;
        using var reader = new StreamReader(file);
        var groups = new List<FaqGroup>();
        foreach (var group in ("\n" + reader.ReadToEnd().ReplaceLineEndings("\n")).Split("\n# ").Skip(1))
        {
            var parts = group.Split("\n## ");
            var (id, heading) = Heading(parts[0]);
            groups.Add(new(id, heading, [.. parts.Skip(1).Select(Entry)]));
        }

        return groups;
    }

    private static FaqEntry Entry(string part)
    {
        var lines = part.Split('\n', 2);
        var (id, question) = Heading(lines[0]);
        return new(id, question, lines[1].Trim());
    }

    private static (string Id, string Text) Heading(string line) =>
        line.Split(": ", 2) is [var id, var text] ? (id.Trim(), text.Trim()) : throw new InvalidDataException($"Faq.md: '{line}' is not 'id: text'.");
}

/// <summary>The page of questions.</summary>
/// <param name="Groups">All of them, as they stand.</param>
/// <param name="Search">What was looked for; null where nothing was.</param>
public sealed record FaqPage(IReadOnlyList<FaqGroup> Groups, string? Search)
{
    /// <summary>Whether a question is shown.</summary>
    public bool Shows(FaqEntry entry) => string.IsNullOrWhiteSpace(Search) || FaqList.Matches(entry, Search);

    /// <summary>How many are shown.</summary>
    public int Found => Groups.SelectMany(group => group.Entries).Count(Shows);
}
