using System.Net;
using System.Xml.Linq;
using AngleSharp.Dom;
using NodaTime.Text;
using SmpClinic.Web.Features.Content;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Content;

/// <summary>A visitor, or a search engine, who follows links finds everything and meets no dead end.</summary>
public sealed class FoundTests(ClinicSite site) : IClassFixture<ClinicSite>
{
    [Fact]
    public async Task From_the_home_page_links_lead_to_every_page_and_never_to_nothing_or_elsewhere()
    {
        var browser = site.Visitor();
        var seen = new Dictionary<string, string>(StringComparer.Ordinal) { ["/"] = "the start" };
        var waiting = new Queue<string>(["/"]);
        while (waiting.TryDequeue(out var path))
        {
            var page = await Page.GetAsync(browser, path);
            Assert.True(page.Status == HttpStatusCode.OK, $"{path}, linked from {seen[path]}, answers {(int)page.Status} {page.Location}");
            if (page.Response.Content.Headers.ContentType?.MediaType != "text/html" || page.Html.QuerySelector("meta[name=robots][content*=nofollow]") is not null)
            {
                continue;
            }

            foreach (var href in page.Html.QuerySelectorAll("a[href]:not([rel~=nofollow]), link[href], script[src], img[src]")
                .Select(link => link.GetAttribute("href") ?? link.GetAttribute("src")!).Where(href => href.StartsWith('/')))
            {
                var target = href.Split('#')[0];
                if (seen.TryAdd(target, path))
                {
                    waiting.Enqueue(target);
                }
            }
        }

        Assert.Empty(SitePages.All.Select(page => page.Path).Except(seen.Keys));
        Assert.Contains("/book/smp-consultation", seen.Keys);
        Assert.InRange(seen.Count, 35, 200);
    }

    [Fact]
    public async Task The_sitemap_dates_each_page_by_its_last_review()
    {
        using var client = site.CreateClient();
        var sitemap = XDocument.Parse(await client.GetStringAsync(new Uri("/sitemap.xml", UriKind.Relative), TestContext.Current.CancellationToken));
        foreach (var url in sitemap.Root!.Elements())
        {
            var page = SitePages.At(new Uri(url.Elements().First().Value).AbsolutePath);
            Assert.Equal(LocalDatePattern.Iso.Format(page.LastReviewed), url.Elements().Last().Value);
        }
    }

    [Theory]
    [InlineData("/treatment/microblading", "/treatments/microblading")]
    [InlineData("/microbladng", "/treatments/microblading")]
    [InlineData("/SMP-aftercare.html", "/aftercare/scalp-micropigmentation")]
    [InlineData("/price", "/prices")]
    [InlineData("/journal/smp-vs-microblading", "/compare/smp-vs-microblading")]
    public async Task An_address_that_leads_nowhere_is_answered_with_pages_it_may_have_meant(string asked, string meant)
    {
        var page = (await site.GetAsync(asked)).Is(HttpStatusCode.NotFound);
        Assert.Contains(page.Html.QuerySelectorAll("main ul.perhaps a"), link => link.GetAttribute("href") == meant);
        Assert.InRange(page.Html.QuerySelectorAll("main ul.perhaps a").Length, 1, 3);
    }

    [Theory]
    [InlineData("/zebra")]
    [InlineData("/%ff%fe")]
    [InlineData("/journal/../../etc/passwd.x")]
    [InlineData("/<script>alert(1)</script>")]
    public async Task An_address_that_is_like_none_is_answered_with_the_home_page_and_the_questions(string asked)
    {
        var page = await site.GetAsync(asked);
        Assert.Contains(page.Status, new[] { HttpStatusCode.NotFound, HttpStatusCode.BadRequest });
        Assert.Contains(page.Html.QuerySelectorAll("main a"), link => link.GetAttribute("href") == "/");
        Assert.Empty(page.Html.QuerySelectorAll("script"));
    }

    [Theory]
    [InlineData("/treatments", "/#two-treatments")]
    [InlineData("/compare", "/compare/smp-vs-microblading")]
    [InlineData("/aftercare", "/aftercare/scalp-micropigmentation")]
    public async Task A_shortened_address_leads_on(string path, string to)
    {
        var page = (await site.GetAsync(path)).Is(HttpStatusCode.Redirect);
        Assert.Equal(to, page.Location);
        var there = (await site.GetAsync(to.Split('#')[0])).Is(HttpStatusCode.OK);
        Assert.True(!to.Contains('#', StringComparison.Ordinal) || there.Html.GetElementById(to.Split('#')[1]) is not null);
    }
}
