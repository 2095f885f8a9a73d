using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;
using SmpClinic.Web.Tests.Features.Staff;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Appointments.Health;

public sealed class HealthTests
{
    private const string Canary = "Zanzibarium forte";

    [Fact]
    public async Task AU05_the_link_alone_opens_nothing_private_and_keeps_nothing_that_is_sent()
    {
        var (site, link, _) = await SiteAsync();
        await using var own = site;
        var begun = await (await site.OpenAsync(site.Visitor(), link)).FillInAsync(link, "scars=keloid");
        Assert.NotNull(begun.Html.QuerySelector("input[name=correct]"));
        var before = await site.InDatabaseAsync(db => db.Questionnaires.AsNoTracking().Select(q => q.Draft).SingleAsync());
        var stranger = site.Visitor();

        foreach (var path in new[] { "/health", "/health/part/a", "/health/part/e" })
        {
            var page = await Page.GetAsync(stranger, link + path);
            Assert.Equal(link + "/code?to=health", page.NeverSays("keloid").Location);
        }

        var ask = await Page.GetAsync(stranger, link + "/code?to=health");
        var token = ask.Html.QuerySelector("input[name=__form]")!.GetAttribute("value")!;
        foreach (var path in new[] { "/health/begin", "/health/part/d", "/health/send", "/health/change" })
        {
            using var body = new FormUrlEncodedContent([new("__form", token), new("agree", "yes"), new("correct", "yes"), new("q-scars", "no")]);
            var answer = await Page.ReadAsync(stranger, await stranger.PostAsync(new Uri(link + path, UriKind.Relative), body, TestContext.Current.CancellationToken));
            Assert.Equal(link + "/code?to=health", answer.Location);
        }

        Assert.Equal(before, await site.InDatabaseAsync(db => db.Questionnaires.AsNoTracking().Select(q => q.Draft).SingleAsync()));
        ask.NeverSays(StaffDiary.Hopes);
        Assert.Contains("no-store", ask.Response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal("no-referrer", ask.Response.Headers.GetValues("Referrer-Policy").Single());
    }

    [Fact]
    public async Task AU10_a_code_opens_once_for_its_own_appointment_and_not_for_long()
    {
        var (site, link, _) = await SiteAsync();
        await using var own = site;
        var other = await site.ClientLinkAsync(await site.BookAsync(StaffDiary.Thursday + Duration.FromHours(2)));
        var (page, code) = await site.AskForCodeAsync(site.Visitor(), link);

        // For another appointment, with a letter wrong, and in another browser after it was spent.
        var (elsewhere, _) = await site.AskForCodeAsync(site.Visitor(), other);
        (await elsewhere.Form(other + "/code").Fill("code", code).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);
        (await page.Form(link + "/code").Fill("code", "AAAA-AAAA").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("That is not a code that opens this.");
        var opened = await page.Form(link + "/code").Fill("code", code.ToLowerInvariant()).SubmitAsync();
        Assert.Equal(link + "/health", opened.Location);
        var (again, second) = await site.AskForCodeAsync(site.Visitor(), link);
        (await again.Form(link + "/code").Fill("code", code).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);

        site.Clock.Advance(TimeSpan.FromMinutes(21));
        (await again.Form(link + "/code").Fill("code", second).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);

        // The proof of one browser ends with its time, or with its button; a copy of the cookie is dead then.
        Assert.Equal(HttpStatusCode.OK, (await Page.GetAsync(page.Browser, link + "/health")).Status);
        await (await Page.GetAsync(page.Browser, link + "/health")).Form(link + "/health/begin").Tick("agree").SubmitAsync();
        var cookie = opened.Response.Headers.GetValues("Set-Cookie").Single(one => one.Contains("proof", StringComparison.Ordinal));
        Assert.StartsWith("__Host-clinic-proof=", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        var page2 = await Page.GetAsync(page.Browser, link + "/health");
        Assert.Equal(link, (await page2.Form(link + "/code/close").SubmitAsync()).Location);
        using var copy = new HttpRequestMessage(HttpMethod.Get, link + "/health");
        copy.Headers.Add("Cookie", cookie.Split(';')[0]);
        using var bare = site.CreateDefaultClient(new Uri("https://localhost"));
        using var dead = await bare.SendAsync(copy, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Redirect, dead.StatusCode);
    }

    [Fact]
    public async Task AU10_of_ten_at_once_with_one_code_one_is_let_in_and_no_code_or_proof_is_stored()
    {
        var (site, link, appointment) = await SiteAsync();
        await using var own = site;
        var (_, code) = await site.AskForCodeAsync(site.Visitor(), link);
        var codes = site.Services.GetRequiredService<ClientCodes>();

        var ends = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => codes.SpendAsync(appointment, code, TestContext.Current.CancellationToken)));

        Assert.Single(ends, end => end.End == ClientCodeEnd.Open);
        var stored = await site.EverythingAsync();
        Assert.DoesNotContain(code, stored, StringComparison.Ordinal);
        Assert.DoesNotContain(ends.Single(end => end.Proof is not null).Proof!, stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AU07_guessing_ends_after_ten_and_mailing_after_five()
    {
        var (site, link, appointment) = await SiteAsync();
        await using var own = site;
        var codes = site.Services.GetRequiredService<ClientCodes>();
        var (page, code) = await site.AskForCodeAsync(site.Visitor(), link);
        for (var i = 0; i < ClientCodes.MostTries; i++)
        {
            Assert.Equal(ClientCodeEnd.Wrong, (await codes.SpendAsync(appointment, "BBBB-BBBB", TestContext.Current.CancellationToken)).End);
        }

        (await page.Form(link + "/code").Fill("code", code).SubmitAsync()).Is(HttpStatusCode.TooManyRequests).Says("Too many codes were tried.");
        for (var i = 1; i < ClientCodes.MostCodes; i++)
        {
            (await page.Form(link + "/code/send").SubmitAsync()).Is(HttpStatusCode.Redirect);
        }

        (await page.Form(link + "/code/send").SubmitAsync()).Is(HttpStatusCode.TooManyRequests);
        site.Clock.Advance(TimeSpan.FromMinutes(66));
        var (later, fresh) = await site.AskForCodeAsync(site.Visitor(), link);
        (await later.Form(link + "/code").Fill("code", fresh).SubmitAsync()).Is(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task PR05_nothing_is_kept_before_the_client_has_agreed()
    {
        var (site, link, _) = await SiteAsync();
        await using var own = site;
        var (page, code) = await site.AskForCodeAsync(site.Visitor(), link);
        var begin = await (await page.Form(link + "/code").Fill("code", code).SubmitAsync()).FollowAsync();

        Assert.Null(begin.Html.QuerySelector("input[name=agree][checked]"));
        (await begin.Form(link + "/health/begin").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("Tick the box to go on.");
        Assert.Equal(link + "/health", (await Page.GetAsync(begin.Browser, link + "/health/part/a")).Location);
        Assert.Equal(0, await site.InDatabaseAsync(db => db.Questionnaires.CountAsync()));

        await begin.Form(link + "/health/begin").Tick("agree").SubmitAsync();
        Assert.Equal(1, await site.InDatabaseAsync(db => db.Questionnaires.CountAsync()));
        Assert.Equal(1, await site.InDatabaseAsync(db => db.Set<ConsentRecord>().CountAsync(c => c.Kind == "health-data" && c.TextVersion == "2026-12")));
    }

    [Fact]
    public async Task What_is_taken_back_among_the_consents_is_read_by_nobody_until_it_is_given_again()
    {
        var (site, link, appointment) = await SiteAsync();
        await using var own = site;
        var client = site.Visitor();
        await (await (await site.OpenAsync(client, link)).FillInAsync(link)).SendAsync(link);
        var maya = await site.SignInAsync(StaffRoles.Practitioner, "maya-okafor");
        var answers = appointment.Address("/questionnaire");
        (await Page.GetAsync(maya, answers)).Is(HttpStatusCode.OK);

        await (await Page.GetAsync(client, link + "/consents")).Form(link + "/consents/withdraw").Fill("kind", "health-data").SubmitAsync();
        (await Page.GetAsync(maya, answers)).Is(HttpStatusCode.NotFound);
        (await Page.GetAsync(maya, appointment.Address())).Is(HttpStatusCode.OK).Says("taken back their agreement").NeverSays("read it");
        (await Page.GetAsync(maya, "/staff/questionnaires")).Is(HttpStatusCode.OK).NeverSays(appointment.ContactName);
        var anew = (await Page.GetAsync(client, link + "/health")).Is(HttpStatusCode.OK);
        Assert.NotNull(anew.Html.QuerySelector("input[name=agree]"));

        await anew.Form(link + "/health/begin").Tick("agree").SubmitAsync();
        (await Page.GetAsync(maya, answers)).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Begun_on_one_device_it_is_gone_on_with_on_another()
    {
        var (site, link, _) = await SiteAsync();
        await using var own = site;
        var overview = await site.OpenAsync(site.Visitor(), link);
        var part = await overview.ClickAsync(link + "/health/part/a");
        var (day, month, year) = ("15", "6", "1985");
        var saved = await part.Form(link + "/health/part/a").Fill("q-born", day).Fill("q-born-month", month).Fill("q-born-year", year).Fill("q-gp", "Harbour Surgery").Smuggle("then", "later").SubmitAsync();
        Assert.True(saved.Location is not null || saved.Status == HttpStatusCode.UnprocessableEntity, saved.Text);

        var laptop = await (await site.OpenAsync(site.Visitor(), link)).ClickAsync(link + "/health/part/a");

        Assert.Equal("1985", laptop.Html.QuerySelector("#q-born-year")!.GetAttribute("value"));
        Assert.Equal("bday-year", laptop.Html.QuerySelector("#q-born-year")!.GetAttribute("autocomplete"));
        Assert.Equal("numeric", laptop.Html.QuerySelector("#q-born")!.GetAttribute("inputmode"));
        Assert.Equal("tel", laptop.Html.QuerySelector("#q-emergency-phone")!.GetAttribute("type"));
        Assert.Equal("Harbour Surgery", laptop.Html.QuerySelector("#q-gp")!.GetAttribute("value"));
        (await (await laptop.FillInAsync(link)).SendAsync(link)).Says("We have your answers.");
    }

    [Fact]
    public async Task IN03_what_cannot_be_kept_is_named_beside_its_field_and_what_was_typed_stays()
    {
        var (site, link, _) = await SiteAsync();
        await using var own = site;
        var part = await (await site.OpenAsync(site.Visitor(), link)).ClickAsync(link + "/health/part/a");
        var wrong = (await part.Answer(link, new Dictionary<string, string>(StringComparer.Ordinal))
            .Fill("q-born", "31").Fill("q-born-month", "2").Fill("q-emergency-name", new string('x', 101)).Fill("q-emergency-phone", "none").Fill("q-gp", "Harbour\u0007Surgery").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);

        wrong.Says("Enter a real date").Says("This is 101 characters long; shorten it to 100").Says("Enter a telephone number").Says("characters that cannot be kept");
        Assert.Equal("31", wrong.Html.QuerySelector("#q-born")!.GetAttribute("value"));
        Assert.Equal("true", wrong.Html.QuerySelector("#q-born")!.GetAttribute("aria-invalid"));
        Assert.Equal(new string('x', 101), wrong.Html.QuerySelector("#q-emergency-name")!.GetAttribute("value"));
        Assert.All(wrong.Html.QuerySelectorAll("#error-summary a"), link => Assert.NotNull(wrong.Html.QuerySelector(link.GetAttribute("href")!)));

        // Choices that are not on the page, two where one is asked for, and "none" with another.
        var skin = await Page.GetAsync(part.Browser, link + "/health/part/a");
        (await skin.Answer(link, new Dictionary<string, string>(StringComparer.Ordinal)).Fill("q-access", "helicopter").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("Choose from the answers that are listed");
        var fields = skin.Answer(link, new Dictionary<string, string>(StringComparer.Ordinal)).Fields().Append(new("q-access", "breaks"));
        using var body = new FormUrlEncodedContent(fields);
        (await Page.ReadAsync(skin.Browser, await skin.Browser.PostAsync(new Uri(link + "/health/part/a", UriKind.Relative), body, TestContext.Current.CancellationToken))).Is(HttpStatusCode.UnprocessableEntity).Says("Tick either what applies, or that none does");

        // What was well is kept all the same.
        Assert.NotNull((await Page.GetAsync(part.Browser, link + "/health/part/a")).Html.QuerySelector("#q-photo-id[checked]"));
        (await Page.GetAsync(part.Browser, link + "/health/part/z")).Is(HttpStatusCode.NotFound);
        (await (await Page.GetAsync(part.Browser, link + "/health")).Form(link + "/code/close").SubmitAsync()).Is(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task The_longest_words_in_every_field_are_kept_and_read_back_whole()
    {
        var (site, link, appointment) = await SiteAsync();
        await using var own = site;
        var longest = string.Join(';', SmpClinic.Web.Features.Suitability.Questions.Now.At(SmpClinic.Web.Features.Suitability.Place.Questionnaire).Where(q => q.IsWords && q.Keys is null).Select(q => $"{q.Id}={string.Concat(Enumerable.Repeat("頭", q.Longest))}"));
        var overview = await (await site.OpenAsync(site.Visitor(), link)).FillInAsync(link, longest + ";health=allergy;allergy=other;medicines=yes;access=breaks;old-work=pigment");
        (await overview.SendAsync(link)).Says("We have your answers.");

        var practitioner = await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Maya);
        var page = (await Page.GetAsync(practitioner, appointment.Address("/questionnaire"))).Is(HttpStatusCode.OK);
        Assert.True(page.Body.Split(string.Concat(Enumerable.Repeat("頭", 1000))).Length > 4 || page.Html.QuerySelectorAll("dd").Count(dd => dd.TextContent.Length == 1000) >= 3);
    }

    [Fact]
    public async Task What_was_told_last_time_is_there_again_for_the_same_person_and_asked_whether_it_is_still_true()
    {
        var (site, link, first) = await SiteAsync("same@example.com");
        await using var own = site;
        await (await (await site.OpenAsync(site.Visitor(), link)).FillInAsync(link, "scars=family;health=ill;skin-now=cuts")).SendAsync(link);
        site.Clock.Advance(TimeSpan.FromHours(5));
        var second = await site.BookAsync(StaffDiary.Thursday + Duration.FromDays(7), email: "same@example.com");
        var stranger = await site.ClientLinkAsync(second);

        // Another name at the same mailbox is another person.
        (await site.OpenAsync(site.Visitor(), stranger)).NeverSays("told us on");
        await site.InDatabaseAsync(db => db.Questionnaires.Where(q => q.AppointmentId == second.Id).ExecuteDeleteAsync());
        await site.ChangeAsync<Appointment>(a => a.Id == second.Id, a => a.ContactName = first.ContactName);
        var overview = (await site.OpenAsync(site.Visitor(), stranger)).Says("We have filled in what you told us on Tuesday 1 December 2026.").Says("Still true?");

        var skin = await overview.ClickAsync(stranger + "/health/part/d");
        skin.Says("This is what you told us on Tuesday 1 December 2026.");
        Assert.NotNull(skin.Html.QuerySelector("input[name=q-scars][value=family][checked]"));
        Assert.Null(skin.Html.QuerySelector("input[name=q-skin-now][checked]")); // true for a while only: asked anew
        Assert.Null((await overview.ClickAsync(stranger + "/health/part/e")).Html.QuerySelector("input[name=q-health][checked]"));
        Assert.Null(overview.Html.QuerySelector("input[name=correct]")); // no part is taken as gone through
        Assert.Equal("A practitioner will look at this", (await (await overview.FillInAsync(stranger, "scars=family")).SendAsync(stranger)).Heading);
    }

    [Fact]
    public async Task AU14_a_booking_with_somebodys_address_shows_nothing_of_them_and_is_answered_as_any_other()
    {
        var (site, link, _) = await SiteAsync("somebody@example.com");
        await using var own = site;
        await (await (await site.OpenAsync(site.Visitor(), link)).FillInAsync(link, "transplant=had;transplant-date=2026-06-15")).SendAsync(link);
        var before = await site.InDatabaseAsync(db => db.QuestionnaireAnswers.AsNoTracking().SingleAsync());

        // Booked before the first date that the victim's answers allow; the stranger's page offers what anybody's does.
        var theirs = await site.ClientLinkAsync(await site.BookAsync(StaffDiary.Thursday + Duration.FromDays(7), email: "somebody@example.com"));
        var nobodys = await site.ClientLinkAsync(await site.BookAsync(StaffDiary.Thursday + Duration.FromDays(7) + Duration.FromHours(1), email: "nobody@example.com"));
        var (a, b) = (await site.GetAsync(theirs + "/reschedule"), await site.GetAsync(nobodys + "/reschedule"));

        Assert.Equal(b.Html.QuerySelectorAll(".slot").Length > 0, a.Html.QuerySelectorAll(".slot").Length > 0);
        a.NeverSays("first date is").NeverSays("2027");
        var after = await site.InDatabaseAsync(db => db.QuestionnaireAnswers.AsNoTracking().SingleAsync());
        Assert.Equal((before.Answers, before.Number), (after.Answers, after.Number));
    }

    [Fact]
    public async Task PR01_what_was_answered_stands_nowhere_in_the_clear_and_opens_in_no_other_row()
    {
        var (site, link, appointment) = await SiteAsync();
        await using var own = site;
        await (await (await site.OpenAsync(site.Visitor(), link)).FillInAsync(link, $"other={Canary};medicines=yes;medicine-list={Canary};health=immune")).SendAsync(link);
        var practitioner = await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Maya);
        var read = (await Page.GetAsync(practitioner, appointment.Address("/questionnaire"))).Says(Canary);
        await read.Form(appointment.Address("/questionnaire")).Fill("Verdict", "AcceptWithConditions").Fill("ForClient", Canary).Fill("Reason", Canary).Fill("LetterSeen", "yes").SubmitAsync();
        var sender = site.Services.GetRequiredService<OutboxDispatcher>();
        while (await sender.DispatchOnceAsync(TestContext.Current.CancellationToken) > 0)
        {
        }

        foreach (var file in Directory.EnumerateFiles(site.Folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            await using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            await open.CopyToAsync(bytes, TestContext.Current.CancellationToken);
            foreach (var word in new[] { "Zanzibarium", "immune" })
            {
                Assert.True(bytes.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(word)) < 0, $"{word} in {Path.GetFileName(file)}");
            }
        }

        Assert.All(await site.HistoryAsync(appointment), entry => Assert.DoesNotContain(Canary, entry.Detail ?? string.Empty, StringComparison.Ordinal));
        var sealer = site.Services.GetRequiredService<Sealer>();
        var sent = await site.InDatabaseAsync(db => db.QuestionnaireAnswers.AsNoTracking().SingleAsync());
        Assert.Contains(Canary, sealer.OpenFor(sent.QuestionnaireId, sent.Answers), StringComparison.Ordinal);
        Assert.ThrowsAny<CryptographicException>(() => sealer.OpenFor(Guid.NewGuid(), sent.Answers));
        Assert.ThrowsAny<CryptographicException>(() => sealer.Open(sent.Answers));
    }

    [Fact]
    public async Task The_first_date_goes_to_the_clients_own_times_and_nothing_earlier_can_be_taken()
    {
        var (site, link, appointment) = await SiteAsync();
        await using var own = site;
        var result = await (await (await site.OpenAsync(site.Visitor(), link)).FillInAsync(link, "skin-now=sunburn;treatment=scalp")).SendAsync(link);
        result.Says("Your visit on Thursday 10 December 2026").Says("is affected by this");

        var times = await result.ClickAsync("Move the visit");
        Assert.Equal("2026-12-15", times.Html.QuerySelector(".week time")!.GetAttribute("datetime"));
        var commands = site.Services.GetRequiredService<AppointmentCommands>();
        var early = await commands.MoveAsync(new(appointment.Id, null, Actor.Client), StaffDiary.Thursday + Duration.FromDays(1), StaffDiary.Maya, TestContext.Current.CancellationToken);
        Assert.Equal(CommandEnd.AgainstHealth, early.End);
        Assert.Equal(CommandEnd.Done, (await commands.MoveAsync(new(appointment.Id, null, Actor.Client), StaffDiary.Thursday + Duration.FromDays(7), StaffDiary.Maya, TestContext.Current.CancellationToken)).End);
        Assert.Null((await Page.GetAsync(result.Browser, link + "/health")).Html.QuerySelectorAll("main a").FirstOrDefault(a => a.TextContent == "Move the visit"));

        var book = await (await Page.GetAsync(result.Browser, link + "/health")).ClickAsync("Book from Tuesday 15 December 2026");
        book.Is(HttpStatusCode.OK).Says("Tuesday 15 December 2026");
    }

    [Fact]
    public async Task It_is_asked_for_when_the_visit_stands_and_again_until_it_is_filled_in()
    {
        await using var site = await ClinicSite.StartAsync();
        var appointment = await site.BookAsync(Instant.FromUtc(2026, 12, 22, 10, 0), "elin-pryce", "microblading-consultation");
        var reminders = site.Services.GetRequiredService<QuestionnaireReminders>();
        async Task<int> AskedAsync()
        {
            while (await reminders.DispatchOnceAsync(TestContext.Current.CancellationToken) > 0)
            {
            }

            return await site.InDatabaseAsync(db => db.Outbox.CountAsync(m => m.Kind == "QuestionnaireEmail"));
        }

        Assert.Equal(1, await AskedAsync());
        Assert.Equal(1, await AskedAsync());
        site.Clock.SetUtcNow(new(2026, 12, 15, 10, 1, 0, TimeSpan.Zero));
        Assert.Equal(2, await AskedAsync());
        var link = await site.ClientLinkAsync(appointment);
        await (await (await site.OpenAsync(site.Visitor(), link)).FillInAsync(link)).SendAsync(link);
        site.Clock.SetUtcNow(new(2026, 12, 19, 10, 1, 0, TimeSpan.Zero));
        Assert.Equal(2, await AskedAsync());

        var subjects = await site.InDatabaseAsync(db => db.Outbox.Where(m => m.Kind == "QuestionnaireEmail" || m.Kind == "ClientCodeEmail").Select(m => m.Subject).ToListAsync());
        Assert.All(subjects, subject => Assert.DoesNotContain("health", subject, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(0, await site.InDatabaseAsync(db => db.QuestionnaireReminders.CountAsync(r => r.State == ReminderState.Waiting)));
    }

    [Fact]
    public async Task What_is_begun_and_never_sent_goes_after_thirty_days_and_a_wait_that_is_over_is_written_about()
    {
        var (site, link, appointment) = await SiteAsync();
        await using var own = site;
        await site.OpenAsync(site.Visitor(), link);
        var other = await site.BookAsync(StaffDiary.Thursday + Duration.FromHours(2));
        var sent = await site.ClientLinkAsync(other);
        await (await (await site.OpenAsync(site.Visitor(), sent)).FillInAsync(sent, "skin-now=sunburn")).SendAsync(sent);
        var reminders = site.Services.GetRequiredService<QuestionnaireReminders>();

        site.Clock.SetUtcNow(new(2026, 12, 15, 9, 0, 0, TimeSpan.Zero));
        await reminders.DispatchOnceAsync(TestContext.Current.CancellationToken);
        Assert.Equal(other.Id, await site.InDatabaseAsync(db => db.Outbox.Where(m => m.Kind == "WaitIsOverEmail").Select(m => m.AppointmentId).SingleAsync()));

        site.Clock.SetUtcNow(ClinicSite.Start.AddDays(30).AddMinutes(1));
        await reminders.SweepAsync(TestContext.Current.CancellationToken);
        Assert.Equal([other.Id], await site.InDatabaseAsync(db => db.Questionnaires.Select(q => q.AppointmentId).ToListAsync()));
        Assert.Contains(await site.HistoryAsync(appointment), entry => entry.Action == "questionnaire.dropped");
    }

    private static async Task<(ClinicSite Site, string Link, Appointment Appointment)> SiteAsync(string? email = null)
    {
        var site = await ClinicSite.StartAsync(with: s => s.Settings["Limits:LinksPerMinute"] = "1000000");
        var appointment = await site.BookAsync(StaffDiary.Thursday, email: email);
        return (site, await site.ClientLinkAsync(appointment), appointment);
    }
}
