using System.Text.RegularExpressions;

namespace SmpClinic.Web.Notifications;

/// <summary>A field that a template may name.</summary>
/// <param name="Name">As it stands between the braces.</param>
/// <param name="Means">What is put there.</param>
/// <param name="Optional">May be empty; whatever paragraph or line names it is then left out.</param>
/// <param name="Value">What it is for one appointment.</param>
public sealed record MailField(string Name, string Means, bool Optional, Func<AppointmentFacts, IEmail, string?> Value);

/// <summary>What is wrong with a template, and in which of its parts.</summary>
public sealed record TemplateFault(string Part, string Message);

/// <summary>
/// The words of a mail, as the clinic has set them down. Paragraphs stand apart by an empty line; lines that begin with <c>- </c> make the table of facts
/// (<c>- When: {{when}}</c>), and <c>[Words]({{link}})</c> the button. A field is put in as it is: nothing in it is looked at again, and nothing
/// is ever worked out.
/// </summary>
public sealed partial record MailTemplate(string Subject, string Heading, string Body, string SmallPrint)
{
    /// <summary>The names of the parts, as they are stored and as forms have them.</summary>
    public const string SubjectPart = "subject", HeadingPart = "heading", BodyPart = "body", SmallPrintPart = "small";

    /// <summary>The template of stored fields.</summary>
    public static MailTemplate Of(IReadOnlyDictionary<string, string> fields) => new(
        fields.GetValueOrDefault(SubjectPart) ?? string.Empty,
        fields.GetValueOrDefault(HeadingPart) ?? string.Empty,
        fields.GetValueOrDefault(BodyPart) ?? string.Empty,
        fields.GetValueOrDefault(SmallPrintPart) ?? string.Empty);

    /// <summary>The same as fields.</summary>
    public IReadOnlyDictionary<string, string> Fields => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [SubjectPart] = Subject,
        [HeadingPart] = Heading,
        [BodyPart] = Body,
        [SmallPrintPart] = SmallPrint,
    };

    /// <summary>Everything that keeps it from being used for a kind of mail.</summary>
    public IEnumerable<TemplateFault> FaultsFor(MailTemplateKind kind)
    {
        foreach (var (part, text) in new[] { (SubjectPart, Subject), (HeadingPart, Heading), (BodyPart, Body), (SmallPrintPart, SmallPrint) })
        {
            foreach (var name in Named(text).Where(name => !kind.Fields.Any(field => field.Name == name)).Distinct(StringComparer.Ordinal))
            {
                yield return new(part, $"There is no field {{{{{name}}}}} for this message.");
            }

            if (Braces().Count(Field().Replace(text, string.Empty)) > 0)
            {
                yield return new(part, "A field begins with {{ and ends with }}, with its name between them.");
            }
        }

        foreach (var name in Named(Subject).Concat(Named(Heading)).Where(name => !MailTemplates.InSubject.Contains(name)).Distinct(StringComparer.Ordinal))
        {
            yield return new(Named(Subject).Contains(name, StringComparer.Ordinal) ? SubjectPart : HeadingPart, $"{{{{{name}}}}} may not stand here: subjects are read on locked screens.");
        }

        foreach (var name in kind.Required.Where(name => name != MailTemplates.Link && !Named(Body).Contains(name, StringComparer.Ordinal)))
        {
            yield return new(BodyPart, $"The text has to say {{{{{name}}}}}.");
        }

        if (Blocks(Body).Count(block => Button().IsMatch(block)) != 1)
        {
            yield return new(BodyPart, "The text needs its one button on a line of its own, such as [See your appointment]({{link}}).");
        }

        if (Blocks(Body).Concat(Blocks(SmallPrint)).Any(block => !Button().IsMatch(block) && Named(block).Contains(MailTemplates.Link, StringComparer.Ordinal)))
        {
            yield return new(BodyPart, "{{link}} stands in the button alone.");
        }

        if (string.IsNullOrWhiteSpace(Subject))
        {
            yield return new(SubjectPart, "Enter a subject.");
        }
    }

    /// <summary>The subject for one appointment.</summary>
    /// <exception cref="KeyNotFoundException">It names a field that there is not.</exception>
    public string SubjectFor(MailTemplateKind kind, AppointmentFacts facts, IEmail email) => Fill(Subject, kind, facts, email) ?? string.Empty;

    /// <summary>The body for one appointment.</summary>
    /// <exception cref="KeyNotFoundException">It names a field that there is not.</exception>
    /// <exception cref="InvalidOperationException">It has no button.</exception>
    public EmailBody BodyFor(MailTemplateKind kind, AppointmentFacts facts, IEmail email)
    {
        var paragraphs = new List<string>();
        var table = new List<EmailFact>();
        EmailButton? button = null;
        foreach (var block in Blocks(Body))
        {
            if (Button().Match(block) is { Success: true } link)
            {
                button = new(link.Groups["words"].Value, facts.Link);
                continue;
            }

            foreach (var line in block.Split('\n').Where(line => line.StartsWith("- ", StringComparison.Ordinal)))
            {
                if (Fill(line[2..], kind, facts, email)?.Split(": ", 2) is [var label, var value])
                {
                    table.Add(new(label, value));
                }
            }

            var text = string.Join(' ', block.Split('\n').Where(line => !line.StartsWith("- ", StringComparison.Ordinal)));
            if (text.Length > 0 && Fill(text, kind, facts, email) is { } paragraph)
            {
                paragraphs.Add(paragraph);
            }
        }

        return new()
        {
            Heading = Fill(Heading, kind, facts, email) ?? string.Empty,
            Paragraphs = paragraphs,
            Facts = table,
            Button = button ?? throw new InvalidOperationException("The template has no button."),
            SmallPrint = [.. Blocks(SmallPrint).Select(block => Fill(block.Replace('\n', ' '), kind, facts, email)).OfType<string>()],
        };
    }

    /// <summary>The names of the fields in a text.</summary>
    private static IEnumerable<string> Named(string text) => Field().Matches(text).Select(match => match.Groups["name"].Value);

    private static string[] Blocks(string text) =>
        text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>A text with its fields put in, in one pass; null where one that may be empty is.</summary>
    private static string? Fill(string text, MailTemplateKind kind, AppointmentFacts facts, IEmail email)
    {
        var empty = false;
        var filled = Field().Replace(text, match =>
        {
            var name = match.Groups["name"].Value;
            var field = kind.Fields.FirstOrDefault(one => one.Name == name) ?? throw new KeyNotFoundException($"There is no field '{name}'.");
            var value = field.Value(facts, email);
            empty |= field.Optional && string.IsNullOrWhiteSpace(value);
            return value ?? string.Empty;
        });
        return empty ? null : filled;
    }

    [GeneratedRegex(@"\{\{(?<name>[a-z-]{1,40})\}\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Field();

    [GeneratedRegex(@"\{\{|\}\}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Braces();

    [GeneratedRegex(@"^\[(?<words>[^\[\]\n{}]{1,80})\]\(\{\{link\}\}\)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Button();
}
