using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OutputCaching;

namespace SmpClinic.Web.Features.Treatments;

[AllowAnonymous]
public sealed class TreatmentsController : Controller
{
    [HttpGet("/treatments/scalp-micropigmentation")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult ScalpMicropigmentation() => View();

    [HttpGet("/treatments/microblading")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult Microblading() => View();
}
