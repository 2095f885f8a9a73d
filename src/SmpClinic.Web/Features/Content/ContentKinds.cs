namespace SmpClinic.Web.Features.Content;

/// <summary>How a field is typed and shown.</summary>
public enum FieldFormat
{
    /// <summary>One line.</summary>
    Line,

    /// <summary>Paragraphs without marks.</summary>
    Text,

    /// <summary>A list, one entry on each line.</summary>
    List,

    /// <summary>Markdown without headings, with sources.</summary>
    Markdown,

    /// <summary>Markdown of a whole page: headings from the second rank on.</summary>
    Article,

    /// <summary>One of a few values.</summary>
    Choice,

    /// <summary>Where it stands among others; a whole number.</summary>
    Position,

    /// <summary>A clinic date.</summary>
    Date,

    /// <summary>Whole pounds or dollars.</summary>
    Amount,

    /// <summary>The numbers of sources, a space between.</summary>
    Sources,

    /// <summary>A part of a mail's template.</summary>
    Template,
}

/// <summary>A field of a text that the clinic can change.</summary>
public sealed record ContentField(string Name, string Label, FieldFormat Format, int Longest)
{
    public string? Hint { get; init; }

    public bool Required { get; init; } = true;

    /// <summary>The values of a choice, with their words.</summary>
    public IReadOnlyList<(string Value, string Words)> Choices { get; init; } = [];

    /// <summary>Whether it is typed on several lines.</summary>
    public bool IsLong => Format is FieldFormat.Text or FieldFormat.List or FieldFormat.Markdown or FieldFormat.Article or FieldFormat.Template;
}

/// <summary>A kind of text that the clinic can change.</summary>
/// <param name="Name">The first half of its keys, and its part of the address.</param>
/// <param name="Heading">What staff call it.</param>
/// <param name="Fields">What it is made of.</param>
public sealed record ContentKind(string Name, string Heading, IReadOnlyList<ContentField> Fields)
{
    /// <summary>What a new one is called on its button; null where none can be added.</summary>
    public string? Add { get; init; }

    /// <summary>Whether one can be taken off the site.</summary>
    public bool MayRemove { get; init; }

    /// <summary>The field of a name.</summary>
    public ContentField Field(string name) => Fields.First(field => field.Name == name);
}

/// <summary>The kinds of text that the clinic can change, with what each is made of.</summary>
public static class ContentKinds
{
    /// <summary>Places in a list are this far apart, so that there is room between them.</summary>
    public const int PositionStep = 10;

    private const string SourcesHint = "Markdown: **strong**, lists, [links](/prices). Sources as [S9 S12]. HTML is shown as it is typed.";

    public static ContentKind Faq { get; } = new("faq", "Questions and answers",
    [
        new("group", "Under which heading", FieldFormat.Choice, 40) { Choices = [.. FaqList.Groups.Select(group => (group.Id, group.Heading))] },
        new("position", "Place in the list", FieldFormat.Position, 6) { Hint = "A whole number: 15 stands between 10 and 20." },
        new("question", "Question", FieldFormat.Line, 200),
        new("answer", "Answer", FieldFormat.Markdown, 4_000) { Hint = SourcesHint },
    ])
    { Add = "Add a question", MayRemove = true };

    public static ContentKind Team { get; } = new("team", "The team",
    [
        new("name", "Name", FieldFormat.Line, 100),
        new("role", "What they do, in short", FieldFormat.Line, 100),
        new("summary", "For the list of the team and for search engines", FieldFormat.Text, 160) { Hint = "50 to 160 letters." },
        new("story", "About them", FieldFormat.Text, 1_500),
        new("does", "What they do", FieldFormat.List, 2_000) { Hint = "One on each line." },
        new("training", "Training", FieldFormat.List, 2_000) { Hint = "One on each line." },
        new("registration", "Council registration", FieldFormat.Text, 500),
        new("insurance", "Insurance", FieldFormat.Text, 500),
    ]);

    public static ContentKind Price { get; } = new("price", "Our prices",
    [
        new("position", "Place in the list", FieldFormat.Position, 6),
        new("title", "What for", FieldFormat.Line, 100),
        new("price", "Price", FieldFormat.Line, 40) { Hint = "As it is to be read: £30, Free, Included." },
        new("text", "More about it", FieldFormat.Markdown, 600) { Hint = SourcesHint },
    ])
    { Add = "Add a price", MayRemove = true };

    public static ContentKind Guide { get; } = new("guide", "Prices that others publish",
    [
        new("position", "Place in the list", FieldFormat.Position, 6),
        new("treatment", "Treatment", FieldFormat.Line, 120),
        new("range", "Range", FieldFormat.Line, 120) { Hint = "Others published it: it is no quote of ours." },
        new("from", "Where it comes from", FieldFormat.Markdown, 300) { Hint = "With its source: One UK clinic[S72]" },
    ])
    { Add = "Add a guide price", MayRemove = true };

    public static ContentKind Calculator { get; } = new("calculator", "Prices that the calculator begins with",
    [
        new("low", "Lowest price", FieldFormat.Amount, 7) { Required = false, Hint = "Whole pounds or dollars. Leave both empty where nobody has published one that can be relied on." },
        new("high", "Highest price", FieldFormat.Amount, 7) { Required = false },
        new("sources", "Sources", FieldFormat.Sources, 60) { Required = false, Hint = "Who published it: S72, or several with spaces between." },
    ]);

    public static ContentKind Announcement { get; } = new("announcement", "Announcement",
    [
        new("text", "Text", FieldFormat.Markdown, 600) { Required = false, Hint = "Stands above every public page. Empty for none. " + SourcesHint },
    ]);

    public static ContentKind Journal { get; } = new("journal", "Journal",
    [
        new("title", "Title, for the browser and search engines", FieldFormat.Line, 60),
        new("heading", "Heading above the text", FieldFormat.Line, 120),
        new("description", "What it is about", FieldFormat.Text, 160) { Hint = "50 to 160 letters, for search engines and the list." },
        new("author", "By", FieldFormat.Line, 100) { Hint = "A name; two with “and” between them." },
        new("published", "First published", FieldFormat.Date, 10) { Hint = "Such as 2026-12-01." },
        new("reviewed", "Last checked against its sources", FieldFormat.Date, 10),
        new("text", "Text", FieldFormat.Article, 40_000) { Hint = "## for a heading. " + SourcesHint },
    ])
    { Add = "Write an article", MayRemove = true };

    public static ContentKind Page { get; } = new("page", "Texts of pages", [new("text", "Text", FieldFormat.Markdown, 4_000) { Hint = SourcesHint }]);

    public static ContentKind Mail { get; } = new("mail", "Messages to clients",
    [
        new(Notifications.MailTemplate.SubjectPart, "Subject", FieldFormat.Line, 150) { Hint = "Read on locked screens: no treatment, no health, no name." },
        new(Notifications.MailTemplate.HeadingPart, "Heading", FieldFormat.Line, 150),
        new(Notifications.MailTemplate.BodyPart, "Text", FieldFormat.Template, 8_000)
        {
            Hint = "An empty line between paragraphs. Lines that begin with “- ” make the table of facts. [Words]({{link}}) on a line of its own is the button.",
        },
        new(Notifications.MailTemplate.SmallPrintPart, "Small print", FieldFormat.Template, 4_000) { Required = false },
    ]);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ContentKind> All { get; } = [Faq, Team, Price, Guide, Calculator, Announcement, Journal, Page, Mail];

    /// <summary>The kind of a name; null where there is none.</summary>
    public static ContentKind? Find(string name) => All.FirstOrDefault(kind => string.Equals(kind.Name, name, StringComparison.Ordinal));
}
