namespace SmpClinic.Web.Features.Content;

/// <summary>
/// The pictures that messengers and networks show beside a link to the site, 1200 by 630: drawn by the browser tests from our own
/// drawings and the page's own words (SharingPicturesTests says how). A page without one of its own is shown with the front page's.
/// </summary>
public static class SharingPictures
{
    public const int Width = 1200;
    public const int Height = 630;

    private const string Drawing = "beside a drawing of the dots of scalp micropigmentation and the strokes of microblading.";

    /// <summary>What can be seen on a page's picture, for people who cannot.</summary>
    public static string WordsOf(SitePage page) => (HasOwn(page) ? "The title of the page, " : "The clinic's name and what it does, ") + Drawing;

    /// <summary>The pages with a picture of their own.</summary>
    public static IReadOnlyList<string> Paths { get; } =
    [
        "/", "/treatments/scalp-micropigmentation", "/treatments/microblading", "/compare/smp-vs-microblading", "/prices", "/faq", "/team", "/contact",
        "/aftercare/scalp-micropigmentation", "/aftercare/microblading",
    ];

    /// <summary>The address of the picture for this page.</summary>
    public static string Of(SitePage page) => $"/sharing/{NameOf(HasOwn(page) ? page.Path : "/")}.png";

    private static bool HasOwn(SitePage page) => Paths.Contains(page.Path, StringComparer.Ordinal);

    /// <summary>The file's name, without its end.</summary>
    public static string NameOf(string path) => path is "/" ? "home" : path[1..].Replace('/', '-');
}
