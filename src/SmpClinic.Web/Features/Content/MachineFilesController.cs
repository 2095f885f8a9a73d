using System.Xml.Linq;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Options;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Content;

/// <summary>The addresses that programs ask for.</summary>
[AllowAnonymous]
public sealed class MachineFilesController(IOptions<ClinicDetails> clinic, IOptions<SiteSettings> site, SiteTexts texts) : Controller
{
    // Renewed by hand at the yearly review: a date that moved by itself would promise a review that nobody did.
    private const string SecurityContactExpires = "2027-11-01T00:00:00Z";

    [HttpGet("/sitemap.xml")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult Sitemap()
    {
        XNamespace ns = "http://www.sitemaps.org/schemas/sitemap/0.9";
        var urls = texts.Present.Pages.All.Select(page => new XElement(
            ns + "url",
            new XElement(ns + "loc", site.Value.Absolute(page.Path)),
            new XElement(ns + "lastmod", NodaTime.Text.LocalDatePattern.Iso.Format(page.LastReviewed))));
        var xml = new XDocument(new XElement(ns + "urlset", urls)).ToString(SaveOptions.DisableFormatting);
        return Content("<?xml version=\"1.0\" encoding=\"utf-8\"?>" + xml, "application/xml");
    }

    /// <summary>Appointment links are kept out of search by noindex, not named here.</summary>
    [HttpGet("/robots.txt")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult Robots() => Content(
        $"User-agent: *\nDisallow: /staff\nDisallow: /account\nDisallow: /api/\nDisallow: /dev/\n\nSitemap: {site.Value.Absolute("/sitemap.xml")}\n",
        "text/plain");

    [HttpGet("/.well-known/security.txt")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult Security() => Content(
        $"Contact: mailto:{clinic.Value.Email}\nExpires: {SecurityContactExpires}\nPreferred-Languages: en\nCanonical: {site.Value.Absolute("/.well-known/security.txt")}\n",
        "text/plain");

    /// <summary>Where password stores send people; a password is changed by a link that the clinic sends, which the sign-in page tells.</summary>
    [HttpGet("/.well-known/change-password")]
    public IActionResult ChangePassword() => Redirect(Hosting.StaffSignIn.SignInPath);

    [HttpGet("/site.webmanifest")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult Manifest()
    {
        var manifest = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["name"] = clinic.Value.Name,
            ["short_name"] = clinic.Value.Name,
            ["lang"] = SiteLanguage.Tag,
            ["start_url"] = "/",
            ["display"] = "browser",
            ["background_color"] = "#faf6f0",
            ["theme_color"] = "#0f5a58",
            ["icons"] = new[]
            {
                Icon("/favicon.svg", "image/svg+xml", "any", "any"),
                Icon("/icons/192.png", "image/png", "192x192", "any"),
                Icon("/icons/512.png", "image/png", "512x512", "any maskable"),
            },
        };
        return new JsonResult(manifest) { ContentType = "application/manifest+json" };
    }

    private static Dictionary<string, string> Icon(string source, string type, string sizes, string purpose) =>
        new(StringComparer.Ordinal) { ["src"] = source, ["type"] = type, ["sizes"] = sizes, ["purpose"] = purpose };
}
