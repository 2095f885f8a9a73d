using System.Net;
using AngleSharp.Dom;
using SmpClinic.Web.Features.Content;
using SmpClinic.Web.Features.Journal;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Journal;

public sealed class JournalTests(ClinicSite site) : IClassFixture<ClinicSite>
{
    private const string Founding = "/journal/smp-and-how-it-differs-from-microblading";

    /// <summary>Each claim of the clinic's first article and the fair form it has now; two were taken back, and the article says so.</summary>
    public static TheoryData<string, string, bool> Claims => new()
    {
        { "C1 a different way", "We see it as a different way to deal with hair loss: it covers what is lost, and brings no hair back. That is our opinion.", false },
        { "C1 not new", "Tattooing a scalp as cover was described in 2001", true },
        { "C2 popular", "we have no figure to show, so we leave that out", false },
        { "C3 no surgery", "SMP is not surgery: nothing is cut out and nothing is stitched.", true },
        { "C4 invasive", "\"Minimally invasive\" is fairer, because needles do break the skin:", true },
        { "C5 hours", "Each session takes a few hours, two to five as a rule. The whole plan is two to four sessions over some weeks.", true },
        { "C6 normal life", "Ordinary work can usually go on the same day or the day after. Some things have to wait: heavy sweat for 4 to 10 days, and pools and strong sun for about four weeks.", true },
        { "C7 risk", "the risk of infection and other trouble is low. It is never nothing.", false },
        { "C7 figures", "about 1.8% have a reaction bad enough to see a doctor", true },
        { "C8 natural", "designed to look natural at a normal distance", true },
        { "C8 limits", "depends on the hand that does it and on your skin", false },
        { "C9 transplants", "it moves living hair. A modern one can look very natural too.", true },
        { "C10 cost", "SMP often costs less at the outset.", true },
        { "C10 touch-ups", "Then count the touch-ups.", true },
        { "C11 visits", "SMP is not always the shorter road", false },
        { "C12 tens of thousands", "a transplant does not always cost tens of thousands", false },
        { "C13 theatre", "It needs no operating theatre.", false },
        { "C13 anaesthetic", "Numbing may be used, just as a transplant is mostly done under local anaesthetic", true },
        { "C14 purpose", "SMP is for the scalp: a fuller-looking hairline, or more density. Microblading is for eyebrows", true },
        { "C15 technique", "SMP is made of dots, set by a fine-needle machine in several layers. It is not the skin treatment called microneedling.", true },
        { "C16 taken back", "No study has compared them, and they are for different parts of the body. So we no longer say it.", false },
        { "C17 lasts", "SMP lasts several years, with touch-ups. Our plan assumes one every two to three years", true },
        { "C18 fade", "The pigment is made to fade slowly. It does fade, and sun makes it fade sooner.", true },
        { "C19 microblading", "Microblading lasts 12 to 18 months by what skin doctors say, or one to three years by a medical paper.", true },
        { "C20 why sooner", "A cut bleeds, and that carries pigment out. The pigment lies shallow.", true },
        { "C21 one size", "Not one size for all", false },
        { "C22 cosmetic", "It is cosmetic, not medical.", true },
        { "C23 research", "The NHS says the same and has a list of what to ask.", true },
        { "C24 results", "what you get depends on more than the work: on your skin, on sun and habits, and on aftercare", true },
    };

    [Theory]
    [MemberData(nameof(Claims))]
    public async Task The_founding_article_makes_each_claim_in_its_fair_form_with_a_source_where_it_states_a_fact(string claim, string words, bool sourced)
    {
        var article = (await site.GetAsync(Founding)).Is(HttpStatusCode.OK).Html.QuerySelector("article")!;
        var part = article.QuerySelectorAll("p, h1, h2, h3, li").FirstOrDefault(one => Plain(one).Contains(words, StringComparison.Ordinal));

        Assert.True(part is not null, $"{claim}: {words}");
        Assert.True(!sourced || part!.QuerySelector(".source-note") is not null, claim);
    }

    [Fact]
    public void All_twenty_four_claims_are_there() =>
        Assert.Equal(Enumerable.Range(1, 24).Select(n => $"C{n}"), Claims.Select(row => row.Data.Item1.Split(' ')[0]).Distinct());

    [Fact]
    public async Task The_journal_lists_every_article_the_newest_first()
    {
        var page = (await site.GetAsync("/journal")).Is(HttpStatusCode.OK);

        Assert.Equal(JournalArticles.All.Select(article => article.Path), page.Html.QuerySelectorAll("main .card h2 a").Select(link => link.GetAttribute("href")));
        Assert.Equal(JournalArticles.All.OrderByDescending(article => article.Published).Select(article => article.Slug), JournalArticles.All.Select(article => article.Slug));
        Assert.All(JournalArticles.All, article => Assert.NotNull(SitePages.Find(article.Path)));
        Assert.All(JournalArticles.All, article => Assert.True(article.Reviewed >= article.Published));
    }

    [Theory]
    [InlineData("/journal/nothing-yet")]
    [InlineData("/journal/SMP-and-how-it-differs-from-microblading/x")]
    public async Task An_unknown_article_is_not_found(string path) => (await site.GetAsync(path)).Is(HttpStatusCode.NotFound);

    private static string Plain(IElement part)
    {
        var copy = (IElement)part.Clone();
        foreach (var note in copy.QuerySelectorAll(".source-note").ToList())
        {
            note.Remove();
        }

        return Page.Even(copy.TextContent);
    }
}
