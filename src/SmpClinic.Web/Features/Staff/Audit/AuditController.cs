using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.Audit;

/// <summary>Who did what, to what, and when. It is only ever read.</summary>
[Authorize(Policy = StaffPolicies.Administrator)]
public sealed class AuditController(AuditDesk desk) : Controller
{
    [HttpGet("/staff/audit")]
    public async Task<IActionResult> Index([FromQuery] AuditFilters filters, CancellationToken cancellationToken)
    {
        var page = await desk.ReadAsync(filters.Read(), cancellationToken);
        ModelState.Clear();
        Response.StatusCode = filters.Errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK;
        return View(page);
    }
}
