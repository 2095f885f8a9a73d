using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.Reports;

/// <summary>The clinic in figures.</summary>
[Authorize(Policy = StaffPolicies.Staff)]
public sealed class ReportController(ReportDesk desk) : Controller
{
    [HttpGet("/staff/reports")]
    public async Task<IActionResult> Index(StaffCaller caller, ReportFilters filters, CancellationToken cancellationToken)
    {
        var page = await desk.ReadAsync(caller, filters, cancellationToken);
        ModelState.Clear();
        Response.StatusCode = page.Errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK;
        return View(page);
    }
}
