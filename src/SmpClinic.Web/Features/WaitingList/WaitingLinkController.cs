using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.WaitingList;

/// <summary>Somebody's own place on the waiting list, by secret link: GET shows, POST acts, so that mail scanners change nothing.</summary>
[AllowAnonymous]
[EnableRateLimiting(RateLimits.SecretLinks)]
[Route("/waiting-list/{secret:maxlength(64)}")]
public sealed class WaitingLinkController(WaitingLinkDesk desk, WaitingCommands commands, SecurityLog security) : Controller
{
    [HttpGet("")]
    public Task<IActionResult> Show([FromRoute] string secret, string? done, CancellationToken cancellationToken) =>
        ForAsync(secret, done, own => Task.FromResult<IActionResult>(View("Own", own)), cancellationToken);

    [HttpPost("confirm")]
    public Task<IActionResult> Confirm([FromRoute] string secret, CancellationToken cancellationToken) =>
        ActAsync(secret, "confirmed", own => commands.ConfirmAsync(ByClient(own), cancellationToken), cancellationToken);

    [HttpPost("accept")]
    public Task<IActionResult> Accept([FromRoute] string secret, [FromForm] Guid offer, CancellationToken cancellationToken) =>
        ActAsync(secret, "accepted", own => commands.AcceptAsync(ByClient(own), offer, cancellationToken), cancellationToken);

    [HttpPost("decline")]
    public Task<IActionResult> Decline([FromRoute] string secret, [FromForm] Guid offer, CancellationToken cancellationToken) =>
        ActAsync(secret, "declined", own => commands.LetGoAsync(ByClient(own), offer, cancellationToken), cancellationToken);

    [HttpPost("leave")]
    public Task<IActionResult> Leave([FromRoute] string secret, CancellationToken cancellationToken) =>
        ActAsync(secret, "left", own => commands.LeaveAsync(ByClient(own), cancellationToken), cancellationToken);

    private static WaitingCommand ByClient(OwnEntry own) => new(own.Entry.Id, Actor.Client);

    private async Task<IActionResult> ForAsync(string secret, string? done, Func<OwnEntry, Task<IActionResult>> act, CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(secret, done, cancellationToken) is { } own)
        {
            return await act(own);
        }

        security.Note(HttpContext, SecurityEvent.ClientLinkRefused);
        return NotFound();
    }

    /// <summary>Acts, and goes to where that leads; or shows how things stand now, which may be younger than this request's first reading.</summary>
    private Task<IActionResult> ActAsync(string secret, string done, Func<OwnEntry, Task<WaitingOutcome>> act, CancellationToken cancellationToken) => ForAsync(
        secret,
        done: null,
        async own =>
        {
            var outcome = await act(own);
            if (outcome.End == WaitingEnd.Done)
            {
                return LocalRedirect(outcome.Location is { } booked ? booked + "?done=booked" : own.Path("?done=" + done));
            }

            if (await desk.FindAsync(secret, outcome.End == WaitingEnd.TimeRefused ? "refused" : "not-done", cancellationToken) is not { } now)
            {
                return NotFound();
            }

            ModelState.Clear();
            Response.StatusCode = StatusCodes.Status409Conflict;
            return View("Own", now);
        },
        cancellationToken);
}
