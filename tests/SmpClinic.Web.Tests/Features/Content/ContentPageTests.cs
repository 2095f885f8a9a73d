using System.Net;
using System.Xml.Linq;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using SmpClinic.Web.Features.Content;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Content;

public sealed class ContentPageTests(ClinicSite site) : IClassFixture<ClinicSite>
{
    private static readonly string[] MachineFiles = ["/sitemap.xml", "/robots.txt", "/.well-known/security.txt", "/site.webmanifest"];

    public static TheoryData<string> Paths => [.. SitePages.All.Select(page => page.Path)];

    /// <summary>The pages that are the same for everybody.</summary>
    public static TheoryData<string> SamePaths => [.. SitePages.All.Where(page => !page.Answers).Select(page => page.Path)];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_page_has_one_heading_a_title_a_description_and_its_own_address(string path)
    {
        var page = SitePages.At(path);
        var document = await ReadAsync(path);

        Assert.Equal(page.Heading, Assert.Single(document.QuerySelectorAll("h1")).TextContent.Trim());
        Assert.StartsWith(page.Title, document.Title, StringComparison.Ordinal);
        Assert.Equal(page.Description, document.QuerySelector("meta[name=description]")?.GetAttribute("content"));
        var canonical = document.QuerySelector("link[rel=canonical]")?.GetAttribute("href");
        Assert.Equal(path, new Uri(Assert.IsType<string>(canonical)).AbsolutePath);
        Assert.Equal("en-GB", document.DocumentElement.GetAttribute("lang"));
        Assert.Equal(["en-GB", "x-default"], document.QuerySelectorAll("link[rel=alternate]").Select(link => link.GetAttribute("hreflang")));
        Assert.All(document.QuerySelectorAll("link[rel=alternate]"), link => Assert.Equal(canonical, link.GetAttribute("href")));
        Assert.Null(document.QuerySelector("meta[name=robots]"));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Headings_never_skip_a_level(string path)
    {
        var document = await ReadAsync(path);
        var previous = 0;

        foreach (var heading in document.QuerySelectorAll("main h1, main h2, main h3, main h4"))
        {
            var level = heading.LocalName[1] - '0';
            Assert.True(level <= previous + 1, $"'{heading.TextContent}' jumps from level {previous} to {level}.");
            previous = level;
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_page_carries_nothing_that_its_content_security_policy_forbids(string path)
    {
        var document = await ReadAsync(path);

        // A data block is read by search engines and executed by nobody, so the policy has nothing to say of it.
        Assert.Empty(document.QuerySelectorAll("script:not([src]):not([type='application/ld+json']), style, [style], base, iframe, object, embed"));
        foreach (var element in document.All)
        {
            Assert.DoesNotContain(element.Attributes, attribute => attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain(element.Attributes, attribute => attribute.Value.Trim().StartsWith("javascript:", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Theory]
    [MemberData(nameof(SamePaths))]
    public async Task A_page_can_be_cached_for_everyone(string path)
    {
        using var client = site.CreateClient();
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.False(response.Headers.Contains("Set-Cookie"), "A content page set a cookie.");

        // A form that only asks is the same for everybody; a token, or a field nobody sees, would be somebody's.
        Assert.Empty((await ReadAsync(path)).QuerySelectorAll("form:not([method=get]), input[type=hidden]"));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task No_word_is_used_that_the_advertising_rules_or_fairness_forbid(string path)
    {
        var document = await ReadAsync(path);
        var shown = document.Body!.TextContent + " " + document.Title + " " + SitePages.At(path).Description;

        Assert.Empty(ForbiddenWords.In(shown));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Every_link_on_a_page_leads_somewhere(string path)
    {
        using var client = site.CreateClient();
        var document = await ReadAsync(path);
        var hrefs = document.QuerySelectorAll("a[href], link[rel=icon], link[rel=manifest], link[rel=stylesheet]")
            .Select(link => link.GetAttribute("href")!)
            .Distinct(StringComparer.Ordinal);

        foreach (var href in hrefs)
        {
            if (href.StartsWith('#'))
            {
                Assert.True(document.GetElementById(href[1..]) is not null, $"{path} has nothing at {href}.");
            }
            else if (href.StartsWith('/'))
            {
                using var response = await client.GetAsync(new Uri(href, UriKind.Relative), TestContext.Current.CancellationToken);
                Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path} links to {href}: {(int)response.StatusCode}.");
                await AssertFragmentExistsAsync(path, href, response);
            }
            else
            {
                Assert.Matches("^(https?://|mailto:|tel:)", href);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Every_source_note_has_its_entry_and_every_entry_its_note(string path)
    {
        var document = await ReadAsync(path);
        var notes = document.QuerySelectorAll(".source-note a").Select(note => note.GetAttribute("href")![1..]).ToHashSet(StringComparer.Ordinal);
        var entries = document.QuerySelectorAll(".page-end li").Select(entry => entry.Id!).ToList();

        Assert.Equal(notes.Order(StringComparer.Ordinal), entries.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.All(document.QuerySelectorAll(".page-end li a"), link => Assert.Equal("noopener noreferrer", link.GetAttribute("rel")));
    }

    [Theory]
    [InlineData("/treatments/scalp-micropigmentation")]
    [InlineData("/treatments/microblading")]
    [InlineData("/compare/smp-vs-microblading")]
    [InlineData("/compare/hair-loss-options")]
    public async Task A_treatment_page_says_that_it_is_cosmetic_and_sends_worrying_loss_to_a_doctor(string path)
    {
        var text = (await ReadAsync(path)).Body!.TextContent;

        Assert.Contains("Cosmetic, not medical", text, StringComparison.Ordinal);
        Assert.Contains("see your GP", text, StringComparison.Ordinal);
        Assert.Contains("Last reviewed", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_questions_page_answers_thirty_questions_and_three_for_somebody_else() =>
        Assert.Equal(33, (await ReadAsync("/faq")).QuerySelectorAll(".faq details").Length);

    [Fact]
    public async Task A_table_keeps_its_meaning_when_a_phone_stacks_it()
    {
        var table = (await ReadAsync("/compare/smp-vs-microblading")).QuerySelector("table")!;

        Assert.Equal("table", table.GetAttribute("role"));
        Assert.All(table.QuerySelectorAll("tbody th"), cell => Assert.Equal("rowheader", cell.GetAttribute("role")));
        Assert.Equal(
            ["Scalp micropigmentation", "Microblading"],
            table.QuerySelectorAll("tbody tr:first-child td").Select(cell => cell.GetAttribute("data-label")),
            StringComparer.Ordinal);
    }

    [Fact]
    public async Task The_sitemap_lists_every_page_and_nothing_else()
    {
        using var client = site.CreateClient();
        var sitemap = XDocument.Parse(await client.GetStringAsync(new Uri("/sitemap.xml", UriKind.Relative), TestContext.Current.CancellationToken));

        Assert.Equal(
            SitePages.All.Select(page => page.Path),
            sitemap.Descendants().Where(element => element.Name.LocalName is "loc").Select(element => new Uri(element.Value).AbsolutePath),
            StringComparer.Ordinal);
    }

    [Fact]
    public async Task Programs_find_the_files_they_ask_for()
    {
        using var client = site.CreateClient();

        foreach (var file in MachineFiles)
        {
            using var response = await client.GetAsync(new Uri(file, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task An_unknown_practitioner_is_not_found()
    {
        using var client = site.CreateClient();
        using var response = await client.GetAsync(new Uri("/team/nobody", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static async Task AssertFragmentExistsAsync(string path, string href, HttpResponseMessage response)
    {
        if (href.Split('#') is [_, var fragment])
        {
            var target = await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.True(target.GetElementById(fragment) is not null, $"{path} links to {href}, which has no such part.");
        }
    }

    private async Task<IDocument> ReadAsync(string path)
    {
        using var client = site.CreateClient();
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
