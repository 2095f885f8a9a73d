using System.Net;
using AngleSharp.Dom;
using SmpClinic.Web.Features.Content;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Content;

public sealed class FaqTests(ClinicSite site) : IClassFixture<ClinicSite>
{
    [Fact]
    public void Every_question_has_an_id_of_its_own_an_answer_and_a_group()
    {
        Assert.Equal(4, FaqList.Groups.Count);
        Assert.Equal(33, FaqList.All.Count());
        Assert.Distinct(FaqList.All.Select(entry => entry.Id).Concat(FaqList.Groups.Select(group => group.Id)));
        Assert.All(FaqList.All, entry => Assert.InRange(entry.Words.Length, 4, 600));
        Assert.All(FaqList.All, entry => Assert.EndsWith("?", entry.Question, StringComparison.Ordinal));
        Assert.DoesNotContain(FaqList.All, entry => entry.Words.Contains('[', StringComparison.Ordinal) || entry.Words.Contains('<', StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("transplant", "q19")]
    [InlineData("TRANSPLANTS cheaper", "q19")]
    [InlineData("mri scan?", "q29")]
    [InlineData("blood thinner", "medicine")]
    [InlineData("oily", "q25")]
    public async Task Without_script_a_search_leaves_the_answers_that_have_every_word_and_opens_them(string search, string expected)
    {
        var page = (await (await site.GetAsync("/faq")).Form("/faq").Fill("q", search).SubmitAsync()).Is(HttpStatusCode.OK);
        var shown = page.Html.QuerySelectorAll(".faq details:not([hidden])").Select(one => one.Id!).ToList();

        Assert.Contains(expected, shown);
        Assert.InRange(shown.Count, 1, 10);
        Assert.All(page.Html.QuerySelectorAll(".faq details:not([hidden])"), one => Assert.True(one.HasAttribute("open")));
        Assert.All(page.Html.QuerySelectorAll(".faq:not([hidden])"), group => Assert.NotEmpty(group.QuerySelectorAll("details:not([hidden])")));
        Assert.Contains(shown.Count == 1 ? "1 answer has" : $"{shown.Count} answers have", page.Html.GetElementById("found")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(search, page.Html.GetElementById("q")!.GetAttribute("value"));
        Assert.Contains("no-store", page.Response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zebra")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("[S1]")]
    public async Task What_nothing_is_said_about_is_told_and_shown_as_text(string search)
    {
        var page = (await site.GetAsync("/faq?q=" + Uri.EscapeDataString(search))).Is(HttpStatusCode.OK);

        Assert.Contains($"No answer has all of “{search}”.", Page.Even(page.Html.GetElementById("found")!.TextContent), StringComparison.Ordinal);
        Assert.Empty(page.Html.QuerySelectorAll(".faq:not([hidden])"));
        Assert.DoesNotContain(page.Html.QuerySelectorAll("script"), script => script.TextContent.Contains("alert", StringComparison.Ordinal));
        await page.ClickAsync("Show all");
    }

    [Fact]
    public async Task An_empty_search_shows_everything_and_a_long_one_is_cut()
    {
        Assert.Equal(33, (await site.GetAsync("/faq?q=")).Html.QuerySelectorAll(".faq details:not([hidden])").Length);
        var page = (await site.GetAsync("/faq?q=" + new string('x', 5000))).Is(HttpStatusCode.OK);
        Assert.Equal(FaqList.LongestSearch, page.Html.GetElementById("q")!.GetAttribute("value")!.Length);
    }

    [Fact]
    public async Task A_search_never_becomes_the_page_that_others_get()
    {
        await site.GetAsync("/faq?q=zebra");
        var plain = await site.GetAsync("/faq");
        Assert.Equal(33, plain.Html.QuerySelectorAll(".faq details:not([hidden])").Length);
        Assert.Equal(plain.Body, (await site.GetAsync("/faq?utm_source=x")).Body);
        Assert.Empty((await site.GetAsync("/faq?q=zebra")).Html.QuerySelectorAll(".faq details:not([hidden])"));
    }
}
