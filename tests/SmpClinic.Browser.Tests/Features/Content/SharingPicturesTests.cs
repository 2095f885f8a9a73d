using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Playwright;
using SmpClinic.Web.Features.Art;
using SmpClinic.Web.Features.Content;
using Xunit;

namespace SmpClinic.Browser.Tests.Features.Content;

/// <summary>
/// Draws the pictures that are shown beside a link to the site, and the icons: <c>WRITE_PICTURES=1</c>. They are kept in the repository,
/// because the site draws nothing but text by itself. Beside this file stands what each was drawn from, as a hash; when a title or a
/// drawing has changed, the pictures are no longer true, and a test says so.
/// </summary>
public sealed class SharingPicturesTests(Chromium chromium)
{
    private static readonly string Root = Folder("src", "SmpClinic.Web", "wwwroot");
    private static readonly string Record = Path.Combine(Folder("tests", "SmpClinic.Browser.Tests", "Features", "Content"), "sharing-pictures.txt");

    private static readonly (string File, int Side)[] Icons = [("icons/192.png", 192), ("icons/512.png", 512), ("icons/touch.png", 180)];

    [Fact]
    public void The_kept_pictures_are_drawn_from_todays_titles_and_drawings() =>
        Assert.True(string.Join('\n', Sources()) + "\n" == File.ReadAllText(Record), "Titles or drawings have changed: draw the pictures anew with WRITE_PICTURES=1.");

    [Fact]
    public async Task The_pictures_are_drawn_anew()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("WRITE_PICTURES") == "1", "Set WRITE_PICTURES=1 to draw the pictures in wwwroot/sharing and wwwroot/icons anew.");
        await using var visitor = await chromium.VisitAsync();
        Directory.CreateDirectory(Path.Combine(Root, "sharing"));
        Directory.CreateDirectory(Path.Combine(Root, "icons"));

        foreach (var path in SharingPictures.Paths)
        {
            await DrawAsync(visitor.Page, Card(SitePages.At(path)), SharingPictures.Width, SharingPictures.Height, $"sharing/{SharingPictures.NameOf(path)}.png");
        }

        foreach (var (file, side) in Icons)
        {
            await DrawAsync(visitor.Page, Icon(side), side, side, file);
        }

        await File.WriteAllTextAsync(Record, string.Join('\n', Sources()) + "\n", TestContext.Current.CancellationToken);
    }

    private static async Task DrawAsync(IPage page, string body, int width, int height, string file)
    {
        await page.SetViewportSizeAsync(width, height);
        await page.SetContentAsync($"<!DOCTYPE html><html><head><style>{Style()}</style></head><body>{body}</body></html>");
        await page.EvaluateAsync("() => document.fonts.ready.then(() => true)");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Root, file), Animations = ScreenshotAnimations.Disabled });
    }

    private static IEnumerable<string> Sources() =>
    [
        .. SharingPictures.Paths.Select(path => $"{SharingPictures.NameOf(path)} {Hash(Card(SitePages.At(path)) + Looks)}"),
        .. Icons.Select(icon => $"{icon.File} {Hash(Icon(icon.Side) + Looks)}"),
    ];

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    private static string Card(SitePage page)
    {
        var brows = page.Path.Contains("microblading", StringComparison.Ordinal) && !page.Path.StartsWith("/compare/", StringComparison.Ordinal);
        var scalp = page.Path.Contains("scalp", StringComparison.Ordinal);
        var name = brows ? DrawingName.Brow : scalp ? DrawingName.Hairline : DrawingName.Face;
        return $"<main class=\"{name}\">{Svg(Drawings.Get(name))}<div><h1>{WebUtility.HtmlEncode(page.Title)}</h1><p>{Svg(Drawings.Get(DrawingName.Sign))}Plainly told, with sources, ranges and risks</p></div></main>";
    }

    private static string Icon(int side) =>
        string.Create(CultureInfo.InvariantCulture, $"<div class=\"icon\">{Svg(Drawings.Get(DrawingName.Sign))}</div><!-- {side} -->");

    private static string Svg(Drawing drawing) => $"<svg viewBox=\"{drawing.ViewBox}\">{drawing.Inner}</svg>";

    /// <summary>The site's own colours and fonts; nothing is fetched.</summary>
    private static string Style() => $$"""
        @font-face { font-family: Newsreader; src: url("data:font/woff2;base64,{{Font("newsreader-*.woff2")}}"); }
        @font-face { font-family: Figtree; font-weight: 400 700; src: url("data:font/woff2;base64,{{Font("figtree-*.woff2")}}"); }
        {{Looks}}
        """;

    private static string Font(string pattern) => Convert.ToBase64String(File.ReadAllBytes(Directory.GetFiles(Path.Combine(Root, "fonts"), pattern).Single()));

    // Narrow titles stand beside the face, wide ones under the hairline or the brow.
    private const string Looks = """
        * { margin: 0; box-sizing: border-box; }
        body { background: #faf6f0; color: #221e1a; }
        .strokes { fill: #7d4226; }
        main { position: relative; width: 1200px; height: 630px; padding: 64px 72px; overflow: hidden; }
        main > svg { position: absolute; }
        main > div { position: absolute; inset: auto 72px 56px; }
        h1 { font: 88px/1 Newsreader; letter-spacing: -0.026em; max-width: 1000px; text-wrap: balance; }
        p { display: flex; align-items: center; gap: 20px; margin-top: 30px; font: 30px/1.2 Figtree; color: #5c554c; }
        p svg { width: 60px; color: #0f5a58; }
        .Face > svg { width: 560px; right: 48px; top: 72px; }
        .Face h1 { max-width: 540px; font-size: 72px; }
        .Hairline > svg { width: 1200px; left: 0; top: 0; }
        .Brow > svg { width: 960px; right: 40px; top: 16px; }
        .icon { width: 100vw; height: 100vh; display: grid; place-items: center; background: #0f5a58; color: #fff; }
        .icon svg { width: 68vw; }
        .icon .strokes { fill: #f3c9ae; }
        """;

    private static string Folder(params string[] parts)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "SmpClinic.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The solution's folder is not above the tests.");
        }

        return Path.Combine([folder, .. parts]);
    }
}
