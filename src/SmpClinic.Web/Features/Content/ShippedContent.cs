using NodaTime.Text;
using SmpClinic.Web.Features.Cost;
using SmpClinic.Web.Features.Journal;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Content;

/// <summary>A text that the clinic can change, as the program brings it along: its version 0.</summary>
/// <param name="Kind">What kind it is of.</param>
/// <param name="Id">The second half of its key.</param>
/// <param name="Title">What staff see it under.</param>
/// <param name="Path">The page it stands on; null where it stands on none.</param>
/// <param name="Fields">What it says.</param>
public sealed record ShippedText(ContentKind Kind, string Id, string Title, string? Path, IReadOnlyDictionary<string, string> Fields)
{
    public string Key => Kind.Name + "/" + Id;
}

/// <summary>Everything that the clinic can change, in the program's own words.</summary>
public static class ShippedContent
{
    /// <summary>All texts, kind by kind, each kind in its order.</summary>
    public static IReadOnlyList<ShippedText> All { get; } =
    [
        .. FaqList.Groups.SelectMany(group => group.Entries.Select((entry, i) => Text(
            ContentKinds.Faq, entry.Id, entry.Question, "/faq#" + entry.Id,
            ("group", group.Id), ("position", Place(i)), ("question", entry.Question), ("answer", entry.Answer)))),
        .. TeamProfiles.All.Select(person => Text(
            ContentKinds.Team, person.Slug, person.Name, person.Path,
            ("name", person.Name), ("role", person.RoleInShort), ("summary", person.Summary), ("story", person.Story),
            ("does", string.Join('\n', person.Does)), ("training", string.Join('\n', person.Training)), ("registration", person.Registration), ("insurance", person.Insurance))),
        .. PriceList.Shipped.Select((card, i) => Text(
            ContentKinds.Price, card.Id, card.Title, "/prices#consultations", ("position", Place(i)), ("title", card.Title), ("price", card.Price), ("text", card.Text))),
        .. PriceList.ShippedGuide.Select((row, i) => Text(
            ContentKinds.Guide, row.Id, row.Treatment, "/prices#guide", ("position", Place(i)), ("treatment", row.Treatment), ("range", row.Range), ("from", row.From))),
        .. PublishedPrices.Shipped.Select(price => Text(
            ContentKinds.Calculator, price.Id, price.Title, "/cost", ("low", Whole(price.Price?.Range.Low)), ("high", Whole(price.Price?.Range.High)), ("sources", price.Price?.Sources ?? string.Empty))),
        Text(ContentKinds.Announcement, "site", "Announcement on every page", "/", ("text", string.Empty)),
        .. JournalArticles.All.Select(article => Text(
            ContentKinds.Journal, article.Slug, article.Heading, article.Path,
            ("title", article.Title), ("heading", article.Heading), ("description", article.Description), ("author", article.Author),
            ("published", LocalDatePattern.Iso.Format(article.Published)), ("reviewed", LocalDatePattern.Iso.Format(article.Reviewed)), ("text", article.Text.ReplaceLineEndings("\n")))),
        .. PageTexts.All.Select(text => Text(ContentKinds.Page, text.Id, text.Title, text.Path, ("text", text.Shipped))),
        .. MailTemplates.All.Select(mail => new ShippedText(ContentKinds.Mail, mail.Name, mail.Title, null, mail.Shipped.Fields)),
    ];

    /// <summary>The text of a key; null where the program brings none along.</summary>
    public static ShippedText? Find(string key) => All.FirstOrDefault(text => string.Equals(text.Key, key, StringComparison.Ordinal));

    private static string Place(int index) => ((index + 1) * ContentKinds.PositionStep).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Whole(long? minorUnits) => minorUnits is { } known ? (known / 100).ToString(System.Globalization.CultureInfo.InvariantCulture) : string.Empty;

    private static ShippedText Text(ContentKind kind, string id, string title, string? path, params (string Name, string Value)[] fields) =>
        new(kind, id, title, path, fields.ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal));
}
