using System.Globalization;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using SmpClinic.Web.Features.Content;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Content;

/// <summary>
/// The words aim at a reading age of about 12. The measure is the grade of Flesch and Kincaid, which is the age less five and counts
/// the length of sentences and words. Names of the treatments are long and cannot be shorter, so each counts as two syllables.
/// </summary>
public sealed partial class ReadingAgeTests(ClinicSite site) : IClassFixture<ClinicSite>
{
    private const double HighestGrade = 7;

    public static TheoryData<string> Paths => [.. SitePages.All.Select(page => page.Path)];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_page_can_be_read_by_somebody_of_about_twelve(string path)
    {
        var html = (await site.GetAsync(path)).Html;
        foreach (var left in html.QuerySelectorAll(".source-note, .page-end, table, form, nav, svg, script, .cost-chart, address").ToList())
        {
            left.Remove();
        }

        var texts = html.QuerySelectorAll("main p, main li, main dd").Where(part => part.QuerySelector("p, li") is null).Select(part => Page.Even(part.TextContent));
        var sentences = texts.SelectMany(text => Ends().Split(text)).Select(Words).Where(words => words.Count > 2).ToList();
        var words = sentences.Sum(sentence => sentence.Count);
        var grade = (0.39 * words / sentences.Count) + (11.8 * sentences.Sum(sentence => sentence.Sum(Syllables)) / words) - 15.59;

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: grade {grade:0.0}, {words} words in {sentences.Count} sentences"));
        Assert.True(grade <= HighestGrade, string.Create(CultureInfo.InvariantCulture, $"{path} reads at grade {grade:0.0}."));
    }

    private static List<string> Words(string sentence) => [.. Word().Matches(sentence).Select(match => match.Value.ToLowerInvariant())];

    private static int Syllables(string word) =>
        word is "micropigmentation" or "microblading" or "minoxidil" or "finasteride" ? 2 : Math.Max(1, Vowels().Count(SilentE().Replace(word, string.Empty)));

    [GeneratedRegex(@"(?<=[.!?:;])\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ends();

    [GeneratedRegex("[A-Za-z’']+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();

    [GeneratedRegex("[aeiouy]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Vowels();

    [GeneratedRegex("(?<![aeiouyl])(e|es|ed)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SilentE();
}
