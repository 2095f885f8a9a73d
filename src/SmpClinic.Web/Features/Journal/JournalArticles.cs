using NodaTime;

namespace SmpClinic.Web.Features.Journal;

/// <summary>One article. Its text is <c>Articles/{slug}.md</c>.</summary>
/// <param name="Slug">Its part of the address.</param>
/// <param name="Title">For the browser and for search engines, at most 60 letters.</param>
/// <param name="Heading">As it stands above the text.</param>
/// <param name="Description">What it is about, in 50 to 160 letters.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="Published">When it was first published.</param>
/// <param name="Reviewed">When somebody last checked it against its sources.</param>
public sealed record JournalArticle(string Slug, string Title, string Heading, string Description, string Author, LocalDate Published, LocalDate Reviewed)
{
    private string? _text;

    public string Path => "/journal/" + Slug;

    /// <summary>The text, in Markdown; that of its file unless it was given another.</summary>
    public string Text
    {
        get => _text ??= Read(Slug);
        init => _text = value;
    }

    private static string Read(string slug)
    {
        using var file = typeof(JournalArticle).Assembly.GetManifestResourceStream($"articles/{slug}.md")
            ?? throw new InvalidOperationException($"There is no Articles/{slug}.md.");
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }
}

/// <summary>What the clinic has written, the newest first.</summary>
public static class JournalArticles
{
    public static IReadOnlyList<JournalArticle> All { get; } =
    [
        new("when-a-doctor-comes-first", "When to see a doctor before you see us",
            "When a doctor comes first",
            "Sudden or patchy hair loss, sore skin, some illnesses and some medicines: when to ask a doctor before anybody tattoos your scalp or brows.",
            "Maya Okafor and Elin Pryce", new(2026, 11, 25), new(2026, 11, 29)),
        new("why-colour-fades", "Why the colour fades, and what to expect of touch-ups",
            "Why the colour fades, and what that means for touch-ups",
            "What happens to pigment in skin, why brow strokes fade sooner than scalp dots, what the figures say and do not say, and when a touch-up is due.",
            "Maya Okafor and Elin Pryce", new(2026, 11, 25), new(2026, 11, 29)),
        new("your-first-consultation", "Your first consultation, and what to ask there",
            "What a first consultation is like, and what to ask",
            "What happens at a first consultation for scalp micropigmentation or microblading, step by step, and the questions to ask us or anybody else.",
            "Elin Pryce", new(2026, 11, 25), new(2026, 11, 29)),
        new("smp-and-how-it-differs-from-microblading", "What SMP is, and how it differs from microblading",
            "What scalp micropigmentation is, and how it differs from microblading",
            "The article this clinic began with, checked again sentence by sentence: what SMP is, what it can and cannot do, and how microblading differs.",
            "Maya Okafor and Elin Pryce", new(2026, 11, 24), new(2026, 11, 24)),
    ];

    public static JournalArticle? Find(string slug) => All.FirstOrDefault(article => string.Equals(article.Slug, slug, StringComparison.Ordinal));
}
