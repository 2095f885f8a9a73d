using Microsoft.AspNetCore.Razor.TagHelpers;

namespace SmpClinic.Web.Features.Shared;

/// <summary>
/// On a phone the stylesheet turns the rows of <c>table.table</c> into boxes. That costs a table its meaning in some screen readers and
/// its headings for everyone, so each part is given its role and each cell the label of its column.
/// </summary>
[HtmlTargetElement("table", Attributes = "class")]
[HtmlTargetElement("thead")]
[HtmlTargetElement("tbody")]
[HtmlTargetElement("tr")]
[HtmlTargetElement("th")]
[HtmlTargetElement("td")]
public sealed class StackedTableTagHelper : TagHelper
{
    public override void Init(TagHelperContext context)
    {
        if (context.TagName is "table" && HasTableClass(context))
        {
            context.Items[typeof(Columns)] = new Columns();
        }
    }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        if (!context.Items.TryGetValue(typeof(Columns), out var found) || found is not Columns columns)
        {
            return;
        }

        switch (context.TagName)
        {
            case "table":
                SetRole("table");
                break;
            case "thead" or "tbody":
                columns.InHead = context.TagName is "thead";
                SetRole("rowgroup");
                break;
            case "tr":
                columns.Next = 0;
                SetRole("row");
                break;
            case "th" when columns.InHead:
                SetRole("columnheader");
                columns.Labels.Add((await output.GetChildContentAsync()).GetContent().Trim());
                break;
            case "th":
                SetRole("rowheader");
                columns.Next++;
                break;
            default:
                SetRole("cell");
                var label = columns.Next < columns.Labels.Count ? columns.Labels[columns.Next] : "";
                columns.Next++;
                if (label.Length > 0 && !label.Contains('<', StringComparison.Ordinal) && !output.Attributes.ContainsName("data-label"))
                {
                    output.Attributes.SetAttribute("data-label", new Microsoft.AspNetCore.Html.HtmlString(label));
                }

                break;
        }

        void SetRole(string role)
        {
            if (!output.Attributes.ContainsName("role"))
            {
                output.Attributes.SetAttribute("role", role);
            }
        }
    }

    private static bool HasTableClass(TagHelperContext context) =>
        context.AllAttributes["class"].Value?.ToString()?.Split(' ').Contains("table", StringComparer.Ordinal) == true;

    private sealed class Columns
    {
        public List<string> Labels { get; } = [];
        public bool InHead { get; set; }
        public int Next { get; set; }
    }
}
