using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OutputCaching;

namespace SmpClinic.Web.Features.Content;

[AllowAnonymous]
public sealed class TeamController : Controller
{
    [HttpGet("/team")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult Team() => View(TeamProfiles.All);

    [HttpGet("/team/{slug}")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult TeamMember(string slug) => TeamProfiles.Find(slug) is { } person ? View(person) : NotFound();
}
