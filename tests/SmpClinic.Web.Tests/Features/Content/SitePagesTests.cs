using Microsoft.AspNetCore.Http;
using SmpClinic.Web.Features.Content;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Content;

public sealed class SitePagesTests
{
    public static TheoryData<string> Paths => [.. SitePages.All.Select(page => page.Path)];

    [Fact]
    public void No_path_title_or_description_is_used_twice()
    {
        Assert.Distinct(SitePages.All.Select(page => page.Path), StringComparer.Ordinal);
        Assert.Distinct(SitePages.All.Select(page => page.Title), StringComparer.Ordinal);
        Assert.Distinct(SitePages.All.Select(page => page.Description), StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_page_is_described_in_a_length_that_search_engines_show(string path)
    {
        var page = SitePages.At(path);

        Assert.InRange(page.Description.Length, 50, 160);
        Assert.InRange(page.Title.Length, 5, 60);
        Assert.NotEmpty(page.NavLabel);
        Assert.NotEmpty(page.Author);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_path_is_plain_lower_case_without_a_slash_at_the_end(string path) =>
        Assert.Matches("^/([a-z0-9-]+(/[a-z0-9-]+)*)?$", path);

    [Theory]
    [InlineData("/faq")]
    [InlineData("/faq/")]
    [InlineData("/FAQ")]
    public void A_page_is_found_however_its_address_is_typed(string typed) =>
        Assert.Equal("/faq", SitePages.Find(new PathString(typed))?.Path);

    [Fact]
    public void Breadcrumbs_lead_from_home_through_the_parent_page() =>
        Assert.Equal(["/", "/team"], SitePages.Above(SitePages.At("/team/maya-okafor")).Select(page => page.Path), StringComparer.Ordinal);

    [Fact]
    public void Every_practitioner_has_a_page() =>
        Assert.All(TeamProfiles.All, person => Assert.NotNull(SitePages.Find(person.Path)));
}
