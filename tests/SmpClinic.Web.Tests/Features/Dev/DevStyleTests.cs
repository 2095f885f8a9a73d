using System.Net;
using Microsoft.AspNetCore.Hosting;
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

    [Fact]
    public async Task In_Development_it_shows_every_part_in_the_sites_own_markup()
    {
        await using var site = await ClinicSite.StartAsync();
        await using var development = site.WithWebHostBuilder(builder => builder.UseEnvironment("Development"));
        using var client = development.CreateClient();
        var html = await client.GetStringAsync(new Uri("/dev/style", UriKind.Relative), TestContext.Current.CancellationToken);

        foreach (var part in new[] { "--step-5", "--space-5", "ink on paper", "button--danger", "field--error", "error-summary", "notice--warning", "card__art", "table--pair", "class=\"steps\"", "class=\"tabs\"", "class=\"stages\"", "source-note" })
        {
            Assert.Contains(part, html, StringComparison.Ordinal);
        }
    }
}
