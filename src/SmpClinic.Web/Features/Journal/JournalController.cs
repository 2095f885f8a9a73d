using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OutputCaching;
using SmpClinic.Web.Features.Content;

namespace SmpClinic.Web.Features.Journal;

[AllowAnonymous]
public sealed class JournalController(SiteTexts texts) : Controller
{
    [HttpGet("/journal")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult Index() => View(texts.Present.Articles);

    [HttpGet("/journal/{slug}")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult Article(string slug) => texts.Present.Articles.FirstOrDefault(one => string.Equals(one.Slug, slug, StringComparison.Ordinal)) is { } article ? View(article) : NotFound();
}
