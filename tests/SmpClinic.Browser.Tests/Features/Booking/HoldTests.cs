using Microsoft.Playwright;
using Xunit;

namespace SmpClinic.Browser.Tests.Features.Booking;

public sealed class HoldTests(Chromium chromium)
{
    [Fact]
    public async Task A_time_is_held_while_its_form_is_open_shown_to_its_holder_hidden_from_others_and_free_when_they_leave()
    {
        await using var one = await chromium.VisitAsync();
        await using var other = await chromium.VisitAsync();
        var countdown = one.Page.Locator("#hold");

        // Elin alone does brows, so her time is the only one.
        await one.OpenTimesAsync("microblading-consultation", 1);
        var held = (await LinksAsync(one.Page))[0];
        await one.ChooseTimeAsync();
        await Assertions.Expect(countdown).ToContainTextAsync("We hold this time for you for another 10 minutes.");
        await Assertions.Expect(countdown).ToHaveAttributeAsync("role", "status");
        await one.CheckAsync();

        await other.OpenTimesAsync("microblading-consultation", 1);
        Assert.DoesNotContain(held, await LinksAsync(other.Page));

        // Another window of the same person, while the form is open: their own hold hides nothing from them.
        var window = await one.Context.NewPageAsync();
        await window.GotoAsync($"/book/microblading-consultation?from={BrowserSite.Week(1)}");
        Assert.Contains(held, await LinksAsync(window));
        await window.CloseAsync();

        // Leaving lets go.
        await one.OpenTimesAsync("microblading-consultation", 1);
        Assert.Contains(held, await LinksAsync(one.Page));
        await WaitUntilAsync(async () =>
        {
            await other.OpenTimesAsync("microblading-consultation", 1);
            return (await LinksAsync(other.Page)).Contains(held);
        });
        one.AssertQuiet();
        other.AssertQuiet();
    }

    [Fact]
    public async Task Whoever_comes_second_is_told_that_somebody_else_is_booking_the_time()
    {
        await using var one = await chromium.VisitAsync();
        await using var other = await chromium.VisitAsync();
        await one.OpenTimesAsync("microblading-consultation", 2);
        await one.ChooseTimeAsync();
        await Assertions.Expect(one.Page.Locator("#hold")).ToContainTextAsync("We hold this time");

        other.Expected.Add(409);
        await other.GoAsync(one.Path);

        await Assertions.Expect(other.Page.Locator("#hold")).ToContainTextAsync("Somebody else is booking this time just now.");
        await other.CheckAsync();
        other.AssertQuiet();
    }

    /// <summary>The starts that a page of times offers.</summary>
    private static Task<string[]> LinksAsync(IPage page) =>
        page.Locator("a.slot").EvaluateAllAsync<string[]>("all => all.map(a => new URL(a.href).searchParams.get('start'))");

    private static async Task WaitUntilAsync(Func<Task<bool>> holds)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(10), "Not within 10 s.");
            await Task.Delay(200);
        }
    }
}
