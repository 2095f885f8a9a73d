using System.Net;
using Xunit;

namespace SmpClinic.Web.Tests.Hosting;

public sealed class CookieTests
{
    [Fact]
    public async Task A_trial_that_does_without_TLS_shows_and_takes_forms()
    {
        await using var site = await ClinicSite.StartAsync(with: s => s.Settings["Site:RequireHttps"] = "false");
        using var plain = site.CreateDefaultClient(new Uri("http://localhost"), new Microsoft.AspNetCore.Mvc.Testing.Handlers.CookieContainerHandler());
        var form = (await Page.GetAsync(plain, "/staff/sign-in")).Is(HttpStatusCode.OK).Form("Sign in");
        (await form.Fill("Email", "nobody@example.com").Fill("Password", "not-the-password").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task HD04_elsewhere_cookies_are_bound_to_the_host_and_to_TLS()
    {
        await using var site = await ClinicSite.StartAsync();
        using var browser = site.CreateDefaultClient(new Uri("https://localhost"));
        using var answer = await browser.GetAsync(new Uri("/staff/sign-in", UriKind.Relative), TestContext.Current.CancellationToken);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("__Host-clinic-form=", cookie, StringComparison.Ordinal);
        Assert.Contains("; secure;", cookie, StringComparison.Ordinal);
    }
}
