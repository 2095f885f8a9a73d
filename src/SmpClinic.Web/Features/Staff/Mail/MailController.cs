using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.Mail;

/// <summary>What resending sends: where to come back to.</summary>
public sealed class ResendForm
{
    /// <summary>The appointment whose page the button stood on, if it was one.</summary>
    public string? Appointment { get; set; }
}

/// <summary>The state of every mail, and a second try for those given up.</summary>
[Authorize(Policy = StaffPolicies.Staff)]
public sealed class MailController(MailDesk desk) : Controller
{
    [HttpGet("/staff/mail")]
    public async Task<IActionResult> Index(StaffCaller caller, string? state, string? page, string? done, CancellationToken cancellationToken)
    {
        var mail = await desk.ReadAsync(caller, state, Paging.Read(page), done, cancellationToken);
        Response.StatusCode = mail.UnknownState ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK;
        return View(mail);
    }

    [HttpPost("/staff/mail/{id:guid}/resend")]
    public async Task<IActionResult> Resend([FromRoute] Guid id, StaffCaller caller, [FromForm] ResendForm form, CancellationToken cancellationToken)
    {
        var back = Guid.TryParse(form.Appointment, out var appointment) ? $"/staff/appointments/{appointment}?done=" : "/staff/mail?done=";
        return await desk.ResendAsync(caller, id, cancellationToken) switch
        {
            ResendEnd.Queued => LocalRedirect(back + "resent"),
            ResendEnd.NotNeeded => LocalRedirect(back + "not-resent"),
            _ => NotFound(),
        };
    }
}
