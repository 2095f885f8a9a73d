using SmpClinic.Web.Features.Booking;

namespace SmpClinic.Web.Features.Shared;

/// <summary>One text field with its label, hint and message. The name is also the id, which the error summary links to.</summary>
public sealed record FieldView(string Name, string Label, string? Value, FormErrors Errors)
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
    public string? DescribedBy =>
        string.Join(' ', new[] { Hint is null ? null : Name + "-hint", Error is null ? null : Name + "-error" }.OfType<string>()) is { Length: > 0 } ids ? ids : null;
}

/// <summary>A group of radio buttons or tick boxes.</summary>
public sealed record ChoicesView(string Name, string Legend, IReadOnlyList<ChoiceView> Choices, FormErrors Errors)
{
    public string? Hint { get; init; }

    public bool Multiple { get; init; }

    public string? Error => Errors[Name];
}

/// <summary>One radio button or tick box.</summary>
public sealed record ChoiceView(string Value, string Label, bool Chosen, string? Hint = null);
