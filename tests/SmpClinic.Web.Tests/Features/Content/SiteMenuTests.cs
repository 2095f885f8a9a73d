using SmpClinic.Web.Features.Content;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Content;

public sealed class SiteMenuTests
{
    [Fact]
    public void Every_main_page_stands_in_the_menu_once() =>
        Assert.Equal(
            SitePages.In(SiteSection.Main).Select(page => page.Path).Order(StringComparer.Ordinal),
            SiteMenu.Groups.SelectMany(group => group.Pages).Select(page => page.Path).Order(StringComparer.Ordinal));

    [Fact]
    public void The_header_has_room_for_what_stands_in_it() => Assert.InRange(SiteMenu.Primary.Sum(page => page.NavLabel.Length), 10, 60);
}
