using System.Security.Cryptography;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Calendar;

/// <summary>The diary: a list that works without script, and what the drawn calendar over it is made of.</summary>
[Authorize(Policy = StaffPolicies.Staff)]
[Route("/staff/calendar")]
public sealed class CalendarController(CalendarDesk desk, ChangeTimeDesk changes, ClinicCalendar calendar, ClinicTime time, IClock clock) : Controller
{
    [HttpGet("")]
    public async Task<IActionResult> Index(StaffCaller caller, CalendarQuery query, string? done, string? undo, CancellationToken cancellationToken)
    {
        var page = await desk.PageAsync(caller, query, cancellationToken);
        page = page with { Done = done, Undo = await changes.OfferAsync(caller, undo, cancellationToken) };
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
        Response.Headers.ContentSecurityPolicy = SecurityHeaders.PolicyForTheCalendar(Request.IsHttps, nonce);
        ViewData["Nonce"] = nonce;
        return View(page);
    }

    [HttpGet("events")]
    public async Task<IActionResult> Events(StaffCaller caller, CalendarQuery query, CancellationToken cancellationToken)
    {
        var known = Request.GetTypedHeaders().IfNoneMatch is [var tag, ..] ? tag.Tag.Value?.Trim('"') : null;
        if (await desk.ChangedAsync(caller, query, known, cancellationToken) is not { } diary)
        {
            return StatusCode(StatusCodes.Status304NotModified);
        }

        Response.GetTypedHeaders().ETag = new EntityTagHeaderValue($"\"{diary.Stamp}\"");
        return Json(CalendarFeed.Of(diary, query.Read(calendar.DateOf(clock.GetCurrentInstant())), calendar, time));
    }
}
