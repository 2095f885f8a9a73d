using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.Feed;

/// <summary>Makes, renews and ends the secret address of a practitioner's calendar.</summary>
[Authorize(Policy = StaffPolicies.Staff)]
[Route("/staff/feeds")]
public sealed class FeedLinkController(FeedDesk desk) : Controller
{
    [HttpGet("")]
    public async Task<IActionResult> Index(StaffCaller caller, string? done, CancellationToken cancellationToken) =>
        caller.Role == Model.StaffRoles.FrontDesk ? Forbid() : View(await desk.PageAsync(caller, done, cancellationToken));

    /// <summary>The address is on this answer and nowhere else: only its hash is kept.</summary>
    [HttpPost("{slug}/renew")]
    public async Task<IActionResult> Renew([FromRoute] string slug, StaffCaller caller, CancellationToken cancellationToken)
    {
        var made = await desk.RenewAsync(caller, slug, cancellationToken);
        return made is null ? NotFound() : View("Index", (await desk.PageAsync(caller, done: null, cancellationToken)) with { Made = made });
    }

    [HttpPost("{slug}/revoke")]
    public async Task<IActionResult> Revoke([FromRoute] string slug, StaffCaller caller, CancellationToken cancellationToken) =>
        await desk.RevokeAsync(caller, slug, cancellationToken) ? LocalRedirect("/staff/feeds?done=revoked") : NotFound();
}
