using System.Globalization;
using System.Text.RegularExpressions;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using NodaTime.Text;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Content;

/// <summary>What is wrong with a text, and at which of its fields.</summary>
public sealed record ContentFault(string Field, string Message);

/// <summary>
/// What a text has to be before visitors may read it: whole, within its bounds, with sources that exist, in words that the law and fairness allow. The same
/// rules are asked when it is saved, and again when it is shown.
/// </summary>
public static partial class ContentRules
{
    private const int ShortestDescription = 50;

    /// <summary>Everything that is wrong with the fields of a text.</summary>
    public static IEnumerable<ContentFault> Faults(ContentKind kind, string id, IReadOnlyDictionary<string, string> fields)
    {
        foreach (var field in kind.Fields)
        {
            var text = fields.GetValueOrDefault(field.Name) ?? string.Empty;
            foreach (var message in Faults(field, text))
            {
                yield return new(field.Name, message);
            }

            var forbidden = ForbiddenWords.In(text).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
            if (forbidden.Count > 0)
            {
                yield return new(field.Name, $"Say it without “{string.Join("”, “", forbidden)}”: advertising rules want evidence for such claims, and nobody has it.");
            }
        }

        if (kind == ContentKinds.Calculator)
        {
            var (low, high) = (fields.GetValueOrDefault("low") ?? string.Empty, fields.GetValueOrDefault("high") ?? string.Empty);
            if ((low.Length == 0) != (high.Length == 0))
            {
                yield return new(low.Length == 0 ? "low" : "high", "Give both prices, or leave both empty. If there is just one price, give it twice.");
            }
            else if (int.TryParse(low, NumberStyles.None, CultureInfo.InvariantCulture, out var least) && int.TryParse(high, NumberStyles.None, CultureInfo.InvariantCulture, out var most) && least > most)
            {
                yield return new("high", "The highest price cannot be below the lowest.");
            }

            if (low.Length > 0 && string.IsNullOrEmpty(fields.GetValueOrDefault("sources")))
            {
                yield return new("sources", "Say who published it: a price without a source is a guess.");
            }
        }

        foreach (var fault in kind == ContentKinds.Mail ? MailFaults(id, fields) : kind == ContentKinds.Journal || kind == ContentKinds.Team ? DescriptionFaults(kind, fields) : [])
        {
            yield return fault;
        }
    }

    private static IEnumerable<string> Faults(ContentField field, string text)
    {
        if (text.Length == 0)
        {
            if (field.Required)
            {
                yield return $"Fill in “{field.Label}”.";
            }

            yield break;
        }

        if (text.Length > field.Longest)
        {
            yield return $"It is {text.Length} characters long; shorten it to {field.Longest}.";
        }

        if (field.IsLong ? PlainText.Clean(text) is null : PlainText.OneLine(text) is null)
        {
            yield return field.IsLong ? "It holds characters that cannot be kept, such as control characters. Remove them." : "Write it on one line, without control characters.";
            yield break;
        }

        switch (field.Format)
        {
            case FieldFormat.Choice when !field.Choices.Any(choice => choice.Value == text):
                yield return "Choose one from the list.";
                break;
            case FieldFormat.Position when !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _):
                yield return "Enter a whole number.";
                break;
            case FieldFormat.Amount when !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var amount) || amount > Cost.CostForm.HighestPrice:
                yield return string.Create(CultureInfo.InvariantCulture, $"Enter a whole number up to {Cost.CostForm.HighestPrice:N0}.");
                break;
            case FieldFormat.Sources when text.Split(' ').FirstOrDefault(id => SourceList.Find(id) is null) is { } unknown:
                yield return $"There is no source “{unknown}” in the list of sources.";
                break;
            case FieldFormat.Date when !LocalDatePattern.Iso.Parse(text).Success || text[..2] is not ("19" or "20" or "21"):
                yield return "Enter a date such as 2026-12-01.";
                break;
            case FieldFormat.List when text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Length > 30:
                yield return "Enter at most 30 lines.";
                break;
            case FieldFormat.Markdown or FieldFormat.Article:
                foreach (var message in MarkdownFaults(field.Format, text))
                {
                    yield return message;
                }

                break;
        }
    }

    private static IEnumerable<string> MarkdownFaults(FieldFormat format, string text)
    {
        var document = SourcedMarkdown.Parse(text);
        var missing = SourcedMarkdown.Cited(document).Where(id => SourceList.Find(id) is null).Distinct(StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
        {
            yield return $"There is no source {string.Join(", ", missing)} in the list of sources.";
        }

        if (document.Descendants<LinkInline>().Any(link => link.IsImage))
        {
            yield return "Pictures cannot stand in a text.";
        }

        var bad = SourcedMarkdown.Addresses(document).Where(address => !SourcedMarkdown.MayLead(address)).Distinct(StringComparer.Ordinal).ToList();
        if (bad.Count > 0)
        {
            yield return $"A link leads to a page of this site (/prices), to a place on the page (#top), to https:// or mailto:, and not to “{bad[0]}”.";
        }

        var lowest = document.Descendants<HeadingBlock>().Select(heading => heading.Level).DefaultIfEmpty(9).Min();
        if (format == FieldFormat.Article ? lowest < 2 : lowest < 9)
        {
            yield return format == FieldFormat.Article ? "Headings begin with ##: the first rank is the article's own." : "No heading can stand here.";
        }
    }

    private static IEnumerable<ContentFault> DescriptionFaults(ContentKind kind, IReadOnlyDictionary<string, string> fields)
    {
        var field = kind == ContentKinds.Journal ? "description" : "summary";
        if (fields.GetValueOrDefault(field) is { Length: > 0 and < ShortestDescription } text)
        {
            yield return new(field, $"It is {text.Length} letters long; search engines show {ShortestDescription} to 160.");
        }
    }

    private static IEnumerable<ContentFault> MailFaults(string id, IReadOnlyDictionary<string, string> fields)
    {
        if (MailTemplates.Find(id) is not { } kind)
        {
            yield return new(MailTemplate.SubjectPart, "There is no such message.");
            yield break;
        }

        foreach (var fault in MailTemplate.Of(fields).FaultsFor(kind))
        {
            yield return new(fault.Part, fault.Message);
        }

        // What a locked screen shows says neither what is done here nor anything about health.
        foreach (var part in new[] { MailTemplate.SubjectPart, MailTemplate.HeadingPart })
        {
            if (Telling().Match(fields.GetValueOrDefault(part) ?? string.Empty) is { Success: true } word)
            {
                yield return new(part, $"Leave out “{word.Value}”: others can read it on a locked screen.");
            }
        }
    }

    [GeneratedRegex(
        @"\b(smp|scalps?|hair\w*|bald\w*|alopecia|brows?|eyebrows?|microblad\w*|micropigment\w*|pigment\w*|tattoo\w*|treatments?|procedures?|patch|consultations?|session\w*|aftercare|heal(ing|ed)?|health\w*|medic\w*|skin|scars?|doctor\w*|allerg\w*|pregnan\w*|needles?)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Telling();
}
