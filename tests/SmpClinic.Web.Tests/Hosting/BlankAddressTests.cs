using System.Net;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests.Hosting;

public sealed class BlankAddressTests(ClinicSite site) : IClassFixture<ClinicSite>
{
    /// <summary>What an address holds where it should name something: spaces of several kinds and line ends.</summary>
    [Theory]
    [InlineData("%20")]
    [InlineData("%0D")]
    [InlineData("%0A")]
    [InlineData("%C2%A0")]
    public async Task IN01_nothing_has_a_blank_name(string blank)
    {
        var staff = await site.SignInAsync(StaffRoles.Administrator);
        var named = Endpoints.Of(site)
            .Where(e => e.RoutePattern.Parameters.Any(p => !p.ParameterPolicies.Any(policy => policy.Content is "int" or "guid")))
            .Where(e => Endpoints.Verbs(e).Contains("GET"))
            .Select(e => Endpoints.Path(e).Replace("none", blank, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ToList();
        Assert.Contains($"/book/{blank}/details", named);
        foreach (var path in named)
        {
            Assert.Equal((path, HttpStatusCode.NotFound), (path, (await Page.GetAsync(staff, path)).Status));
        }
    }
}
