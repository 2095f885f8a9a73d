using Microsoft.Playwright;
using NodaTime;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Browser.Tests.Features.Staff;

/// <summary>Two members of staff edit one appointment: the first to act wins, the other reads so and loses nothing typed.</summary>
public sealed class TwoAtOneAppointmentTests(Chromium chromium)
{
    private const string Words = "We are away that week; would another do?";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_first_to_act_wins_and_the_other_reads_how_it_stands_with_what_they_typed_kept(bool byKeyboardAlone)
    {
        await using var ada = await chromium.VisitAsync();
        await using var finn = await chromium.VisitAsync();
        var request = await chromium.Site.RequestAsync(Instant.FromUtc(2028, 1, byKeyboardAlone ? 4 : 5, 10, 0), "maya-okafor");
        ada.Expected.Add(409);
        await ada.SignInAsync("admin@example.com");
        await finn.SignInAsync();
        await ada.GoAsync($"/staff/appointments/{request.Id}");
        await finn.GoAsync("/staff/requests");

        // Ada begins to decline; Finn confirms from the queue.
        var opens = ada.Page.Locator("summary").Filter(new() { HasText = "Decline the request" });
        await (byKeyboardAlone ? PressAsync(ada, opens) : opens.ClickAsync());
        if (byKeyboardAlone)
        {
            await ada.TabToAsync(ada.Page.Locator("#DeclineReason"));
            await ada.Page.Keyboard.TypeAsync(Words);
        }
        else
        {
            await ada.Page.FillAsync("#DeclineReason", Words);
        }

        var confirm = finn.Page.GetByRole(AriaRole.Button, new() { Name = $"Confirm {request.ContactName}’s request" });
        await (byKeyboardAlone ? PressAsync(finn, confirm) : confirm.ClickAsync());
        await Assertions.Expect(finn.Page.Locator("main")).ToContainTextAsync("Done.");

        var decline = ada.Page.GetByRole(AriaRole.Button, new() { Name = "Decline the request" });
        await (byKeyboardAlone ? PressAsync(ada, decline) : decline.ClickAsync());
        await Assertions.Expect(ada.Page.Locator("#error-summary")).ToContainTextAsync("Somebody changed this appointment meanwhile");
        await Assertions.Expect(ada.Page.Locator("#error-summary")).ToContainTextAsync("Confirmed by");
        await Assertions.Expect(ada.Page.Locator("main")).ToContainTextAsync(Words);
        await ada.CheckAsync();
        Assert.Equal(AppointmentStatus.Confirmed, (await chromium.Site.NowAsync(request)).Status);
        ada.AssertQuiet();
        finn.AssertQuiet();
    }

    private static async Task PressAsync(Visitor desk, ILocator what)
    {
        await desk.TabToAsync(what);
        await desk.Page.Keyboard.PressAsync("Enter");
    }
}
