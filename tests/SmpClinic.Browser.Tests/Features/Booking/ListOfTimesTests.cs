using Microsoft.Playwright;
using Xunit;

namespace SmpClinic.Browser.Tests.Features.Booking;

public sealed class ListOfTimesTests(Chromium chromium)
{
    private const string StillHere = "() => window.__stillHere === true";

    [Fact]
    public async Task Another_week_replaces_the_list_in_place_moves_the_focus_to_its_heading_and_is_announced()
    {
        await using var visitor = await chromium.VisitAsync();
        var page = visitor.Page;
        await visitor.GoAsync("/book/smp-consultation");
        await page.EvaluateAsync("() => { window.__stillHere = true; }");
        var first = await page.Locator("#times-heading").InnerTextAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Later times" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Locator("#times-heading")).Not.ToHaveTextAsync(first);
        await Assertions.Expect(page.Locator("#times-heading")).ToBeFocusedAsync();
        var second = await page.Locator("#times-heading").InnerTextAsync();
        await Assertions.Expect(page.Locator("#times-status")).ToContainTextAsync(second);
        Assert.Contains("from=" + BrowserSite.Week(1), page.Url, StringComparison.Ordinal);
        Assert.True(await page.EvaluateAsync<bool>(StillHere));

        await page.GoBackAsync();
        await Assertions.Expect(page.Locator("#times-heading")).ToHaveTextAsync(first);
        Assert.True(await page.EvaluateAsync<bool>(StillHere));
        visitor.AssertQuiet();
    }

    [Fact]
    public async Task Choosing_a_practitioner_updates_the_list_in_place_and_leaves_the_focus_where_it_is()
    {
        await using var visitor = await chromium.VisitAsync(375);
        var page = visitor.Page;
        await visitor.OpenTimesAsync("smp-consultation", 1);
        await page.EvaluateAsync("() => { window.__stillHere = true; }");

        await page.Locator("#practitioner").FocusAsync();
        await page.SelectOptionAsync("#practitioner", "tom-hale");

        // Not a wait for a navigation: the script only writes the address anew, and may have done so already.
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("practitioner=tom-hale", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Assertions.Expect(page.Locator("#times-status")).Not.ToHaveTextAsync("Loading times");
        await Assertions.Expect(page.Locator("#practitioner")).ToBeFocusedAsync();
        Assert.Contains("practitioner=tom-hale", await page.Locator("a.slot").First.GetAttributeAsync("href"), StringComparison.Ordinal);
        Assert.True(await page.EvaluateAsync<bool>(StillHere));
        visitor.AssertQuiet();
    }

    [Fact]
    public async Task The_keyboard_alone_leads_from_the_skip_link_to_a_booked_time()
    {
        await using var visitor = await chromium.VisitAsync();
        var page = visitor.Page;
        await visitor.OpenTimesAsync("microblading-consultation", 6);

        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator(".skip-link")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await TabToAsync(page, "a.slot");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/details?**");

        var client = Steps.NewClient("Tabitha");
        await TabToAsync(page, "#Name");
        await page.Keyboard.TypeAsync(client.Name);
        await TabToAsync(page, "#Email");
        await page.Keyboard.TypeAsync(client.Email);
        await TabToAsync(page, "#Phone");
        await page.Keyboard.TypeAsync(client.Phone);
        await TabToAsync(page, "#Preference");
        await page.Keyboard.PressAsync("Space");
        await TabToAsync(page, "#Adult");
        await page.Keyboard.PressAsync("Space");
        await TabToAsync(page, "#Terms");
        await page.Keyboard.PressAsync("Space");
        await TabToAsync(page, "[data-submit]");
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "You are booked" })).ToBeVisibleAsync();
        visitor.AssertQuiet();
    }

    [Fact]
    public async Task A_mistake_moves_the_focus_to_the_summary_whose_links_lead_to_the_fields()
    {
        await using var visitor = await chromium.VisitAsync();
        visitor.Expected.Add(422);
        var page = visitor.Page;
        await visitor.OpenTimesAsync("microblading-consultation", 7);
        await visitor.ChooseTimeAsync();

        await page.ClickAsync("[data-submit]");

        await Assertions.Expect(page.Locator("#error-summary")).ToBeFocusedAsync();
        var links = page.Locator("#error-summary a");
        Assert.True(await links.CountAsync() >= 5);
        for (var i = 0; i < await links.CountAsync(); i++)
        {
            var field = await links.Nth(i).GetAttributeAsync("href");
            await links.Nth(i).ClickAsync();
            await Assertions.Expect(page.Locator(field!)).ToBeFocusedAsync();
        }

        visitor.AssertQuiet();
    }

    [Fact]
    public async Task A_visitor_elsewhere_sees_their_own_clock_beside_the_clinics_for_a_video_call()
    {
        await using var visitor = await chromium.VisitAsync(zone: "Asia/Kolkata");
        var page = visitor.Page;
        await visitor.OpenTimesAsync("smp-video-consultation", 1);

        // Half past five hours ahead of UK winter time.
        var slot = page.Locator("a.slot", new() { HasText = "Kolkata time" }).First;
        await Assertions.Expect(slot).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#zone")).ToHaveValueAsync("Asia/Kolkata");
        var words = await page.Locator("a.slot").Filter(new() { HasText = ", 10am" }).First.InnerTextAsync();
        Assert.Contains("3:30pm Kolkata time", words, StringComparison.Ordinal);
        await visitor.CheckAsync();

        await visitor.ChooseTimeAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Kolkata time");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("UK time");
        await visitor.CheckAsync();
        visitor.AssertQuiet();
    }

    [Fact]
    public async Task A_visit_in_person_is_shown_in_clinic_time_alone_wherever_the_visitor_is()
    {
        await using var visitor = await chromium.VisitAsync(zone: "Asia/Kolkata");
        await visitor.OpenTimesAsync("smp-consultation", 1);
        await Assertions.Expect(visitor.Page.Locator("#times")).ToContainTextAsync("Times are UK time");
        Assert.Equal(0, await visitor.Page.Locator(".slot__own").CountAsync());
        visitor.AssertQuiet();
    }

    private static async Task TabToAsync(IPage page, string selector)
    {
        for (var i = 0; i < 60; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("(s) => document.activeElement !== null && document.activeElement.matches(s)", selector))
            {
                return;
            }
        }

        Assert.Fail($"The tab key does not reach {selector} in 60 steps.");
    }
}
