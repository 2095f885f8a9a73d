using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using SmpClinic.Web.Features.Shared;
using SmpClinic.Web.Features.Suitability;

namespace SmpClinic.Web.Features.Appointments.Health;

/// <summary>One question with its reason, its message, and what was answered or typed.</summary>
public sealed record QuestionView(Question Question, SectionForm Form) : IHtmlContent
{
    private static readonly (string Name, string Label, string Autocomplete)[] Parts = [("", "Day", "-day"), ("-month", "Month", "-month"), ("-year", "Year", "-year")];

    /// <inheritdoc/>
    public void WriteTo(TextWriter writer, HtmlEncoder encoder)
    {
        var field = SectionForm.Field(Question);
        var why = (Question.Why + " " + (Question.HintWhenKept ?? (Question.Place == Place.Questionnaire ? Question.Hint : null))).Trim();
        if (Question.IsWords)
        {
            new FieldView(field, Question.Heading, Form.Typed(Question), Form.Errors)
            {
                Hint = why,
                Multiline = Question.Kind == QuestionKind.Words,
                MaxLength = Question.Longest,
                Required = !Question.Optional,
                Autocomplete = Question.Autocomplete ?? "off",
                Type = Question.Keys ?? "text",
                InputMode = Question.Keys,
            }.WriteTo(writer, encoder);
        }
        else if (Question.IsDate)
        {
            WriteDate(new(writer, encoder), field, why);
        }
        else
        {
            new ChoicesView(field, Question.Heading, [.. Question.Choices.Select(choice => new ChoiceView(choice.Value, choice.Label, Form.Chosen(Question, choice), choice.Hint))], Form.Errors)
            {
                Hint = why,
                Multiple = Question.Kind == QuestionKind.Many,
            }.WriteTo(writer, encoder);
        }
    }

    private void WriteDate(MarkupWriter html, string field, string why)
    {
        var error = Form.Errors[field];
        html.Raw("<fieldset").Attribute("class", error is null ? "choices" : "choices field--error").Attribute("aria-describedby", $"{field}-hint" + (error is null ? null : $" {field}-error")).Raw(">\n<legend>").Text(Question.Heading).Raw("</legend>\n")
            .Hint(why, field).Error(error, field).Raw("<div class=\"date-parts\">\n");
        for (var i = 0; i < Parts.Length; i++)
        {
            var id = field + Parts[i].Name;
            html.Raw("<div>\n<label").Attribute("for", id).Raw(">").Text(Parts[i].Label).Raw("</label>\n<input").Attribute("id", id).Attribute("name", id).Attribute("value", Form.Typed(Question, i))
                .Attribute("inputmode", "numeric").Attribute("maxlength", "4").Attribute("autocomplete", Question.Autocomplete is { } token ? token + Parts[i].Autocomplete : "off")
                .Attribute("aria-invalid", error is null ? null : "true").Raw(">\n</div>\n");
        }

        html.Raw("</div>\n</fieldset>\n");
    }
}
