using System.Net;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests.Features.Appointments.Health;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff.Questionnaires;

public sealed class QuestionnaireTests
{
    [Fact]
    public async Task PR03_whoever_treats_reads_it_and_all_others_learn_its_state_alone()
    {
        await using var site = await StartAsync();
        var (appointment, _) = await SentAsync(site, "scars=keloid;other=I sing");
        var before = (await site.HistoryAsync(appointment)).Count(entry => entry.Action == "questionnaire.read" && entry.ActorKind == ActorKind.Staff);

        foreach (var browser in new[] { await site.SignInAsync(StaffRoles.FrontDesk), await site.SignInAsync(StaffRoles.Administrator), await site.SignInAsync(StaffRoles.Administrator, StaffDiary.Tom) })
        {
            (await Page.GetAsync(browser, appointment.Address())).Is(HttpStatusCode.OK).Says("Needs a practitioner").NeverSays("keloid").NeverSays("I sing").NeverSays("/questionnaire\"");
            (await Page.GetAsync(browser, "/staff/questionnaires")).Is(HttpStatusCode.OK).Says(appointment.ContactName).NeverSays("keloid").NeverSays("Not before");
            (await Page.GetAsync(browser, appointment.Address("/questionnaire"))).Is(HttpStatusCode.NotFound);
        }

        (await Page.GetAsync(await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Tom), appointment.Address("/questionnaire"))).Is(HttpStatusCode.NotFound);
        (await Page.GetAsync(await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Tom), "/staff/questionnaires")).Is(HttpStatusCode.OK).NeverSays(appointment.ContactName);
        (await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk, StaffDiary.Maya), appointment.Address("/questionnaire"))).Is(HttpStatusCode.NotFound);
        (await Page.GetAsync(site.Visitor(), appointment.Address("/questionnaire"))).Is(HttpStatusCode.Redirect);
        Assert.Equal(before, (await site.HistoryAsync(appointment)).Count(entry => entry.Action == "questionnaire.read" && entry.ActorKind == ActorKind.Staff));

        foreach (var browser in new[] { await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Maya), await site.SignInAsync(StaffRoles.Administrator, StaffDiary.Maya) })
        {
            (await Page.GetAsync(browser, appointment.Address("/questionnaire"))).Is(HttpStatusCode.OK)
                .Says("Do you get raised scars or keloids?").Says("Yes, a keloid").Says("Doctor’s letter").Says("D5").Says("S51").Says("I sing").Says("version 1 of the rules");
        }

        Assert.Equal(before + 2, (await site.HistoryAsync(appointment)).Count(entry => entry.Action == "questionnaire.read" && entry.ActorKind == ActorKind.Staff));
    }

    [Fact]
    public async Task A_stop_is_lifted_with_a_written_reason_and_a_letter_that_was_seen_and_under_a_name()
    {
        await using var site = await StartAsync();
        var (appointment, link) = await SentAsync(site, "scars=keloid");
        var browser = await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Maya);
        var page = await Page.GetAsync(browser, appointment.Address("/questionnaire"));
        Form Deciding() => page.Form(appointment.Address("/questionnaire"));

        (await Deciding().SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("Choose a decision.");
        var refused = (await Deciding().Fill("Verdict", "AcceptWithConditions").Fill("ForClient", "A small area first").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity)
            .Says("To lift that, write why.").Says("This takes a doctor’s letter.");
        Assert.Equal("A small area first", refused.Html.QuerySelector("#ForClient")!.TextContent.Trim());
        (await Deciding().Fill("Verdict", "Refer").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("Write what the client is to know");
        (await Deciding().Fill("Verdict", "Decline").Fill("ForClient", new string('x', 1001)).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("This is 1001 characters long");
        Assert.Equal(0, await site.InDatabaseAsync(db => db.QuestionnaireDecisions.CountAsync()));

        await Deciding().Fill("Verdict", "AcceptWithConditions").Fill("ForClient", "A small area first").Fill("Reason", "The letter says old scar only").Tick("LetterSeen").SubmitAsync();

        var decision = await site.InDatabaseAsync(db => db.QuestionnaireDecisions.AsNoTracking().SingleAsync());
        Assert.Equal((QuestionnaireVerdict.AcceptWithConditions, 1, true, "Practitioner"), (decision.Verdict, decision.Number, decision.LetterSeen, decision.ByName));
        Assert.Single(await site.HistoryAsync(appointment), entry => entry is { Action: "questionnaire.decided", Detail: "number 1", ActorName: "Practitioner" });
        Assert.Contains("QuestionnaireDecidedEmail", await site.MailToClientAsync(appointment));
        (await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), appointment.Address())).Says("Filled in").NeverSays("A small area first");
        var client = await site.OpenAsync(site.Visitor(), link);
        Assert.Equal("You are fine to go on, with conditions", client.Says("A small area first").NeverSays("old scar only").Heading);

        // Changed answers take a new decision.
        await (await (await (await client.Form(link + "/health/change").SubmitAsync()).FollowAsync()).FillInAsync(link, "moles=yes")).SendAsync(link);
        (await Page.GetAsync(browser, "/staff/questionnaires")).Says(appointment.ContactName);
        (await page.Form(appointment.Address("/questionnaire")).Fill("Verdict", "Accept").Tick("LetterSeen").Fill("Reason", "x").SubmitAsync()).Is(HttpStatusCode.Conflict).Says("Newer answers came meanwhile");
        (await Page.GetAsync(browser, appointment.Address("/questionnaire?number=1"))).Is(HttpStatusCode.OK).Says("These are earlier answers.").Says("Yes, a keloid");
    }

    [Fact]
    public async Task Nobody_can_say_yes_to_a_person_under_18()
    {
        await using var site = await StartAsync();
        var (appointment, _) = await SentAsync(site, "born=2010-01-01");
        var page = await Page.GetAsync(await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Maya), appointment.Address("/questionnaire"));

        (await page.Form(appointment.Address("/questionnaire")).Fill("Verdict", "Accept").Fill("Reason", "Looks older").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("Nobody may treat a person under 18.");
    }

    [Fact]
    public async Task Staff_who_move_a_visit_to_a_date_the_answers_speak_against_have_to_say_that_they_mean_it()
    {
        await using var site = await StartAsync();
        var (appointment, _) = await SentAsync(site, "skin-now=sunburn;treatment=scalp");
        var early = StaffDiary.Thursday + Duration.FromDays(1);
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        var move = (await Page.GetAsync(browser, appointment.Address($"/move/confirm?start={SmpClinic.Web.Features.Booking.StartText.Write(early)}&practitioner={StaffDiary.Maya}"))).Says("speaks against this date").NeverSays("sunburn").NeverSays("15 December");

        (await move.Form(appointment.Address("/move")).SubmitAsync()).Is(HttpStatusCode.Conflict).Says("speaks against this date");
        Assert.Equal(appointment.Start, (await site.NowAsync(appointment)).Start);
        (await move.Form(appointment.Address("/move")).Tick("HealthSeen").SubmitAsync()).Is(HttpStatusCode.Redirect);
        Assert.Equal(early, (await site.NowAsync(appointment)).Start);
        Assert.Contains(await site.HistoryAsync(appointment), entry => entry.Detail?.Contains("the questionnaire's warning was read", StringComparison.Ordinal) == true);

        // The calendar's own form warns as well, and a date late enough needs no warning.
        var form = await Page.GetAsync(browser, $"/staff/calendar/visits/{appointment.Id}/time");
        (await form.Form($"/staff/calendar/visits/{appointment.Id}/time").Fill("Date", "2026-12-12").SubmitAsync()).Is(HttpStatusCode.Conflict).Says("speaks against this date");
        (await form.Form($"/staff/calendar/visits/{appointment.Id}/time").Fill("Date", "2026-12-17").SubmitAsync()).Is(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Staff_are_warned_about_a_later_visit_of_the_same_person_too()
    {
        await using var site = await StartAsync();
        var (first, _) = await SentAsync(site, "transplant=had;transplant-date=2026-06-15;treatment=scalp", "twice@example.com");
        var later = await site.BookAsync(StaffDiary.Thursday + Duration.FromDays(7), email: "twice@example.com");
        await site.ChangeAsync<Appointment>(a => a.Id == later.Id, a => a.ContactName = first.ContactName);
        var move = await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), later.Address($"/move/confirm?start={SmpClinic.Web.Features.Booking.StartText.Write(StaffDiary.Thursday + Duration.FromDays(8))}&practitioner={StaffDiary.Maya}"));

        move.Says("speaks against this date");
    }

    private static Task<ClinicSite> StartAsync() => ClinicSite.StartAsync(with: s => s.Settings["Limits:LinksPerMinute"] = "1000000");

    private static async Task<(Appointment Appointment, string Link)> SentAsync(ClinicSite site, string answers, string? email = null)
    {
        var appointment = await site.BookAsync(StaffDiary.Thursday, email: email);
        var link = await site.ClientLinkAsync(appointment);
        await (await (await site.OpenAsync(site.Visitor(), link)).FillInAsync(link, answers)).SendAsync(link);
        return (appointment, link);
    }
}
