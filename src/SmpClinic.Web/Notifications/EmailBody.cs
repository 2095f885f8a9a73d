using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace SmpClinic.Web.Notifications;

/// <summary>One line of an email's table of facts.</summary>
/// <param name="Label">A word or two.</param>
/// <param name="Value">Plain text.</param>
public sealed record EmailFact(string Label, string Value);

/// <summary>The one link a message asks its reader to follow.</summary>
public sealed record EmailButton
{
    /// <param name="label">What following it does.</param>
    /// <param name="url">Absolute, http or https.</param>
    /// <exception cref="ArgumentException">The address is not an absolute http or https one.</exception>
    public EmailButton(string label, string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || !IsWeb(uri.Scheme))
        {
            throw new ArgumentException("A button leads to an absolute web address.", nameof(url));
        }

        (Label, Url) = (label, url);
    }

    public string Label { get; }

    public string Url { get; }

    private static bool IsWeb(string scheme) =>
        string.Equals(scheme, Uri.UriSchemeHttps, StringComparison.Ordinal) || string.Equals(scheme, Uri.UriSchemeHttp, StringComparison.Ordinal);
}

/// <summary>
/// What an email says, told once. Its text and its HTML are made from the same description, so they cannot disagree; every
/// word is encoded, so no text can become markup; and nothing is loaded from anywhere when it is opened.
/// </summary>
public sealed class EmailBody
{
    // Letters of every script stay readable in the source; only what HTML could take for markup is written as an entity.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public required string Heading { get; init; }

    public IReadOnlyList<string> Paragraphs { get; init; } = [];

    public IReadOnlyList<EmailFact> Facts { get; init; } = [];

    public EmailButton? Button { get; init; }

    public IReadOnlyList<string> SmallPrint { get; init; } = [];

    /// <summary>The text part, lines ending in LF.</summary>
    /// <param name="footer">Who writes, one line each.</param>
    public string ToText(IReadOnlyList<string> footer)
    {
        var text = new StringBuilder();
        text.Append(Heading).Append("\n\n");
        foreach (var paragraph in Paragraphs)
        {
            text.Append(paragraph).Append("\n\n");
        }

        foreach (var fact in Facts)
        {
            text.Append(fact.Label).Append(": ").Append(fact.Value).Append('\n');
        }

        if (Facts.Count > 0)
        {
            text.Append('\n');
        }

        if (Button is { } button)
        {
            text.Append(button.Label).Append(":\n").Append(button.Url).Append("\n\n");
        }

        foreach (var line in SmallPrint)
        {
            text.Append(line).Append("\n\n");
        }

        // The signature mark of RFC 3676: readers may fold away what follows.
        text.Append("-- \n");
        foreach (var line in footer)
        {
            text.Append(line).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The HTML part: a whole document without anything remote.</summary>
    /// <param name="title">The document's title; the message's subject.</param>
    /// <param name="footer">Who writes, one line each.</param>
    public string ToHtml(string title, IReadOnlyList<string> footer)
    {
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append("<meta name=\"color-scheme\" content=\"light dark\">\n<title>").Append(Encoder.Encode(title)).Append("</title>\n</head>\n")
            .Append("<body style=\"margin:0;padding:1.5em;font-family:system-ui,sans-serif;line-height:1.5\">\n")
            .Append("<div style=\"max-width:36em;margin:0 auto\">\n");
        html.Append("<h1 style=\"font-size:1.4em\">").Append(Encoder.Encode(Heading)).Append("</h1>\n");
        foreach (var paragraph in Paragraphs)
        {
            html.Append("<p>").Append(Encoder.Encode(paragraph)).Append("</p>\n");
        }

        if (Facts.Count > 0)
        {
            html.Append("<dl>\n");
            foreach (var fact in Facts)
            {
                html.Append("<dt style=\"font-weight:bold\">").Append(Encoder.Encode(fact.Label))
                    .Append("</dt>\n<dd style=\"margin:0 0 .75em 0\">").Append(Encoder.Encode(fact.Value)).Append("</dd>\n");
            }

            html.Append("</dl>\n");
        }

        if (Button is { } button)
        {
            html.Append("<p><a href=\"").Append(Encoder.Encode(button.Url))
                .Append("\" style=\"display:inline-block;padding:.7em 1.2em;border:2px solid;border-radius:.4em;font-weight:bold\">")
                .Append(Encoder.Encode(button.Label)).Append("</a></p>\n");
        }

        foreach (var line in SmallPrint)
        {
            html.Append("<p style=\"font-size:.9em\">").Append(Encoder.Encode(line)).Append("</p>\n");
        }

        html.Append("<hr>\n<p style=\"font-size:.9em\">").AppendJoin("<br>\n", footer.Select(Encoder.Encode)).Append("</p>\n")
            .Append("</div>\n</body>\n</html>\n");
        return html.ToString();
    }
}
