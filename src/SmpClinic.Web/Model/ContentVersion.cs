using NodaTime;

namespace SmpClinic.Web.Model;

/// <summary>
/// One version of one text that the clinic can change: an answer, a profile, a price, an article, a mail. The program's own text is version 0 and
/// stands in no row. Rows are only added; of those whose time has come the latest is what people read.
/// </summary>
public sealed class ContentVersion
{
    /// <summary>Which text, for example <c>faq/q1</c>.</summary>
    public required string Key { get; set; }

    /// <summary>Counted from one. With the key it is what keeps two who edit at once from writing over each other.</summary>
    public int Number { get; set; }

    /// <summary>Its fields by name, as JSON. Never asked about by the database.</summary>
    public required string Fields { get; set; }

    /// <summary>Not to be shown to anybody, from then on.</summary>
    public bool Removed { get; set; }

    public Instant SavedAt { get; set; }

    public Guid SavedById { get; set; }

    public required string SavedByName { get; set; }

    /// <summary>From when on people read it; null for a draft.</summary>
    public Instant? PublishAt { get; set; }

    /// <summary>When somebody took it back before its time came.</summary>
    public Instant? WithdrawnAt { get; set; }

    /// <summary>What was done, in a word or two of whoever did it.</summary>
    public string? Note { get; set; }
}
