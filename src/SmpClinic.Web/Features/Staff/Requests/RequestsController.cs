using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.Requests;

/// <summary>The requests that wait for an answer. They are answered at the appointment's own addresses.</summary>
[Authorize(Policy = StaffPolicies.Staff)]
public sealed class RequestsController(RequestsDesk desk) : Controller
{
    [HttpGet("/staff/requests")]
    public async Task<IActionResult> Index(StaffCaller caller, RequestFilters filters, CancellationToken cancellationToken) =>
        View(await desk.ReadAsync(caller, filters, cancellationToken));
}
