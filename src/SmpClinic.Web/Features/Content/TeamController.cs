using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OutputCaching;

namespace SmpClinic.Web.Features.Content;

[AllowAnonymous]
public sealed class TeamController(SiteTexts texts) : Controller
{
    [HttpGet("/team")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult Team() => View(texts.Present.Team);

    [HttpGet("/team/{slug}")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult TeamMember(string slug) => texts.Present.Team.FirstOrDefault(one => string.Equals(one.Slug, slug, StringComparison.Ordinal)) is { } person ? View(person) : NotFound();
}
