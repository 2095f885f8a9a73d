using System.Net;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Suitability;

public sealed class SuitabilityPageTests(ClinicSite site) : IClassFixture<ClinicSite>
{
    [Fact]
    public async Task Somebody_under_18_is_told_so_kindly_after_two_questions()
    {
        var page = await StartAsync();
        page = await AnswerAsync(page, "scalp");
        page = await AnswerAsync(page, "no");

        Assert.Equal("Not now", page.Is(HttpStatusCode.OK).Heading);
        page.Says("You need to be 18 on the day.");

        // Nobody under 18 can book anything, so nothing is offered that would turn them away later.
        Assert.Empty(page.Html.QuerySelectorAll("main a[href^='/book']"));
    }

    [Fact]
    public async Task The_date_before_which_nothing_can_be_is_said_and_back_leads_to_the_last_question()
    {
        var page = await AnswerAllAsync(await StartAsync(), "brows", ("brow-products", "yes"));

        // The clock stands at 1 December 2026; 20 November and 28 days.
        Assert.Equal("Not before Friday 18 December 2026", page.Is(HttpStatusCode.OK).Heading);
        page.Says("We wait four weeks after Botox");
        var last = await page.ClickAsync("Back to the last question");
        Assert.Equal("Is any of this part of your life?", last.Is(HttpStatusCode.OK).Heading);
        Assert.True(last.Html.QuerySelector("input[value=none]")!.HasAttribute("checked"));
        Assert.Equal(page.Heading, (await AnswerAsync(last, "none")).Heading);
    }

    [Fact]
    public async Task Nothing_in_the_way_ends_at_booking()
    {
        var page = await AnswerAllAsync(await StartAsync(), "scalp");

        Assert.Equal("Nothing you told us stands in the way", page.Heading);
        var book = await page.ClickAsync(page.Html.QuerySelector("main a[href^='/book?check=']")!.GetAttribute("href")!);
        book.Is(HttpStatusCode.OK).Says("This takes your suitability check into account.");
        Assert.DoesNotContain(book.Html.QuerySelectorAll("main .card a"), link => link.GetAttribute("href")!.Contains("check=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_has_to_wait_is_offered_that_date_and_later_ones_and_the_way_there_tells_no_answer()
    {
        var page = await AnswerAllAsync(await StartAsync(), "brows", ("brow-products", "yes"));
        var book = await page.ClickAsync("Book from Friday 18 December 2026");

        book.Is(HttpStatusCode.OK).Says("By your check from Friday 18 December 2026.");
        var times = await book.ClickAsync(book.Html.QuerySelector("a[href^='/book/microblading-consultation']")!.GetAttribute("href")!);
        Assert.Equal("2026-12-18", times.Html.QuerySelector(".week time")!.GetAttribute("datetime"));
        Assert.DoesNotContain("brow-products", times.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Botox", times.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_said_about_health_holds_for_the_other_treatment_too()
    {
        // 20 November and three months.
        var page = await AnswerAllAsync(await StartAsync(), "scalp", ("health", "operation"), ("operation", "been"));
        var book = await page.ClickAsync("Book from Saturday 20 February 2027");

        var brows = book.Is(HttpStatusCode.OK).Html.QuerySelector("a[href^='/book/microblading-consultation']")!.GetAttribute("href")!;
        Assert.Contains("check=", brows, StringComparison.Ordinal);
        (await book.ClickAsync(brows)).Says("By your suitability check the first date is Saturday 20 February 2027");
    }

    [Fact]
    public async Task What_was_said_about_the_scalp_does_not_hold_for_brows()
    {
        var page = await AnswerAllAsync(await StartAsync(), "scalp", ("scalp-products", "yes"));
        var book = await page.ClickAsync("Book from Friday 4 December 2026");

        var brows = book.Html.QuerySelector("a[href^='/book/microblading-consultation']")!.GetAttribute("href")!;
        Assert.DoesNotContain("check=", brows, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("start", "sudden")]
    [InlineData("signs", "pain")]
    [InlineData("hairline", "yes")]
    public async Task What_a_doctor_should_see_first_is_what_the_outcome_says_first(string question, string answer)
    {
        var page = await AnswerAllAsync(await StartAsync(), "scalp", (question, answer));

        Assert.Equal("Please see your GP first", page.Heading);
        Assert.DoesNotContain(page.Html.QuerySelectorAll("main a.button[href^='/book?']"), link => !link.ClassList.Contains("button--secondary"));
    }

    [Fact]
    public async Task A_date_that_is_known_does_not_hide_one_that_is_not()
    {
        var page = await AnswerAllAsync(await StartAsync(), "scalp", ("health", "baby"), ("feeding", "yes"));

        Assert.Equal("Not yet", page.Heading);
        page.Says("the date cannot be known yet").Says("three months after a birth");
    }

    [Fact]
    public void Every_reason_names_the_thing_it_is_about()
    {
        var today = new NodaTime.LocalDate(2026, 12, 1);
        var said = SmpClinic.Web.Features.Suitability.Questions.All
            .SelectMany(question => question.Choices.Select(choice => (question, choice)))
            .Where(pair => pair.choice.Leads is not null)
            .Select(pair => pair.choice.Leads!(today).Reason)
            .GroupBy(reason => reason, StringComparer.Ordinal)
            .Where(same => same.Count() > 1)
            .Select(same => same.Key);

        Assert.Empty(said);
    }

    [Fact]
    public async Task Where_no_date_can_be_known_yet_a_call_is_what_is_offered()
    {
        var page = await AnswerAllAsync(await StartAsync(), "scalp", ("skin-now", "eczema"));

        Assert.Equal("Not yet", page.Heading);
        Assert.Empty(page.Html.QuerySelectorAll("main a[href^='/book?']"));
        Assert.Equal(HttpStatusCode.OK, (await page.ClickAsync("Talk by video")).Status);
    }

    [Fact]
    public async Task Going_back_shows_the_answer_given_and_another_one_takes_its_place()
    {
        var page = await AnswerAsync(await StartAsync(), "brows");
        var back = await page.ClickAsync("Back");

        Assert.True(back.Html.QuerySelector("input[value=brows]")!.HasAttribute("checked"));
        page = await AnswerAsync(await AnswerAsync(back, "scalp"), "yes");
        Assert.Equal("Do you expect hair to grow back from this?", page.Heading);
    }

    [Theory]
    [InlineData("31", "2", "2026", "Enter a real date")]
    [InlineData("29", "2", "2025", "Enter a real date")]
    [InlineData("x", "1", "2026", "Enter the day as a number")]
    [InlineData("1", "13", "2026", "Enter the month as a number")]
    [InlineData("1", "1", "99999", "Enter the year in full")]
    [InlineData("2", "12", "2026", "The date cannot be in the future.")]
    public async Task A_date_that_cannot_be_is_named_and_kept(string day, string month, string year, string message)
    {
        var page = await AnswerUntilAsync(await StartAsync(), "When was the last time, near your brows?", "brows", ("brow-products", "yes"));
        var answer = await (await page.Form("/suitability/check").Fill("Day", day).Fill("Month", month).Fill("Year", year).SubmitAsync()).FollowAsync();

        answer.Is(HttpStatusCode.UnprocessableEntity).Says(message);
        Assert.Equal(day, answer.Html.GetElementById("Day")!.GetAttribute("value"));
        Assert.Equal(page.Heading, answer.Heading);
    }

    [Fact]
    public async Task No_answer_and_answers_that_deny_each_other_are_refused()
    {
        var page = await StartAsync();
        (await (await page.Form("/suitability/check").SubmitAsync()).FollowAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("Choose an answer.");

        List<KeyValuePair<string, string>> fields = [.. page.Form("/suitability/check").Fill("Answer", "scalp").Fields(), new("Answer", "brows")];
        using var body = new FormUrlEncodedContent(fields);
        var both = await Page.ReadAsync(page.Browser, await page.Browser.PostAsync(new Uri("/suitability/check", UriKind.Relative), body, TestContext.Current.CancellationToken));
        (await both.FollowAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("Choose one answer.");
    }

    [Fact]
    public async Task A_refused_answer_has_an_address_of_its_own_that_tells_nobody_what_was_typed_and_cannot_grow()
    {
        var page = await AnswerUntilAsync(await StartAsync(), "When was the last time, near your brows?", "brows", ("brow-products", "yes"));
        var refused = await page.Form("/suitability/check").Fill("Day", "77").Fill("Month", new string('7', 5000)).Fill("Year", "\u001f\u001f").SubmitAsync();

        Assert.Null(refused.Html.QuerySelector("form"));
        Assert.InRange(refused.Location!.Length, 100, 2_500);
        Assert.All(refused.Location.Split('?')[1].Split('&'), part => Assert.True(part.Length > 100, part)); // sealed, both of them
        (await refused.FollowAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("Enter the year in full");
        (await Page.GetAsync(page.Browser, refused.Location + "x")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_address_tells_nobody_an_answer_and_an_altered_one_begins_anew()
    {
        var page = await AnswerAllAsync(await StartAsync(), "scalp", ("scars", "keloid"));

        Assert.DoesNotContain("keloid", page.Path, StringComparison.OrdinalIgnoreCase);
        Assert.True(page.Path.Length < 2_000, $"{page.Path.Length} characters");
        foreach (var gone in new[] { page.Path + "x", "/suitability/check?state=nonsense" })
        {
            var anew = (await Page.GetAsync(page.Browser, gone)).Is(HttpStatusCode.Gone);
            Assert.Equal("Which treatment are you thinking of?", anew.Heading);
            anew.Says("Your earlier answers cannot be opened any more.");
        }

        Assert.Equal("/suitability", (await site.GetAsync("/suitability/outcome")).Location);
        Assert.Contains("no-store", page.Response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_finds_the_address_reads_no_answer_in_a_browser_of_their_own()
    {
        var page = await AnswerAllAsync(await StartAsync(), "scalp", ("scars", "keloid"));
        page.Says("keloid");
        var back = (await page.ClickAsync("Back to the last question")).Is(HttpStatusCode.OK);

        foreach (var found in new[] { page.Path, back.Path })
        {
            var stranger = (await site.GetAsync(found)).Is(HttpStatusCode.Gone);
            Assert.DoesNotContain("keloid", stranger.Body, StringComparison.OrdinalIgnoreCase);
            Assert.Null(stranger.Html.QuerySelector("input[checked]"));
        }
    }

    [Fact]
    public async Task Answers_sent_from_a_page_that_opens_no_more_begin_anew_with_a_word_of_why()
    {
        var form = (await AnswerAsync(await StartAsync(), "brows")).Form("/suitability/check");

        var anew = (await form.Fill("State", "nonsense").SubmitAsync()).Is(HttpStatusCode.Gone);
        anew.Says("Your earlier answers cannot be opened any more.");
        Assert.Equal("Which treatment are you thinking of?", anew.Heading);
    }

    [Theory]
    [InlineData("", "3", "2026", "Day", "Enter the day as a number")]
    [InlineData("27", "13", "2026", "Month", "Enter the month as a number")]
    [InlineData("27", "3", "26", "Year", "Enter the year in full")]
    [InlineData("31", "4", "2026", "Day", "That month has fewer days.")]
    public async Task A_date_that_is_none_is_told_at_the_part_that_is_wrong(string day, string month, string year, string field, string message)
    {
        var page = await AnswerUntilAsync(await StartAsync(), "When was your last fit?", "scalp", ("health", "fits"));
        var refused = await page.Form("/suitability/check").Fill("Day", day).Fill("Month", month).Fill("Year", year).SubmitAsync();
        var told = (await refused.FollowAsync()).Is(HttpStatusCode.UnprocessableEntity);

        Assert.Equal("#" + field, Assert.Single(told.Html.QuerySelectorAll(".error-summary a")).GetAttribute("href"));
        told.Says(message);
        Assert.Equal(field, Assert.Single(told.Html.QuerySelectorAll("[aria-invalid=true]")).Id);
        Assert.True(told.Html.QuerySelector("#error-summary")!.HasAttribute("autofocus"));
        Assert.StartsWith("Error: ", told.Html.Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_stored()
    {
        var before = await CountAsync();
        await AnswerAllAsync(await StartAsync(), "scalp", ("scars", "keloid"));

        Assert.Equal(before, await CountAsync());
    }

    private Task<long> CountAsync() => site.InDatabaseAsync(async db =>
    {
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection(Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.GetConnectionString(db.Database));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT group_concat('SELECT COUNT(*) AS n FROM \"' || name || '\"', ' UNION ALL ') FROM sqlite_master WHERE type = 'table'";
        command.CommandText = $"SELECT SUM(n) FROM ({await command.ExecuteScalarAsync()})";
        return (long)(await command.ExecuteScalarAsync())!;
    });

    private async Task<Page> StartAsync() => await (await site.GetAsync("/suitability")).ClickAsync("Start the check");

    private static Task<Page> AnswerAllAsync(Page page, string treatment, params (string Question, string Value)[] special) =>
        AnswerUntilAsync(page, heading: null, treatment, special);

    /// <summary>Answers "no" or "none" or the first choice to everything else, and 20 November 2026 to dates, up to a heading or the outcome.</summary>
    private static async Task<Page> AnswerUntilAsync(Page page, string? heading, string treatment, params (string Question, string Value)[] special)
    {
        for (var asked = 0; asked < 50 && page.Heading != heading && page.Html.QuerySelector("input[name=State]") is not null; asked++)
        {
            var question = Assert.Single(SmpClinic.Web.Features.Suitability.Questions.All, one => one.Heading == page.Heading && Shows(page, one));
            if (question.Kind == SmpClinic.Web.Features.Suitability.QuestionKind.PastDate)
            {
                page = await (await page.Form("/suitability/check").Fill("Day", "20").Fill("Month", "11").Fill("Year", "2026").SubmitAsync()).FollowAsync();
                page = page.Location is null ? page : await page.FollowAsync();
                continue;
            }

            var wanted = special.FirstOrDefault(pair => pair.Question == question.Id).Value ?? (question.Id switch
            {
                "treatment" => treatment,
                "age" => "yes",
                _ => question.Choices.FirstOrDefault(choice => choice.Value is "no" or "none")?.Value ?? question.Choices[0].Value,
            });
            page = await AnswerAsync(page, wanted);
        }

        return page;
    }

    private static bool Shows(Page page, SmpClinic.Web.Features.Suitability.Question question) =>
        question.Choices.All(choice => page.Html.QuerySelector($"input[value='{choice.Value}']") is not null);

    private static async Task<Page> AnswerAsync(Page page, string value)
    {
        var next = await (await page.Form("/suitability/check").Fill("Answer", value).SubmitAsync()).FollowAsync();
        return next.Location is null ? next : await next.FollowAsync();
    }
}
