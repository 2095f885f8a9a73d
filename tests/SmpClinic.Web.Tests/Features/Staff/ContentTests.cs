using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Content;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests.Notifications;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff;

/// <summary>The texts of the site, changed by the clinic and read by visitors.</summary>
public sealed class ContentTests
{
    private const string First = "/staff/content/faq/q1";

    public static IEnumerable<TheoryDataRow<DatabaseProvider>> Providers => Databases.All;

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_changed_answer_is_read_by_visitors_at_once_and_remembers_who_changed_it(DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        (await site.GetAsync("/faq")).Says("Thousands of tiny dots");
        var browser = await site.SignInAsync(StaffRoles.Administrator);

        var saved = await (await Page.GetAsync(browser, First)).Form("Save").Fill("f-answer", "Dots of pigment, and nothing else.[S1]").Fill("Note", "Shorter").SubmitAsync();

        var page = await saved.Is(HttpStatusCode.Found).FollowAsync();
        page.Says("Saved.").Says("Version 1").Says("Read now").Says("Shorter").Says("The program's");
        (await site.GetAsync("/faq")).Says("Dots of pigment, and nothing else.").NeverSays("Thousands of tiny dots");
        (await site.GetAsync("/faq?q=nothing+else")).Says("1 answer has");
        Assert.Contains("Dots of pigment, and nothing else.", (await site.GetAsync("/faq")).Html.QuerySelector("script[type='application/ld+json']")!.TextContent, StringComparison.Ordinal);
        var entry = await site.InDatabaseAsync(db => db.Audit.SingleAsync(a => a.Action == "content.published"));
        Assert.Equal(("faq/q1, version 1", StaffRoles.Administrator), (entry.Detail, entry.ActorName));
    }

    [Fact]
    public async Task A_version_that_waits_for_its_day_is_read_from_then_on_and_not_before_on_every_node()
    {
        await using var site = await ClinicSite.StartAsync();
        var browser = await site.SignInAsync(StaffRoles.Administrator);
        var form = (await Page.GetAsync(browser, First)).Form("Save").Fill("f-answer", "From tomorrow on.").Fill("Publish", "later").Fill("Date", "2026-12-02").Fill("Time", "08:30");
        (await (await form.SubmitAsync()).FollowAsync()).Says("Will be read from Wednesday 2 December 2026, 8:30am");
        var stamp = site.Services.GetRequiredService<ContentStamp>();

        // Another process on the same database, with a shelf of its own.
        var elsewhere = new ContentShelf(site.Services.GetRequiredService<IDbContextFactory<ClinicDb>>(), site.Services.GetRequiredService<NodaTime.IClock>());
        await elsewhere.LookAsync(TestContext.Current.CancellationToken);
        site.Clock.SetUtcNow(new(2026, 12, 2, 8, 29, 59, TimeSpan.Zero));
        var before = stamp.Current;
        await stamp.LookAsync(TestContext.Current.CancellationToken);
        Assert.Equal(before, stamp.Current);
        (await site.GetAsync("/faq")).Says("Thousands of tiny dots").NeverSays("From tomorrow on.");

        site.Clock.Advance(TimeSpan.FromSeconds(1));
        await stamp.LookAsync(TestContext.Current.CancellationToken);

        Assert.NotEqual(before, stamp.Current);
        (await site.GetAsync("/faq")).Says("From tomorrow on.").NeverSays("Thousands of tiny dots");
        Assert.Equal("From tomorrow on.", (await elsewhere.LookAsync(TestContext.Current.CancellationToken)).Find("faq/q1")!["answer"]);
    }

    [Fact]
    public async Task What_is_planned_still_comes_after_a_slip_was_mended_and_can_be_taken_back()
    {
        await using var site = await ClinicSite.StartAsync();
        var browser = await site.SignInAsync(StaffRoles.Administrator);
        await (await Page.GetAsync(browser, First)).Form("Save").Fill("f-answer", "Planned.").Fill("Publish", "later").Fill("Date", "2026-12-02").Fill("Time", "08:30").SubmitAsync();
        await (await Page.GetAsync(browser, First)).Form("Save").Fill("f-answer", "Mended.").SubmitAsync();
        (await site.GetAsync("/faq")).Says("Mended.");

        (await Page.GetAsync(browser, First)).Says("Version 1 will be read from");
        site.Clock.SetUtcNow(new(2026, 12, 2, 9, 0, 0, TimeSpan.Zero));
        await site.Services.GetRequiredService<ContentStamp>().LookAsync(TestContext.Current.CancellationToken);
        (await site.GetAsync("/faq")).Says("Planned.");

        browser = await site.SignInAsync(StaffRoles.Administrator);
        await (await Page.GetAsync(browser, First)).Form("Save").Fill("f-answer", "Never.").Fill("Publish", "later").Fill("Date", "2026-12-03").Fill("Time", "08:30").SubmitAsync();
        (await (await (await Page.GetAsync(browser, First)).Form(First + "/withdraw").SubmitAsync()).FollowAsync()).Says("Taken back");
        site.Clock.Advance(TimeSpan.FromDays(2));
        await site.Services.GetRequiredService<ContentStamp>().LookAsync(TestContext.Current.CancellationToken);
        (await site.GetAsync("/faq")).Says("Planned.").NeverSays("Never.");
    }

    [Fact]
    public async Task A_draft_is_read_by_nobody()
    {
        await using var site = await ClinicSite.StartAsync();
        var browser = await site.SignInAsync(StaffRoles.Administrator);

        await (await Page.GetAsync(browser, First)).Form("Save").Fill("f-answer", "Half a thought").Fill("Publish", "draft").SubmitAsync();

        (await site.GetAsync("/faq")).NeverSays("Half a thought");
        (await Page.GetAsync(browser, "/staff/content")).Says("There is a draft");
        Assert.Equal("Half a thought", (await Page.GetAsync(browser, First)).Html.GetElementById("f-answer")!.TextContent.Trim());
    }

    [Fact]
    public async Task Of_two_who_edit_at_once_the_slower_is_told_keeps_what_they_typed_and_sees_what_has_changed()
    {
        await using var site = await ClinicSite.StartAsync();
        var (one, other) = (await site.SignInAsync(StaffRoles.Administrator), await site.SignInAsync(StaffRoles.Administrator));
        var (first, second) = (await Page.GetAsync(one, First), await Page.GetAsync(other, First));
        (await first.Form("Save").Fill("f-answer", "The quicker one's words.").SubmitAsync()).Is(HttpStatusCode.Found);

        var told = await second.Form("Save").Fill("f-answer", "The slower one's words.").SubmitAsync();

        told.Is(HttpStatusCode.Conflict).Says("Somebody else has saved another version meanwhile").Says("The quicker one's words.");
        Assert.Equal("The slower one's words.", told.Html.GetElementById("f-answer")!.TextContent.Trim());
        Assert.Contains(told.Html.QuerySelectorAll(".diff ins"), line => line.TextContent.Contains("The quicker one's words.", StringComparison.Ordinal));
        (await site.GetAsync("/faq")).Says("The quicker one's words.");

        // Having seen it, they may save over it.
        (await told.Form("Save").SubmitAsync()).Is(HttpStatusCode.Found);
        (await site.GetAsync("/faq")).Says("The slower one's words.");
        Assert.Equal(2, await site.InDatabaseAsync(db => db.ContentVersions.CountAsync()));
    }

    [Fact]
    public async Task Of_many_who_save_at_the_same_moment_one_makes_the_version()
    {
        await using var site = await ClinicSite.StartAsync();
        var pages = new List<Page>();
        for (var i = 0; i < 6; i++)
        {
            pages.Add(await Page.GetAsync(await site.SignInAsync(StaffRoles.Administrator), First));
        }

        var answers = await Task.WhenAll(pages.Select((page, i) => page.Form("Save").Fill("f-answer", $"Words number {i}.").SubmitAsync()));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Found);
        Assert.Equal(5, answers.Count(answer => answer.Status == HttpStatusCode.Conflict));
        Assert.Equal(1, await site.InDatabaseAsync(db => db.ContentVersions.CountAsync()));
    }

    [Fact]
    public async Task An_earlier_version_and_the_programs_own_can_be_compared_and_gone_back_to()
    {
        await using var site = await ClinicSite.StartAsync();
        var browser = await site.SignInAsync(StaffRoles.Administrator);
        foreach (var words in new[] { "First words.", "Second words." })
        {
            await (await Page.GetAsync(browser, First)).Form("Save").Fill("f-answer", words).SubmitAsync();
        }

        var compared = (await Page.GetAsync(browser, First + "/versions/2")).Is(HttpStatusCode.OK).Says("another than in version 1");
        Assert.Equal("Second words.", compared.Html.QuerySelector(".diff ins")!.TextContent.Replace("Added: ", "", StringComparison.Ordinal));
        Assert.Equal("First words.", compared.Html.QuerySelector(".diff del")!.TextContent.Replace("Taken out: ", "", StringComparison.Ordinal));
        (await Page.GetAsync(browser, First + "/versions/2?against=0")).Is(HttpStatusCode.OK).Says("another than in the program's own words").Says("Thousands of tiny dots");

        var page = await Page.GetAsync(browser, First);
        (await page.Form(First + "/revert").Fill("Number", "0").SubmitAsync()).Is(HttpStatusCode.Found);
        (await site.GetAsync("/faq")).Says("Thousands of tiny dots");
        (await page.Form(First + "/revert").Fill("Number", "1").SubmitAsync()).Is(HttpStatusCode.Conflict).Says("Nothing was done");
        (await (await Page.GetAsync(browser, First)).Form(First + "/revert").Fill("Number", "1").SubmitAsync()).Is(HttpStatusCode.Found);
        (await site.GetAsync("/faq")).Says("First words.");
        Assert.Equal(["content.published", "content.published", "content.reverted", "content.reverted"], await site.InDatabaseAsync(db => db.Audit.Where(a => a.Action.StartsWith("content.")).OrderBy(a => a.At).ThenBy(a => a.Id).Select(a => a.Action).ToListAsync()));
    }

    [Theory]
    [InlineData("f-answer", "A figure.[S1 S999]", "no source S999")]
    [InlineData("f-answer", "It is painless and guaranteed.", "painless")]
    [InlineData("f-question", "Which is the best clinic?", "best")]
    [InlineData("f-answer", "[click](javascript:alert(1))", "A link leads to")]
    [InlineData("f-answer", "<javascript:alert(1)>", "A link leads to")]
    [InlineData("f-answer", "[click](//evil.example)", "A link leads to")]
    [InlineData("f-answer", "[click](http://evil.example)", "A link leads to")]
    [InlineData("f-answer", "[click](/\\evil.example)", "A link leads to")]
    [InlineData("f-answer", "![a picture](https://evil.example/x.png)", "Pictures cannot stand")]
    [InlineData("f-answer", "# A heading", "No heading can stand here")]
    [InlineData("f-answer", "", "Fill in")]
    [InlineData("f-answer", "bell\u0007", "characters that cannot be kept")]
    [InlineData("f-question", "turned \u202E round", "without control characters")]
    [InlineData("f-group", "another", "Choose one from the list")]
    [InlineData("f-position", "-1", "whole number")]
    [InlineData("Note", "bell\u0007", "at most 200 characters")]
    [InlineData("Publish", "", "Choose when")]
    [InlineData("Publish", "later", "Enter the date")]
    [InlineData("Base", "one", "which version it began with")]
    public async Task IN03_what_breaks_a_rule_is_named_beside_its_field_and_kept(string field, string value, string words)
    {
        await using var site = await ClinicSite.StartAsync();
        var page = await Page.GetAsync(await site.SignInAsync(StaffRoles.Administrator), First);

        var refused = (await page.Form("Save").Smuggle(field, value).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says(words);

        Assert.Equal(0, await site.InDatabaseAsync(db => db.ContentVersions.CountAsync()));
        if (field == "f-answer")
        {
            Assert.Equal(value.Trim(), refused.Html.GetElementById("f-answer")!.TextContent.Trim('\n'));
        }
    }

    [Theory]
    [InlineData("2027-03-28", "01:30", "this time does not come")]
    [InlineData("2026-11-30", "09:00", "This time is past")]
    [InlineData("2026-12-32", "09:00", "Enter the date")]
    [InlineData("2026-12-03", "25:00", "Enter the time")]
    public async Task IN03_a_moment_that_cannot_be_is_refused(string date, string time, string words)
    {
        await using var site = await ClinicSite.StartAsync();
        var page = await Page.GetAsync(await site.SignInAsync(StaffRoles.Administrator), First);
        (await page.Form("Save").Fill("Publish", "later").Fill("Date", date).Fill("Time", time).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says(words);
    }

    [Theory]
    [InlineData("f-answer", 4_001)]
    [InlineData("f-question", 201)]
    public async Task IN03_every_field_has_a_longest_length(string field, int length)
    {
        await using var site = await ClinicSite.StartAsync();
        var page = await Page.GetAsync(await site.SignInAsync(StaffRoles.Administrator), First);
        (await page.Form("Save").Fill(field, new string('x', length)).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("characters long; shorten it to");
        (await page.Form("Save").Fill(field, new string('x', length - 1)).SubmitAsync()).Is(HttpStatusCode.Found);
    }

    [Theory]
    [InlineData("f-low", "", "Give both prices")]
    [InlineData("f-low", "2000", "cannot be below the lowest")]
    [InlineData("f-low", "8.50", "whole number up to")]
    [InlineData("f-low", "100001", "whole number up to")]
    [InlineData("f-sources", "S999", "no source")]
    [InlineData("f-sources", "", "a price without a source is a guess")]
    public async Task IN03_a_price_of_the_calculator_is_whole_and_has_its_source(string field, string value, string words)
    {
        await using var site = await ClinicSite.StartAsync();
        const string Path = "/staff/content/calculator/gbp-scalp-middle";
        var page = await Page.GetAsync(await site.SignInAsync(StaffRoles.Administrator), Path);
        (await page.Form("Save").Fill(field, value).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says(words);
    }

    [Fact]
    public async Task A_preview_shows_it_and_stores_nothing()
    {
        await using var site = await ClinicSite.StartAsync();
        var page = await Page.GetAsync(await site.SignInAsync(StaffRoles.Administrator), First);
        var before = await site.EverythingAsync();

        var shown = (await page.Form("Show how it will look").Fill("f-answer", "**Loud** words.[S1]").SubmitAsync()).Is(HttpStatusCode.OK);

        Assert.Equal("Loud", shown.Html.QuerySelector("#preview strong")!.TextContent);
        Assert.Equal("**Loud** words.[S1]", shown.Html.GetElementById("f-answer")!.TextContent.Trim());
        Assert.Equal(before, await site.EverythingAsync());
        (await page.Form("Show how it will look").Fill("f-answer", "No such source.[S999]").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("no source S999");
    }

    [Fact]
    public async Task A_question_can_be_added_moved_between_others_and_taken_off()
    {
        await using var site = await ClinicSite.StartAsync();
        var browser = await site.SignInAsync(StaffRoles.Administrator);
        var added = await (await Page.GetAsync(browser, "/staff/content/faq/new")).Form("Save")
            .Fill("Id", "parking").Fill("f-group", "smp").Fill("f-position", "15").Fill("f-question", "Where can I park?").Fill("f-answer", "Behind the yard.").SubmitAsync();
        Assert.Equal("/staff/content/faq/parking?done=saved", added.Is(HttpStatusCode.Found).Location);
        var order = (await site.GetAsync("/faq")).Says("Where can I park?").Html.QuerySelectorAll("details").Select(d => d.Id).ToList();
        Assert.Equal(["q1", "parking", "q2"], order[..3]);

        var page = await added.FollowAsync();
        (await page.Form("Save").Tick("Take it off the site").SubmitAsync()).Is(HttpStatusCode.Found);
        (await site.GetAsync("/faq")).NeverSays("Where can I park?");
        (await (await Page.GetAsync(browser, "/staff/content/faq/new")).Form("Save")
            .Fill("Id", "q1").Fill("f-group", "smp").Fill("f-position", "15").Fill("f-question", "Again?").Fill("f-answer", "No.").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("There is a text of this name already");
        (await (await Page.GetAsync(browser, "/staff/content/faq/new")).Form("Save")
            .Fill("Id", "Not/Good").Fill("f-group", "smp").Fill("f-position", "15").Fill("f-question", "Again?").Fill("f-answer", "No.").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("letters from a to z");
    }

    [Fact]
    public async Task An_article_gets_a_page_a_place_in_the_journal_and_one_in_the_sitemap_until_it_is_taken_off()
    {
        await using var site = await ClinicSite.StartAsync();
        var browser = await site.SignInAsync(StaffRoles.Administrator);
        const string New = "/staff/content/journal/new";
        var written = await (await Page.GetAsync(browser, New)).Form("Save").Fill("Id", "how-we-clean").Fill("f-title", "How we clean").Fill("f-heading", "How we clean our rooms")
            .Fill("f-description", "What we clean between two visits, with what, and how you can see that it was done.").Fill("f-author", "Elin Pryce")
            .Fill("f-published", "2026-12-01").Fill("f-reviewed", "2026-12-01").Fill("f-text", "## Between visits\n\nEverything you touch.[S1]").SubmitAsync();

        written.Is(HttpStatusCode.Found);
        var page = (await site.GetAsync("/journal/how-we-clean")).Is(HttpStatusCode.OK).Says("How we clean our rooms").Says("Between visits");
        Assert.StartsWith("How we clean –", page.Html.Title, StringComparison.Ordinal);
        Assert.Equal("How we clean our rooms", (await site.GetAsync("/journal")).Html.QuerySelector("main .card h2")!.TextContent);
        Assert.Contains("/journal/how-we-clean<", (await site.GetAsync("/sitemap.xml")).Body, StringComparison.Ordinal);

        await (await Page.GetAsync(browser, "/staff/content/journal/how-we-clean")).Form("Save").Tick("Take it off the site").SubmitAsync();
        (await site.GetAsync("/journal/how-we-clean")).Is(HttpStatusCode.NotFound);
        Assert.DoesNotContain("how-we-clean", (await site.GetAsync("/sitemap.xml")).Body + (await site.GetAsync("/journal")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/staff/content/team/maya-okafor", "f-story", "Maya has moved to a new way of working.", "/team/maya-okafor")]
    [InlineData("/staff/content/price/smp-clinic", "f-price", "£35", "/prices")]
    [InlineData("/staff/content/guide/smp-early", "f-range", "£410 to £860", "/prices")]
    [InlineData("/staff/content/page/home", "f-text", "We do two things, and we do them slowly.", "/")]
    [InlineData("/staff/content/page/how-we-work", "f-text", "- Slowly, and with care.", "/about")]
    [InlineData("/staff/content/announcement/site", "f-text", "We are closed on [Friday](/contact).", "/cost")]
    [InlineData("/staff/content/journal/why-colour-fades", "f-heading", "Why colour goes", "/journal/why-colour-fades")]
    [InlineData("/staff/content/calculator/gbp-scalp-middle", "f-high", "1499", "/cost")]
    public async Task Every_kind_of_text_reaches_its_page(string text, string field, string words, string path)
    {
        await using var site = await ClinicSite.StartAsync();
        var page = await Page.GetAsync(await site.SignInAsync(StaffRoles.Administrator), text);
        (await page.Form("Save").Fill(field, words).SubmitAsync()).Is(HttpStatusCode.Found);

        var shown = (await site.GetAsync(path)).Is(HttpStatusCode.OK);
        Assert.Contains(words.TrimStart('-', ' ').Replace("[Friday](/contact)", "Friday", StringComparison.Ordinal).Replace("1499", "£850 to £1,499", StringComparison.Ordinal), Page.Even(shown.Html.Body!.TextContent), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/staff/content/faq/q1", "f-question", "/faq")]
    [InlineData("/staff/content/faq/q1", "f-answer", "/faq")]
    [InlineData("/staff/content/team/maya-okafor", "f-story", "/team/maya-okafor")]
    [InlineData("/staff/content/team/maya-okafor", "f-does", "/team/maya-okafor")]
    [InlineData("/staff/content/price/smp-clinic", "f-text", "/prices")]
    [InlineData("/staff/content/guide/smp-early", "f-from", "/prices")]
    [InlineData("/staff/content/page/home", "f-text", "/")]
    [InlineData("/staff/content/announcement/site", "f-text", "/contact")]
    [InlineData("/staff/content/journal/why-colour-fades", "f-text", "/journal/why-colour-fades")]
    [InlineData("/staff/content/journal/why-colour-fades", "f-heading", "/journal")]
    public async Task IN02_markup_in_a_text_is_read_as_text_on_its_page_and_on_the_staffs(string text, string field, string path)
    {
        await using var site = await ClinicSite.StartAsync();
        var browser = await site.SignInAsync(StaffRoles.Administrator);
        var stored = 0;
        foreach (var attack in HostileText.Markup)
        {
            var answer = await (await Page.GetAsync(browser, text)).Form("Save").Fill(field, "Before " + attack + " after").SubmitAsync();
            if (answer.Status is HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest)
            {
                // By a rule of ours; or, where it holds NUL, before anything reads it.
                Harmless(answer, attack);
                continue;
            }

            answer.Is(HttpStatusCode.Found);
            stored++;
            foreach (var page in new[] { await site.GetAsync(path), await answer.FollowAsync(), await Page.GetAsync(browser, text + "/versions/" + stored.ToString(CultureInfo.InvariantCulture)), await Page.GetAsync(browser, "/staff/content") })
            {
                Harmless(page.Is(HttpStatusCode.OK), attack);
            }
        }

        Assert.InRange(stored, 20, HostileText.Markup.Count);
    }

    [Fact]
    public async Task A_stored_text_that_can_no_longer_be_shown_gives_way_to_the_programs()
    {
        await using var site = await ClinicSite.StartAsync();
        await site.InDatabaseAsync(db =>
        {
            db.ContentVersions.Add(new()
            {
                Key = "faq/q1",
                Number = 1,
                SavedByName = "Somebody",
                SavedAt = site.Now,
                PublishAt = site.Now,
                Fields = ContentFields.Write(new Dictionary<string, string>(StringComparer.Ordinal) { ["group"] = "smp", ["position"] = "10", ["question"] = "What?", ["answer"] = "Cites what is gone.[S999]" }),
            });
            return db.SaveChangesAsync();
        });
        await site.Services.GetRequiredService<ContentStamp>().LookAsync(TestContext.Current.CancellationToken);

        (await site.GetAsync("/faq")).Is(HttpStatusCode.OK).Says("Thousands of tiny dots").NeverSays("Cites what is gone");
    }

    [Theory]
    [InlineData(StaffRoles.FrontDesk)]
    [InlineData(StaffRoles.Practitioner)]
    public async Task AU02_texts_are_the_administrators_alone(string role)
    {
        await using var site = await ClinicSite.StartAsync();
        var browser = await site.SignInAsync(role, role == StaffRoles.Practitioner ? StaffDiary.Maya : null);
        foreach (var path in new[] { "/staff/content", First, First + "/versions/0" })
        {
            (await Page.GetAsync(browser, path)).Is(HttpStatusCode.Forbidden);
        }

        Assert.Null((await Page.GetAsync(browser, "/staff")).Html.QuerySelector("a[href='/staff/content']"));
    }

    [Theory]
    [InlineData("/staff/content/faq/nothing")]
    [InlineData("/staff/content/nothing/q1")]
    [InlineData("/staff/content/team/new")]
    [InlineData("/staff/content/faq/q1/versions/7")]
    public async Task What_is_not_there_is_not_found(string path)
    {
        await using var site = await ClinicSite.StartAsync();
        (await Page.GetAsync(await site.SignInAsync(StaffRoles.Administrator), path)).Is(HttpStatusCode.NotFound);
    }

    /// <summary>No element, attribute or address that the text brought along, but for a link in Markdown, which may lead anywhere over TLS.</summary>
    private static void Harmless(Page page, string attack)
    {
        var html = page.Html;
        var bad = html.QuerySelectorAll("main script:not([src]), img[src^='x'], iframe, base, main svg[onload], [onerror], [onload], main style, form[action*='evil'], a[href^='javascript'], a[href*='evil']:not([href='https://evil.example']), b")
            .Concat(html.QuerySelectorAll("main h1").Skip(1)).Select(element => element.OuterHtml).ToList();
        Assert.True(bad.Count == 0, $"{attack} on {page.Path} made {string.Join(' ', bad)}");
    }
}
