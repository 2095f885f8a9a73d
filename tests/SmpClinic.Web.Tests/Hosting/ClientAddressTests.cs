using System.Net;
using SmpClinic.Web.Hosting;
using Xunit;

namespace SmpClinic.Web.Tests.Hosting;

public sealed class ClientAddressTests
{
    [Theory]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public void IN09_one_household_counts_as_one_address(string one, string other, bool same) =>
        Assert.Equal(same, ClientAddress.KeyOf(IPAddress.Parse(one)) == ClientAddress.KeyOf(IPAddress.Parse(other)));

    [Fact]
    public void The_address_itself_is_not_in_its_key() =>
        Assert.DoesNotContain("192.0.2.7", ClientAddress.KeyOf(IPAddress.Parse("192.0.2.7")), StringComparison.Ordinal);
}
