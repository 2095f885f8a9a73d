using System.Globalization;
using NodaTime;
using NodaTime.Text;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Cost;
using SmpClinic.Web.Features.Journal;

namespace SmpClinic.Web.Features.Content;

/// <summary>Everything that the clinic can change, as visitors read it at one moment: the program's texts with those of the clinic over them.</summary>
public sealed class PublishedTexts
{
    private readonly StoredContent _stored;

    /// <summary>The texts of a moment. A stored one that can no longer be shown as it is, such as one that cites a source no longer listed, gives way to the program's.</summary>
    /// <param name="stored">What was changed.</param>
    /// <param name="refused">Told of each that gives way, and why.</param>
    public PublishedTexts(StoredContent stored, Action<string, string>? refused = null)
    {
        _stored = stored with
        {
            Texts = System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(stored.Texts.Where(pair => IsGood(pair.Value, refused)), pair => pair.Key, pair => pair.Value, StringComparer.Ordinal),
        };
        Faq =
        [
            .. FaqList.Groups.Select(group => new FaqGroup(
                group.Id, group.Heading, [.. Shown(ContentKinds.Faq).Where(text => text["group"] == group.Id).Select(text => new FaqEntry(IdOf(text), text["question"], text["answer"]))])),
        ];
        Team = [.. Shown(ContentKinds.Team).Select(Profile)];
        Prices = [.. Shown(ContentKinds.Price).Select(text => new PriceCard(IdOf(text), text["title"], text["price"], text["text"]))];
        Guide = [.. Shown(ContentKinds.Guide).Select(text => new GuidePrice(IdOf(text), text["treatment"], text["range"], text["from"]))];
        Articles = [.. Shown(ContentKinds.Journal).Select(Article).OrderByDescending(article => article.Published)];
        Announcement = Find("announcement/site") is { } text && text["text"].Length > 0 ? text["text"] : null;
        var calculator = Shown(ContentKinds.Calculator).ToDictionary(IdOf, Price, StringComparer.Ordinal);
        Calculator = new(id => calculator.GetValueOrDefault(id));
        Pages = new(this);
    }

    public IReadOnlyList<FaqGroup> Faq { get; }

    public IReadOnlyList<TeamProfile> Team { get; }

    public IReadOnlyList<PriceCard> Prices { get; }

    public IReadOnlyList<GuidePrice> Guide { get; }

    /// <summary>What the calculator begins with.</summary>
    public PublishedPrices Calculator { get; }

    /// <summary>The newest first.</summary>
    public IReadOnlyList<JournalArticle> Articles { get; }

    /// <summary>What stands above every page, in Markdown; null for nothing.</summary>
    public string? Announcement { get; }

    /// <summary>The list of pages, with what articles and people say of themselves.</summary>
    public PublishedPages Pages { get; }

    /// <summary>A text of a page, in Markdown.</summary>
    public string Page(string id) => Find("page/" + id) is { Removed: false } changed ? changed["text"] : PageTexts.Shipped(id);

    private StoredText? Find(string key) => _stored.Find(key);

    /// <summary>The texts of a kind that visitors see, each as it stands now, in their order.</summary>
    private IEnumerable<StoredText> Shown(ContentKind kind)
    {
        var shipped = ShippedContent.All.Where(text => text.Kind == kind).ToList();
        return shipped.Select(text => Find(text.Key) ?? new(text.Key, 0, text.Fields, Removed: false))
            .Concat(_stored.Of(kind.Name).Where(text => !shipped.Exists(one => one.Key == text.Key)).OrderBy(text => text.Key, StringComparer.Ordinal))
            .Where(text => !text.Removed)
            .OrderBy(text => int.TryParse(text["position"], NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place : 0);
    }

    private static string IdOf(StoredText text) => text.Key[(text.Key.IndexOf('/', StringComparison.Ordinal) + 1)..];

    private static PublishedPrice? Price(StoredText text) => text["low"].Length == 0
        ? null
        : new(new(100 * long.Parse(text["low"], CultureInfo.InvariantCulture), 100 * long.Parse(text["high"], CultureInfo.InvariantCulture)), text["sources"]);

    private static TeamProfile Profile(StoredText text) => new(
        IdOf(text), text["name"], text["role"], text["summary"], text["story"], Lines(text["does"]), Lines(text["training"]), text["registration"], text["insurance"]);

    private static JournalArticle Article(StoredText text) => new(
        IdOf(text), text["title"], text["heading"], text["description"], text["author"], Date(text["published"]), Date(text["reviewed"]))
    { Text = text["text"] };

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static LocalDate Date(string text) => LocalDatePattern.Iso.Parse(text).Value;

    private static bool IsGood(StoredText text, Action<string, string>? refused)
    {
        var kind = ContentKinds.Find(text.Key.Split('/')[0]);
        var faults = kind is null ? ["There is no such kind of text."] : ContentRules.Faults(kind, IdOf(text), text.Fields).Select(fault => fault.Message).ToList();
        if (faults.Count > 0)
        {
            refused?.Invoke(text.Key, faults[0]);
        }

        return faults.Count == 0;
    }
}

/// <summary>The texts as they stand now, for whoever renders.</summary>
public sealed class SiteTexts(ContentShelf shelf, ILogger<SiteTexts> log)
{
    private volatile Pair? _present;

    /// <summary>As of the last look at the shelf.</summary>
    public PublishedTexts Present
    {
        get
        {
            var stored = shelf.Present;
            var present = _present;
            if (present is null || !ReferenceEquals(present.Stored, stored))
            {
                _present = present = new(stored, new(stored, (key, why) => log.LogWarning("The stored text {Key} is not shown, and the program's own is instead: {Why}", key, why)));
            }

            return present.Texts;
        }
    }

    private sealed record Pair(StoredContent Stored, PublishedTexts Texts);
}
