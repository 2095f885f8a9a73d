using System.Net;
using SmpClinic.Web.Features.Gallery;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Gallery;

public sealed class GalleryTests(ClinicSite site) : IClassFixture<ClinicSite>
{
    [Fact]
    public async Task Every_work_says_what_it_shows_when_it_was_made_and_who_agreed_and_a_drawing_says_that_it_is_one()
    {
        var page = (await site.GetAsync("/gallery")).Is(HttpStatusCode.OK);
        page.Says("These are drawings");
        var works = page.Html.QuerySelectorAll("main .cards > li").ToList();
        Assert.Equal(GalleryWorks.All.Count, works.Count);
        Assert.All(works, work =>
        {
            var picture = work.QuerySelector("svg[role=img]")!;
            Assert.StartsWith("Drawing. ", page.Html.GetElementById(picture.GetAttribute("aria-labelledby")!)!.TextContent, StringComparison.Ordinal);
            Assert.Equal(4, work.QuerySelectorAll("dt").Length);
            Assert.Contains("nobody had to agree", work.TextContent, StringComparison.Ordinal);
        });
        Assert.All(GalleryWorks.All, work => Assert.True(work.DaysHealed >= 28, "Healed work only."));
    }

    [Fact]
    public void A_drawing_is_always_the_same_stays_in_its_frame_and_has_more_in_it_after_than_before()
    {
        foreach (var kind in Enum.GetValues<WorkKind>())
        {
            var (before, after) = (Text(kind, false), Text(kind, true));
            Assert.Equal(after, Text(kind, true));
            Assert.True(Marks(after).Count > Marks(before).Count, kind.ToString());
            Assert.InRange(after.Length, 500, 6_000);
            Assert.All(Marks(after), mark => Assert.True(mark is { X: >= 0 and <= 100, Y: >= 0 and <= 100 }, kind.ToString()));
        }
    }

    private static string Text(WorkKind kind, bool after) => Drawing.Path(kind, after).ToString()!;

    private static List<(double X, double Y)> Marks(string path) =>
        [.. path.Split('M', StringSplitOptions.RemoveEmptyEntries).Select(mark => mark.Split('h', 'l')[0].Split(' ')).Select(xy => (Number(xy[0]), Number(xy[1])))];

    private static double Number(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
