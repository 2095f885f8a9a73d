using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using SmpClinic.Web.Features.Content;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Content;

/// <summary>
/// Every public page is HTML without an error, by the parser's own count, and keeps the rules of what may stand in what. The same
/// pages are put before html-validate by hand (docs/testing.md, "The public site"); this needs no tool beside the tests.
/// </summary>
public sealed class HtmlIsValidTests(ClinicSite site) : IClassFixture<ClinicSite>
{
    private const string Blocks = "address, article, aside, blockquote, details, div, dl, fieldset, figure, footer, form, header, hr, main, nav, ol, p, pre, section, table, ul";
    private const string Headings = "h1, h2, h3, h4, h5, h6";

    /// <summary>Elements, and what none of them may have inside.</summary>
    private static readonly (string Outer, string Inner, string Why)[] Nothing =
    [
        ("h1, h2, h3, h4, h5, h6, p, span, strong, em, a > span, button, label, pre, cite, sup, time", Blocks, "holds a block"),
        ("legend, summary", Blocks, "holds a block"),
        ("p, span, button, label, a:not(:has(> h2, > h3))", Headings, "holds a heading"),
        ("a[href], button", "a[href], button, input, select, textarea, label, details, [tabindex]", "holds something to operate"),
        ("label", "label, button, input:nth-of-type(2)", "holds more than its own field"),
        ("form", "form", "holds a form"),
        ("dt, address", "header, footer, section, article, nav, h1, h2, h3, h4", "holds a part of a page"),
    ];

    /// <summary>Elements, and the only children that they may have.</summary>
    private static readonly (string Parent, string Children)[] Only =
    [
        ("ul, ol", "li, script, template"),
        ("dl", "dt, dd, div"),
        ("dl > div", "dt, dd"),
        ("table", "caption, colgroup, thead, tbody, tfoot"),
        ("thead, tbody, tfoot", "tr"),
        ("tr", "th, td"),
        ("select", "option, optgroup, hr"),
        ("head", "meta, title, link, script"),
    ];

    /// <summary>Elements that have to be the first of their parent.</summary>
    private static readonly (string Parent, string First)[] Leading = [("fieldset", "legend"), ("details", "summary"), ("table:has(> caption)", "caption")];

    public static TheoryData<string> Paths =>
    [
        .. SitePages.All.Select(page => page.Path),
        "/book", "/book/smp-consultation", "/book/smp-video-consultation?zone=Asia/Kolkata", "/book/smp-consultation/details?start=2026-12-08T10:00:00Z", "/suitability/check",
        "/faq?q=transplant", "/faq?q=zebra", "/cost?currency=USD&years=15", "/cost?years=0&smpLow=9.999", "/treatment/microbladng", "/staff/sign-in", "/appointments/nobody",
    ];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_page_is_valid_HTML(string path) => Assert.Empty(Faults((await site.GetAsync(path)).Body));

    [Fact]
    public async Task A_form_that_came_back_with_its_errors_is_valid_HTML()
    {
        var details = await site.GetAsync("/book/smp-consultation/details?start=2026-12-08T10:00:00Z");
        Assert.Empty(Faults((await details.Form("/book/smp-consultation/details").SubmitAsync()).Body));
        var question = await site.GetAsync("/suitability/check");
        var refused = await (await question.Form().SubmitAsync()).FollowAsync();
        refused.Says("There is something to put right");
        Assert.Empty(Faults(refused.Body));
    }

    [Theory]
    [InlineData("<p><div>x</div></p>")]
    [InlineData("<ul><p>x</p></ul>")]
    [InlineData("<p id=a>x</p><p id=a>y</p>")]
    [InlineData("<label for=nowhere>x</label>")]
    [InlineData("<p aria-describedby=nowhere>x</p>")]
    [InlineData("<input id=x name=x>")]
    [InlineData("<label>x <input type=radio autocomplete=off></label>")]
    [InlineData("<a href=/>x <button>y</button></a>")]
    [InlineData("<h3>x</h3>")]
    [InlineData("<span><div>x</div></span>")]
    [InlineData("<fieldset><p>x</p><legend>y</legend></fieldset>")]
    [InlineData("<table width=3><tbody><tr><td>x</td></tr></tbody></table>")]
    [InlineData("<img src=/x.png>")]
    [InlineData("<button></button>")]
    [InlineData("<p>x</b></p>")]
    [InlineData("<dl><div><p>x</p></div></dl>")]
    public void A_planted_fault_is_found(string markup) =>
        Assert.NotEmpty(Faults($"<!DOCTYPE html><html lang=en-GB><head><title>x</title></head><body><main><h1>x</h1>{markup}</main></body></html>"));

    private static List<string> Faults(string body)
    {
        IHtmlDocument html;
        try
        {
            html = new HtmlParser(new HtmlParserOptions { IsStrictMode = true }).ParseDocument(body);
        }
        catch (HtmlParseException e)
        {
            return [$"Line {e.Position.Line}, column {e.Position.Column}: {e.Message}"];
        }

        var faults = new List<string>();
        void Find(string selector, Func<IElement, bool> wrong, string why) => faults.AddRange(html.QuerySelectorAll(selector).Where(wrong).Select(one => $"{Shown(one)} {why}"));

        foreach (var (outer, inner, why) in Nothing)
        {
            Find(outer, one => one.QuerySelector(inner) is not null, why);
        }

        foreach (var (parent, children) in Only)
        {
            Find(parent, one => one.Children.Any(child => !child.Matches(children)), "holds what does not belong there");
        }

        foreach (var (parent, first) in Leading)
        {
            Find(parent, one => one.FirstElementChild?.Matches(first) != true, "does not begin as it has to");
        }

        Find("[id]", one => one.Id!.Length == 0 || one.Id.Any(char.IsWhiteSpace), "has an id that is none");
        faults.AddRange(html.QuerySelectorAll("[id]").GroupBy(one => one.Id, StringComparer.Ordinal).Where(ids => ids.Count() > 1).Select(ids => $"The id {ids.Key} stands {ids.Count()} times."));
        foreach (var refers in (string[])["for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "popovertarget", "list", "headers"])
        {
            Find($"[{refers}]", one => one.GetAttribute(refers)!.Split(' ').Any(id => html.GetElementById(id) is null), $"names by {refers} what is not there");
        }

        Find("label[for]", one => html.GetElementById(one.GetAttribute("for")!)?.Matches("input, select, textarea, output, meter, progress") == false, "labels what cannot be labelled");
        Find("input:not([type=hidden], [type=submit]), select, textarea", one => !IsNamed(html, one), "has no name");
        Find("a[href], button, summary", one => one.TextContent.Trim().Length == 0 && !one.HasAttribute("aria-label") && one.QuerySelector("img[alt]:not([alt=''])") is null, "says nothing");
        Find("input[autocomplete]", one => one.GetAttribute("type") is "radio" or "checkbox" or "file" or "submit" or "image" or "reset" or "button", "cannot be completed by a browser");
        Find("img", one => !one.HasAttribute("alt") || !one.HasAttribute("width") || !one.HasAttribute("height"), "has no alternative or no size");
        Find("svg", one => !one.HasAttribute("aria-hidden") && !one.HasAttribute("role"), "is neither hidden nor an image");
        Find("center, font, big, tt, strike, marquee, [align], [bgcolor], [valign], [cellpadding], [border], table[width], a[name]", _ => true, "is of the last century");
        Find("[tabindex]", one => one.GetAttribute("tabindex") is not ("0" or "-1"), "changes the order of the keyboard");
        Find("figcaption", one => one.ParentElement is not IHtmlElement { LocalName: "figure" } figure || (figure.FirstElementChild != one && figure.LastElementChild != one), "stands in the middle, or in no figure");

        // What has to be put right is said before the page's own heading.
        var level = 0;
        foreach (var heading in html.QuerySelectorAll(Headings).Where(one => one.Closest(".error-summary") is null))
        {
            var now = heading.LocalName[1] - '0';
            if (now > level + 1)
            {
                faults.Add($"{Shown(heading)} comes after a heading of level {level}.");
            }

            level = now;
        }

        if (html.QuerySelectorAll("main").Length != 1 || html.QuerySelectorAll("h1").Length != 1 || string.IsNullOrWhiteSpace(html.Title) || string.IsNullOrEmpty(html.DocumentElement.GetAttribute("lang")))
        {
            faults.Add("A page has one main part, one heading of the first level, a title and a language.");
        }

        return faults;
    }

    private static bool IsNamed(IHtmlDocument html, IElement field) =>
        field.HasAttribute("aria-label") || field.HasAttribute("aria-labelledby") || field.Closest("label") is not null
        || (field.Id is { Length: > 0 } id && html.QuerySelectorAll("label[for]").Any(label => label.GetAttribute("for") == id));

    private static string Shown(IElement element)
    {
        var outer = Page.Even(element.OuterHtml);
        return outer.Length > 120 ? outer[..120] + "…" : outer;
    }
}
