using Microsoft.Playwright;
using Xunit;

namespace SmpClinic.Browser.Tests;

public sealed class JourneyTests(Chromium chromium)
{
    /// <param name="week">Of its own, so that journeys never want the same time.</param>
    [Theory]
    [InlineData(375, true, 2)]
    [InlineData(375, false, 3)]
    [InlineData(1280, true, 4)]
    [InlineData(1280, false, 5)]
    public async Task HD01_PR08_A_client_reads_books_moves_and_cancels_and_staff_confirm_with_every_page_meeting_WCAG_2_2_AA(int width, bool script, int week)
    {
        var client = Steps.NewClient("Rosalind");
        await using var visitor = await chromium.VisitAsync(width, script);
        visitor.Private.AddRange([client.Name, client.Email, client.Phone]);

        // Reads.
        await visitor.GoAsync("/");
        await visitor.CheckAsync();
        var main = visitor.Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" });
        if (width < 600)
        {
            // On a phone all of it is in the menu, which opens without script too.
            await main.GetByRole(AriaRole.Button, new() { Name = "Menu" }).ClickAsync();
        }

        await main.GetByRole(AriaRole.Link, new() { Name = "Scalp (SMP)" }).ClickAsync();
        await Assertions.Expect(visitor.Page).ToHaveURLAsync("/treatments/scalp-micropigmentation");
        await visitor.CheckAsync();

        // Books.
        await visitor.FollowAsync("Book a consultation");
        await Assertions.Expect(visitor.Page).ToHaveURLAsync("/book");
        await visitor.CheckAsync();
        await visitor.FollowAsync("Scalp micropigmentation consultation");
        await LaterAsync(visitor, week);
        await visitor.CheckAsync();
        await visitor.ChooseTimeAsync();
        await visitor.Page.FillAsync("#Email", "not an address");
        visitor.Expected.Add(422);
        await visitor.Page.ClickAsync("[data-submit]");
        await Assertions.Expect(visitor.Page.Locator("#error-summary")).ToBeVisibleAsync();
        await visitor.CheckAsync();
        await visitor.FillAsync(client, "A fuller hairline, and no more hats.");
        await visitor.SendAsync();
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "We have your request" })).ToBeVisibleAsync();
        await visitor.CheckAsync();

        // Reads the mail and follows its link.
        await visitor.OpenMailAsync(client.Email, "We have your request");
        await Assertions.Expect(visitor.Page.Locator("main")).ToContainTextAsync("UK time");
        await visitor.CheckAsync();
        var mail = visitor.Path;
        await visitor.FollowAsync("Open the HTML part");
        await Assertions.Expect(visitor.Page.Locator("body")).ToContainTextAsync(client.Name);
        await visitor.CheckAsync();
        await visitor.GoAsync(mail);
        await visitor.FollowMailLinkAsync();

        // Moves.
        var before = await visitor.Page.Locator("time").First.GetAttributeAsync("datetime");
        await visitor.FollowAsync("Move to another time");
        await visitor.CheckAsync();
        await LaterAsync(visitor, week);
        await visitor.ChooseTimeAsync(3);
        await visitor.CheckAsync();
        await visitor.FollowAsync("Move it", AriaRole.Button);
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Your appointment is moved" })).ToBeVisibleAsync();
        Assert.NotEqual(before, await visitor.Page.Locator("time").First.GetAttributeAsync("datetime"));
        await visitor.CheckAsync();
        await visitor.OpenMailAsync(client.Email, "has moved");

        // Cancels.
        await visitor.FollowMailLinkAsync();
        await visitor.FollowAsync("Cancel it");
        await visitor.CheckAsync();
        await visitor.Page.FillAsync("#Reason", "My plans changed");
        await visitor.FollowAsync("Cancel the appointment", AriaRole.Button);
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Your appointment is cancelled" })).ToBeVisibleAsync();
        await visitor.CheckAsync();
        await visitor.OpenMailAsync(client.Email, "is cancelled");
        visitor.AssertQuiet();
    }

    [Theory]
    [InlineData(375, true, 2)]
    [InlineData(375, false, 3)]
    [InlineData(1280, true, 4)]
    [InlineData(1280, false, 5)]
    public async Task HD01_PR08_Staff_confirm_a_request_and_the_client_who_is_told_by_mail_cancels_it(int width, bool script, int week)
    {
        var client = Steps.NewClient("Cornelius");
        await using (var visitor = await chromium.VisitAsync(width, script))
        {
            await visitor.OpenTimesAsync("smp-consultation", week);
            await visitor.ChooseTimeAsync(8);
            await visitor.FillAsync(client);
            await visitor.SendAsync();
            visitor.AssertQuiet();
        }

        await using (var desk = await chromium.VisitAsync(width, script))
        {
            desk.Private.AddRange([client.Name, client.Email, client.Phone]);
            await desk.SignInAsync();
            await desk.CheckAsync();
            await desk.GoAsync("/staff/requests");
            await desk.CheckAsync();
            await desk.Page.GetByRole(AriaRole.Link, new() { Name = client.Name, Exact = true }).ClickAsync();
            await Assertions.Expect(desk.Page.GetByRole(AriaRole.Heading, new() { Name = client.Name, Level = 1 })).ToBeVisibleAsync();
            await desk.CheckAsync();
            await desk.FollowAsync("Confirm the request", AriaRole.Button);
            await Assertions.Expect(desk.Page.Locator(".badge").First).ToHaveTextAsync("Confirmed");
            await desk.CheckAsync();
            desk.AssertQuiet();
        }

        await using var again = await chromium.VisitAsync(width, script);
        await again.OpenMailAsync(client.Email, "is confirmed");
        await Assertions.Expect(again.Page.Locator("main")).ToContainTextAsync("METHOD:REQUEST");
        await again.FollowMailLinkAsync();
        await Assertions.Expect(again.Page.Locator(".badge").First).ToHaveTextAsync("Confirmed");
        await again.CheckAsync();
        await again.FollowAsync("Cancel it");
        await again.FollowAsync("Cancel the appointment", AriaRole.Button);
        await Assertions.Expect(again.Page.GetByRole(AriaRole.Heading, new() { Name = "Your appointment is cancelled" })).ToBeVisibleAsync();
        await again.OpenMailAsync(client.Email, "is cancelled");
        again.AssertQuiet();
    }

    /// <summary>Turns the pages of the list of times until a week is reached.</summary>
    private static async Task LaterAsync(Visitor visitor, int weeks)
    {
        for (var shown = 0; shown < weeks; shown++)
        {
            var heading = await visitor.Page.Locator("#times-heading").InnerTextAsync();
            await visitor.FollowAsync("Later times");
            await Assertions.Expect(visitor.Page.Locator("#times-heading")).Not.ToHaveTextAsync(heading);
        }
    }
}
