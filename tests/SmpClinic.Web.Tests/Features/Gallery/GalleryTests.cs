using System.Net;
using System.Text.RegularExpressions;
using SmpClinic.Web.Features.Gallery;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Gallery;

public sealed partial class GalleryTests(ClinicSite site) : IClassFixture<ClinicSite>
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
            Assert.All(Marks(after), mark => Assert.True(mark is { X: >= 0 and <= WorkDrawing.Side, Y: >= 0 and <= WorkDrawing.Side }, kind.ToString()));
        }
    }

    private static string Text(WorkKind kind, bool after) => WorkDrawing.Half(kind, after).ToString()!;

    /// <summary>Where each mark begins: a path goes from one to the next.</summary>
    private static List<(int X, int Y)> Marks(string path)
    {
        var (x, y) = (0, 0);
        return [.. Moves().Matches(path).Select(move => (x += Number(move, "x"), y += Number(move, "y")))];
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex("m(?<x>-?[0-9]+) ?(?<y>-?[0-9]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Moves();
}
