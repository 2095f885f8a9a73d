using System.Globalization;
using System.Net;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Cost;

public sealed class CostPageTests(ClinicSite site) : IClassFixture<ClinicSite>
{
    [Fact]
    public async Task Without_figures_of_ones_own_the_sum_is_made_of_published_prices()
    {
        var page = (await site.GetAsync("/cost")).Is(HttpStatusCode.OK);

        page.Says("Over 5 years");
        page.Says("Scalp micropigmentation £1,131 to £1,995");
        page.Says("Hair transplant £1,000 to £30,000");
        page.Says("We found no published price that we would rely on.");
        Assert.DoesNotContain(page.Html.QuerySelectorAll(".cost-chart__name"), name => name.TextContent is "Minoxidil" or "Hair system" or "Microblading");
    }

    [Fact]
    public async Task It_says_so_when_scalp_micropigmentation_is_not_the_cheaper_one()
    {
        var page = await site.GetAsync("/cost?smpLow=2000&smpHigh=2500&medicationLow=9&medicationHigh=12");

        page.Says("At these figures scalp micropigmentation costs more than minoxidil: it is not the cheaper one.");
        (await site.GetAsync("/cost?currency=USD")).Says("The ranges of scalp micropigmentation and minoxidil overlap: either may turn out to be the cheaper one.");
        (await site.GetAsync("/cost?systemLow=900&systemHigh=1000")).Says("At these figures scalp micropigmentation costs less than a hair system.");
    }

    [Fact]
    public async Task The_address_holds_the_figures_and_shows_them_to_whoever_opens_it()
    {
        var first = await site.GetAsync("/cost");
        var form = first.Form("Work it out").Fill("years", "12").Fill("touchUpYears", "2").Fill("medicationLow", "£9.50").Fill("medicationHigh", "1,000");
        var sent = (await form.SubmitAsync()).Is(HttpStatusCode.OK);
        var opened = (await site.GetAsync(sent.Path)).Is(HttpStatusCode.OK);

        opened.Says("Over 12 years");
        opened.Says("Minoxidil £1,368 to £144,000");
        Assert.Equal("£9.50", opened.Html.QuerySelector("#medicationLow")!.GetAttribute("value"));
        Assert.Equal("noindex", opened.Html.QuerySelector("meta[name=robots]")!.GetAttribute("content"));
    }

    [Fact]
    public async Task The_table_ends_with_the_sums_of_the_chart()
    {
        var page = await site.GetAsync("/cost?currency=USD&years=15");

        var sums = page.Html.QuerySelectorAll(".cost-chart__sum").Select(sum => sum.TextContent.Trim());
        var rows = page.Html.QuerySelectorAll("table tbody tr");
        Assert.Equal(15, rows.Length);
        Assert.Equal(sums, rows[^1].QuerySelectorAll("td").Select(cell => cell.TextContent.Trim()));
    }

    [Fact]
    public async Task Bars_stay_within_the_chart_and_the_dearest_reaches_its_edge()
    {
        foreach (var query in new[] { "", "?currency=USD&years=15", "?smpLow=0&smpHigh=0&transplantLow=0&transplantHigh=0", "?transplantLow=100000&transplantHigh=100000&smpLow=0&smpHigh=1" })
        {
            var bars = (await site.GetAsync("/cost" + query)).Html.QuerySelectorAll(".cost-chart__bar")
                .Select(bar => (X: Number(bar.GetAttribute("x")), Width: Number(bar.GetAttribute("width")))).ToList();

            Assert.All(bars, bar => Assert.True(bar is { X: >= 0, Width: > 0 } && bar.X + bar.Width <= 1000, $"{query}: {bar}"));
            Assert.True(query.Contains("High=0&", StringComparison.Ordinal) || bars.Exists(bar => bar.X + bar.Width == 1000), query);
        }
    }

    [Theory]
    [InlineData("years", "0", "Enter a number of years from 1 to 15")]
    [InlineData("years", "16", "Enter a number of years from 1 to 15")]
    [InlineData("years", "2.5", "Enter a number of years from 1 to 15")]
    [InlineData("sessions", "11", "Enter a number of sessions from 1 to 10")]
    [InlineData("touchUpYears", "-3", "Enter a number of years from 1 to 10")]
    [InlineData("touchUpPercent", "101", "Enter a share in per cent from 0 to 100")]
    [InlineData("operations", "many", "Enter a number of operations from 1 to 5")]
    [InlineData("boostMonths", "2", "Enter a number of months from 3 to 60")]
    [InlineData("smpLow", "100001", "Enter a price from 0 to 100,000")]
    [InlineData("smpLow", "9,50", "Enter a price from 0 to 100,000 with a point before the pence")]
    [InlineData("smpLow", "1.000", "Enter a price from 0 to 100,000 with a point before the pence")]
    [InlineData("smpLow", "1,00,0", "Enter a price from 0 to 100,000 with a point before the pence")]
    [InlineData("smpLow", "9.999", "Enter a price from 0 to 100,000")]
    [InlineData("transplantHigh", "cheap", "Enter a price from 0 to 100,000")]
    [InlineData("systemLow", "٣", "Enter a price from 0 to 100,000")]
    [InlineData("fibresHigh", "12", "Give both prices, or leave both empty.")]
    [InlineData("boostLow", "1e5", "Enter a price from 0 to 100,000")]
    public async Task A_wrong_figure_is_named_beside_its_field_and_kept(string field, string typed, string message)
    {
        var page = (await site.GetAsync($"/cost?{field}={Uri.EscapeDataString(typed)}")).Is(HttpStatusCode.UnprocessableEntity);

        var wrong = message.StartsWith("Give both", StringComparison.Ordinal) ? "fibresLow" : field;
        Assert.Contains(message, page.Html.GetElementById(wrong + "-error")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(page.Html.QuerySelectorAll(".error-summary a"), link => link.GetAttribute("href") == "#" + wrong);
        Assert.Equal(typed, page.Html.GetElementById(field)!.GetAttribute("value"));
        Assert.Empty(page.Html.QuerySelectorAll(".cost-chart"));
    }

    [Theory]
    [InlineData("currency", "EUR", "Choose pounds or dollars.")]
    [InlineData("stage", "late", "Choose one of the three stages.")]
    public async Task An_unknown_choice_is_refused(string field, string value, string message)
    {
        var page = (await site.GetAsync($"/cost?{field}={value}")).Is(HttpStatusCode.UnprocessableEntity);

        Assert.Contains(message, page.Html.QuerySelector(".error-summary")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(message, page.Html.GetElementById(field + "-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("true", page.Html.GetElementById(field)!.GetAttribute("aria-invalid"));
    }

    [Fact]
    public async Task What_has_no_price_is_named_with_the_way_to_bring_it_in()
    {
        var pounds = (await site.GetAsync("/cost")).Says("Not in this sum: minoxidil, a hair system, hair fibres, microblading.");
        foreach (var link in pounds.Html.QuerySelectorAll("#sums ~ p a[href^='#']"))
        {
            Assert.NotNull(pounds.Html.GetElementById(link.GetAttribute("href")![1..]));
        }

        (await site.GetAsync("/cost?medicationLow=9&medicationHigh=1,000.50")).Says("Not in this sum: a hair system, hair fibres, microblading.");
    }

    [Fact]
    public async Task The_lowest_price_cannot_be_above_the_highest() =>
        Assert.Contains(
            "The highest price cannot be below the lowest.",
            (await site.GetAsync("/cost?smpLow=900&smpHigh=800")).Is(HttpStatusCode.UnprocessableEntity).Html.GetElementById("smpHigh-error")!.TextContent,
            StringComparison.Ordinal);

    private static int Number(string? text) => int.Parse(text!, CultureInfo.InvariantCulture);
}
