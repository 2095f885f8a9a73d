using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OutputCaching;

namespace SmpClinic.Web.Features.Content;

[AllowAnonymous]
public sealed class SmallPrintController : Controller
{
    [HttpGet("/privacy")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult Privacy() => View();

    [HttpGet("/cookies")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult Cookies() => View();

    [HttpGet("/terms")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult Terms() => View();

    [HttpGet("/cancellation-policy")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult CancellationPolicy() => View();

    [HttpGet("/accessibility")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult Accessibility() => View();

    [HttpGet("/complaints")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult Complaints() => View();
}
