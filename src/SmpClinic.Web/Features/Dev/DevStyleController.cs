using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Features.Booking;

namespace SmpClinic.Web.Features.Dev;

/// <summary>Every part that pages are made of, on a developer's machine. Anywhere else this page does not exist.</summary>
[AllowAnonymous]
public sealed class DevStyleController(IWebHostEnvironment environment) : Controller
{
    [HttpGet("/dev/style")]
    public async Task<IActionResult> Style(CancellationToken cancellationToken)
    {
        if (!environment.IsDevelopment())
        {
            return NotFound();
        }

        Response.Headers.CacheControl = "no-store";
        await using var sheet = environment.WebRootFileProvider.GetFileInfo("css/site.css").CreateReadStream();
        using var reader = new StreamReader(sheet);
        return View("/Features/Dev/Style.cshtml", StylePage.Read(await reader.ReadToEndAsync(cancellationToken)));
    }
}
