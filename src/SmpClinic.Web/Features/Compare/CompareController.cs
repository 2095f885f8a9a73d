using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OutputCaching;

namespace SmpClinic.Web.Features.Compare;

[AllowAnonymous]
public sealed class CompareController : Controller
{
    [HttpGet("/compare/smp-vs-microblading")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult SmpVsMicroblading() => View();

    [HttpGet("/compare/hair-loss-options")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult HairLossOptions() => View();
}
