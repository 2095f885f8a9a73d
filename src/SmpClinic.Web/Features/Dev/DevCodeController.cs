using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Dev;

/// <summary>What the authenticator of the demonstration's staff shows now.</summary>
/// <param name="Code">The present code.</param>
/// <param name="Next">The one after it, which is taken too: for who has used the present one.</param>
/// <param name="Seconds">For how long it is the present one.</param>
/// <param name="Emails">Whose it is.</param>
public sealed record DevCodePage(string Code, string Next, long Seconds, IReadOnlyList<string> Emails);

/// <summary>The demonstration's authenticator, on a developer's machine. Anywhere else this page does not exist, nor do its users.</summary>
[AllowAnonymous]
public sealed class DevCodeController(IHostEnvironment environment, IClock clock) : Controller
{
    [HttpGet("/dev/code")]
    public IActionResult Show()
    {
        if (!environment.IsDevelopment())
        {
            return NotFound();
        }

        Response.Headers.CacheControl = "no-store";
        var now = clock.GetCurrentInstant();
        var step = TimeCode.StepAt(now);
        return View("/Features/Dev/Code.cshtml", new DevCodePage(
            TimeCode.Of(DemoClinic.StaffAppKey, step),
            TimeCode.Of(DemoClinic.StaffAppKey, step + 1),
            ((step + 1) * TimeCode.StepSeconds) - now.ToUnixTimeSeconds(),
            [.. DemoClinic.StaffEmails]));
    }
}
