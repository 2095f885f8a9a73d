using Microsoft.AspNetCore.Http;
using SmpClinic.Web.Features.Content;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Content;

public sealed class PageSourcesTests
{
    [Fact]
    public void A_source_keeps_the_number_of_its_first_mention()
    {
        var sources = PageSources.Of(new DefaultHttpContext());

        Assert.Equal(1, sources.Cite(SourceList.Get("S9")));
        Assert.Equal(2, sources.Cite(SourceList.Get("S12")));
        Assert.Equal(1, sources.Cite(SourceList.Get("S9")));
        Assert.Equal(["S9", "S12"], sources.Cited.Select(source => source.Id), StringComparer.Ordinal);
    }

    [Fact]
    public void Each_page_view_counts_its_own_sources()
    {
        var context = new DefaultHttpContext();
        PageSources.Of(context).Cite(SourceList.Get("S9"));

        Assert.Single(PageSources.Of(context).Cited);
        Assert.Empty(PageSources.Of(new DefaultHttpContext()).Cited);
    }

    [Fact]
    public void A_source_that_is_not_listed_stops_the_page() =>
        Assert.Throws<ArgumentException>(() => SourceList.Get("S0"));
}
