using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Features.Booking;

namespace SmpClinic.Web.Features.Cost;

/// <summary>
/// The assumptions as they stand in the address, so that the address can be shared. An empty price means the published one, and
/// where none was published it leaves that option out.
/// </summary>
public sealed partial class CostForm
{
    public const int LongestYears = 15;
    public const int HighestPrice = 100_000;

    /// <summary>A plan of so many sessions is what the price of a plan is taken to buy.</summary>
    public const int SessionsInAPlan = 3;

    private const int LongestText = 20;

    [FromQuery(Name = "currency")]
    public string? Currency { get; set; }

    [FromQuery(Name = "stage")]
    public string? Stage { get; set; }

    [FromQuery(Name = "years")]
    public string? Years { get; set; }

    [FromQuery(Name = "sessions")]
    public string? Sessions { get; set; }

    [FromQuery(Name = "touchUpYears")]
    public string? TouchUpYears { get; set; }

    [FromQuery(Name = "touchUpPercent")]
    public string? TouchUpPercent { get; set; }

    [FromQuery(Name = "operations")]
    public string? Operations { get; set; }

    [FromQuery(Name = "boostMonths")]
    public string? BoostMonths { get; set; }

    [FromQuery(Name = "smpLow")]
    public string? SmpLow { get; set; }

    [FromQuery(Name = "smpHigh")]
    public string? SmpHigh { get; set; }

    [FromQuery(Name = "transplantLow")]
    public string? TransplantLow { get; set; }

    [FromQuery(Name = "transplantHigh")]
    public string? TransplantHigh { get; set; }

    [FromQuery(Name = "medicationLow")]
    public string? MedicationLow { get; set; }

    [FromQuery(Name = "medicationHigh")]
    public string? MedicationHigh { get; set; }

    [FromQuery(Name = "systemLow")]
    public string? SystemLow { get; set; }

    [FromQuery(Name = "systemHigh")]
    public string? SystemHigh { get; set; }

    [FromQuery(Name = "fibresLow")]
    public string? FibresLow { get; set; }

    [FromQuery(Name = "fibresHigh")]
    public string? FibresHigh { get; set; }

    [FromQuery(Name = "browsLow")]
    public string? BrowsLow { get; set; }

    [FromQuery(Name = "browsHigh")]
    public string? BrowsHigh { get; set; }

    [FromQuery(Name = "boostLow")]
    public string? BoostLow { get; set; }

    [FromQuery(Name = "boostHigh")]
    public string? BoostHigh { get; set; }

    /// <summary>The currency, where it is one that prices were found in; pounds otherwise.</summary>
    public string KnownCurrency => PublishedPrices.Currencies.FirstOrDefault(code => string.Equals(code, Currency, StringComparison.OrdinalIgnoreCase)) ?? "GBP";

    /// <summary>The stage, where it is one; the middle otherwise.</summary>
    public LossStage KnownStage => Enum.GetValues<LossStage>().Cast<LossStage?>()
        .FirstOrDefault(stage => string.Equals(stage.ToString(), Stage, StringComparison.OrdinalIgnoreCase)) ?? LossStage.Middle;

    /// <summary>Reads the assumptions. With errors there is no comparison.</summary>
    public CostComparison? TryRead(PublishedPrices prices, out FormErrors errors)
    {
        errors = new();
        errors.Require(string.IsNullOrEmpty(Currency) || string.Equals(KnownCurrency, Currency, StringComparison.OrdinalIgnoreCase), "currency", "Choose pounds or dollars.");
        errors.Require(string.IsNullOrEmpty(Stage) || string.Equals(KnownStage.ToString(), Stage, StringComparison.OrdinalIgnoreCase), "stage", "Choose one of the three stages.");
        var years = Number(errors, "years", Years, 5, 1, LongestYears, "a number of years");
        var sessions = Number(errors, "sessions", Sessions, SessionsInAPlan, 1, 10, "a number of sessions");
        var touchUpYears = Number(errors, "touchUpYears", TouchUpYears, 3, 1, 10, "a number of years");
        var touchUpPercent = Number(errors, "touchUpPercent", TouchUpPercent, 33, 0, 100, "a share in per cent");
        var operations = Number(errors, "operations", Operations, 1, 1, 5, "a number of operations");
        var boostMonths = Number(errors, "boostMonths", BoostMonths, 15, 3, 60, "a number of months");

        var plan = Price(errors, "smp", SmpLow, SmpHigh, prices.ScalpPlan(KnownCurrency, KnownStage));
        var transplant = Price(errors, "transplant", TransplantLow, TransplantHigh, prices.Transplant(KnownCurrency));
        var medication = Price(errors, "medication", MedicationLow, MedicationHigh, prices.MedicationMonth(KnownCurrency));
        var system = Price(errors, "system", SystemLow, SystemHigh, prices.HairSystemYear(KnownCurrency));
        var fibres = Price(errors, "fibres", FibresLow, FibresHigh, published: null);
        var brows = Price(errors, "brows", BrowsLow, BrowsHigh, prices.Brows(KnownCurrency));
        var boost = Price(errors, "boost", BoostLow, BoostHigh, prices.BrowBoost(KnownCurrency));
        if (errors.Any)
        {
            return null;
        }

        CostOption?[] options =
        [
            plan is { } p ? new(CostKind.ScalpMicropigmentation, p.Part(sessions, SessionsInAPlan), p.Part(touchUpPercent, 100), touchUpYears * 12) : null,
            transplant is { } t ? new(CostKind.HairTransplant, t.Times(operations), default, null) : null,
            medication is { } m ? CostOption.Running(CostKind.Medication, m, everyMonths: 1) : null,
            system is { } s ? CostOption.Running(CostKind.HairSystem, s, everyMonths: 12) : null,
            fibres is { } f ? CostOption.Running(CostKind.Fibres, f, everyMonths: 1) : null,
            brows is { } b && boost is { } again ? new(CostKind.Microblading, b, again, boostMonths) : null,
        ];
        return new(KnownCurrency, years, [.. options.OfType<CostOption>()]);
    }

    private static int Number(FormErrors errors, string field, string? typed, int otherwise, int from, int to, string what)
    {
        if (string.IsNullOrWhiteSpace(typed))
        {
            return otherwise;
        }

        var read = int.TryParse(typed.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= from && number <= to;
        errors.Require(read, field, string.Create(CultureInfo.InvariantCulture, $"Enter {what} from {from} to {to}, without a fraction."));
        return read ? number : otherwise;
    }

    private static PriceRange? Price(FormErrors errors, string field, string? low, string? high, PublishedPrice? published)
    {
        if (string.IsNullOrWhiteSpace(low) && string.IsNullOrWhiteSpace(high))
        {
            return published?.Range;
        }

        var (from, to) = (Amount(errors, field + "Low", low), Amount(errors, field + "High", high));
        errors.Require(from is null || to is null || from <= to, field + "High", "The highest price cannot be below the lowest.");
        return from is { } least && to is { } most && least <= most ? new(least, most) : null;
    }

    private static long? Amount(FormErrors errors, string field, string? typed)
    {
        errors.Require(!string.IsNullOrWhiteSpace(typed), field, "Give both prices, or leave both empty. If there is just one price, give it twice.");
        var written = typed?.Length <= LongestText ? WrittenPrice().Match(typed.Trim()) : Match.Empty;
        var amount = written.Success ? decimal.Parse(written.Groups["amount"].Value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : -1;
        var read = amount is >= 0 and <= HighestPrice;
        errors.Require(read, field, string.Create(CultureInfo.InvariantCulture, $"Enter a price from 0 to {HighestPrice:N0} with a point before the pence, for example 850 or 9.50."));
        return read ? (long)(amount * 100) : null;
    }

    /// <summary>
    /// A price as written in Britain and America: commas between thousands, a point before the pence. Elsewhere it is the other way
    /// round, and "9,50" read as 950 would be a wrong sum without a word.
    /// </summary>
    [GeneratedRegex(@"^[£$]?(?<amount>[0-9]{1,6}(?:\.[0-9]{1,2})?|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WrittenPrice();
}
