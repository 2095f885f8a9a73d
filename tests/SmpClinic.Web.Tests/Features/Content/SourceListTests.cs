using System.Text.RegularExpressions;
using SmpClinic.Web.Features.Content;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Content;

public sealed partial class SourceListTests
{
    [Fact]
    public void No_source_is_listed_twice() => Assert.Distinct(SourceList.All.Select(source => source.Id), StringComparer.Ordinal);

    [Fact]
    public void Every_source_has_a_title_and_an_address_on_the_web() =>
        Assert.All(SourceList.All, source =>
        {
            Assert.NotEmpty(source.Title);
            Assert.True(Uri.TryCreate(source.Address, UriKind.Absolute, out var address));
            Assert.True(address.Scheme is "http" or "https");
        });

    [Fact]
    public void Every_source_that_a_page_cites_is_listed_and_every_listed_one_is_cited()
    {
        var cited = Written().SelectMany(file => CitedIn().Matches(File.ReadAllText(file)))
            .SelectMany(match => match.Groups["ids"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToHashSet(StringComparer.Ordinal);

        Assert.NotEmpty(cited);
        Assert.Equal(
            cited.Order(StringComparer.Ordinal),
            SourceList.All.Select(source => source.Id).Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    /// <summary>Views, articles and answers. What a view cites by a name is a price in code, whose sources have a test of their own.</summary>
    private static IEnumerable<string> Written() =>
        Directory.GetFiles(Path.Combine(RepositoryRoot(), "src", "SmpClinic.Web", "Features"), "*.*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cshtml" or ".md");

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SmpClinic.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run from inside the repository.");
    }

    [GeneratedRegex("""<cite-source of="(?<ids>[^"@]*)" |(?<!`)\[(?<ids>S\d{1,3}( S\d{1,3})*)\]""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CitedIn();
}
