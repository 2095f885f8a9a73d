using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using SmpClinic.Web.Features.Content;
using SmpClinic.Web.Features.Journal;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Content;

/// <summary>What search engines read says what the page says.</summary>
public sealed class StructuredDataTests(ClinicSite site) : IClassFixture<ClinicSite>
{
    /// <summary>What each kind of thing has to have, by schema.org and by what search engines ask for.</summary>
    private static readonly Dictionary<string, string[]> Required = new(StringComparer.Ordinal)
    {
        ["WebPage"] = ["@id", "url", "name", "description", "inLanguage", "lastReviewed", "reviewedBy", "publisher"],
        ["HealthAndBeautyBusiness"] = ["@id", "name", "url", "telephone", "address"],
        ["PostalAddress"] = ["streetAddress", "addressLocality", "postalCode", "addressCountry"],
        ["BreadcrumbList"] = ["itemListElement"],
        ["ListItem"] = ["position", "name", "item"],
        ["Service"] = ["@id", "name", "description", "serviceType", "provider"],
        ["Offer"] = ["itemOffered"],
        ["FAQPage"] = ["mainEntity"],
        ["Question"] = ["name", "acceptedAnswer", "url"],
        ["Answer"] = ["text"],
        ["Article"] = ["headline", "description", "datePublished", "dateModified", "author", "publisher", "mainEntityOfPage"],
        ["Person"] = ["name"],
        ["Organization"] = ["name"],
        ["PeopleAudience"] = ["requiredMinAge"],
    };

    private static readonly HashSet<string> Addresses = new(StringComparer.Ordinal) { "@id", "url", "item", "mainEntityOfPage", "citation" };

    public static TheoryData<string> Paths => [.. SitePages.All.Select(page => page.Path)];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Every_page_has_one_block_that_is_whole_and_cannot_be_ended_early(string path)
    {
        var (page, block) = await BlockAsync(path);
        Assert.DoesNotContain('<', block);
        using var json = JsonDocument.Parse(block);
        Assert.Equal("https://schema.org", json.RootElement.GetProperty("@context").GetString());

        foreach (var node in Objects(json.RootElement).Where(node => node.TryGetProperty("@type", out _)))
        {
            var type = node.GetProperty("@type").GetString()!;
            Assert.True(Required.ContainsKey(type), type);
            Assert.All(Required[type], name => Assert.True(node.TryGetProperty(name, out var value) && value.ToString().Length > 0, $"{path}: {type} has no {name}."));
        }

        // Whatever is pointed at is an address of its own, or is in the block of the page it belongs to.
        var known = Objects(json.RootElement).Where(node => node.TryGetProperty("@type", out _) && node.TryGetProperty("@id", out _)).Select(node => node.GetProperty("@id").GetString()!).ToHashSet();
        foreach (var (name, value) in Texts(json.RootElement).Where(text => Addresses.Contains(text.Name)))
        {
            Assert.True(Uri.TryCreate(value, UriKind.Absolute, out var address), value);
            Assert.True(name == "citation" || address.GetLeftPart(UriPartial.Authority) == "https://localhost", value);
            Assert.True(name == "citation" || SitePages.Find(address.AbsolutePath) is not null, value);
            Assert.True(name != "@id" || known.Contains(value) || address.AbsolutePath != path, $"{path} points at {value}, which is not there.");
        }

        var web = Node(json, "WebPage")!.Value;
        Assert.Equal(page.Html.QuerySelector("link[rel=canonical]")!.GetAttribute("href"), web.GetProperty("url").GetString());
        Assert.Equal(page.Html.QuerySelector("meta[name=description]")!.GetAttribute("content"), web.GetProperty("description").GetString());
        Assert.Contains(web.GetProperty("lastReviewed").GetString()!, page.Html.QuerySelector(".page-end time")!.GetAttribute("datetime")!, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Breadcrumbs_are_those_that_are_seen(string path)
    {
        var (page, block) = await BlockAsync(path);
        using var json = JsonDocument.Parse(block);
        var seen = page.Html.QuerySelectorAll(".breadcrumbs__list > li").Select(step => step.TextContent.Trim()).ToList();
        var told = Node(json, "BreadcrumbList")?.GetProperty("itemListElement").EnumerateArray().ToList() ?? [];
        Assert.Equal(seen, told.Select(step => step.GetProperty("name").GetString()));
        Assert.Equal(Enumerable.Range(1, seen.Count), told.Select(step => step.GetProperty("position").GetInt32()));
        Assert.True(path == "/" || seen.Count >= 2);
    }

    [Fact]
    public async Task Questions_and_answers_are_those_of_the_page_word_for_word()
    {
        var (page, block) = await BlockAsync("/faq");
        using var json = JsonDocument.Parse(block);
        var told = Node(json, "FAQPage")!.Value.GetProperty("mainEntity").EnumerateArray()
            .Select(one => (one.GetProperty("name").GetString()!, one.GetProperty("acceptedAnswer").GetProperty("text").GetString()!));
        foreach (var note in page.Html.QuerySelectorAll(".source-note").ToList())
        {
            note.Remove();
        }

        var seen = page.Html.QuerySelectorAll(".faq details").Select(one => (one.QuerySelector("h3")!.TextContent, Page.Even(string.Concat(one.Children.Skip(1).Select(part => part.TextContent)))));
        Assert.Equal(seen, told);
    }

    [Fact]
    public async Task An_article_tells_who_wrote_it_when_and_from_which_sources()
    {
        foreach (var article in JournalArticles.All)
        {
            var (page, block) = await BlockAsync(article.Path);
            using var json = JsonDocument.Parse(block);
            var told = Node(json, "Article")!.Value;
            Assert.Equal(page.Heading, told.GetProperty("headline").GetString());
            Assert.InRange(told.GetProperty("headline").GetString()!.Length, 10, 110);
            Assert.Equal(page.Html.QuerySelector("article time")!.GetAttribute("datetime"), told.GetProperty("datePublished").GetString());
            Assert.Equal(page.Html.QuerySelectorAll(".page-end li a").Select(link => link.GetAttribute("href")), told.GetProperty("citation").EnumerateArray().Select(one => one.GetString()));
            Assert.All(told.GetProperty("author").EnumerateArray(), author => page.Says(author.GetProperty("name").GetString()!));
        }
    }

    [Fact]
    public async Task The_clinic_offers_the_treatments_that_have_a_page()
    {
        var (page, block) = await BlockAsync("/");
        using var json = JsonDocument.Parse(block);
        var offered = Node(json, "HealthAndBeautyBusiness")!.Value.GetProperty("makesOffer").EnumerateArray().Select(offer => offer.GetProperty("itemOffered").GetProperty("@id").GetString()!).ToList();
        Assert.Equal(2, offered.Count);
        foreach (var id in offered)
        {
            var (_, other) = await BlockAsync(new Uri(id).AbsolutePath);
            using var service = JsonDocument.Parse(other);
            Assert.Equal(id, Node(service, "Service")!.Value.GetProperty("@id").GetString());
        }

        Assert.Contains(Node(json, "HealthAndBeautyBusiness")!.Value.GetProperty("address").GetProperty("streetAddress").GetString()!, page.Html.QuerySelector("footer address")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_page_that_is_shared_brings_its_title_description_and_address(string path)
    {
        var page = (await site.GetAsync(path)).Is(HttpStatusCode.OK);
        string? Told(string name) => page.Html.QuerySelector($"meta[property='og:{name}']")?.GetAttribute("content");
        Assert.Equal(SitePages.At(path).Title, Told("title"));
        Assert.Equal(SitePages.At(path).Description, Told("description"));
        Assert.Equal(page.Html.QuerySelector("link[rel=canonical]")!.GetAttribute("href"), Told("url"));
        Assert.Equal(SitePages.At(path).Kind == PageKind.Article ? "article" : "website", Told("type"));

        // A picture is named only where there is one: a broken picture is worse than none.
        if (Told("image") is { } picture)
        {
            (await site.GetAsync(new Uri(picture).AbsolutePath)).Is(HttpStatusCode.OK);
        }
    }

    [Theory]
    [InlineData("/book/smp-consultation")]
    [InlineData("/cost?years=3")]
    [InlineData("/faq?q=hair")]
    [InlineData("/suitability/check")]
    [InlineData("/no-such-page")]
    public async Task A_page_that_is_not_to_be_found_is_not_described(string path)
    {
        var page = await site.GetAsync(path);
        Assert.Empty(page.Html.QuerySelectorAll("script[type='application/ld+json'], meta[property^='og:']"));
        Assert.StartsWith("noindex", page.Html.QuerySelector("meta[name=robots]")!.GetAttribute("content"), StringComparison.Ordinal);
    }

    private async Task<(Page Page, string Block)> BlockAsync(string path)
    {
        var page = (await site.GetAsync(path)).Is(HttpStatusCode.OK);
        return (page, Assert.Single(page.Html.QuerySelectorAll("script[type='application/ld+json']")).TextContent);
    }

    private static JsonElement? Node(JsonDocument json, string type) =>
        json.RootElement.GetProperty("@graph").EnumerateArray().Where(node => node.GetProperty("@type").GetString() == type).Select(node => (JsonElement?)node).FirstOrDefault();

    private static IEnumerable<JsonElement> Objects(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Objects(property.Value)).Prepend(element),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Objects),
        _ => [],
    };

    private static IEnumerable<(string Name, string Value)> Texts(JsonElement element, string name = "") => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Texts(property.Value, property.Name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Texts(item, name)),
        JsonValueKind.String => [(name, element.GetString()!)],
        _ => [],
    };
}
