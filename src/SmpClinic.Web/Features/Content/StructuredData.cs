using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Html;
using Microsoft.Extensions.Options;
using NodaTime;
using NodaTime.Text;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Content;

/// <summary>
/// What a page is about, in the words of schema.org, made of the very objects the page is made of. It stands in a data block,
/// which no browser executes and so no content policy has to allow; what could end the block early is written as an escape.
/// </summary>
public sealed class StructuredData(IOptions<ClinicDetails> clinic, IOptions<SiteSettings> site, SiteTexts texts)
{
    /// <summary>The data of a page as JSON-LD.</summary>
    /// <param name="page">The page.</param>
    /// <param name="cited">The sources it cites.</param>
    public IHtmlContent Of(SitePage page, IReadOnlyList<Source> cited) => new HtmlString(Graph(page, cited).ToJsonString());

    /// <summary>Before it is written out, for those who look into it.</summary>
    public JsonObject Graph(SitePage page, IReadOnlyList<Source> cited)
    {
        var nodes = new JsonArray(WebPage(page), page.Path == "/" ? Clinic() : ClinicInShort());
        if (page.Path != "/")
        {
            nodes.Add(Breadcrumbs(page));
        }

        JsonObject? about = page.Kind switch
        {
            PageKind.Treatment => Treatment(page),
            PageKind.Questions => Questions(page),
            PageKind.Article => Article(page, cited),
            PageKind.Person => Person(page),
            _ => null,
        };
        if (about is not null)
        {
            nodes.Add(about);
        }

        return new() { ["@context"] = "https://schema.org", ["@graph"] = nodes };
    }

    private string ClinicId => site.Value.Absolute("/#clinic");

    private JsonObject WebPage(SitePage page) => new()
    {
        ["@type"] = "WebPage",
        ["@id"] = Address(page),
        ["url"] = Address(page),
        ["name"] = page.Title,
        ["description"] = page.Description,
        ["inLanguage"] = SiteLanguage.Tag,
        ["lastReviewed"] = Date(page.LastReviewed),
        ["reviewedBy"] = new JsonObject { ["@type"] = "Organization", ["name"] = $"{clinic.Value.Name}: {page.Author}" },
        ["publisher"] = Reference(ClinicId),
    };

    private JsonObject ClinicInShort() => new()
    {
        ["@type"] = "HealthAndBeautyBusiness",
        ["@id"] = ClinicId,
        ["name"] = clinic.Value.Name,
        ["url"] = site.Value.Absolute("/"),
        ["telephone"] = clinic.Value.PhoneLink,
        ["address"] = new JsonObject
        {
            ["@type"] = "PostalAddress",
            ["streetAddress"] = clinic.Value.Street,
            ["addressLocality"] = clinic.Value.Town,
            ["postalCode"] = clinic.Value.Postcode,
            ["addressCountry"] = clinic.Value.PhoneRegion,
        },
    };

    private JsonObject Clinic()
    {
        var full = ClinicInShort();
        full["email"] = clinic.Value.Email;
        full["makesOffer"] = new JsonArray([.. SitePages.All.Where(page => page.Kind == PageKind.Treatment).Select(page => (JsonNode)new JsonObject
        {
            ["@type"] = "Offer",
            ["itemOffered"] = Treatment(page),
        })]);
        return full;
    }

    private JsonObject Breadcrumbs(SitePage page) => new()
    {
        ["@type"] = "BreadcrumbList",
        ["itemListElement"] = new JsonArray([.. SitePages.Above(page).Append(page).Select((step, i) => (JsonNode)new JsonObject
        {
            ["@type"] = "ListItem",
            ["position"] = i + 1,
            ["name"] = step.NavLabel,
            ["item"] = Address(step),
        })]),
    };

    private JsonObject Treatment(SitePage page) => new()
    {
        ["@type"] = "Service",
        ["@id"] = Address(page) + "#service",
        ["name"] = page.Heading,
        ["description"] = page.Description,
        ["serviceType"] = "Cosmetic tattooing",
        ["areaServed"] = clinic.Value.Town,
        ["provider"] = Reference(ClinicId),
        ["audience"] = new JsonObject { ["@type"] = "PeopleAudience", ["requiredMinAge"] = 18 },
    };

    private JsonObject Questions(SitePage page) => new()
    {
        ["@type"] = "FAQPage",
        ["@id"] = Address(page) + "#questions",
        ["mainEntity"] = new JsonArray([.. texts.Present.Faq.SelectMany(group => group.Entries).Select(entry => (JsonNode)new JsonObject
        {
            ["@type"] = "Question",
            ["url"] = Address(page) + "#" + entry.Id,
            ["name"] = entry.Question,
            ["acceptedAnswer"] = new JsonObject { ["@type"] = "Answer", ["text"] = entry.Words },
        })]),
    };

    private JsonObject Article(SitePage page, IReadOnlyList<Source> cited)
    {
        var article = texts.Present.Articles.Single(one => one.Path == page.Path);
        return new()
        {
            ["@type"] = "Article",
            ["@id"] = Address(page) + "#article",
            ["mainEntityOfPage"] = Address(page),
            ["headline"] = article.Heading,
            ["description"] = article.Description,
            ["inLanguage"] = SiteLanguage.Tag,
            ["datePublished"] = Date(article.Published),
            ["dateModified"] = Date(article.Reviewed),
            ["author"] = new JsonArray([.. article.Author.Split(" and ").Select(name => (JsonNode)Author(name))]),
            ["publisher"] = Reference(ClinicId),
            ["citation"] = new JsonArray([.. cited.Select(source => (JsonNode)source.Address)]),
        };
    }

    private JsonObject Author(string name)
    {
        var author = new JsonObject { ["@type"] = "Person", ["name"] = name };
        if (texts.Present.Team.FirstOrDefault(person => person.Name == name) is { } known)
        {
            author["url"] = site.Value.Absolute(known.Path);
        }

        return author;
    }

    private JsonObject Person(SitePage page)
    {
        var person = texts.Present.Team.Single(one => one.Path == page.Path);
        return new()
        {
            ["@type"] = "Person",
            ["@id"] = Address(page) + "#person",
            ["name"] = person.Name,
            ["jobTitle"] = person.RoleInShort,
            ["description"] = person.Summary,
            ["worksFor"] = Reference(ClinicId),
        };
    }

    private string Address(SitePage page) => site.Value.Absolute(page.Path);

    private static JsonObject Reference(string id) => new() { ["@id"] = id };

    private static string Date(LocalDate date) => LocalDatePattern.Iso.Format(date);
}
