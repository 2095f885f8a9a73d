using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using SmpClinic.Browser.Tests.Features.Visualiser;
using Xunit;

namespace SmpClinic.Browser.Tests;

/// <summary>Draws the pictures that the documents show, when asked to: WRITE_SCREENSHOTS=1.</summary>
public sealed class Screenshots(Chromium chromium)
{
    private static readonly string Folder = System.IO.Path.Combine(Root(), "docs", "images");

    private static readonly (string Path, string Name)[] PublicPages =
    [
        ("/", "home"),
        ("/treatments/scalp-micropigmentation", "scalp-micropigmentation"),
        ("/treatments/microblading", "microblading"),
        ("/compare/smp-vs-microblading", "compare"),
        ("/cost", "cost"),
        ("/suitability", "suitability"),
        ("/journal/smp-and-how-it-differs-from-microblading", "article"),
    ];

    [Fact]
    public async Task The_pictures_in_the_documents_are_drawn_anew()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("WRITE_SCREENSHOTS") == "1", "Set WRITE_SCREENSHOTS=1 to draw the pictures in docs/images anew.");
        Directory.CreateDirectory(Folder);

        await using var phone = await chromium.VisitAsync(375);
        foreach (var (path, name) in PublicPages)
        {
            await phone.GoAsync(path);
            await DrawAsync(phone, $"{name}-phone.png");
        }

        await phone.OpenTimesAsync("smp-consultation", 1);
        await DrawAsync(phone, "booking-phone.png");

        await phone.GoAsync("/visualiser");
        await Drawn.PictureAsync(phone.Page);
        await DrawAsync(phone, "visualiser-phone.png");

        await using var desk = await chromium.VisitAsync();
        foreach (var (path, name) in PublicPages)
        {
            await desk.GoAsync(path);
            await DrawAsync(desk, $"{name}.png");
        }

        await desk.GoAsync("/visualiser");
        await Drawn.PictureAsync(desk.Page);
        await DrawAsync(desk, "visualiser.png");
        await desk.OpenTimesAsync("smp-consultation", 1);
        await DrawAsync(desk, "booking.png");
        await desk.ChooseTimeAsync(2);
        var client = new Steps.Client("Rosalind Quennell", "rosalind@example.com", "+447700900123");
        await desk.FillAsync(client);
        await desk.SendAsync();
        await DrawAsync(desk, "appointment.png");
        await desk.OpenMailAsync(client.Email, "We have your request");
        await desk.FollowAsync("Open the HTML part");
        await DrawAsync(desk, "mail.png");

        await desk.SignInAsync();
        await desk.GoAsync("/staff/calendar?view=day&date=2027-10-28");
        await Features.Staff.CalendarSteps.DrawnAsync(desk, "day");
        await DrawAsync(desk, "calendar.png");
        await desk.GoAsync($"/staff/clients/{await chromium.Site.InDatabaseAsync(db => db.ClientAlerts.Select(a => a.ClientId).FirstAsync(TestContext.Current.CancellationToken))}");
        await DrawAsync(desk, "client.png");
    }

    private static Task<byte[]> DrawAsync(Visitor visitor, string name) =>
        visitor.Page.ScreenshotAsync(new() { Path = System.IO.Path.Combine(Folder, name), Animations = ScreenshotAnimations.Disabled });

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(folder, "SmpClinic.sln")))
        {
            folder = System.IO.Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The solution's folder is not above the tests.");
        }

        return folder;
    }
}
