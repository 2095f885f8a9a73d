using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests;

public sealed class SearchWordsTests
{
    private const string Phone = "+441174960123";

    [Theory]
    [InlineData("José Álvarez-Finch", "jose")]
    [InlineData("José Álvarez-Finch", "ALVAREZ")]
    [InlineData("José Álvarez-Finch", "álvarez-finch")]
    [InlineData("José Álvarez-Finch", "varez")]
    [InlineData("José Álvarez-Finch", "finch jos")]
    [InlineData("Siobhan O’Brien", "obrien")]
    [InlineData("Siobhan O’Brien", "o'brien")]
    [InlineData("Siobhan O’Brien", "o brien")]
    [InlineData("Bjørn Łukasz Großmann", "bjorn lukasz grossmann")]
    [InlineData("李小龙", "小龙")]
    [InlineData("Ann Lee", "an")]
    [InlineData("Ann Lee", "l")]
    [InlineData("Ann Lee", "Anne")]
    public void A_name_is_found_however_it_is_typed(string name, string typed) => Assert.Equal(typed != "Anne", Finds(name, "x@example.com", typed));

    [Theory]
    [InlineData("0117 496 0123", true)]
    [InlineData("01174960123", true)]
    [InlineData("+44 117 4960123", true)]
    [InlineData("+44 (0)117 496 0123", true)]
    [InlineData("0044 117 496 0123", true)]
    [InlineData("(0117) 496-0123", true)]
    [InlineData("4960123", true)]
    [InlineData("960 12", true)]
    [InlineData("0117", true)]
    [InlineData("123", true)]
    [InlineData("4960124", false)]
    [InlineData("+33 117 496 0123", false)]
    public void A_number_is_found_in_any_notation(string typed, bool found) => Assert.Equal(found, Finds("Ann Lee", "x@y.example", typed));

    [Theory]
    [InlineData("ann.lee+clinic@mail.example.com", true)]
    [InlineData("LEE+Clinic@MAIL", true)]
    [InlineData("lee clinic", true)]
    [InlineData("@mail.exam", true)]
    [InlineData("xample.co", true)]
    [InlineData("lee@mail", false)]
    public void An_address_is_found_by_any_part(string typed, bool found) => Assert.Equal(found, Finds("Someone Else", "ann.lee+clinic@mail.example.com", typed));

    [Fact]
    public void Whatever_stands_in_a_text_is_under_a_term_that_begins_like_it()
    {
        foreach (var seed in Profile.Seeds(200, 20_000))
        {
            var random = new Random(seed);
            var text = SearchWords.TextOf(Word(random, 12) + " " + Word(random, 20), Word(random, 9) + "." + Word(random, 6) + "@" + Word(random, 14) + ".example", Phone);
            var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var word = words[random.Next(words.Length)];
            var from = random.Next(word.Length);
            var needle = word.Substring(from, 1 + random.Next(word.Length - from));
            needle = needle.Length < 3 ? " " + word[..Math.Min(word.Length, needle.Length)] : needle;
            if (char.IsLowSurrogate(needle[0]) || char.IsHighSurrogate(needle[^1]))
            {
                continue;
            }

            var (first, before) = SearchWords.RangeOf(needle);
            Assert.Contains(SearchWords.TermsOf(text), term => string.CompareOrdinal(term, first) >= 0 && string.CompareOrdinal(term, before) < 0);
            Assert.Contains(needle, text, StringComparison.Ordinal);
            Assert.All(SearchWords.TermsOf(text), term => Assert.InRange(term.Length, 1, SearchWords.LongestTerm));
        }
    }

    [Theory]
    [InlineData("Smith, Anna", "anna SMITH", true)]
    [InlineData("Anna-Maria Smith", "Anna Maria Smith", true)]
    [InlineData("Zoë", "Zoe", true)]
    [InlineData("Anna Smith", "Anne Smith", false)]
    public void Two_spellings_of_a_name_have_one_key(string one, string other, bool same) => Assert.Equal(same, SearchWords.NameKey(one) == SearchWords.NameKey(other));

    [Fact]
    public void The_longest_name_address_and_number_fit()
    {
        var text = SearchWords.TextOf(new string('\uFDFA', 100), new string('ß', 64) + "@" + new string('x', 180) + ".example", "+881234567890123");

        Assert.InRange(text.Length, 1, SearchWords.LongestText);
        Assert.InRange(SearchWords.NameKey(new string('\uFDFA', 100)).Length, 1, SearchWords.LongestNameKey);
    }

    private static bool Finds(string name, string email, string typed)
    {
        var text = SearchWords.TextOf(name, email, Phone);
        var needles = SearchWords.Needles(typed, "GB");
        Assert.NotEmpty(needles);
        return needles.All(needle => text.Contains(needle, StringComparison.Ordinal));
    }

    private static string Word(Random random, int longest) =>
        string.Concat(Enumerable.Range(0, 1 + random.Next(longest)).Select(_ => char.ConvertFromUtf32(random.Next(8) == 0 ? 0x10300 + random.Next(20) : 'a' + random.Next(26))));
}
