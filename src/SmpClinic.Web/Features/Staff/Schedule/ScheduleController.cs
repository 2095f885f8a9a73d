using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.Schedule;

/// <summary>What is laid down about the diary, to be looked at.</summary>
[Authorize(Policy = StaffPolicies.Staff)]
[Route("/staff/schedule")]
public sealed class ScheduleController(ScheduleDesk desk) : Controller
{
    [HttpGet("")]
    public async Task<IActionResult> Index(StaffCaller caller, string? done, CancellationToken cancellationToken) =>
        View(await desk.OverviewAsync(caller, cancellationToken) with { Done = done });

    [HttpGet("people/{slug:maxlength(60)}")]
    public async Task<IActionResult> Person([FromRoute] string slug, StaffCaller caller, string? done, CancellationToken cancellationToken) =>
        await desk.PersonPageAsync(caller, slug, cancellationToken) is { } page ? View(page with { Done = done }) : NotFound();
}
