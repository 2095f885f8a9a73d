using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.Requests;

/// <summary>The requests that wait for an answer.</summary>
[Authorize(Policy = StaffPolicies.Staff)]
public sealed class RequestsController(RequestsDesk desk) : Controller
{
    [HttpGet("/staff/requests")]
    public async Task<IActionResult> Index(StaffCaller caller, string? page, CancellationToken cancellationToken) =>
        View(await desk.ReadAsync(caller, Paging.Read(page), cancellationToken));
}
