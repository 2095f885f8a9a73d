using NodaTime;
using NodaTime.Text;
using Xunit;

namespace SmpClinic.Scheduling.Tests;

/// <summary>Against the lists that GOV.UK publishes (https://www.gov.uk/bank-holidays), copied out by hand.</summary>
public sealed class BankHolidaysTests
{
    [Theory]
    [InlineData(UkNation.EnglandAndWales, 2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26")]
    [InlineData(UkNation.EnglandAndWales, 2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28")]
    [InlineData(UkNation.EnglandAndWales, 2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28")]
    [InlineData(UkNation.EnglandAndWales, 2028, "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26")]
    [InlineData(UkNation.Scotland, 2025, "01-01 01-02 04-18 05-05 05-26 08-04 12-01 12-25 12-26")]
    [InlineData(UkNation.Scotland, 2027, "01-01 01-04 03-26 05-03 05-31 08-02 11-30 12-27 12-28")]
    [InlineData(UkNation.NorthernIreland, 2025, "01-01 03-17 04-18 04-21 05-05 05-26 07-14 08-25 12-25 12-26")]
    [InlineData(UkNation.NorthernIreland, 2026, "01-01 03-17 04-03 04-06 05-04 05-25 07-13 08-31 12-25 12-28")]
    public void The_holidays_of_a_year_are_those_that_are_published(UkNation nation, int year, string published) =>
        Assert.Equal(published, string.Join(' ', BankHolidays.Of(nation, year).Select(day => LocalDatePattern.CreateWithInvariantCulture("MM-dd").Format(day.Date))));

    [Fact]
    public void A_day_that_falls_on_a_weekend_is_called_a_substitute_when_it_is_kept()
    {
        Assert.Contains(new(new(2026, 12, 28), "Boxing Day (substitute day)"), BankHolidays.Of(UkNation.EnglandAndWales, 2026));
        Assert.Contains(new(new(2026, 12, 25), "Christmas Day"), BankHolidays.Of(UkNation.EnglandAndWales, 2026));
    }

    [Theory]
    [InlineData(1981, 4, 19)]
    [InlineData(2000, 4, 23)]
    [InlineData(2024, 3, 31)]
    [InlineData(2038, 4, 25)]
    [InlineData(2285, 3, 22)]
    public void Easter_is_when_it_is(int year, int month, int day) => Assert.Equal(new LocalDate(year, month, day), BankHolidays.Easter(year));

    [Fact]
    public void No_holiday_of_any_nation_is_kept_on_a_weekend_or_twice_on_a_day()
    {
        foreach (var nation in Enum.GetValues<UkNation>())
        {
            for (var year = 1978; year < 2200; year++)
            {
                var days = BankHolidays.Of(nation, year);
                Assert.All(days, day => Assert.True(day.Date.DayOfWeek < IsoDayOfWeek.Saturday && day.Date.Year == year));
                Assert.Equal(days.Count, days.Select(day => day.Date).Distinct().Count());
            }
        }
    }
}
