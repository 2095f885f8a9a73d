using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Appointments;

/// <summary>Pages behind a client's secret link: GET shows, POST acts, so that mail scanners change nothing.</summary>
[AllowAnonymous]
[EnableRateLimiting(RateLimits.SecretLinks)]
[Route("/appointments/{secret:maxlength(64)}")]
public abstract class ClientLinkController(ClientLinkDesk desk, SecurityLog security) : Controller
{
    /// <summary>Finds what the link leads to.</summary>
    protected ClientLinkDesk Desk => desk;

    /// <summary>Where attempts are noted.</summary>
    protected SecurityLog Security => security;

    /// <summary>Acts for the appointment behind the link, or says that there is none.</summary>
    protected async Task<IActionResult> ForAsync(string secret, string? done, Func<ClientAppointment, Task<IActionResult>> act, CancellationToken cancellationToken) =>
        await Desk.FindAsync(secret, done, cancellationToken) is { } own ? await act(own) : NoSuchLink();

    private NotFoundResult NoSuchLink()
    {
        security.Note(HttpContext, SecurityEvent.ClientLinkRefused);
        return NotFound();
    }

    /// <summary>
    /// What was asked beside how it stands now. It is read again, because what stood in the way may be younger than this request's
    /// first reading; and it may be the client's own first click, which has done what the second asks.
    /// </summary>
    protected async Task<IActionResult> NotDoneAsync(
        ClientAppointment own, string asked, Func<Appointment, bool> isSo, string done, CancellationToken cancellationToken)
    {
        if (await Desk.FindAsync(own.Secret, done: "not-done", cancellationToken) is not { } now)
        {
            return NotFound();
        }

        if (isSo(now.Appointment))
        {
            return LocalRedirect(own.Path("?done=" + done));
        }

        Response.StatusCode = StatusCodes.Status409Conflict;
        return View("Show", now with { Asked = asked });
    }
}
