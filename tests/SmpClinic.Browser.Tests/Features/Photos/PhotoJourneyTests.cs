using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Browser.Tests.Features.Photos;

/// <summary>A photo's life: sent from a phone, put beside another, shown in the gallery, and taken back.</summary>
public sealed class PhotoJourneyTests(Chromium chromium)
{
    [Theory]
    [InlineData(true, 31)]
    [InlineData(false, 32)]
    public async Task Two_photos_are_sent_from_a_phone_laid_over_one_another_published_and_withdrawn(bool script, int week)
    {
        await using var client = await chromium.VisitAsync(375, script);
        await using var maya = await chromium.VisitAsync(1280, script);
        await using var visitor = await chromium.VisitAsync(375, script);
        var who = Steps.NewClient("Petra");
        client.Private.AddRange([who.Email, who.Name]);
        await client.OpenTimesAsync("smp-consultation", week, "maya-okafor");
        await client.ChooseTimeAsync();
        await client.FillAsync(who);
        await client.SendAsync();
        var link = client.Path.Split('?')[0];
        var appointment = await chromium.Site.InDatabaseAsync(db => db.Appointments.Where(a => a.ContactEmail == who.Email).Select(a => a.Id).SingleAsync());

        // The link alone is not enough.
        await client.FollowAsync("Send or look at photos");
        await client.Page.WaitForURLAsync("**/code?to=photos");
        await client.CheckAsync();
        await client.FollowAsync("Mail me a code", AriaRole.Button);
        await Assertions.Expect(client.Page.Locator("#code")).ToBeVisibleAsync();
        await client.CheckAsync();
        await maya.OpenMailAsync(who.Email, "Your code");
        var code = await maya.Page.Locator("main, body").First.InnerTextAsync();
        await client.Page.FillAsync("#code", System.Text.RegularExpressions.Regex.Match(code, "[A-Z2-9]{4}-[A-Z2-9]{4}", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Value);
        await client.FollowAsync("Open", AriaRole.Button);
        await client.Page.WaitForURLAsync("**/photos");
        await client.CheckAsync();
        await client.Page.CheckAsync("#agree");
        await client.FollowAsync("Go on to photos", AriaRole.Button);
        await client.Page.WaitForURLAsync("**/photos?done=agreed");
        await client.CheckAsync();
        if (script)
        {
            await client.CheckInTheDarkAsync();
        }

        // One that is none, then two that are.
        client.Expected.Add(422);
        await SendAsync(client, "Front", "text.jpg", "no photo"u8.ToArray());
        await Assertions.Expect(client.Page.Locator("#Photo-Front-error")).ToContainTextAsync("no photo we can take");
        await client.CheckAsync();
        foreach (var angle in (string[])["Front", "Top"])
        {
            await SendAsync(client, angle, "a.png", await PictureAsync(maya.Page.Context.Browser!, angle == "Front" ? "#887766" : "#554433"));
            await client.Page.WaitForURLAsync("**/photos?done=added");
        }

        // Both may be shown on the website.
        for (var i = 0; i < 2; i++)
        {
            var card = client.Page.Locator("li.card[id^=photo-]").Nth(i);
            await card.Locator("summary").ClickAsync();
            await card.GetByLabel("In the gallery on our website").CheckAsync();
            await card.GetByLabel("No, only where nobody can tell that it is me").CheckAsync();
            await card.GetByRole(AriaRole.Button, new() { Name = "Save what you allow" }).ClickAsync();
            await client.Page.WaitForURLAsync("**/photos?done=permitted");
        }

        await client.CheckAsync();
        await maya.SignInAsync("maya@example.com");
        await maya.GoAsync($"/staff/appointments/{appointment}/photos");
        await maya.CheckAsync();
        if (script)
        {
            await maya.CheckInTheDarkAsync();
        }

        await maya.Page.Locator("#Before").SelectOptionAsync(new SelectOptionValue { Index = 2 });
        await maya.Page.Locator("#After").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await maya.FollowAsync("Put them side by side", AriaRole.Button);
        await maya.Page.WaitForURLAsync("**/staff/pairs/*");
        await maya.CheckAsync();
        await maya.FollowAsync("Larger", AriaRole.Button);
        await maya.Page.WaitForURLAsync("**?done=aligned");
        await Assertions.Expect(maya.Page.Locator("#Scale")).ToHaveValueAsync("102");
        await maya.Page.FillAsync("#Title", "A hairline " + week.ToString(CultureInfo.InvariantCulture));
        await maya.Page.FillAsync("#Shows", "Temples before, a soft line after.");
        await maya.Page.FillAsync("#Sessions", "3");
        await maya.Page.FillAsync("#DaysHealed", "42");
        await maya.Page.CheckAsync("#Faceless");
        await maya.FollowAsync("Put them into the gallery", AriaRole.Button);
        await maya.Page.WaitForURLAsync("**?done=published");
        await maya.CheckAsync();

        // Anybody sees them; with script a slider lies between them, which works by keyboard.
        await visitor.GoAsync("/gallery");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "A hairline " + week.ToString(CultureInfo.InvariantCulture) })).ToBeVisibleAsync();
        await visitor.CheckAsync();
        var figure = visitor.Page.Locator("[data-compare]").First;
        if (script)
        {
            var slider = figure.Locator("input[type=range]");
            await slider.FocusAsync();
            await visitor.Page.Keyboard.PressAsync("Home");
            await Assertions.Expect(figure.Locator("clipPath rect")).ToHaveAttributeAsync("width", "0");
            await visitor.Page.Keyboard.PressAsync("End");
            await Assertions.Expect(figure.Locator("clipPath rect")).ToHaveAttributeAsync("width", "1000");
            await visitor.Page.Keyboard.PressAsync("ArrowLeft");
            await Assertions.Expect(slider).ToHaveAttributeAsync("aria-valuetext", "99 percent after");
            await visitor.CheckInTheDarkAsync();
        }
        else
        {
            await Assertions.Expect(figure.Locator("svg[role=img]")).ToHaveCountAsync(2);
            await Assertions.Expect(figure.Locator("input[type=range]")).ToBeHiddenAsync();
        }

        // Taken back, it is gone for everybody with the next page.
        await client.Page.ReloadAsync();
        await client.Page.GetByRole(AriaRole.Button, new() { Name = "Take back" }).First.ClickAsync();
        await client.Page.WaitForURLAsync("**/photos?done=withdrawn");
        await client.CheckAsync();
        await visitor.GoAsync("/gallery");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "A hairline " + week.ToString(CultureInfo.InvariantCulture) })).ToHaveCountAsync(0);
        Assert.Equal(0, await chromium.Site.InDatabaseAsync(db => db.PhotoPairs.CountAsync(p => p.PublishedAt != null && p.Before!.AppointmentId == appointment)));
        Assert.StartsWith("/appointments/", link, StringComparison.Ordinal);
        client.AssertQuiet();
        maya.AssertQuiet();
        visitor.AssertQuiet();
    }

    private static async Task SendAsync(Visitor client, string angle, string name, byte[] file)
    {
        await client.Page.SetInputFilesAsync("#Photo-" + angle, new FilePayload { Name = name, MimeType = "image/png", Buffer = file });
        await client.Page.Locator($"form:has(#Photo-{angle})").GetByRole(AriaRole.Button, new() { Name = "Send it" }).ClickAsync();
    }

    /// <summary>A picture that a browser draws.</summary>
    private static async Task<byte[]> PictureAsync(IBrowser browser, string colour)
    {
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 600, Height = 500 } });
        await page.SetContentAsync($"<body style='margin:0;background:{colour}'><p style='margin:80px;width:200px;height:150px;background:#ddd'></p>");
        var file = await page.ScreenshotAsync();
        await page.CloseAsync();
        return file;
    }
}
