using NodaTime;
using SmpClinic.Web.Features.Booking;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Booking;

public sealed class DurationsTests
{
    [Theory]
    [InlineData(0, "the start")]
    [InlineData(1, "1 minute")]
    [InlineData(45, "45 minutes")]
    [InlineData(60, "1 hour")]
    [InlineData(90, "90 minutes")]
    [InlineData(1440, "24 hours")]
    [InlineData(1500, "25 hours")]
    [InlineData(2880, "2 days")]
    public void A_length_of_time_is_told_in_the_largest_unit_that_fits(int minutes, string expected) =>
        Assert.Equal(expected, Durations.Text(minutes));

    [Fact]
    public void Every_zone_that_is_offered_exists_and_is_offered_once()
    {
        Assert.Equal(28, VisitorZones.Offered.Count);
        Assert.All(VisitorZones.Offered, id => Assert.NotNull(DateTimeZoneProviders.Tzdb.GetZoneOrNull(id)));
        Assert.Equal(VisitorZones.Offered.Distinct(StringComparer.Ordinal), VisitorZones.Offered);
    }
}
