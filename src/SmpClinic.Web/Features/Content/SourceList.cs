namespace SmpClinic.Web.Features.Content;

/// <summary>What kind of source it is; a reader should know before trusting a figure.</summary>
public enum SourceGrade
{
    /// <summary>Law, regulator or public health body.</summary>
    A,

    /// <summary>Medical literature or hospital.</summary>
    B,

    /// <summary>Trade press, law firm or general article.</summary>
    C,

    /// <summary>A clinic's or seller's own page.</summary>
    D,
}

public sealed record Source(string Id, SourceGrade Grade, string Title, string Address)
{
    public string GradeInWords => Grade switch
    {
        SourceGrade.A => "law, regulator or public health body",
        SourceGrade.B => "medical literature or hospital",
        SourceGrade.C => "trade press, law firm or general article",
        _ => "a clinic's or seller's own page",
    };
}

/// <summary>Every source the pages cite. A number keeps its meaning across the whole site.</summary>
public static class SourceList
{
    public static IReadOnlyList<Source> All { get; } =
    [
    ];

    private static readonly Dictionary<string, Source> ById = All.ToDictionary(source => source.Id, StringComparer.Ordinal);

    public static Source Get(string id) => ById.TryGetValue(id, out var source) ? source : throw new ArgumentException($"There is no source '{id}'.", nameof(id));
}
