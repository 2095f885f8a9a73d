using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments.Health;
using SmpClinic.Web.Features.Suitability;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Appointments.Health;

/// <summary>What a client does with the questionnaire, by the pages' own forms and without script.</summary>
internal static class QuestionnaireSteps
{
    /// <summary>A link to an appointment, as a mail would carry one.</summary>
    public static async Task<string> ClientLinkAsync(this ClinicSite site, Appointment appointment)
    {
        var secret = Secret.New();
        await site.InDatabaseAsync(db =>
        {
            db.AppointmentLinks.Add(new() { Hash = Secret.Hash(secret), AppointmentId = appointment.Id, CreatedAt = site.Now });
            return db.SaveChangesAsync();
        });
        return "/appointments/" + secret;
    }

    /// <summary>Has a code mailed and reads it.</summary>
    public static async Task<(Page Page, string Code)> AskForCodeAsync(this ClinicSite site, HttpClient browser, string link)
    {
        var asked = await (await Page.GetAsync(browser, link + "/health")).FollowAsync();
        var page = await (await asked.Form(link + "/code/send").SubmitAsync()).FollowAsync();
        return (page, await site.NewestCodeAsync());
    }

    /// <summary>The code that was mailed last.</summary>
    public static async Task<string> NewestCodeAsync(this ClinicSite site)
    {
        var sealedMail = await site.InDatabaseAsync(async db =>
            (await db.Outbox.Where(m => m.Kind == "ClientCodeEmail").ToListAsync()).OrderBy(m => m.CreatedAt).ThenBy(m => m.Id).Last().SealedMessage!);
        using var bytes = new MemoryStream(site.Services.GetRequiredService<Sealer>().Open(sealedMail));
        using var mail = await MimeMessage.LoadAsync(bytes, TestContext.Current.CancellationToken);
        return mail.TextBody!.Split('\n').Single(line => line.StartsWith("Code: ", StringComparison.Ordinal))["Code: ".Length..].Trim();
    }

    /// <summary>Opens the private pages in a browser: with the link, a code from the mail, and the consent.</summary>
    public static async Task<Page> OpenAsync(this ClinicSite site, HttpClient browser, string link)
    {
        var (page, code) = await site.AskForCodeAsync(browser, link);
        var opened = await (await page.Form(link + "/code").Fill("code", code).SubmitAsync()).FollowAsync();
        return opened.Html.QuerySelector("input[name=agree]") is null
            ? opened
            : await (await opened.Form(link + "/health/begin").Tick("agree").SubmitAsync()).FollowAsync();
    }

    /// <summary>Goes through every section, answering as given ("question" or "question=value"), and otherwise so that nothing stands in the way.</summary>
    public static async Task<Page> FillInAsync(this Page overview, string link, string answers = "")
    {
        var given = answers.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=')).ToDictionary(part => part[0], part => part[1], StringComparer.Ordinal);
        var page = overview;
        for (var steps = 0; steps < 30; steps++)
        {
            if (page.Html.QuerySelector("form.questionnaire") is null)
            {
                if (page.Html.QuerySelector("input[name=correct]") is not null || page.Html.QuerySelector("#sections a") is null)
                {
                    return page;
                }

                page = await page.ClickAsync(page.Html.QuerySelectorAll("main a.button").Single(a => a.TextContent.StartsWith("Go on with", StringComparison.Ordinal)).GetAttribute("href")!);
                continue;
            }

            page = await (await page.Answer(link, given).SubmitAsync()).FollowAsync();
        }

        Assert.Fail("The questionnaire does not end.");
        return null!;
    }

    /// <summary>Fills in a section's form.</summary>
    public static Form Answer(this Page page, string link, IReadOnlyDictionary<string, string> given)
    {
        var form = page.Form(page.Path.Split('?')[0]);
        foreach (var question in Questions.Now.At(Place.Questionnaire).Where(question => page.Html.GetElementById(SectionForm.Field(question)) is not null))
        {
            var field = SectionForm.Field(question);
            var value = given.GetValueOrDefault(question.Id) ?? Harmless(question, link);
            if (question.IsDate)
            {
                var parts = value.Split('-');
                form.Fill(field, parts[2]).Fill(field + "-month", parts[1]).Fill(field + "-year", parts[0]);
            }
            else
            {
                form.Fill(field, value);
            }
        }

        return form;
    }

    /// <summary>Sends it off and reads what came of it.</summary>
    public static async Task<Page> SendAsync(this Page overview, string link) => await (await overview.Form(link + "/health/send").Tick("correct").SubmitAsync()).FollowAsync();

    private static string Harmless(Question question, string link) => question.Id switch
    {
        "born" => "1985-06-15",
        "treatment" => "unsure",
        "emergency-name" => "Robin Example",
        "emergency-phone" => "07700 900123",
        _ when question.IsDate => question.Kind == QuestionKind.PastDate ? "2015-01-01" : "2027-02-01",
        _ when question.IsWords => question.Optional ? string.Empty : "Nothing much",
        "start" => "years",
        "hairline" => "other",
        _ => (question.Choices.FirstOrDefault(choice => choice.Value is "no" or "none" or "0") ?? question.Choices[0]).Value,
    };
}
