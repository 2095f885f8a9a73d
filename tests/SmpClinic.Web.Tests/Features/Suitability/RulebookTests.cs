using System.Runtime.CompilerServices;
using NodaTime;
using SmpClinic.Web.Features.Suitability;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Suitability;

/// <summary>The rules beside the clinic's intake list, whose rows stand in intake-rows.txt as they were handed over.</summary>
public sealed class RulebookTests
{
    private static readonly LocalDate Today = new(2026, 12, 1);

    public static TheoryData<string> RowsWithARoute => [.. Rows().Where(row => Named(row).Count > 0).Select(row => row[1])];

    [Theory]
    [MemberData(nameof(RowsWithARoute))]
    public void A_row_of_the_intake_list_can_lead_wherever_the_list_says_and_nowhere_worse(string number)
    {
        var row = Rows().Single(one => one[1] == number);
        var found = Leads().Where(lead => lead.Rows.Split(' ').Contains(number)).ToList();

        Assert.Equal(Named(row), found.Select(one => one.Route).Where(route => route != Route.Fine).ToHashSet());
        Assert.Equal(row[^2].Contains("*letter*", StringComparison.Ordinal), found.Any(one => one.DoctorsLetter));
        Assert.Equal(row[^2].Contains("not liftable", StringComparison.Ordinal), found.Any(one => one.Final));
    }

    [Fact]
    public void Every_row_of_the_intake_list_is_asked_in_the_questionnaire_or_there_is_a_reason_why_not()
    {
        var asked = Questions.Now.At(Place.Questionnaire).SelectMany(question => question.Rows.Split(' ')).ToHashSet();

        Assert.Equal(55, Rows().Count);
        Assert.DoesNotContain(Rows().Select(row => row[1]), row => !asked.Contains(row) && !Questions.NeverAsked.ContainsKey(row));
        Assert.DoesNotContain(Questions.NeverAsked.Keys, asked.Contains);
    }

    [Fact]
    public void Nothing_is_asked_that_must_not_be()
    {
        var words = Questions.Table.SelectMany(question => question.Choices.SelectMany(choice => new[] { choice.Label, choice.Hint }).Concat([question.Heading, question.Why, question.Hint]));

        Assert.DoesNotContain(words, text => text is not null && (text.Contains("HIV", StringComparison.OrdinalIgnoreCase) || text.Contains("hepatitis", StringComparison.OrdinalIgnoreCase) || text.Contains("blood-borne", StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public void Every_question_says_why_it_is_asked_and_has_an_id_of_its_own_in_each_version() =>
        Assert.All(Enumerable.Range(1, Questions.Version), version =>
        {
            var book = new Rulebook(version, Questions.Table);
            Assert.Equal(book.Questions.Count, book.Questions.DistinctBy(question => question.Id).Count());
            Assert.All(book.Questions, question => Assert.True(question.Why.Length > 5, question.Id));
        });

    [Fact]
    public void A_row_that_changed_judges_old_answers_as_it_did_and_new_ones_as_it_does()
    {
        Question Row(int since, int? until, Route route) => new("moles", "D6", "Moles?", "We do not hide them.", QuestionKind.One)
        {
            Since = since,
            Until = until,
            Choices = [Choice.No(), new("yes", "Yes") { Leads = _ => new(route, "Because") }],
        };
        var books = new Rulebooks([Row(1, 2, Route.Review), Row(2, null, Route.Stop)], version: 2);
        var answers = new Answers().With("moles", ["yes"], books.Now.Questions);

        Assert.Equal(Route.Stop, SuitabilityCheck.Judge(books.Now.Questions, answers, Today, Today).Route);
        Assert.Equal(Route.Review, SuitabilityCheck.Judge(books.Of(1).Questions, answers, Today, Today).Route);
    }

    [Theory]
    [InlineData("2008-12-10", "2026-12-09", false)]
    [InlineData("2008-12-10", "2026-12-10", true)]
    [InlineData("2008-02-29", "2026-02-28", false)] // no such day in that year: the law's day is the next one
    [InlineData("2008-02-29", "2026-03-01", true)]
    public void Who_is_18_on_the_day_of_the_visit_is_of_age(string born, string visit, bool ofAge)
    {
        var outcome = SuitabilityCheck.Judge(
            Questions.Now.At(Place.Questionnaire), new Answers().With("born", [born], []), Today, NodaTime.Text.LocalDatePattern.Iso.Parse(visit).Value);

        Assert.Equal(!ofAge, outcome.UnderAge);
        Assert.Equal(ofAge ? Route.Fine : Route.Stop, outcome.Route);
    }

    /// <summary>Everything that any answer of the questionnaire can lead to: each choice, and dates of every age.</summary>
    private static IEnumerable<Finding> Leads() => Questions.Now.At(Place.Questionnaire).SelectMany(question =>
        question.IsWords ? question.Judge(["words"], Today)
        : question.IsDate ? Enumerable.Range(0, 100).SelectMany(n => question.Judge(Answers.Of(Today.PlusDays(-n * 30)), Today))
        : question.Choices.SelectMany(choice => question.Judge([choice.Value], Today)));

    /// <summary>The routes that a row of the list names.</summary>
    private static HashSet<Route> Named(string[] row) =>
    [
        .. new[] { ("STOP", Route.Stop), ("DEFER", Route.Defer), ("REVIEW", Route.Review) }.Where(word => row[^2].Contains(word.Item1, StringComparison.Ordinal)).Select(word => word.Item2),
    ];

    private static List<string[]> Rows() => [.. File.ReadAllLines(Path.Combine(Folder(), "intake-rows.txt")).Where(line => line.Length > 0).Select(line => line.Split('|').Select(cell => cell.Trim()).ToArray())];

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
