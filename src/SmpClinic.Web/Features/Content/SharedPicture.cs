using Microsoft.Extensions.Options;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Content;

/// <summary>The picture that goes with a page where somebody shares its address, at <c>/images/og/{page}.png</c>.</summary>
public sealed class SharedPicture(IWebHostEnvironment environment, IOptions<SiteSettings> site)
{
    /// <summary>Pictures are this wide and high, in pixels.</summary>
    public const int Width = 1200;

    public const int Height = 630;

    /// <summary>Its name: the page's path with hyphens for slashes, and <c>home</c>.</summary>
    public static string PathOf(SitePage page) => $"/images/og/{(page.Path == "/" ? "home" : page.Path[1..].Replace('/', '-'))}.png";

    /// <summary>The absolute address of the page's picture, or of the one for all pages; null where there is neither.</summary>
    public string? Of(SitePage page) =>
        new[] { PathOf(page), "/images/og/clinic.png" }.FirstOrDefault(path => environment.WebRootFileProvider.GetFileInfo(path).Exists) is { } found
            ? site.Value.Absolute(found)
            : null;
}
