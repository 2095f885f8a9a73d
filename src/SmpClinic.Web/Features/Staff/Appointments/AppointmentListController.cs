using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.Appointments;

/// <summary>The list of appointments, with filters.</summary>
[Authorize(Policy = StaffPolicies.Staff)]
public sealed class AppointmentListController(AppointmentListDesk desk) : Controller
{
    [HttpGet("/staff/appointments")]
    public async Task<IActionResult> Index(StaffCaller caller, AppointmentFilters filters, CancellationToken cancellationToken)
    {
        var page = await desk.ReadAsync(caller, filters, cancellationToken);
        ModelState.Clear();
        Response.StatusCode = page.Errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK;
        return View(page);
    }
}
