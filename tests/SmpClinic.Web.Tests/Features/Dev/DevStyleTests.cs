using System.Net;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Dev;

public sealed class DevStyleTests
{
    [Fact]
    public async Task The_page_of_styles_does_not_exist_outside_Development()
    {
        await using var site = await ClinicSite.StartAsync();
        using var client = site.CreateClient();
        using var response = await client.GetAsync(new Uri("/dev/style", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
