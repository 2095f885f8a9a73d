using Microsoft.Playwright;
using Xunit;

namespace SmpClinic.Browser.Tests.Features.Staff;

/// <summary>Figures on the screen, and a day on paper.</summary>
public sealed class ReportPagesTests(Chromium chromium)
{
    [Theory]
    [InlineData(768)]
    [InlineData(1280)]
    public async Task A_year_in_figures_can_be_read_in_both_schemes_and_taken_out_as_a_file(int width)
    {
        await using var desk = await chromium.VisitAsync(width);
        await desk.SignInAsync("admin@example.com");
        await desk.GoAsync("/staff/reports?from=2027-01-01&until=2027-12-31");
        await desk.CheckAsync();
        await desk.CheckInTheDarkAsync();

        // Four patterns besides four colours, and every bar inside its chart.
        var charts = desk.Page.Locator("svg.chart");
        Assert.Equal(5, await charts.CountAsync());
        Assert.True(await charts.First.EvaluateAsync<bool>(
            "chart => [...chart.querySelectorAll('rect')].every(bar => { const [b, c] = [bar.getBoundingClientRect(), chart.getBoundingClientRect()]; return b.left >= c.left - 1 && b.right <= c.right + 1 && b.top >= c.top - 1; })"));
        var file = await desk.Page.RunAndWaitForDownloadAsync(() => desk.Page.GetByRole(AriaRole.Button, new() { Name = "Download as a spreadsheet (CSV)" }).ClickAsync());
        Assert.Equal("report.csv", file.SuggestedFilename);
        desk.AssertQuiet();
    }

    [Fact]
    public async Task A_day_on_paper_is_the_day_and_nothing_around_it()
    {
        await using var desk = await chromium.VisitAsync();
        await desk.SignInAsync();
        await desk.GoAsync("/staff/day-sheet?date=2027-10-28");
        await desk.CheckAsync();
        await desk.Page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.False(await desk.Page.Locator("form.filters").IsVisibleAsync());
        Assert.False(await desk.Page.GetByRole(AriaRole.Navigation, new() { Name = "Staff" }).IsVisibleAsync());
        Assert.True(await desk.Page.Locator("h1").IsVisibleAsync());
        desk.AssertQuiet();
    }
}
