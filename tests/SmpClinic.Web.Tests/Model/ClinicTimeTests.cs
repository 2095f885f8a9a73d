using NodaTime;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests;

public sealed class ClinicTimeTests
{
    private static readonly ClinicTime London = In("Europe/London");

    [Theory]
    [InlineData("2026-12-01T09:30:00Z", "Tuesday 1 December 2026, 9:30am UK time (GMT)")]
    [InlineData("2026-06-01T09:00:00Z", "Monday 1 June 2026, 10am UK time (BST)")]
    [InlineData("2026-06-01T23:05:00Z", "Tuesday 2 June 2026, 12:05am UK time (BST)")]
    [InlineData("2026-12-01T12:00:00Z", "Tuesday 1 December 2026, 12pm UK time (GMT)")]
    [InlineData("2026-10-25T00:30:00Z", "Sunday 25 October 2026, 1:30am BST UK time (BST)")]
    [InlineData("2026-10-25T01:30:00Z", "Sunday 25 October 2026, 1:30am GMT UK time (GMT)")]
    [InlineData("2026-10-25T02:00:00Z", "Sunday 25 October 2026, 2am UK time (GMT)")]
    public void A_start_is_told_with_its_date_its_zone_and_the_offset_that_holds_then(string at, string expected) =>
        Assert.Equal(expected, London.When(On(at)));

    [Fact]
    public void A_visit_is_told_from_start_to_end()
    {
        Assert.Equal("9:30am to 10:15am UK time (GMT)", London.Span(On("2026-12-01T09:30:00Z"), On("2026-12-01T10:15:00Z")));
        Assert.Equal("1:30am BST to 1:15am GMT UK time (BST)", London.Span(On("2026-10-25T00:30:00Z"), On("2026-10-25T01:15:00Z")));
    }

    [Fact]
    public void A_date_is_told_long_and_short()
    {
        Assert.Equal("Tuesday 1 December 2026", ClinicTime.Date(new LocalDate(2026, 12, 1)));
        Assert.Equal("Wednesday 1 July 2026", London.Date(On("2026-06-30T23:30:00Z")));
        Assert.Equal("Tue 1 Dec", ClinicTime.DateShort(new LocalDate(2026, 12, 1)));
        Assert.Equal(new LocalDate(2026, 7, 1), London.DateOf(On("2026-06-30T23:30:00Z")));
    }

    [Fact]
    public void The_api_says_the_offset_of_that_moment()
    {
        Assert.Equal("2026-06-01T10:00:00+01:00", London.IsoWithOffset(On("2026-06-01T09:00:00Z")));
        Assert.Equal("2026-12-01T09:00:07+00:00", London.IsoWithOffset(On("2026-12-01T09:00:07Z")));
    }

    [Theory]
    [InlineData("Europe/Warsaw", "2026-12-01T09:30:00Z", "10:30am Warsaw time")]
    [InlineData("America/New_York", "2026-12-01T02:00:00Z", "Mon 30 Nov, 9pm New York time")]
    [InlineData("Asia/Tokyo", "2026-12-01T16:00:00Z", "Wed 2 Dec, 1am Tokyo time")]
    [InlineData("UTC", "2026-06-01T09:30:00Z", "9:30am UTC")]
    [InlineData("Etc/UTC", "2026-06-01T09:30:00Z", "9:30am UTC")]
    [InlineData("America/Sao_Paulo", "2026-12-01T12:00:00Z", "9am Sao Paulo time")]
    [InlineData("America/New_York", "2026-11-01T05:30:00Z", "1:30am EDT New York time")]
    public void A_visitors_clock_names_its_city_and_the_date_only_where_it_differs(string zone, string at, string expected) =>
        Assert.Equal(expected, London.InVisitorZone(On(at), DateTimeZoneProviders.Tzdb[zone]));

    [Fact]
    public void An_offset_without_letters_is_told_as_its_distance_from_utc() =>
        Assert.Equal("Tuesday 1 December 2026, 9am Sao Paulo time (UTC-03:00)", In("America/Sao_Paulo").When(On("2026-12-01T12:00:00Z")));

    [Fact]
    public void The_clinics_own_zone_is_named()
    {
        Assert.Equal("UK time", London.ZoneName);
        Assert.Equal("Europe/London", London.Zone.Id);
        Assert.Equal("Indianapolis time", In("America/Indiana/Indianapolis").ZoneName);
    }

    [Theory]
    [InlineData(0, "GBP", "Free")]
    [InlineData(3000, "GBP", "£30")]
    [InlineData(3050, "GBP", "£30.50")]
    [InlineData(3005, "EUR", "€30.05")]
    [InlineData(5, "USD", "$0.05")]
    [InlineData(120000, "SEK", "SEK 1200")]
    public void A_price_is_told_without_needless_pence(int minorUnits, string currency, string expected) =>
        Assert.Equal(expected, Money.Text(minorUnits, currency));

    private static ClinicTime In(string zone) => new(DateTimeZoneProviders.Tzdb[zone]);

    private static Instant On(string text) => NodaTime.Text.InstantPattern.General.Parse(text).Value;
}
