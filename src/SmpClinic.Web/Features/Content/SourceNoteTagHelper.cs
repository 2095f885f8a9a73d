using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace SmpClinic.Web.Features.Content;

/// <summary>
/// <c>&lt;cite-source of="S9 S12" /&gt;</c> prints small numbered links to the entries which the layout lists at the end of the page.
/// An unknown number is a mistake in the page, so it throws.
/// </summary>
[HtmlTargetElement("cite-source", Attributes = "of", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class SourceNoteTagHelper : TagHelper
{
    public string Of { get; set; } = "";

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var sources = PageSources.Of(ViewContext.HttpContext);
        output.TagName = "sup";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "source-note");
        output.Content.AppendHtml(sources.Links(Of));
    }
}
