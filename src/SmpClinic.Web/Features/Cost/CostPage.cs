using System.Globalization;
using SmpClinic.Web.Features.Booking;

namespace SmpClinic.Web.Features.Cost;

/// <summary>The page of the calculator: the assumptions as typed, what is wrong with them, and the sums where nothing is.</summary>
public sealed record CostPage(CostForm Form, FormErrors Errors, CostComparison? Comparison, PublishedPrices Prices)
{
    /// <summary>How wide the chart is, in its own units.</summary>
    public const int ChartWidth = 1000;

    private const int ThinnestBar = 6;

    private static readonly (CostKind Kind, string Field)[] PriceFields =
        [(CostKind.Medication, "medicationLow"), (CostKind.HairSystem, "systemLow"), (CostKind.Fibres, "fibresLow"), (CostKind.Microblading, "boostLow")];

    /// <summary>What is not part of the sum for want of a price, with the field that would bring it in.</summary>
    public IReadOnlyList<(CostKind Kind, string Field)> LeftOut =>
        [.. PriceFields.Where(one => Comparison?.Options.Any(option => option.Kind == one.Kind) == false)];

    /// <summary>The option's name as it stands in a sentence.</summary>
    public static string Name(CostKind kind) => kind switch
    {
        CostKind.ScalpMicropigmentation => "scalp micropigmentation",
        CostKind.HairTransplant => "a hair transplant",
        CostKind.Medication => "minoxidil",
        CostKind.HairSystem => "a hair system",
        CostKind.Fibres => "hair fibres",
        _ => "microblading",
    };

    /// <summary>The option's name as it heads a row or column.</summary>
    public static string Heading(CostKind kind) => kind switch
    {
        CostKind.ScalpMicropigmentation => "Scalp micropigmentation",
        CostKind.HairTransplant => "Hair transplant",
        CostKind.Medication => "Minoxidil",
        CostKind.HairSystem => "Hair system",
        CostKind.Fibres => "Hair fibres",
        _ => "Microblading",
    };

    /// <summary>"£850 to £1,500" in whole units; one amount where both ends are the same.</summary>
    public static string Text(PriceRange range, string currency)
    {
        var (low, high) = (Text(range.Low, currency), Text(range.High, currency));
        return low == high ? low : $"{low} to {high}";
    }

    /// <summary>"5 years", "1 year".</summary>
    public static string InYears(int years) => string.Create(CultureInfo.InvariantCulture, $"{years} {(years == 1 ? "year" : "years")}");

    /// <summary>Whether the other option costs less or more than scalp micropigmentation, in a sentence that claims no more than the ranges do.</summary>
    public static string Sentence(CostVerdict verdict, CostOption other) => verdict switch
    {
        CostVerdict.Less => $"At these figures scalp micropigmentation costs less than {Name(other.Kind)}.",
        CostVerdict.More => $"At these figures scalp micropigmentation costs more than {Name(other.Kind)}: it is not the cheaper one.",
        _ => $"The ranges of scalp micropigmentation and {Name(other.Kind)} overlap: either may turn out to be the cheaper one.",
    };

    /// <summary>Where the bar of a range begins and how long it is, in the chart's units; the dearest sum reaches the right edge.</summary>
    public (int X, int Width) Bar(CostOption option)
    {
        var top = Math.Max(1, Comparison!.Options.Max(one => one.After(Comparison.Years).High));
        var range = option.After(Comparison.Years);
        var from = (int)(range.Low * ChartWidth / top);
        var width = Math.Max(ThinnestBar, (int)(range.High * ChartWidth / top) - from);
        return (Math.Min(from, ChartWidth - width), width);
    }

    private static string Text(long minorUnits, string currency) =>
        (currency == "USD" ? "$" : "£") + Math.Round(minorUnits / 100m, MidpointRounding.AwayFromZero).ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>Two fields for the lowest and highest price of one thing.</summary>
/// <param name="Field">The fields' names without Low and High.</param>
/// <param name="Legend">What the price is of.</param>
/// <param name="Published">The price that is taken where both are empty.</param>
/// <param name="Low">As typed.</param>
/// <param name="High">As typed.</param>
public sealed record PricePairView(string Field, string Legend, PublishedPrice? Published, string? Low, string? High, CostPage Page);
