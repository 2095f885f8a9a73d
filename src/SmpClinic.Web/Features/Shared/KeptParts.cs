using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using SmpClinic.Web.Features.Content;

namespace SmpClinic.Web.Features.Shared;

/// <summary>
/// Parts of the layout that depend on the page alone and on nobody who reads it: rendered once for each page, and kept as they are
/// for as long as the process runs.
/// </summary>
public sealed class KeptParts
{
    private readonly ConcurrentDictionary<(string Part, string? Path), HtmlString> _parts = new();

    /// <summary>A partial view of <paramref name="page"/>; null for the pages that are not in the list of pages, which all get the same.</summary>
    public async ValueTask<IHtmlContent> PartAsync(IHtmlHelper html, string part, SitePage? page)
    {
        if (_parts.TryGetValue((part, page?.Path), out var kept))
        {
            return kept;
        }

        var content = await html.PartialAsync(part, page);
        using var text = new StringWriter();
        content.WriteTo(text, HtmlEncoder.Default);
        return _parts.GetOrAdd((part, page?.Path), new HtmlString(text.ToString()));
    }
}
