using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace SmpClinic.Web.Model;

/// <summary>
/// The one formatter of time: pages, mails, invites and the diary all put an instant into words here. Clinic time unless said
/// otherwise, with the zone named.
/// </summary>
public sealed class ClinicTime(DateTimeZone zone)
{
    private static readonly CultureInfo British = CultureInfo.GetCultureInfo("en-GB");
    private static readonly LocalDatePattern LongDate = LocalDatePattern.Create("dddd d MMMM uuuu", British);
    private static readonly LocalDatePattern ShortDate = LocalDatePattern.Create("ddd d MMM", British);
    private static readonly LocalTimePattern OnTheHour = LocalTimePattern.Create("htt", British);
    private static readonly LocalTimePattern WithMinutes = LocalTimePattern.Create("h:mmtt", British);

    /// <summary>The words of each minute of a day, as they are first needed: a page of times shows hundreds.</summary>
    private static readonly string?[] Minutes = new string?[24 * 60];

    /// <summary>The clinic's zone.</summary>
    public DateTimeZone Zone => zone;

    /// <summary>"UK time", or the zone's city.</summary>
    public string ZoneName => NameOf(zone);

    /// <summary>The clinic date of an instant.</summary>
    public LocalDate DateOf(Instant instant) => instant.InZone(zone).Date;

    /// <summary>"Tuesday 1 December 2026".</summary>
    public string Date(Instant instant) => Date(DateOf(instant));

    /// <summary>"Tuesday 1 December 2026".</summary>
    public static string Date(LocalDate date) => LongDate.Format(date);

    /// <summary>"Tue 1 Dec".</summary>
    public static string DateShort(LocalDate date) => ShortDate.Format(date);

    /// <summary>"9:30am", with the offset's name where that clock time comes twice that day ("1:30am BST").</summary>
    public string Time(Instant instant) => TimeIn(instant, zone);

    /// <summary>"9:30am to 10:15am UK time (GMT)".</summary>
    public string Span(Instant start, Instant end) =>
        $"{Time(start)} to {Time(end)} {ZoneName} ({OffsetName(start, zone)})";

    /// <summary>"Tuesday 1 December 2026, 9:30am UK time (GMT)".</summary>
    public string When(Instant start) => $"{Date(start)}, {Time(start)} {ZoneName} ({OffsetName(start, zone)})";

    /// <summary>ISO 8601 with the clinic's offset at that instant.</summary>
    public string IsoWithOffset(Instant instant) =>
        instant.InZone(zone).ToDateTimeOffset().ToString("yyyy'-'MM'-'dd'T'HH':'mm':'sszzz", CultureInfo.InvariantCulture);

    /// <summary>The same moment on a visitor's clock: "10:30am Warsaw time", with the date where it differs from the clinic's.</summary>
    public string InVisitorZone(Instant instant, DateTimeZone visitor)
    {
        var there = instant.InZone(visitor).Date;
        var day = there == DateOf(instant) ? string.Empty : DateShort(there) + ", ";
        return $"{day}{TimeIn(instant, visitor)} {NameOf(visitor)}";
    }

    private static string TimeIn(Instant instant, DateTimeZone z)
    {
        var local = instant.InZone(z).LocalDateTime;
        var text = Minutes[(local.Hour * 60) + local.Minute]
            ??= (local.Minute == 0 ? OnTheHour : WithMinutes).Format(local.TimeOfDay).ToLowerInvariant();
        return z.MapLocal(local).Count > 1 ? $"{text} {OffsetName(instant, z)}" : text;
    }

    private static string OffsetName(Instant instant, DateTimeZone z)
    {
        var interval = z.GetZoneInterval(instant);
        return char.IsAsciiLetter(interval.Name[0]) ? interval.Name : $"UTC{interval.WallOffset.ToString("m", CultureInfo.InvariantCulture)}";
    }

    private static string NameOf(DateTimeZone z) => z.Id switch
    {
        "Europe/London" => "UK time",
        "UTC" or "Etc/UTC" => "UTC",
        _ => z.Id[(z.Id.LastIndexOf('/') + 1)..].Replace('_', ' ') + " time",
    };
}

/// <summary>Prices in words.</summary>
public static class Money
{
    /// <summary>"£30", "£30.50", or "Free".</summary>
    public static string Text(int minorUnits, string currency)
    {
        if (minorUnits == 0)
        {
            return "Free";
        }

        var symbol = currency switch
        {
            "GBP" => "£",
            "EUR" => "€",
            "USD" => "$",
            _ => currency + " ",
        };
        var amount = minorUnits / 100m;
        return symbol + amount.ToString(minorUnits % 100 == 0 ? "0" : "0.00", CultureInfo.InvariantCulture);
    }
}
