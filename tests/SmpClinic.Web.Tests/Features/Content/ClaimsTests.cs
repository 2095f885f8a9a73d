using System.Text.RegularExpressions;
using AngleSharp.Dom;
using SmpClinic.Web.Features.Content;
using SmpClinic.Web.Features.Suitability;
using SmpClinic.Web.Tests.Hosting;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Content;

/// <summary>What the clinic says of itself and of what it does: in fair words, and with a source for every figure.</summary>
public sealed partial class ClaimsTests(ClinicSite site) : IClassFixture<ClinicSite>
{
    /// <summary>Pages whose tables hold facts about treatments. Other tables hold the clinic's own rules, or sums.</summary>
    public static TheoryData<string> FactPages =>
    [
        "/treatments/scalp-micropigmentation", "/treatments/microblading", "/compare/smp-vs-microblading", "/compare/hair-loss-options",
        "/aftercare/scalp-micropigmentation", "/aftercare/microblading", "/prices",
    ];

    [Theory]
    [InlineData("/book")]
    [InlineData("/book/smp-consultation")]
    [InlineData("/book/microblading-consultation/details?start=2026-12-08T10:00:00Z")]
    [InlineData("/suitability/check")]
    [InlineData("/faq?q=last")]
    [InlineData("/cost?currency=USD&years=15")]
    [InlineData("/no-such-page")]
    [InlineData("/staff/sign-in")]
    public async Task Pages_beside_the_content_use_no_forbidden_word_either(string path)
    {
        var page = await site.GetAsync(path);
        Assert.Empty(ForbiddenWords.In(page.Html.Body!.TextContent + " " + page.Html.Title));
    }

    [Fact]
    public void No_question_and_no_outcome_of_the_check_uses_a_forbidden_word()
    {
        var words = Questions.All.SelectMany(question => question.Choices
            .SelectMany(choice => new[] { choice.Label, choice.Hint, choice.Leads?.Invoke(new(2026, 12, 1)).Reason })
            .Append(question.Heading).Append(question.Why).Append(question.Hint)
            .Append(question.OnDate?.Invoke(new(2026, 11, 30), new(2026, 12, 1))?.Reason));
        Assert.Empty(words.OfType<string>().SelectMany(ForbiddenWords.In));
    }

    [Fact]
    public void No_mail_is_written_with_a_forbidden_word()
    {
        var mails = Directory.GetFiles(Path.Combine(SettingsListTests.FindRoot(), "src", "SmpClinic.Web"), "*.cs", SearchOption.AllDirectories)
            .Where(file => file.Contains($"{Path.DirectorySeparatorChar}Emails{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).ToList();
        Assert.InRange(mails.Count, 10, 100);
        Assert.All(mails, file => Assert.Empty(Quoted().Matches(File.ReadAllText(file)).SelectMany(match => ForbiddenWords.In(match.Value))));
    }

    [Theory]
    [MemberData(nameof(FactPages))]
    public async Task Every_figure_in_a_table_of_facts_has_its_source_in_the_same_row(string path)
    {
        var rows = (await site.GetAsync(path)).Html.QuerySelectorAll("main table.table tbody tr").Where(row => row.Closest("[data-own]") is null).ToList();
        var bare = rows.Where(row => row.QuerySelector(".source-note") is null && row.QuerySelectorAll("td").Any(cell => Figure().IsMatch(cell.TextContent) && !Admitted(cell)))
            .Select(row => row.TextContent.Trim());
        Assert.Empty(bare);
    }

    [Theory]
    [InlineData("/compare/smp-vs-microblading")]
    [InlineData("/compare/hair-loss-options")]
    public async Task Where_things_are_compared_each_figure_has_its_source_in_its_own_cell(string path)
    {
        var cells = (await site.GetAsync(path)).Html.QuerySelectorAll("main table.table tbody td");
        Assert.True(cells.Length > 40);
        Assert.All(cells, cell => Assert.NotEmpty(cell.TextContent.Trim()));
        Assert.Empty(cells.Where(cell => Figure().IsMatch(cell.TextContent) && cell.QuerySelector(".source-note") is null).Select(cell => cell.TextContent.Trim()));
    }

    [Theory]
    [MemberData(nameof(FactPages))]
    public async Task Every_sum_of_money_and_every_span_of_time_in_a_list_has_its_source(string path)
    {
        var items = (await site.GetAsync(path)).Html.QuerySelectorAll("main li, main dd").Where(item => item.Closest(".page-end, .notice, nav, [data-own]") is null && item.QuerySelector("li") is null);
        Assert.Empty(items.Where(item => Measured().IsMatch(item.TextContent) && item.QuerySelector(".source-note") is null).Select(item => item.TextContent.Trim()));
    }

    [Fact]
    public async Task Six_options_are_asked_the_same_questions_and_none_is_ranked()
    {
        var table = (await site.GetAsync("/compare/hair-loss-options")).Html.QuerySelector("table")!;
        Assert.Equal(7, table.QuerySelectorAll("thead th").Length);
        Assert.All(table.QuerySelectorAll("tbody tr"), row => Assert.Equal(6, row.QuerySelectorAll("td").Length));
        Assert.InRange(table.QuerySelectorAll("tbody tr").Length, 10, 30);
    }

    /// <summary>Where clinics do it so and nobody has written down why, the page says just that.</summary>
    private static bool Admitted(IElement cell) => cell.TextContent.Contains("no source found", StringComparison.Ordinal);

    [GeneratedRegex(@"\d|\b(two|three|four|five|six|seven|eight|nine|ten|twelve)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Figure();

    [GeneratedRegex(@"[£$]\d|\d\s?%|\b(\d+|two|three|four|five|six|seven|eight|nine|ten|twelve)( to (\d+|two|three|four|five|six|seven|eight|nine|ten|twelve))? (hours|weeks|months|years)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Measured();

    [GeneratedRegex("\"[^\"\n]*\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();
}
