using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;

namespace SmpClinic.Browser.Tests.Features.Appointments;

public sealed partial class QuestionnaireTests(Chromium chromium)
{
    [Theory]
    [InlineData(true, 12)]
    [InlineData(false, 13)]
    public async Task A_questionnaire_begun_on_a_phone_is_finished_on_a_laptop_read_and_decided_about(bool script, int week)
    {
        var client = Steps.NewClient("Imogen");
        await using var phone = await chromium.VisitAsync(375, script);
        phone.Private.AddRange([client.Name, client.Email, client.Phone, "Harbour Surgery"]);
        await phone.OpenTimesAsync("smp-consultation", week, "maya-okafor");
        await phone.ChooseTimeAsync();
        await phone.FillAsync(client);
        await phone.SendAsync();
        var link = new Uri(phone.Page.Url).AbsolutePath;

        // The first part on the phone: with a slip in it, saved, and left.
        await OpenAsync(phone, link, client.Email);
        await phone.Page.CheckAsync("#agree");
        await phone.FollowAsync("Begin", AriaRole.Button);
        await phone.CheckAsync();
        await phone.FollowAsync("Go on with");
        await phone.CheckAsync();
        await phone.Page.FillAsync("#q-born", "31");
        await phone.Page.FillAsync("#q-born-month", "2");
        await phone.Page.FillAsync("#q-born-year", "1985");
        await phone.Page.FillAsync("#q-gp", "Harbour Surgery");
        phone.Expected.Add(422);
        await phone.FollowAsync("Save and come back later", AriaRole.Button);
        await Assertions.Expect(phone.Page.Locator("#error-summary")).ToBeVisibleAsync();
        await Assertions.Expect(phone.Page.Locator("#q-born")).ToHaveAttributeAsync("aria-invalid", "true");
        await phone.CheckAsync();
        await phone.Page.FillAsync("#q-born-month", "3");
        await phone.FollowAsync("Save and come back later", AriaRole.Button);
        await Assertions.Expect(phone.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Saved.");
        await phone.CheckAsync();

        // The rest on the laptop, which asks for a code of its own.
        await using var laptop = await chromium.VisitAsync(1280, script);
        await OpenAsync(laptop, link, client.Email);
        await laptop.FollowAsync("About you");
        await Assertions.Expect(laptop.Page.Locator("#q-gp")).ToHaveValueAsync("Harbour Surgery");
        await Assertions.Expect(laptop.Page.Locator("#q-born-year")).ToHaveValueAsync("1985");
        for (var part = 0; part < 12 && await laptop.Page.Locator("form.questionnaire").CountAsync() > 0; part++)
        {
            await AnswerAsync(laptop);
            await laptop.CheckAsync();
            await laptop.Page.Locator("form.questionnaire button").First.ClickAsync();
            await laptop.Page.WaitForLoadStateAsync(LoadState.Load);
        }

        await laptop.CheckAsync();
        if (script)
        {
            await laptop.CheckInTheDarkAsync();
        }

        await laptop.Page.CheckAsync("#correct");
        await laptop.FollowAsync("Send it to the practitioner", AriaRole.Button);
        await Assertions.Expect(laptop.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("A practitioner will look at this");
        await laptop.CheckAsync();

        // The practitioner reads and decides; the client reads that.
        await using var desk = await chromium.VisitAsync(1280);
        await desk.SignInAsync("maya@example.com");
        await desk.GoAsync("/staff/questionnaires");
        await desk.CheckAsync();
        await desk.FollowAsync(client.Name);
        await Assertions.Expect(desk.Page.Locator("main")).ToContainTextAsync("Do you get raised scars or keloids?");
        await desk.CheckAsync();
        await desk.CheckInTheDarkAsync();
        await desk.Page.CheckAsync("input[name=Verdict][value=AcceptWithConditions]");
        await desk.Page.FillAsync("#ForClient", "We begin with a small area.");
        await desk.FollowAsync("Record the decision", AriaRole.Button);
        await Assertions.Expect(desk.Page.Locator("#decisions")).ToBeVisibleAsync();
        await desk.CheckAsync();
        await laptop.GoAsync(link + "/health");
        await Assertions.Expect(laptop.Page.Locator("main")).ToContainTextAsync("We begin with a small area.");
        await laptop.CheckAsync();
        phone.AssertQuiet();
        laptop.AssertQuiet();
        desk.AssertQuiet();
    }

    private static async Task OpenAsync(Visitor visitor, string link, string email)
    {
        await visitor.GoAsync(link + "/health");
        await visitor.CheckAsync();
        await visitor.FollowAsync("Mail me a code", AriaRole.Button);
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("A code is on its way.");
        await visitor.CheckAsync();
        var here = visitor.Path;
        await visitor.OpenMailAsync(email, "Your code");
        var code = Code().Match(await visitor.Page.Locator("main").InnerTextAsync()).Groups["code"].Value;
        await visitor.GoAsync(here);
        await visitor.Page.FillAsync("#code", code);
        await visitor.FollowAsync("Open", AriaRole.Button);
        await visitor.Page.WaitForURLAsync("**/health");
        await visitor.CheckAsync();
    }

    /// <summary>Answers what is not answered yet: the harmless answer, but for a scar in the family.</summary>
    private static async Task AnswerAsync(Visitor visitor)
    {
        var form = visitor.Page.Locator("form.questionnaire");
        var groups = form.Locator("fieldset.choices");
        for (var i = 0; i < await groups.CountAsync(); i++)
        {
            var group = groups.Nth(i);
            if (await group.Locator("input:checked").CountAsync() > 0)
            {
                continue;
            }

            var wanted = group.Locator("input[name=q-scars][value=family], input:not([name=q-scars]):is([value=no], [value=none], [value='0'], [value=years])").First;
            var dates = group.Locator("input[inputmode=numeric]");
            if (await dates.CountAsync() > 0)
            {
                continue;
            }

            await (await wanted.CountAsync() > 0 ? wanted : group.Locator("input").First).CheckAsync();
        }

        foreach (var (field, words) in new[] { ("#q-emergency-name", "Robin Example"), ("#q-emergency-phone", "07700 900123"), ("#q-success", "A calmer mirror") })
        {
            if (await form.Locator(field).CountAsync() > 0)
            {
                await form.Locator(field).FillAsync(words);
            }
        }
    }

    [GeneratedRegex("Code: (?<code>[A-Z2-9]{4}-[A-Z2-9]{4})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
