using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Http;
using SmpClinic.Web.Features.Content;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Content;

public sealed class SourcedMarkdownTests
{
    [Fact]
    public void Notes_are_numbered_with_those_of_the_page_and_link_to_its_end()
    {
        var sources = new PageSources();
        sources.Cite(SourceList.Get("S1"));
        var html = Rendered("Two to four.[S24 S1] Then [a link](/cost), [not a source] and `[S9]`.", sources);

        Assert.Equal(["#S24", "#S1"], html.QuerySelectorAll("sup.source-note a").Select(note => note.GetAttribute("href")));
        Assert.Equal(["source 2", "source 1"], html.QuerySelectorAll("sup.source-note a").Select(note => note.TextContent));
        Assert.Equal("/cost", html.QuerySelector("p > a")!.GetAttribute("href"));
        Assert.Equal("[S9]", html.QuerySelector("code")!.TextContent);
        Assert.Contains("[not a source]", html.Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("text <b onclick=\"x()\">bold</b>")]
    [InlineData("<div>\nblock\n</div>")]
    public void HTML_is_shown_and_never_obeyed(string markdown)
    {
        var html = Rendered(markdown, new PageSources());

        Assert.Empty(html.QuerySelectorAll("script, img, b, div"));
        Assert.Contains("<", html.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_that_is_not_listed_stops_the_page() => Assert.Throws<ArgumentException>(() => Rendered("A figure.[S999]", new PageSources()));

    [Fact]
    public void The_words_alone_have_neither_notes_nor_marks() =>
        Assert.Equal("Two to four, see the sum.", SourcedMarkdown.Words("Two **to** four,[S24 S1] see\n[the sum](/cost)."));

    private static IDocument Rendered(string markdown, PageSources sources)
    {
        using var text = new StringWriter();
        SourcedMarkdown.Render(markdown, sources).WriteTo(text, System.Text.Encodings.Web.HtmlEncoder.Default);
        return new HtmlParser().ParseDocument(text.ToString());
    }
}
