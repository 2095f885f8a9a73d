namespace SmpClinic.Web.Features.Cost;

/// <summary>What something costs at least and at most, in minor units of one currency (pence, cents).</summary>
public readonly record struct PriceRange(long Low, long High)
{
    public static PriceRange operator +(PriceRange one, PriceRange other) => new(one.Low + other.Low, one.High + other.High);

    /// <summary>So many times this.</summary>
    public PriceRange Times(int count) => new(Low * count, High * count);

    /// <summary>The part <paramref name="numerator"/> / <paramref name="denominator"/> of this, half a minor unit rounded up.</summary>
    public PriceRange Part(int numerator, int denominator) => new(Part(Low, numerator, denominator), Part(High, numerator, denominator));

    private static long Part(long amount, int numerator, int denominator) => ((amount * numerator * 2) + denominator) / (2 * denominator);
}

/// <summary>The ways of dealing with hair loss that cost money, and brows, which stand apart.</summary>
public enum CostKind
{
    ScalpMicropigmentation,
    HairTransplant,
    Medication,
    HairSystem,
    Fibres,
    Microblading,
}

/// <summary>A way to spend: something at the start, then perhaps something again and again.</summary>
/// <param name="Kind">For what.</param>
/// <param name="First">Paid at the start.</param>
/// <param name="Again">Paid each time after that.</param>
/// <param name="EveryMonths">How far apart; null where nothing is paid again.</param>
public sealed record CostOption(CostKind Kind, PriceRange First, PriceRange Again, int? EveryMonths)
{
    /// <summary>Something paid for by the month or by the year for as long as it is used.</summary>
    public static CostOption Running(CostKind kind, PriceRange each, int everyMonths) => new(kind, each, each, everyMonths);

    /// <summary>All that was paid by the end of so many years. What falls due on the very last day belongs to the time after it.</summary>
    public PriceRange After(int years) => First + Again.Times(TimesAgain(years));

    /// <summary>How often something is paid again within so many years.</summary>
    public int TimesAgain(int years) => EveryMonths is { } months ? ((years * 12) - 1) / months : 0;
}

/// <summary>What can be said of one sum beside another when both are ranges.</summary>
public enum CostVerdict
{
    Less,
    More,
    Overlapping,
}

/// <summary>The whole comparison: every option that there is a price for, over a number of years, in one currency.</summary>
public sealed record CostComparison(string Currency, int Years, IReadOnlyList<CostOption> Options)
{
    /// <summary>Scalp micropigmentation, which the others are held against; null where it has no price.</summary>
    public CostOption? Scalp => Options.FirstOrDefault(option => option.Kind == CostKind.ScalpMicropigmentation);

    /// <summary>The other ways of dealing with hair loss.</summary>
    public IEnumerable<CostOption> Others => Options.Where(option => option.Kind is not (CostKind.ScalpMicropigmentation or CostKind.Microblading));

    /// <summary>How scalp micropigmentation compares with another option over all the years.</summary>
    public CostVerdict Judge(CostOption scalp, CostOption other)
    {
        var (ours, theirs) = (scalp.After(Years), other.After(Years));
        return ours.High < theirs.Low ? CostVerdict.Less : ours.Low > theirs.High ? CostVerdict.More : CostVerdict.Overlapping;
    }
}
