using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OutputCaching;

namespace SmpClinic.Web.Features.Content;

[AllowAnonymous]
public sealed class ContentController(SiteTexts texts) : Controller
{
    [HttpGet("/faq")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult Faq() => View(new FaqPage(texts.Present.Faq, Search: null));

    [HttpGet("/faq")]
    [WhenAsked("q")]
    public IActionResult SearchFaq(string? q) => View("Faq", new FaqPage(texts.Present.Faq, q?[..Math.Min(q.Length, FaqList.LongestSearch)] ?? string.Empty));

    [HttpGet("/prices")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult Prices() => View(texts.Present);

    [HttpGet("/contact")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult Contact() => View();

    [HttpGet("/about")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult About() => View();

    [HttpGet("/aftercare/scalp-micropigmentation")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult AftercareScalp() => View();

    [HttpGet("/aftercare/microblading")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult AftercareMicroblading() => View();
}
