using System.Globalization;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Parsers.Inlines;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Html;

namespace SmpClinic.Web.Features.Content;

/// <summary>
/// Articles and answers are written in Markdown. HTML in them is shown as it was typed and never obeyed, and <c>[S9 S12]</c>
/// becomes the same numbered notes that <see cref="SourceNoteTagHelper"/> prints.
/// </summary>
public static class SourcedMarkdown
{
    private static readonly MarkdownPipeline Pipeline = Build();

    /// <summary>The HTML, its sources counted among those of the page.</summary>
    /// <exception cref="ArgumentException">A source is cited that is not in the list.</exception>
    public static IHtmlContent Render(string markdown, PageSources sources) => new HtmlString(Html(Parse(markdown), sources));

    /// <summary>The same; its first paragraph is the page's beginning where that is asked for.</summary>
    public static IHtmlContent Render(string markdown, PageSources sources, bool lede)
    {
        var document = Parse(markdown);
        if (lede && document.FirstOrDefault() is ParagraphBlock first)
        {
            first.GetAttributes().AddClass("lede");
        }

        return new HtmlString(Html(document, sources));
    }

    /// <summary>A text of one paragraph without the paragraph's own element, for a table's cell.</summary>
    public static IHtmlContent RenderLine(string markdown, PageSources sources)
    {
        var html = Html(Parse(markdown), sources).Trim();
        const string Opens = "<p>", Closes = "</p>";
        return new HtmlString(html.StartsWith(Opens, StringComparison.Ordinal) && html.EndsWith(Closes, StringComparison.Ordinal) && html.IndexOf(Opens, 1, StringComparison.Ordinal) < 0
            ? html[Opens.Length..^Closes.Length]
            : html);
    }

    /// <summary>The text as it is understood.</summary>
    internal static MarkdownDocument Parse(string markdown) => Markdown.Parse(markdown, Pipeline);

    /// <summary>The sources it cites.</summary>
    internal static IEnumerable<string> Cited(MarkdownDocument document) => document.Descendants<Note>().SelectMany(note => note.Ids.Split(' '));

    /// <summary>Where its links lead.</summary>
    internal static IEnumerable<string> Addresses(MarkdownDocument document) =>
        document.Descendants<LinkInline>().Select(link => link.Url ?? string.Empty).Concat(document.Descendants<AutolinkInline>().Select(link => link.IsEmail ? "mailto:" + link.Url : link.Url));

    /// <summary>Whether a link may lead there: to this site, to the open web over TLS, to a mailbox.</summary>
    internal static bool MayLead(string address) =>
        (address.StartsWith('/') && !address.StartsWith("//", StringComparison.Ordinal) && !address.Contains('\\', StringComparison.Ordinal))
        || address.StartsWith('#')
        || (Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeMailto) && !address.Any(char.IsControl));

    private static string Html(MarkdownDocument document, PageSources sources)
    {
        // Such are refused when a text is saved; what was stored past that leads nowhere and shows nothing.
        foreach (var link in document.Descendants<LinkInline>().Where(link => link.IsImage || !MayLead(link.Url ?? string.Empty)).ToList())
        {
            (link.IsImage, link.Url) = (false, "#");
        }

        foreach (var link in document.Descendants<AutolinkInline>().Where(link => !MayLead(link.IsEmail ? "mailto:" + link.Url : link.Url)).ToList())
        {
            link.ReplaceBy(new LiteralInline(link.Url));
        }

        using var text = new StringWriter(CultureInfo.InvariantCulture);
        var html = new HtmlRenderer(text);
        Pipeline.Setup(html);
        html.ObjectRenderers.Insert(0, new NoteWriter(sources));
        html.Render(document);
        return text.ToString();
    }

    /// <summary>The words alone, without notes: for search and for search engines.</summary>
    public static string Words(string markdown) =>
        string.Join(' ', Markdown.ToPlainText(markdown, Pipeline).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static MarkdownPipeline Build()
    {
        var builder = new MarkdownPipelineBuilder().DisableHtml().UseAutoIdentifiers(AutoIdentifierOptions.GitHub);
        builder.InlineParsers.InsertBefore<LinkInlineParser>(new NoteParser());
        return builder.Build();
    }

    /// <summary>One or more sources cited at one place.</summary>
    private sealed class Note(string ids) : LeafInline
    {
        public string Ids => ids;
    }

    /// <summary>Reads <c>[S9 S12]</c>. Anything else in brackets is left to whoever comes next.</summary>
    private sealed class NoteParser : InlineParser
    {
        public NoteParser() => OpeningCharacters = ['['];

        public override bool Match(InlineProcessor processor, ref StringSlice slice)
        {
            var end = slice.Text.IndexOf(']', slice.Start);
            if (end < 0 || end > slice.End)
            {
                return false;
            }

            var ids = slice.Text[(slice.Start + 1)..end];
            if (!ids.Split(' ').All(id => id.Length is > 1 and < 5 && id[0] == 'S' && id.Skip(1).All(char.IsAsciiDigit)))
            {
                return false;
            }

            processor.Inline = new Note(ids);
            slice.Start = end + 1;
            return true;
        }
    }

    private sealed class NoteWriter(PageSources sources) : HtmlObjectRenderer<Note>
    {
        protected override void Write(HtmlRenderer renderer, Note obj) =>
            renderer.Write("<sup class=\"source-note\">").Write(sources.Links(obj.Ids)).Write("</sup>");
    }
}
