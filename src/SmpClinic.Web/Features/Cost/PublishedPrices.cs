namespace SmpClinic.Web.Features.Cost;

/// <summary>How far hair loss has gone, as far as published prices tell stages apart.</summary>
public enum LossStage
{
    Early,
    Middle,
    Advanced,
}

/// <summary>A price somebody published, and where.</summary>
/// <param name="Range">In minor units.</param>
/// <param name="Sources">The numbers of the sources, space between.</param>
public sealed record PublishedPrice(PriceRange Range, string Sources);

/// <summary>
/// The defaults of the calculator: prices that others published, gathered in late 2026. Where none was found that can be relied
/// on there is none here either: a guess would look like a fact.
/// </summary>
public static class PublishedPrices
{
    /// <summary>The currencies prices were found in. A sum never mixes two.</summary>
    public static IReadOnlyList<string> Currencies { get; } = ["GBP", "USD"];

    /// <summary>The price of scalp micropigmentation as a whole plan. American guides do not tell stages apart.</summary>
    public static PublishedPrice ScalpPlan(string currency, LossStage stage) => (currency, stage) switch
    {
        ("USD", _) => Whole(350, 6_000, "S83"),
        (_, LossStage.Early) => Whole(400, 850, "S72"),
        (_, LossStage.Middle) => Whole(850, 1_500, "S72"),
        _ => Whole(1_500, 2_500, "S72"),
    };

    /// <summary>One operation.</summary>
    public static PublishedPrice Transplant(string currency) => currency == "USD" ? Whole(4_000, 15_000, "S114") : Whole(1_000, 30_000, "S113");

    /// <summary>Minoxidil for a month.</summary>
    public static PublishedPrice? MedicationMonth(string currency) => currency == "USD" ? Whole(9, 32, "S123") : null;

    /// <summary>A hair system for a year.</summary>
    public static PublishedPrice? HairSystemYear(string currency) => currency == "USD" ? Whole(1_000, 3_500, "S127 S85") : null;

    /// <summary>Microblading with its perfecting visit.</summary>
    public static PublishedPrice Brows(string currency) => currency == "USD" ? Whole(400, 1_000, "S109") : Whole(180, 300, "S94 S108");

    /// <summary>One later colour boost for brows.</summary>
    public static PublishedPrice? BrowBoost(string currency) => currency == "USD" ? Whole(100, 300, "S109") : null;

    private static PublishedPrice Whole(int low, int high, string sources) => new(new(low * 100L, high * 100L), sources);
}
