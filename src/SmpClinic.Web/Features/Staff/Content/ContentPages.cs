using NodaTime;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Content;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Content;

/// <summary>A text in the list.</summary>
/// <param name="Id">The second half of its key.</param>
/// <param name="Title">What staff see it under.</param>
/// <param name="Number">The version that visitors read; 0 for the program's.</param>
/// <param name="Removed">It is off the site.</param>
/// <param name="Saved">When it was last saved, and by whom.</param>
/// <param name="Coming">When the next version will be read, where one waits.</param>
/// <param name="HasDraft">A draft is newer than all that.</param>
public sealed record ContentRow(string Id, string Title, int Number, bool Removed, (Instant At, string By)? Saved, Instant? Coming, bool HasDraft);

/// <summary>The list of one kind.</summary>
public sealed record ContentList(ContentKind Kind, IReadOnlyList<ContentRow> Rows);

/// <summary>A version as the page of a text lists it.</summary>
public sealed record VersionRow(int Number, bool Removed, Instant? SavedAt, string By, Instant? PublishAt, Instant? WithdrawnAt, string? Note, bool IsRead);

/// <summary>A text that is being changed.</summary>
/// <param name="Kind">Of what kind.</param>
/// <param name="Id">The second half of its key; empty for a new one.</param>
/// <param name="Title">What staff see it under.</param>
/// <param name="Path">The page it stands on.</param>
/// <param name="Form">What is in the fields.</param>
/// <param name="Errors">What is wrong with it.</param>
/// <param name="Versions">The newest first; the program's own last.</param>
/// <param name="Now">What waiting is counted to.</param>
public sealed record EditPage(
    ContentKind Kind, string Id, string Title, string? Path, ContentForm Form, FormErrors Errors, IReadOnlyList<VersionRow> Versions, Instant Now)
{
    /// <summary>Whether it is shown as visitors would read it.</summary>
    public bool Previewed { get; init; }

    /// <summary>What was just done.</summary>
    public string? Done { get; init; }

    /// <summary>What somebody else has saved meanwhile, against what was opened; null where nobody has.</summary>
    public VersionComparison? Meanwhile { get; init; }

    /// <summary>The mail as it would be read, where it is a mail's words and they can be read.</summary>
    public MailPreview? Mail { get; init; }

    public bool IsNew => Id.Length == 0;

    /// <summary>Whether it can be shown as visitors would read it.</summary>
    public bool CanBeShown => !ContentRules.Faults(Kind, Id, Form.Fields.ToDictionary(f => f.Key, f => f.Value ?? string.Empty, StringComparer.Ordinal)).Any();

    /// <summary>The address of this page.</summary>
    public string Address => $"/staff/content/{Kind.Name}/{(IsNew ? "new" : Id)}";
}

/// <summary>A mail as somebody would get it.</summary>
/// <param name="Of">Whose appointment it is made of.</param>
public sealed record MailPreview(string Of, string Subject, Notifications.EmailBody Body, string AsText);

/// <summary>One field of two versions, line by line.</summary>
public sealed record FieldDifference(string Label, IReadOnlyList<DiffLine> Lines);

/// <summary>Two versions beside each other.</summary>
public sealed record VersionComparison(string Older, string Newer, IReadOnlyList<FieldDifference> Fields);

/// <summary>One version, what it says, and what it changed.</summary>
public sealed record VersionPage(EditPage Text, VersionRow Version, VersionComparison Changes, IReadOnlyDictionary<string, string> Fields);

/// <summary>Versions in words.</summary>
public static class ContentWords
{
    public static string Of(VersionRow version, Instant now, ClinicTime time) => version switch
    {
        { Number: 0 } => version.IsRead ? "The program's own words; read now" : "The program's own words",
        { WithdrawnAt: { } at } => "Taken back on " + time.When(at),
        { PublishAt: null } => "Draft",
        { PublishAt: { } due } when due > now => "Will be read from " + time.When(due),
        { IsRead: true, Removed: true } => "Taken off the site",
        { IsRead: true } => "Read now",
        _ => "Was read",
    };

    public static string NameOf(int number) => number == 0 ? "the program's own words" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"version {number}");
}
