using System.Globalization;
using Microsoft.AspNetCore.DataProtection;
using NodaTime;
using NodaTime.Text;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Booking;

/// <summary>Which treatments a suitability check was about.</summary>
[Flags]
public enum CheckedFor
{
    None = 0,
    Scalp = 1,
    Brows = 2,
}

/// <summary>What a check says of one kind of visit.</summary>
public enum CheckWord
{
    /// <summary>Nothing stands in the way of it.</summary>
    Open,

    /// <summary>Not before a date.</summary>
    NotBefore,

    /// <summary>Not as things stand, and no date can be given.</summary>
    NotNow,

    /// <summary>The check was about another treatment.</summary>
    OtherTreatment,

    /// <summary>The check is too old, or its seal is broken.</summary>
    RunOut,

    /// <summary>A patch test has to come first, and none was brought along.</summary>
    PatchTestFirst,
}

/// <summary>What a check says of one kind of visit, with the first clinic date where there is one.</summary>
public readonly record struct CheckVerdict(CheckWord Word, LocalDate? From = null)
{
    /// <summary>Whether a visit may be on this clinic date.</summary>
    public bool Allows(LocalDate date) => Word == CheckWord.Open || (Word == CheckWord.NotBefore && date >= From);

    /// <summary>
    /// What is brought along says of a service. What puts pigment into the skin is not offered without a patch test, and with one only
    /// from 48 hours after it.
    /// </summary>
    public static CheckVerdict Of(CarriedCheck? check, Service service)
    {
        var said = check?.About(service) ?? new(CheckWord.Open);
        return !service.NeedsPatchTest || said.Word == CheckWord.NotNow ? said
            : check?.Result?.Test is { } test ? new(CheckWord.NotBefore, said.From is { } from ? LocalDate.Max(from, test.From) : test.From)
            : new(CheckWord.PatchTestFirst);
    }
}

/// <summary>How a suitability check ended, as far as booking needs to know it: without a single answer.</summary>
/// <param name="For">Which treatments it was about.</param>
/// <param name="NotNow">No treatment as things stand, and no date on which that changes.</param>
/// <param name="NotBefore">The first clinic date for treatment; null where nothing has to be waited for.</param>
public sealed record CheckResult(CheckedFor For, bool NotNow, LocalDate? NotBefore)
{
    /// <summary>The same for what was said about health, which holds for a treatment that the check was not about as well.</summary>
    public bool HealthNotNow { get; init; }

    /// <summary>The first clinic date as far as health goes; null where nothing has to be waited for.</summary>
    public LocalDate? HealthNotBefore { get; init; }

    /// <summary>A patch test that is booked or made; looked up again when something is booked on it.</summary>
    public PatchTestAhead? Test { get; init; }

    /// <summary>What this says of a service. Talking from afar touches no skin, so nothing stands in its way.</summary>
    public CheckVerdict About(Service service)
    {
        var about = TreatmentsOf(service);
        return about == CheckedFor.None ? new(CheckWord.Open)
            : (about & For) == CheckedFor.None ? AboutHealth
            : NotNow ? new(CheckWord.NotNow)
            : NotBefore is { } date ? new(CheckWord.NotBefore, date)
            : new(CheckWord.Open);
    }

    private CheckVerdict AboutHealth => HealthNotNow ? new(CheckWord.NotNow)
        : HealthNotBefore is { } date ? new(CheckWord.NotBefore, date)
        : new(CheckWord.OtherTreatment);

    /// <summary>
    /// The treatments that a visit leads up to. The diary does not keep that; the service's address says it. Calls, and looking at
    /// what has been done already, lead up to none.
    /// </summary>
    internal static CheckedFor TreatmentsOf(Service service) => service.Mode != VisitMode.InPerson ? CheckedFor.None
        : service.Slug.StartsWith("smp-", StringComparison.Ordinal) ? CheckedFor.Scalp
        : service.Slug.StartsWith("microblading-", StringComparison.Ordinal) ? CheckedFor.Brows
        : service.Slug == "patch-test" ? CheckedFor.Scalp | CheckedFor.Brows
        : CheckedFor.None;
}

/// <summary>A patch test that a treatment can follow.</summary>
/// <param name="Visit">The appointment of the test.</param>
/// <param name="From">The first clinic date that is 48 hours after it at any hour.</param>
public sealed record PatchTestAhead(Guid Visit, LocalDate From);

/// <summary>A check that a visitor brings along.</summary>
/// <param name="Seal">As it travels.</param>
/// <param name="Result">What it says; null where the seal is broken or a day old.</param>
public sealed record CarriedCheck(string Seal, CheckResult? Result)
{
    /// <summary>What it says of a service.</summary>
    public CheckVerdict About(Service service) =>
        Result?.About(service) ?? new(CheckResult.TreatmentsOf(service) == CheckedFor.None ? CheckWord.Open : CheckWord.RunOut);
}

/// <summary>
/// Seals how a check ended, so that it can travel from the check through the address into the booking: nobody can make one up, move
/// its date, or read it, and it is stored nowhere. A day later it says nothing any more.
/// </summary>
public sealed class SealedChecks(IDataProtectionProvider provider, IClock clock)
{
    private const int LongestSeal = 400;
    private static readonly Duration Life = Duration.FromDays(1);
    private readonly DatedSeal _seal = new(provider, "SmpClinic.CheckResult.v1", LongestSeal, clock);

    /// <summary>Seals a result, as of now.</summary>
    public string Seal(CheckResult result) => _seal.Seal(string.Create(
        CultureInfo.InvariantCulture,
        $"{(int)result.For} {(result.NotNow ? 1 : 0)} {Text(result.NotBefore)} {(result.HealthNotNow ? 1 : 0)} {Text(result.HealthNotBefore)} {result.Test?.Visit.ToString("N") ?? "-"} {Text(result.Test?.From)}"));

    /// <summary>What a visitor brings along; null for nothing. A seal that does not open is brought along too, but says nothing.</summary>
    public CarriedCheck? Open(string? seal) => string.IsNullOrEmpty(seal) ? null : new(seal.Length > LongestSeal ? string.Empty : seal, Opened(seal));

    private CheckResult? Opened(string seal) =>
        _seal.Open(seal) is var (age, words) && age < Life && words.Split(' ') is [var about, var notNow, var date, var healthNotNow, var healthDate, var visit, var from]
            ? new((CheckedFor)int.Parse(about, CultureInfo.InvariantCulture), notNow == "1", Date(date))
            {
                HealthNotNow = healthNotNow == "1",
                HealthNotBefore = Date(healthDate),
                Test = visit == "-" ? null : new(Guid.ParseExact(visit, "N"), Date(from)!.Value),
            }
            : null;

    private static string Text(LocalDate? date) => date is { } one ? LocalDatePattern.Iso.Format(one) : "-";

    private static LocalDate? Date(string text) => text == "-" ? null : LocalDatePattern.Iso.Parse(text).Value;
}
