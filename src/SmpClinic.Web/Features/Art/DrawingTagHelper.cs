using Microsoft.AspNetCore.Razor.TagHelpers;

namespace SmpClinic.Web.Features.Art;

/// <summary>
/// <c>&lt;clinic-drawing of="Brow" /&gt;</c> puts a drawing into the page. With a label it is a picture with those words for whoever
/// cannot see it; without one it is decoration, and silent.
/// </summary>
[HtmlTargetElement("clinic-drawing", Attributes = "of", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class DrawingTagHelper : TagHelper
{
    public DrawingName Of { get; set; }

    public string? Label { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var drawing = Drawings.Get(Of);
        output.TagName = "svg";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("viewBox", drawing.ViewBox);
        if (Label is null)
        {
            output.Attributes.SetAttribute("aria-hidden", "true");
        }
        else
        {
            output.Attributes.SetAttribute("role", "img");
            output.Attributes.SetAttribute("aria-label", Label);
        }

        output.Content.SetHtmlContent(drawing.Inner);
    }
}
