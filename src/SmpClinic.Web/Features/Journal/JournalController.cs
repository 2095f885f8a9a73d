using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OutputCaching;

namespace SmpClinic.Web.Features.Journal;

[AllowAnonymous]
public sealed class JournalController : Controller
{
    [HttpGet("/journal")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult Index() => View(JournalArticles.All);

    [HttpGet("/journal/{slug}")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult Article(string slug) => JournalArticles.Find(slug) is { } article ? View(article) : NotFound();
}
