using Microsoft.Playwright;
using Xunit;

namespace SmpClinic.Browser.Tests.Features.Content;

public sealed class FaqSearchTests(Chromium chromium)
{
    private const string Shown = ".faq details:not([hidden])";

    [Fact]
    public async Task Answers_are_narrowed_while_one_types_the_count_is_announced_and_the_page_stays()
    {
        await using var visitor = await chromium.VisitAsync(375);
        var page = visitor.Page;
        await visitor.GoAsync("/faq");
        await page.EvaluateAsync("() => { window.__stillHere = true; }");
        await Assertions.Expect(page.Locator(Shown)).ToHaveCountAsync(33);

        await page.GetByLabel("Search the answers").FillAsync("Transplants cheaper");
        await Assertions.Expect(page.Locator(Shown)).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#found")).ToHaveTextAsync("1 answer has all of “Transplants cheaper”.");
        await visitor.CheckAsync();
        await page.GetByLabel("Search the answers").FillAsync("zebra");
        await Assertions.Expect(page.Locator("#found")).ToHaveTextAsync("No answer has all of “zebra”.");
        await Assertions.Expect(page.Locator(".faq:not([hidden])")).ToHaveCountAsync(0);

        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/faq?q=zebra");
        await page.GetByLabel("Search the answers").FillAsync("");
        await Assertions.Expect(page.Locator(Shown)).ToHaveCountAsync(33);
        await Assertions.Expect(page.GetByLabel("Search the answers")).ToBeFocusedAsync();
        Assert.True(await page.EvaluateAsync<bool>("() => window.__stillHere === true"));
        visitor.AssertQuiet();
    }

    [Fact]
    public async Task Script_and_server_find_the_same_answers_and_what_the_server_hid_can_be_shown_again()
    {
        await using var visitor = await chromium.VisitAsync();
        var page = visitor.Page;
        foreach (var search in new[] { "hair", "MRI scans?", "oily skin", "second visit", "sun" })
        {
            await visitor.GoAsync("/faq?q=" + Uri.EscapeDataString(search));
            var server = await page.Locator(Shown).EvaluateAllAsync<string[]>("all => all.map(one => one.id)");
            Assert.NotEmpty(server);
            await page.GetByLabel("Search the answers").FillAsync("");
            await Assertions.Expect(page.Locator(Shown)).ToHaveCountAsync(33);
            await page.GetByLabel("Search the answers").FillAsync(search);
            await Assertions.Expect(page.Locator(Shown)).ToHaveCountAsync(server.Length);
            Assert.Equal(server, await page.Locator(Shown).EvaluateAllAsync<string[]>("all => all.map(one => one.id)"));
        }

        visitor.AssertQuiet();
    }
}
