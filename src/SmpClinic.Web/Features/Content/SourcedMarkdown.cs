using System.Globalization;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Parsers.Inlines;
using Markdig.Renderers;
using Markdig.Renderers.Html;
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
    public static IHtmlContent Render(string markdown, PageSources sources)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        var html = new HtmlRenderer(text);
        Pipeline.Setup(html);
        html.ObjectRenderers.Insert(0, new NoteWriter(sources));
        html.Render(Markdown.Parse(markdown, Pipeline));
        return new HtmlString(text.ToString());
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
