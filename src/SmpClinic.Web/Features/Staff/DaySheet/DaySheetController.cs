using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.DaySheet;

/// <summary>A day on paper.</summary>
[Authorize(Policy = StaffPolicies.Staff)]
public sealed class DaySheetController(DaySheetDesk desk) : Controller
{
    [HttpGet("/staff/day-sheet")]
    public async Task<IActionResult> Index(StaffCaller caller, string? date, string? practitioner, CancellationToken cancellationToken)
    {
        var sheet = await desk.ReadAsync(caller, date, practitioner, cancellationToken);
        Response.StatusCode = sheet.Errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK;
        return View(sheet);
    }
}
