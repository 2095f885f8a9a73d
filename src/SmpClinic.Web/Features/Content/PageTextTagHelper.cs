using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace SmpClinic.Web.Features.Content;

/// <summary>A text that the clinic can change: <c>&lt;page-text of="prices" lede /&gt;</c>.</summary>
[HtmlTargetElement("page-text", TagStructure = TagStructure.WithoutEndTag)]
public sealed class PageTextTagHelper(SiteTexts texts) : TagHelper
{
    /// <summary>Which; see <see cref="PageTexts"/>.</summary>
    public string Of { get; set; } = string.Empty;

    /// <summary>Its first paragraph is the page's beginning, set larger.</summary>
    public bool Lede { get; set; }

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.Content.AppendHtml(SourcedMarkdown.Render(texts.Present.Page(Of), PageSources.Of(ViewContext.HttpContext), Lede));
    }
}
