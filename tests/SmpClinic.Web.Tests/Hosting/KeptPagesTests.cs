using System.Net;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests.Hosting;

/// <summary>The pages that are the same for everybody, as bytes ready to send.</summary>
public sealed class KeptPagesTests
{
    private const string Address = "/trouble/content";

    [Fact]
    public async Task A_page_is_kept_for_half_a_minute_in_each_form_and_tells_its_age()
    {
        var (site, store) = await SiteAsync();
        await using var disposed = site;
        var first = (await site.GetAsync(Address)).Is(HttpStatusCode.OK);
        site.Clock.Advance(TimeSpan.FromSeconds(20));
        var asked = store.Asked;
        var kept = (await site.GetAsync(Address)).Is(HttpStatusCode.OK);
        Assert.Equal((first.Body, asked), (kept.Body, store.Asked));
        Assert.Equal(TimeSpan.FromSeconds(20), kept.Response.Headers.Age);
        Assert.Equal(first.Response.Headers.CacheControl?.ToString(), kept.Response.Headers.CacheControl?.ToString());
        Assert.Equal(first.Response.Headers.Vary, kept.Response.Headers.Vary);
        site.Clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(first.Body, (await site.GetAsync(Address)).Body);
        Assert.Equal(asked + 1, store.Asked);
    }

    [Fact]
    public async Task Whoever_tries_out_spellings_does_not_keep_the_pages_off_the_shelf()
    {
        var (site, store) = await SiteAsync();
        await using var disposed = site;
        var browser = site.Visitor();
        for (var i = 0; i < 400; i++)
        {
            var letters = string.Concat(Address.Select((letter, at) => (i >> (at % 10) & 1) == 1 ? char.ToUpperInvariant(letter) : letter));
            (await Page.GetAsync(browser, letters)).Is(HttpStatusCode.OK);
        }

        await Page.GetAsync(browser, "/about");
        var asked = store.Asked;
        (await Page.GetAsync(browser, "/about")).Is(HttpStatusCode.OK);
        Assert.Equal(asked, store.Asked);
    }

    [Fact]
    public async Task Nobody_who_brings_a_staff_cookie_and_nothing_that_went_wrong_comes_off_the_shelf()
    {
        var (site, store) = await SiteAsync();
        await using var disposed = site;
        await site.GetAsync(Address);
        var staff = await site.SignInAsync(StaffRoles.FrontDesk);
        var inside = (await Page.GetAsync(staff, Address)).Is(HttpStatusCode.OK);
        Assert.Null(inside.Response.Headers.Age);

        (await site.GetAsync("/team/nobody")).Is(HttpStatusCode.NotFound);
        (await site.GetAsync("/team/nobody")).Is(HttpStatusCode.NotFound);
        Assert.True(store.Asked > 0);
    }

    private static async Task<(ClinicSite Site, CountingStore Store)> SiteAsync()
    {
        CountingStore? store = null;
        var site = await ClinicSite.StartAsync(with: s => s.WithServices = services =>
        {
            TroubleController.AddTo(services);
            var own = services.Last(service => service.ServiceType == typeof(IOutputCacheStore));
            services.Remove(own);
            services.AddSingleton<IOutputCacheStore>(all => store = new((IOutputCacheStore)own.ImplementationFactory!(all)));
        });
        _ = site.Services.GetRequiredService<IOutputCacheStore>();
        return (site, store!);
    }

    /// <summary>Counts how often the output cache is asked; what comes off the shelf does not ask it.</summary>
    private sealed class CountingStore(IOutputCacheStore inner) : IOutputCacheStore
    {
        private int _asked;

        public int Asked => _asked;

        public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            return inner.GetAsync(key, cancellationToken);
        }

        public ValueTask SetAsync(string key, byte[] value, string[]? tags, TimeSpan validFor, CancellationToken cancellationToken) =>
            inner.SetAsync(key, value, tags, validFor, cancellationToken);

        public ValueTask EvictByTagAsync(string tag, CancellationToken cancellationToken) => inner.EvictByTagAsync(tag, cancellationToken);
    }
}
