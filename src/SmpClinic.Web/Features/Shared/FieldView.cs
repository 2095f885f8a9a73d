using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using SmpClinic.Web.Features.Booking;

namespace SmpClinic.Web.Features.Shared;

/// <summary>
/// One text field with its label, hint and message. The name is also the id, which the error summary links to. It writes itself:
/// a partial view for each field costs more than all the rest of the form.
/// </summary>
public sealed record FieldView(string Name, string Label, string? Value, FormErrors Errors) : IHtmlContent
{
    public string? Hint { get; init; }

    public string Type { get; init; } = "text";

    public string? Autocomplete { get; init; }

    public string? InputMode { get; init; }

    public bool Multiline { get; init; }

    public int? MaxLength { get; init; }

    public bool Required { get; init; }

    public string? Error => Errors[Name];

    /// <summary>The ids of what describes the field, for assistive technology.</summary>
    public string? DescribedBy => (Hint, Error) switch
    {
        (null, null) => null,
        (_, null) => Name + "-hint",
        (null, _) => Name + "-error",
        _ => $"{Name}-hint {Name}-error",
    };

    /// <inheritdoc/>
    public void WriteTo(TextWriter writer, HtmlEncoder encoder)
    {
        var html = new MarkupWriter(writer, encoder);
        html.Raw(Error is null ? "<div class=\"field\">\n" : "<div class=\"field field--error\">\n");
        html.Raw("<label for=\"").Text(Name).Raw("\">").Text(Label).Raw("</label>\n");
        html.Hint(Hint, Name).Error(Error, Name);
        html.Raw(Multiline ? "<textarea" : "<input").Attribute("id", Name).Attribute("name", Name);
        if (!Multiline)
        {
            html.Attribute("type", Type).Attribute("value", Value);
        }

        html.Attribute("rows", Multiline ? "4" : null).Attribute("maxlength", MaxLength?.ToString(System.Globalization.CultureInfo.InvariantCulture))
            .Attribute("autocomplete", Autocomplete).Attribute("inputmode", InputMode).Flag("required", Required)
            .Attribute("aria-describedby", DescribedBy).Attribute("aria-invalid", Error is null ? null : "true");

        // A textarea swallows the first line end: without one of its own it would take one that was typed.
        html.Raw(Multiline ? ">\n" : ">\n</div>\n");
        if (Multiline)
        {
            html.Text(Value).Raw("</textarea>\n</div>\n");
        }
    }
}

/// <summary>A group of radio buttons or tick boxes. The first has the group's name as its id, which the error summary links to.</summary>
public sealed record ChoicesView(string Name, string Legend, IReadOnlyList<ChoiceView> Choices, FormErrors Errors) : IHtmlContent
{
    public string? Hint { get; init; }

    public bool Multiple { get; init; }

    public string? Error => Errors[Name];

    /// <inheritdoc/>
    public void WriteTo(TextWriter writer, HtmlEncoder encoder)
    {
        var html = new MarkupWriter(writer, encoder);
        html.Raw("<fieldset").Attribute("class", Error is null ? "choices" : "choices field--error").Attribute("aria-describedby", Error is null ? null : Name + "-error");
        html.Raw(">\n<legend>").Text(Legend).Raw("</legend>\n").Hint(Hint, id: null).Error(Error, Name);
        for (var i = 0; i < Choices.Count; i++)
        {
            var choice = Choices[i];
            var id = i == 0 ? Name : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Name}-{i}");
            html.Raw("<div class=\"choice\">\n<input").Attribute("id", id).Attribute("name", Name).Attribute("type", Multiple ? "checkbox" : "radio")
                .Attribute("value", choice.Value).Flag("checked", choice.Chosen).Attribute("aria-describedby", choice.Hint is null ? null : id + "-hint");
            html.Raw(">\n<label for=\"").Text(id).Raw("\">").Text(choice.Label).Raw("</label>\n").Hint(choice.Hint, id).Raw("</div>\n");
        }

        html.Raw("</fieldset>\n");
    }
}

/// <summary>One radio button or tick box.</summary>
public sealed record ChoiceView(string Value, string Label, bool Chosen, string? Hint = null);

/// <summary>Writes markup as it is and everything else encoded.</summary>
internal readonly struct MarkupWriter(TextWriter writer, HtmlEncoder encoder)
{
    /// <summary>Markup, from this program's own text only.</summary>
    public MarkupWriter Raw(string markup)
    {
        writer.Write(markup);
        return this;
    }

    public MarkupWriter Text(string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            encoder.Encode(writer, text);
        }

        return this;
    }

    /// <summary>An attribute; none where there is no value.</summary>
    public MarkupWriter Attribute(string name, string? value) =>
        value is null ? this : Raw(" ").Raw(name).Raw("=\"").Text(value).Raw("\"");

    public MarkupWriter Flag(string name, bool set) => set ? Attribute(name, name) : this;

    /// <summary>A hint, which describes the field of the id; of nothing in particular without one.</summary>
    public MarkupWriter Hint(string? hint, string? id) =>
        hint is null ? this : Raw("<p class=\"hint\"").Attribute("id", id is null ? null : id + "-hint").Raw(">").Text(hint).Raw("</p>\n");

    public MarkupWriter Error(string? error, string id) => error is null
        ? this
        : Raw("<p class=\"error-message\"").Attribute("id", id + "-error").Raw("><span class=\"visually-hidden\">Error:</span> ").Text(error).Raw("</p>\n");
}
