using Microsoft.Playwright;
using Xunit;

namespace SmpClinic.Browser.Tests.Features.Suitability;

public sealed class SuitabilityTests(Chromium chromium)
{
    [Theory]
    [InlineData(375)]
    [InlineData(1280)]
    public async Task Every_kind_of_question_and_the_outcome_are_for_everybody_and_the_browsers_back_works(int width)
    {
        await using var visitor = await chromium.VisitAsync(width);
        var page = visitor.Page;
        visitor.Expected.Add(422);
        await visitor.GoAsync("/suitability");
        await visitor.FollowAsync("Start the check");
        await visitor.CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Assertions.Expect(page.Locator(".error-summary")).ToBeVisibleAsync();
        await visitor.CheckAsync();

        // The keyboard alone: into the group, down to brows, and on.
        await page.Locator("#Answer").FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Are you 18 or over?");
        await page.GoBackAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Which treatment are you thinking of?");
        await page.GoForwardAsync();

        for (var asked = 0; asked < 40 && await page.Locator("form.one-question").CountAsync() > 0; asked++)
        {
            var heading = await page.Locator("h1").InnerTextAsync();
            if (await page.Locator("#Day").CountAsync() > 0)
            {
                await visitor.CheckAsync();
                await visitor.CheckInTheDarkAsync();
                await page.FillAsync("#Day", "20");
                await page.FillAsync("#Month", "10");
                await page.FillAsync("#Year", "2027");
            }
            else
            {
                var wanted = heading.StartsWith("Have you had Botox", StringComparison.Ordinal) || heading.StartsWith("Are you 18", StringComparison.Ordinal) ? "yes" : "no";
                var choice = page.Locator($"input[name=Answer][value={wanted}], input[name=Answer][value=none]");
                await (await choice.CountAsync() > 0 ? choice.First : page.Locator("input[name=Answer]").First).CheckAsync();
            }

            await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
            await Assertions.Expect(page.Locator("h1")).Not.ToHaveTextAsync(heading);
        }

        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Not before Wednesday 17 November 2027");
        await visitor.CheckAsync();
        await visitor.CheckInTheDarkAsync();
        await page.Locator("main a[href^='/book?check=']").ClickAsync();
        await page.Locator("main a[href^='/book/microblading-consultation?check=']").ClickAsync();
        await Assertions.Expect(page.Locator(".notice")).ToContainTextAsync("By your suitability check the first date is");
        await visitor.CheckAsync();
        await visitor.CheckInTheDarkAsync();
        visitor.AssertQuiet();
    }
}
