using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Features.Content;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Cost;

/// <summary>What each option costs over the years. Stores nothing: the assumptions are the address.</summary>
[AllowAnonymous]
public sealed class CostController(SiteTexts texts) : Controller
{
    [HttpGet("/cost")]
    [HoldsNoSecret]
    public IActionResult Index(CostForm form)
    {
        var comparison = form.TryRead(texts.Present.Calculator, out var errors);
        if (errors.Any)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        }

        return View(new CostPage(form, errors, comparison, texts.Present.Calculator));
    }
}
