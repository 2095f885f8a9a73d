using Microsoft.Playwright;
using Xunit;

namespace SmpClinic.Browser.Tests.Features.Staff;

/// <summary>A question is changed by the clinic and read by a visitor: with the mouse, and by keyboard alone.</summary>
public sealed class EditingTests(Chromium chromium)
{
    [Fact]
    public async Task An_answer_is_changed_seen_while_it_is_typed_and_read_by_a_visitor()
    {
        await using var desk = await chromium.VisitAsync();
        await desk.SignInAsync("admin@example.com");
        await desk.FollowAsync("Texts");
        await desk.FollowAsync("Is it a tattoo?");
        await desk.Page.FillAsync("#f-answer", "Yes, with **finer needles** than most.[S11]");
        await Assertions.Expect(desk.Page.Locator("#preview strong")).ToHaveTextAsync("finer needles");
        await desk.CheckAsync();
        await desk.CheckInTheDarkAsync();
        await desk.FollowAsync("Save", AriaRole.Button);
        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Saved.");
        await desk.FollowAsync("Version 1");
        await Assertions.Expect(desk.Page.Locator(".diff ins").First).ToContainTextAsync("finer needles");
        await desk.CheckAsync();
        await desk.CheckInTheDarkAsync();
        desk.AssertQuiet();

        await using var visitor = await chromium.VisitAsync();
        await visitor.GoAsync("/faq");
        await visitor.Page.GetByText("Is it a tattoo?").ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#q4")).ToContainTextAsync("Yes, with finer needles than most.");
        await visitor.CheckAsync();
        visitor.AssertQuiet();
    }

    [Fact]
    public async Task By_keyboard_alone_an_answer_is_changed_and_read_by_a_visitor()
    {
        await using var desk = await chromium.VisitAsync();
        await desk.SignInAsync("admin@example.com");
        var page = desk.Page;
        await EnterAsync(desk, page.GetByRole(AriaRole.Link, new() { Name = "Texts" }));
        await EnterAsync(desk, page.GetByRole(AriaRole.Link, new() { Name = "How long is each session?" }));
        await desk.TabToAsync(page.Locator("#f-answer"));
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync("Two to five hours.[S7 S20]");
        await EnterAsync(desk, page.GetByRole(AriaRole.Button, new() { Name = "Show how it will look" }));
        await Assertions.Expect(page.Locator("#preview")).ToContainTextAsync("Two to five hours.");
        await EnterAsync(desk, page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }));
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Saved.");
        desk.AssertQuiet();

        await using var visitor = await chromium.VisitAsync();
        await visitor.GoAsync("/faq");
        await EnterAsync(visitor, visitor.Page.Locator("#q6 summary"));
        await Assertions.Expect(visitor.Page.Locator("#q6")).ToContainTextAsync("Two to five hours.");
        visitor.AssertQuiet();
    }

    [Theory]
    [InlineData(768)]
    [InlineData(1280)]
    public async Task Every_page_of_texts_meets_WCAG_2_2_AA_in_light_and_dark_and_fits_its_width(int width)
    {
        await using var desk = await chromium.VisitAsync(width);
        await desk.SignInAsync("admin@example.com");
        foreach (var path in (string[])["", "/faq/q2", "/faq/new", "/mail/BookingConfirmedEmail", "/journal/why-colour-fades", "/calculator/gbp-boost", "/team/maya-okafor/versions/0"])
        {
            await desk.GoAsync("/staff/content" + path);
            await desk.CheckAsync();
            await desk.CheckInTheDarkAsync();
        }

        desk.AssertQuiet();
    }

    private static async Task EnterAsync(Visitor visitor, ILocator where)
    {
        await visitor.TabToAsync(where);
        await visitor.Page.Keyboard.PressAsync("Enter");
    }
}
