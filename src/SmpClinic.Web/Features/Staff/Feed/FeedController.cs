using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Net.Http.Headers;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.Feed;

/// <summary>A practitioner's times for their own calendar program, which has no account here: whoever has the address may read it.</summary>
[AllowAnonymous]
[EnableRateLimiting(RateLimits.SecretLinks)]
public sealed class FeedController(FeedDesk desk, SecurityLog security) : Controller
{
    [HttpGet("/feeds/{secret:maxlength(64)}.ics")]
    public async Task<IActionResult> Calendar([FromRoute] string secret, CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(secret, cancellationToken) is not { } feed)
        {
            security.Note(HttpContext, SecurityEvent.ClientLinkRefused);
            return NotFound();
        }

        Response.Headers.CacheControl = "private, no-cache";
        var tag = new EntityTagHeaderValue($"\"{await desk.StampAsync(feed, cancellationToken)}\"");
        Response.GetTypedHeaders().ETag = tag;
        Response.Headers["X-Robots-Tag"] = "noindex";
        return Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false))
            ? StatusCode(StatusCodes.Status304NotModified)
            : File(Encoding.UTF8.GetBytes(await desk.RenderAsync(feed, cancellationToken)), "text/calendar; charset=utf-8");
    }
}
