using SmpClinic.Web.Features.Staff.Content;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff;

/// <summary>What has changed between two texts.</summary>
public sealed class DiffTests
{
    [Theory]
    [InlineData("", "", "")]
    [InlineData("", "a", "+a")]
    [InlineData("a", "", "-a")]
    [InlineData("a\nb\nc", "a\nc", " a-b c")]
    [InlineData("a\nc", "a\nb\nc", " a+b c")]
    [InlineData("a\nb", "a\nB", " a-b+B")]
    public void Lines_that_came_and_went_are_marked(string older, string newer, string marks) =>
        Assert.Equal(marks, string.Concat(Diff.Of(older, newer).Select(line => (line.Mark switch { DiffMark.Added => "+", DiffMark.Removed => "-", _ => " " }) + line.Text)));

    [Fact]
    public async Task Whatever_two_texts_are_the_marks_give_back_both()
    {
        foreach (var seed in Profile.Seeds(30, 500))
        {
            await Profile.WithSeedAsync(seed, random =>
            {
                var (older, newer) = (Text(random), Text(random));
                var lines = Diff.Of(older, newer);
                Assert.Equal(older, string.Join('\n', lines.Where(line => line.Mark != DiffMark.Added).Select(line => line.Text)));
                Assert.Equal(newer, string.Join('\n', lines.Where(line => line.Mark != DiffMark.Removed).Select(line => line.Text)));
                return Task.CompletedTask;
            });
        }

        static string Text(Random random) => string.Join('\n', Enumerable.Range(0, random.Next(1, 12)).Select(_ => "line " + random.Next(4).ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }
}
