using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Booking;

/// <summary>For the page's script: holds a time while its form is open, and lets go of it when the visitor leaves.</summary>
[AllowAnonymous]
public sealed class HoldController(HoldDesk desk, IClock clock) : Controller
{
    [HttpPost("/book/{service:maxlength(60)}/hold")]
    public async Task<IActionResult> Hold([FromRoute] string service, [FromForm] string? start, [FromForm] string? practitioner, CancellationToken cancellationToken)
    {
        if (StartText.TryRead(start) is not { } wanted)
        {
            return BadRequest();
        }

        var address = ClientAddress.KeyOf(HttpContext);
        var with = string.IsNullOrEmpty(practitioner) ? null : practitioner;
        var outcome = await desk.HoldAsync(service, wanted, with, VisitorCookie.HashOrNew(HttpContext), address, cancellationToken);
        return outcome.ExpiresAt is { } until
            ? Json(new { seconds = (int)(until - clock.GetCurrentInstant()).TotalSeconds })
            : Conflict();
    }

    [HttpPost("/book/hold/release")]
    public async Task<IActionResult> Release(CancellationToken cancellationToken)
    {
        if (VisitorCookie.Hash(Request) is { } visitor)
        {
            await desk.ReleaseAsync(visitor, cancellationToken);
        }

        return NoContent();
    }
}
