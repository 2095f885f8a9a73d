using System.Collections.Frozen;
using NodaTime;
using SmpClinic.Web.Features.Journal;

namespace SmpClinic.Web.Features.Content;

public enum SiteSection
{
    /// <summary>Reached from the logo or from a parent page.</summary>
    Unlisted,
    Main,
    Footer,
    SmallPrint,
}

/// <summary>What search engines are told that a page is about.</summary>
public enum PageKind
{
    Plain,
    Treatment,
    Questions,
    Article,
    Person,
}

/// <param name="IsContent">Ends with its sources, its author and the date of its last review.</param>
/// <param name="Answers">Has a form and answers what is put into it, so that it is not the same for everybody.</param>
/// <param name="Kind">What it is about.</param>
public sealed record SitePage(
    string Path,
    string Title,
    string Heading,
    string Description,
    string NavLabel,
    SiteSection Section,
    LocalDate LastReviewed,
    string Author,
    bool IsContent = true,
    bool Answers = false,
    PageKind Kind = PageKind.Plain);

/// <summary>The one list of public pages. Navigation, footer, breadcrumbs, canonical links, titles, the sitemap and the tests all read it.</summary>
public static class SitePages
{
    private const string ClinicTeam = "the clinic team";
    private static readonly LocalDate Reviewed = new(2026, 11, 29);

    public static IReadOnlyList<SitePage> All { get; } =
    [
        new("/", "Scalp micropigmentation and microblading in Bristol",
            "Honest help with thinning hair and fading brows",
            "Scalp micropigmentation and microblading in Bristol, explained plainly with sources, ranges and risks. Book a free video chat or a visit.",
            "Home", SiteSection.Unlisted, Reviewed, ClinicTeam),
        new("/treatments/scalp-micropigmentation", "Scalp micropigmentation (SMP)",
            "Scalp micropigmentation",
            "What scalp micropigmentation is, who it suits, sessions, healing, how long it lasts, risks and cost, with a source for every figure.",
            "Scalp (SMP)", SiteSection.Main, Reviewed, "Maya Okafor, SMP lead", Kind: PageKind.Treatment),
        new("/treatments/microblading", "Microblading for eyebrows",
            "Microblading",
            "What microblading is, who it suits, the two visits, healing week by week, how long it lasts, risks and cost, with a source for every figure.",
            "Brows (microblading)", SiteSection.Main, Reviewed, "Elin Pryce, brow lead", Kind: PageKind.Treatment),
        new("/compare/smp-vs-microblading", "SMP and microblading compared",
            "Scalp micropigmentation and microblading, side by side",
            "SMP or microblading? Purpose, technique, sessions, healing, how long each lasts, upkeep, risks and cost, side by side with sources.",
            "Compare", SiteSection.Main, Reviewed, ClinicTeam),
        new("/compare/hair-loss-options", "Six ways to deal with hair loss, compared",
            "Six ways to deal with hair loss",
            "SMP, hair transplant, medicines, hair systems, fibres and doing nothing: the same questions for each, with sources, and when to see a doctor first.",
            "Hair loss options", SiteSection.Footer, Reviewed, ClinicTeam),
        new("/suitability", "Is it right for you? A short check",
            "Is it right for you?",
            "A five-minute check, one question a page, nothing stored: can you have scalp micropigmentation or microblading, and if not now, from when?",
            "Is it for me?", SiteSection.Main, Reviewed, ClinicTeam),
        new("/visualiser", "See dots and strokes before you decide",
            "What might it look like?",
            "Draw scalp micropigmentation or brows for your pattern, skin tone and taste: far and near, on the day, healed and years later. A drawing, not a promise.",
            "Visualiser", SiteSection.Main, Reviewed, ClinicTeam),
        new("/prices", "Prices and what is included",
            "Prices, and what they include",
            "Full prices for scalp micropigmentation and microblading, what is included, what a consultation costs, and when you get your money back.",
            "Prices", SiteSection.Main, Reviewed, ClinicTeam),
        new("/cost", "Cost over the years: a calculator",
            "What it costs over the years",
            "Compare what scalp micropigmentation, a transplant, minoxidil or a hair system cost over 1 to 15 years, with figures you can change and sources.",
            "Cost calculator", SiteSection.Footer, Reviewed, ClinicTeam, Answers: true),
        new("/faq", "Thirty questions answered",
            "Thirty questions, answered plainly",
            "Straight answers to thirty common questions about scalp micropigmentation and microblading: pain, healing, cost, risks and who can have it.",
            "Questions", SiteSection.Main, Reviewed, ClinicTeam, Kind: PageKind.Questions),
        new("/team", "Our team",
            "The people who do the work",
            "Meet the practitioners: what each one does, how they trained, and the registration and insurance details you should ask any clinic for.",
            "Team", SiteSection.Main, Reviewed, ClinicTeam),
        .. TeamProfiles.All.Select(person => new SitePage(
            person.Path, $"{person.Name}: {person.RoleInShort}", person.Name, person.Summary, person.Name, SiteSection.Unlisted, Reviewed, ClinicTeam, Kind: PageKind.Person)),
        new("/contact", "Contact and opening hours",
            "Contact us",
            "Where the clinic is, when it is open, how to reach us by phone or e-mail, and what to do if you are worried about healing.",
            "Contact", SiteSection.Main, Reviewed, ClinicTeam),
        new("/about", "About the clinic",
            "About the clinic",
            "Who we are, how we work, how we choose and grade the sources on this site, and what we will not say in order to win your business.",
            "About us", SiteSection.Footer, Reviewed, ClinicTeam),
        new("/journal", "Journal",
            "Journal",
            "Longer reading on scalp micropigmentation and microblading by the people who do the work, with sources for every figure.",
            "Journal", SiteSection.Footer, Reviewed, ClinicTeam),
        .. JournalArticles.All.Select(Of),
        new("/gallery", "Gallery of our own work",
            "Gallery",
            "Our own work, healed, with dates, number of sessions and consent. In this demonstration drawings stand in for photographs, and say so.",
            "Gallery", SiteSection.Footer, Reviewed, ClinicTeam),
        new("/aftercare/scalp-micropigmentation", "SMP aftercare, day by day",
            "Looking after your scalp, day by day",
            "Aftercare for scalp micropigmentation: what is normal each day, when to wash, train, swim and sunbathe again, and warning signs to act on.",
            "SMP aftercare", SiteSection.Footer, Reviewed, "Maya Okafor, SMP lead"),
        new("/aftercare/microblading", "Microblading aftercare, day by day",
            "Looking after your brows, day by day",
            "Aftercare for microblading: what is normal each day, when to wash, wear make-up, swim and sunbathe again, and warning signs to act on.",
            "Microblading aftercare", SiteSection.Footer, Reviewed, "Elin Pryce, brow lead"),
        new("/privacy", "Privacy notice",
            "Privacy notice",
            "What we store when you book a consultation, why, who can see it, how long we keep it, and how to see, correct or delete it.",
            "Privacy", SiteSection.SmallPrint, Reviewed, ClinicTeam),
        new("/cookies", "Cookies",
            "Cookies",
            "This website sets only the few cookies that forms and signing in cannot work without. The pages you read set none at all.",
            "Cookies", SiteSection.SmallPrint, Reviewed, ClinicTeam),
        new("/terms", "Terms",
            "Terms",
            "The terms for using this website and booking with the clinic: who can book, deposits, plans, results, and your rights under UK law.",
            "Terms", SiteSection.SmallPrint, Reviewed, ClinicTeam),
        new("/cancellation-policy", "Moving, cancelling and refunds",
            "Moving, cancelling and refunds",
            "How to move or cancel an appointment, the cut-off for each kind of visit, your 14-day right to cancel, and what you get back.",
            "Cancellation policy", SiteSection.SmallPrint, Reviewed, ClinicTeam),
        new("/accessibility", "Accessibility statement",
            "Accessibility statement",
            "How this website is built to be usable by everyone, the standard we aim for, known gaps, and how to tell us when something gets in your way.",
            "Accessibility", SiteSection.SmallPrint, Reviewed, ClinicTeam),
        new("/complaints", "Complaints and reporting a problem",
            "Complaints, and reporting a problem with healing",
            "How to complain, how fast we answer, who to turn to next, and what to do at once if something is going wrong with your skin.",
            "Complaints", SiteSection.SmallPrint, Reviewed, ClinicTeam),
    ];

    private static readonly FrozenDictionary<string, SitePage> ByPath = All.ToFrozenDictionary(page => page.Path, StringComparer.OrdinalIgnoreCase);

    /// <summary>The page of an article.</summary>
    public static SitePage Of(JournalArticle article) => new(
        article.Path, article.Title, article.Heading, article.Description, article.Heading, SiteSection.Unlisted, article.Reviewed, article.Author, Kind: PageKind.Article);

    public static SitePage? Find(PathString path) => ByPath.GetValueOrDefault(Normal(path));

    public static SitePage At(PathString path) =>
        Find(path) ?? throw new InvalidOperationException($"'{path}' is not in the list of pages.");

    public static IEnumerable<SitePage> In(SiteSection section) => All.Where(page => page.Section == section);

    /// <summary>Home first, then every page whose path is the beginning of this one's.</summary>
    public static IEnumerable<SitePage> Above(SitePage page) =>
        All.Where(other => other != page && (other.Path is "/" || page.Path.StartsWith(other.Path + "/", StringComparison.Ordinal)))
            .OrderBy(other => other.Path.Length);

    /// <summary>Pages whose address or name shares a word, or nearly a word, with an address that leads nowhere: the likeliest first, at most three.</summary>
    public static IEnumerable<SitePage> Like(PathString path) => Like(path, All);

    /// <inheritdoc cref="Like(PathString)"/>
    public static IEnumerable<SitePage> Like(PathString path, IEnumerable<SitePage> pages)
    {
        var asked = Words(path.Value ?? string.Empty);
        return pages.Select(page => (page, score: asked.Sum(word => Words(page.Path).Exists(other => Alike(word, other)) ? 2 : Words(page.Title).Exists(other => Alike(word, other)) ? 1 : 0)))
            .Where(pair => pair.score > 0)
            .OrderByDescending(pair => pair.score)
            .ThenBy(pair => pair.page.Path.Length)
            .Take(3)
            .Select(pair => pair.page);
    }

    private static List<string> Words(string text) =>
        [.. text.Split(['/', '-', '_', '.', ' ', ',', ':', '(', ')', '%', '?'], StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length is > 2 and < 30).Select(word => word.ToLowerInvariant()).Take(8)];

    /// <summary>The same word, or one mistyped letter away from it: changed, missing or too many.</summary>
    private static bool Alike(string one, string other)
    {
        var (less, more) = one.Length <= other.Length ? (one, other) : (other, one);
        if (more.Length - less.Length > 1)
        {
            return false;
        }

        var same = 0;
        while (same < less.Length && less[same] == more[same])
        {
            same++;
        }

        return less[same..] == more[same..]
            || (less.Length > 3 && less[Math.Min(same + (more.Length == less.Length ? 1 : 0), less.Length)..] == more[Math.Min(same + 1, more.Length)..]);
    }

    /// <summary>An address without what makes no difference.</summary>
    internal static string Normal(PathString path) => path.Value?.TrimEnd('/') is { Length: > 0 } trimmed ? trimmed : "/";
}
