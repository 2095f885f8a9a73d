using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.Today;

/// <summary>Where staff start.</summary>
[Authorize(Policy = StaffPolicies.Staff)]
public sealed class TodayController(TodayDesk desk) : Controller
{
    [HttpGet("/staff")]
    public async Task<IActionResult> Index(StaffCaller caller, CancellationToken cancellationToken) => View(await desk.ReadAsync(caller, cancellationToken));
}
