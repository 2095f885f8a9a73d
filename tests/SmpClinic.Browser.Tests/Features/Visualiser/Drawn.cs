using Microsoft.Playwright;

namespace SmpClinic.Browser.Tests.Features.Visualiser;

/// <summary>Waits for drawings and opens photos, as the tests of the visualiser need them.</summary>
internal static class Drawn
{
    /// <summary>The short name of the picture on the page, once it is finished.</summary>
    public static async Task<string> PictureAsync(IPage page)
    {
        await page.Locator("[data-visualiser][data-ready][data-picture]").WaitForAsync(new() { Timeout = 30_000 });
        return (await page.Locator("[data-visualiser]").GetAttributeAsync("data-picture"))!;
    }

    /// <summary>Chooses a photo, drawn by the page itself: a plain head shape in a skin colour.</summary>
    public static async Task OpenPhotoAsync(IPage page)
    {
        var png = await page.EvaluateAsync<string>("""
            async () => {
              const canvas = new OffscreenCanvas(600, 800);
              const context = canvas.getContext('2d');
              context.fillStyle = '#88a'; context.fillRect(0, 0, 600, 800);
              context.fillStyle = '#d9b48f'; context.beginPath(); context.ellipse(300, 380, 220, 300, 0, 0, 7); context.fill();
              const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
              return btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(''));
            }
            """);
        await page.SetInputFilesAsync("#look-file", new FilePayload { Name = "holiday-canary.png", MimeType = "image/png", Buffer = Convert.FromBase64String(png) });
        await Assertions.Expect(page.Locator("#look-file-said")).ToContainTextAsync("stays on this device");
    }
}
