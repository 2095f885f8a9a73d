using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace SmpClinic.Web.Features.Content;

/// <summary>
/// Addresses that people get by cutting off the end of a longer one. Where an address of the contract moves, the old one is kept here
/// too, and for good.
/// </summary>
[AllowAnonymous]
public sealed class ShortenedController : Controller
{
    [HttpGet("/treatments")]
    public IActionResult Treatments() => Redirect("/#two-treatments");

    [HttpGet("/compare")]
    public IActionResult Compare() => Redirect("/compare/smp-vs-microblading");

    [HttpGet("/aftercare")]
    public IActionResult Aftercare() => Redirect("/aftercare/scalp-micropigmentation");
}
