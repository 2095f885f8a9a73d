using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests;
using Xunit;

namespace SmpClinic.Browser.Tests;

/// <summary>What people do on the site, in the words they would use.</summary>
public static partial class Steps
{
    /// <summary>A client whose name, mail and telephone number nobody else in the tests has.</summary>
    public static Client NewClient(string first)
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        return new($"{first} Quennell {mark}", $"{first}.{mark}@example.com".ToLowerInvariant(), $"+44770090{Random.Shared.Next(1000, 9999)}");
    }

    /// <summary>Opens the list of times of a service in one week.</summary>
    public static Task OpenTimesAsync(this Visitor visitor, string service, int week, string? practitioner = null) =>
        visitor.GoAsync($"/book/{service}?from={BrowserSite.Week(week)}" + (practitioner is null ? "" : "&practitioner=" + practitioner));

    /// <summary>Chooses a time, counted from the first on the page, and waits for what follows. Returns its words.</summary>
    public static async Task<string> ChooseTimeAsync(this Visitor visitor, int nth = 0)
    {
        var slot = visitor.Page.Locator("a.slot").Nth(nth);
        var words = (await slot.InnerTextAsync()).Trim();
        await slot.ClickAsync();
        await visitor.Page.WaitForURLAsync(AfterTimes());
        return words;
    }

    /// <summary>Fills the details form in.</summary>
    public static async Task FillAsync(this Visitor visitor, Client client, string? hopes = null)
    {
        await visitor.Page.FillAsync("#Name", client.Name);
        await visitor.Page.FillAsync("#Email", client.Email);
        await visitor.Page.FillAsync("#Phone", client.Phone);
        await visitor.Page.CheckAsync("#Preference");
        await visitor.Page.CheckAsync("#Adult");
        await visitor.Page.CheckAsync("#Terms");
        if (hopes is not null)
        {
            await visitor.Page.FillAsync("#Hopes", hopes);
            await visitor.Page.CheckAsync("#HealthWords");
        }
    }

    /// <summary>Sends the details form and waits for the appointment's page.</summary>
    public static async Task SendAsync(this Visitor visitor)
    {
        await visitor.Page.ClickAsync("[data-submit]");
        await visitor.Page.WaitForURLAsync(OwnPage());
    }

    /// <summary>Opens the newest mail to somebody with these words in its subject, once it was sent.</summary>
    public static async Task OpenMailAsync(this Visitor visitor, string to, string subject)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (true)
        {
            await visitor.GoAsync("/dev/mail");
            var line = visitor.Page.Locator("tbody tr").Filter(new() { HasText = to }).Locator("a").Filter(new() { HasText = subject });
            if (await line.CountAsync() > 0)
            {
                await line.First.ClickAsync();
                await visitor.Page.WaitForURLAsync("**/dev/mail/*");
                return;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromSeconds(20), $"No mail '{subject}' to {to} within 20 s.");
            await Task.Delay(200);
        }
    }

    /// <summary>Follows the secret link of the mail that is open.</summary>
    public static async Task FollowMailLinkAsync(this Visitor visitor)
    {
        await visitor.Page.Locator("a[href*='/appointments/']").First.ClickAsync();
        await visitor.Page.WaitForURLAsync(OwnPage());
    }

    /// <summary>
    /// The front desk, or another, is signed in: the session is laid into the database and its cookie into the browser. A code is taken once
    /// in half a minute, and these tests are many; the way through the forms is a journey of its own.
    /// </summary>
    public static async Task SignInAsync(this Visitor visitor, string email = "front.desk@example.com")
    {
        var user = await visitor.Site.InDatabaseAsync(db => db.Users.Where(u => u.Email == email).Select(u => u.Id).SingleAsync());
        var (name, value) = await visitor.Site.Services.SessionCookieAsync(user, SignInStage.Full, visitor.Site.Services.GetRequiredService<TimeProvider>().GetUtcNow());
        await visitor.Context.AddCookiesAsync([new() { Name = name, Value = value, Url = visitor.Site.Address, HttpOnly = true, SameSite = SameSiteAttribute.Lax }]);
        await visitor.GoAsync("/staff");
    }

    [GeneratedRegex("/(details|confirm)[?]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AfterTimes();

    [GeneratedRegex("/appointments/[^/]+$", RegexOptions.None, 1000)]
    private static partial Regex OwnPage();

    /// <summary>Somebody who books.</summary>
    public sealed record Client(string Name, string Email, string Phone);
}
