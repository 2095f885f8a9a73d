using System.Globalization;
using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using NodaTime;
using SmpClinic.Web.Tests;
using Xunit;

namespace SmpClinic.Endurance.Tests.Bookings;

/// <summary>
/// Reads times as a person would, from the words on pages and in mails back to instants. It knows how a British date is written
/// and nothing of the code that wrote it. A time that comes twice, and does not say which it is, cannot be read and fails the test.
/// </summary>
internal static partial class TimeWords
{
    private const string Months = "January|February|March|April|May|June|July|August|September|October|November|December";
    private const string Clock = @"\d{1,2}(?::\d\d)?[ap]m";

    /// <summary>The first "Tuesday 1 December 2026, 9:30am UK time (GMT)" in a text, with its end where it has one. The clinic's zone must be named.</summary>
    public static (Instant Start, Instant? End) When(string text, DateTimeZone clinic)
    {
        var match = LongWhen().Match(string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        Assert.True(match.Success, $"No date and time with the clinic's zone in: {text}");
        var date = Date(match.Groups["day"].Value, match.Groups["month"].Value, int.Parse(match.Groups["year"].Value, CultureInfo.InvariantCulture), match.Groups["weekday"].Value);
        var offset = match.Groups["offset"].Value;
        var start = At(date, match.Groups["start"].Value, match.Groups["which"].Value is { Length: > 0 } which ? which : offset, clinic);
        Assert.Equal(offset, clinic.GetZoneInterval(start).Name);
        return (start, match.Groups["end"].Success ? After(start, match.Groups["end"].Value, match.Groups["endWhich"].Value, clinic) : null);
    }

    /// <summary>"Tue 1 Dec 2026, 9:30am", or with a year known from elsewhere "Tue 1 Dec, 9:30am".</summary>
    public static Instant Brief(string text, DateTimeZone clinic, int? year = null)
    {
        var match = ShortWhen().Match(text);
        Assert.True(match.Success, $"No short date and time in: {text}");
        var date = Date(match.Groups["day"].Value, match.Groups["month"].Value, year ?? int.Parse(match.Groups["year"].Value, CultureInfo.InvariantCulture), match.Groups["weekday"].Value);
        return At(date, match.Groups["start"].Value, match.Groups["which"].Value, clinic);
    }

    /// <summary>A clock time on a date: "9:30am", or "1:30am BST" where it comes twice.</summary>
    public static Instant At(LocalDate date, string text, DateTimeZone zone)
    {
        var match = ClockTime().Match(text.Trim());
        Assert.True(match.Success, $"No time: {text}");
        return At(date, match.Groups["time"].Value, match.Groups["which"].Value, zone);
    }

    /// <summary>The visitor's own clock beside a clinic date: "10:30am Warsaw time", or "Wed 2 Dec, 12:30am Kolkata time" where it is another day there.</summary>
    public static Instant OnOwnClock(string text, LocalDate clinicDate, DateTimeZone visitor)
    {
        var city = visitor.Id[(visitor.Id.LastIndexOf('/') + 1)..].Replace('_', ' ') + " time";
        Assert.EndsWith(city, text.Trim(), StringComparison.Ordinal);
        var words = text.Trim()[..^city.Length].Trim();
        if (words.Split(", ") is not [var day, var time])
        {
            return At(clinicDate, words, visitor);
        }

        var parts = day.Split(' ');
        var date = new[] { clinicDate.PlusDays(-1), clinicDate.PlusDays(1) }.Single(d => d.Day.ToString(CultureInfo.InvariantCulture) == parts[1]);
        Assert.Equal(date, Date(parts[1], parts[2], date.Year, parts[0]));
        return At(date, time, visitor);
    }

    /// <summary>The page with its line breaks as spaces, as eyes see them.</summary>
    public static IHtmlDocument Seen(this Page page) => new HtmlParser().ParseDocument(page.Body.Replace("<br", " <br", StringComparison.OrdinalIgnoreCase));

    private static LocalDate Date(string day, string month, int year, string weekday)
    {
        var number = Array.FindIndex(Months.Split('|'), m => m.StartsWith(month[..3], StringComparison.Ordinal)) + 1;
        var date = new LocalDate(year, number, int.Parse(day, CultureInfo.InvariantCulture));
        Assert.StartsWith(weekday, date.DayOfWeek.ToString(), StringComparison.Ordinal);
        return date;
    }

    private static Instant At(LocalDate date, string time, string which, DateTimeZone zone)
    {
        var pattern = time.Contains(':', StringComparison.Ordinal) ? "h:mmtt" : "htt";
        var local = date + LocalTime.FromTimeOnly(TimeOnly.ParseExact(time, pattern, CultureInfo.InvariantCulture));
        var mapping = zone.MapLocal(local);
        Assert.True(mapping.Count > 0, $"{local} is never shown by a clock in {zone.Id}");
        if (mapping.Count == 1)
        {
            return mapping.Single().ToInstant();
        }

        var meant = new[] { mapping.First(), mapping.Last() }.Where(z => Names(z).Contains(which, StringComparer.Ordinal)).ToList();
        Assert.True(meant.Count == 1, $"{time} on {date} comes twice in {zone.Id}, and '{which}' does not say which it is");
        return meant[0].ToInstant();

        static string[] Names(ZonedDateTime z) => [z.GetZoneInterval().Name, "UTC" + z.Offset.ToString("m", CultureInfo.InvariantCulture)];
    }

    private static Instant After(Instant start, string time, string which, DateTimeZone zone)
    {
        var date = start.InZone(zone).Date;
        var same = At(date, time, which, zone);
        return same > start ? same : At(date.PlusDays(1), time, which, zone);
    }

    [GeneratedRegex($@"(?<weekday>[A-Z][a-z]+day) (?<day>\d{{1,2}}) (?<month>{Months}) (?<year>\d{{4}}),? (?<start>{Clock})(?: (?<which>GMT|BST))?(?: to (?<end>{Clock})(?: (?<endWhich>GMT|BST))?)? UK time \((?<offset>GMT|BST)\)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex LongWhen();

    [GeneratedRegex($@"(?<weekday>[A-Z][a-z]{{2}}) (?<day>\d{{1,2}}) (?<month>[A-Z][a-z]{{2,3}})(?: (?<year>\d{{4}}))?, (?<start>{Clock})(?: (?<which>GMT|BST))?", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ShortWhen();

    [GeneratedRegex($@"^(?<time>{Clock})(?: (?<which>\S+))?$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ClockTime();
}
