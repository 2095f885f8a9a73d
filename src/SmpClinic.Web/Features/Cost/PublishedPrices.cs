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

/// <summary>A default of the calculator as the program brings it along; no price where none was found.</summary>
public sealed record ShippedPrice(string Id, string Title, PublishedPrice? Price);

/// <summary>
/// The defaults of the calculator: prices that others published, gathered in late 2026, with what the clinic has changed of them. Where none was found
/// that can be relied on there is none here either: a guess would look like a fact.
/// </summary>
/// <param name="of">The price of an id as it stands.</param>
public sealed class PublishedPrices(Func<string, PublishedPrice?> of)
{
    /// <summary>The currencies prices were found in. A sum never mixes two.</summary>
    public static IReadOnlyList<string> Currencies { get; } = ["GBP", "USD"];

    /// <summary>The program's own.</summary>
    public static IReadOnlyList<ShippedPrice> Shipped { get; } =
    [
        new("gbp-scalp-early", "Plan of scalp micropigmentation, early thinning, in pounds", Whole(400, 850, "S72")),
        new("gbp-scalp-middle", "Plan of scalp micropigmentation, middle stages, in pounds", Whole(850, 1_500, "S72")),
        new("gbp-scalp-advanced", "Plan of scalp micropigmentation, advanced loss, in pounds", Whole(1_500, 2_500, "S72")),
        new("usd-scalp", "Plan of scalp micropigmentation, in dollars", Whole(350, 6_000, "S83")),
        new("gbp-transplant", "One transplant operation, in pounds", Whole(1_000, 30_000, "S113")),
        new("usd-transplant", "One transplant operation, in dollars", Whole(4_000, 15_000, "S114")),
        new("gbp-medication", "Minoxidil for a month, in pounds", null),
        new("usd-medication", "Minoxidil for a month, in dollars", Whole(9, 32, "S123")),
        new("gbp-system", "A hair system for a year, in pounds", null),
        new("usd-system", "A hair system for a year, in dollars", Whole(1_000, 3_500, "S127 S85")),
        new("gbp-brows", "Microblading with its perfecting visit, in pounds", Whole(180, 300, "S94 S108")),
        new("usd-brows", "Microblading with its perfecting visit, in dollars", Whole(400, 1_000, "S109")),
        new("gbp-boost", "One later colour boost for brows, in pounds", null),
        new("usd-boost", "One later colour boost for brows, in dollars", Whole(100, 300, "S109")),
    ];

    /// <summary>The price of scalp micropigmentation as a whole plan. American guides do not tell stages apart.</summary>
    public PublishedPrice? ScalpPlan(string currency, LossStage stage) => of(currency == "USD" ? "usd-scalp" : "gbp-scalp-" + stage.ToString().ToLowerInvariant());

    /// <summary>One operation.</summary>
    public PublishedPrice? Transplant(string currency) => Of(currency, "transplant");

    /// <summary>Minoxidil for a month.</summary>
    public PublishedPrice? MedicationMonth(string currency) => Of(currency, "medication");

    /// <summary>A hair system for a year.</summary>
    public PublishedPrice? HairSystemYear(string currency) => Of(currency, "system");

    /// <summary>Microblading with its perfecting visit.</summary>
    public PublishedPrice? Brows(string currency) => Of(currency, "brows");

    /// <summary>One later colour boost for brows.</summary>
    public PublishedPrice? BrowBoost(string currency) => Of(currency, "boost");

    private PublishedPrice? Of(string currency, string what) => of((currency == "USD" ? "usd-" : "gbp-") + what);

    private static PublishedPrice Whole(int low, int high, string sources) => new(new(low * 100L, high * 100L), sources);
}
