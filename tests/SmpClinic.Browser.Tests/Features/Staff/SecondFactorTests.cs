using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using NodaTime;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Browser.Tests.Features.Staff;

/// <summary>The second factor as its owner meets it: set up, lost and recovered, by keyboard alone; and a passkey, which only a real browser can show.</summary>
public sealed class SecondFactorTests(Chromium chromium)
{
    private const string Password = "four unrelated heron words";

    [Fact]
    public async Task A_second_factor_is_set_up_lost_and_recovered_by_keyboard_alone()
    {
        await using var desk = await chromium.VisitAsync();
        var email = await AddAsync(desk);
        await EnterAsync(desk, "/staff/sign-in", email);
        await desk.Page.WaitForURLAsync("**/staff/set-up");
        await LookAsync(desk);
        await TypeAsync(desk, "#Code", await CodeAsync(desk, 0));
        await Assertions.Expect(desk.Page.Locator("h1")).ToHaveTextAsync("Your recovery codes");
        await LookAsync(desk);
        var recovery = await desk.Page.Locator(".recovery-codes code").First.InnerTextAsync();

        // In, out, and the phone is gone.
        await desk.GoAsync("/staff");
        await desk.FollowAsync("Sign out", AriaRole.Button);
        await EnterAsync(desk, "/staff/sign-in", email);
        await desk.Page.WaitForURLAsync("**/staff/second-factor");
        await LookAsync(desk);
        desk.Expected.Add(422);
        await TypeAsync(desk, "#Code", "000000");
        await Assertions.Expect(desk.Page.Locator("#Code-error")).ToBeVisibleAsync();
        await LookAsync(desk);
        await TabToAsync(desk, "main a[href='/staff/recovery']");
        await desk.Page.Keyboard.PressAsync("Enter");
        await desk.Page.WaitForURLAsync("**/staff/recovery");
        await LookAsync(desk);
        await TypeAsync(desk, "#Code", recovery);
        await desk.Page.WaitForURLAsync("**/staff/set-up");
        await TypeAsync(desk, "#Code", await CodeAsync(desk, 0));
        await Assertions.Expect(desk.Page.Locator("h1")).ToHaveTextAsync("Your recovery codes");
        await desk.GoAsync("/staff");
        desk.AssertQuiet();
    }

    [Fact]
    public async Task A_passkey_is_made_in_the_browser_and_then_opens_the_door_alone()
    {
        await using var desk = await chromium.VisitAsync();
        var email = await AddAsync(desk);

        // A passkey is for a name, and an address of digits is none.
        var site = desk.Site.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        var devices = await desk.Context.NewCDPSessionAsync(desk.Page);
        await devices.SendAsync("WebAuthn.enable");
        await devices.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
        await EnterAsync(desk, site + "/staff/sign-in", email);
        await desk.Page.WaitForURLAsync("**/staff/set-up");
        await TypeAsync(desk, "#Name", "Test device");
        await Assertions.Expect(desk.Page.Locator("h1")).ToHaveTextAsync("Your recovery codes");
        await desk.Page.GotoAsync(site + "/staff");
        await desk.FollowAsync("Sign out", AriaRole.Button);
        await desk.Page.WaitForURLAsync("**/staff/sign-in");

        await TabToAsync(desk, "form[data-passkey] button");
        await desk.Page.Keyboard.PressAsync("Enter");

        await desk.Page.WaitForURLAsync("**/staff");
        await desk.Page.GotoAsync(site + "/staff/sign-ins");
        await Assertions.Expect(desk.Page.Locator("tbody tr").First).ToContainTextAsync("Passkey");
    }

    private static async Task<string> AddAsync(Visitor desk)
    {
        var email = $"{Guid.NewGuid():N}@example.com";
        await using var scope = desk.Site.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<ClinicUser>>();
        var user = new ClinicUser { DisplayName = "Noor Haddad", Email = email, UserName = email, EmailConfirmed = true };
        Assert.True((await users.CreateAsync(user, Password)).Succeeded);
        Assert.True((await users.AddToRoleAsync(user, StaffRoles.FrontDesk)).Succeeded);
        return email;
    }

    private static async Task EnterAsync(Visitor desk, string door, string email)
    {
        await desk.Page.GotoAsync(door);
        await TabToAsync(desk, "#Email");
        await desk.Page.Keyboard.TypeAsync(email);
        await desk.Page.Keyboard.PressAsync("Tab");
        await desk.Page.Keyboard.TypeAsync(Password);
        await desk.Page.Keyboard.PressAsync("Enter");
    }

    private static async Task TypeAsync(Visitor desk, string field, string text)
    {
        await TabToAsync(desk, field);
        await desk.Page.Keyboard.TypeAsync(text);
        await desk.Page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Presses the tabulator until the element has the focus, as somebody without a mouse does.</summary>
    private static async Task TabToAsync(Visitor desk, string element)
    {
        for (var presses = 0; presses < 60; presses++)
        {
            if (await desk.Page.EvaluateAsync<bool>("(e) => document.activeElement?.matches(e) ?? false", element))
            {
                return;
            }

            await desk.Page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"{element} cannot be reached by the keyboard on {desk.Path}.");
    }

    private static async Task<string> CodeAsync(Visitor desk, int steps)
    {
        var key = (await desk.Page.Locator("code.key").First.InnerTextAsync()).Replace(" ", string.Empty, StringComparison.Ordinal);
        var now = Instant.FromDateTimeOffset(desk.Site.Services.GetRequiredService<TimeProvider>().GetUtcNow());
        return TimeCode.Of(key, TimeCode.StepAt(now) + steps);
    }

    private static async Task LookAsync(Visitor desk)
    {
        await desk.CheckAsync();
        await desk.CheckInTheDarkAsync();
    }
}
