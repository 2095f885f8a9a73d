using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Options;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Dev;

/// <summary>An inbox of everything sent, on a developer's machine. Anywhere else these pages do not exist.</summary>
[AllowAnonymous]
[Route("dev/mail")]
public sealed class DevMailController(IOptions<MailSettings> settings, IHostEnvironment environment) : Controller
{
    private readonly PickupInbox _inbox = new(settings);

    /// <inheritdoc/>
    public override void OnActionExecuting(ActionExecutingContext context)
    {
        if (!environment.IsDevelopment())
        {
            context.Result = NotFound();
            return;
        }

        Response.Headers.CacheControl = "no-store";
    }

    [HttpGet("")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) =>
        View("/Features/Dev/Index.cshtml", await _inbox.ListAsync(cancellationToken));

    [HttpGet("{name}")]
    public async Task<IActionResult> Message(string name, CancellationToken cancellationToken) =>
        await _inbox.FindAsync(name, cancellationToken) is { } message ? View("/Features/Dev/Message.cshtml", message) : NotFound();

    /// <summary>The HTML part as its reader sees it, fenced in: no script, nothing remote.</summary>
    [HttpGet("{name}/html")]
    public async Task<IActionResult> Html(string name, CancellationToken cancellationToken)
    {
        if (await _inbox.FindAsync(name, cancellationToken) is not { Html: { } html })
        {
            return NotFound();
        }

        // The site's own policy forbids inline styles, and mail has no others.
        Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'";
        return Content(html, "text/html", Encoding.UTF8);
    }

    [HttpGet("{name}/eml")]
    public IActionResult Eml(string name) =>
        _inbox.PathOf(name) is { } path ? PhysicalFile(path, "message/rfc822", name + ".eml") : NotFound();

    [HttpGet("{name}/ics")]
    public async Task<IActionResult> Ics(string name, CancellationToken cancellationToken) =>
        await _inbox.FindAsync(name, cancellationToken) is { Invite: { } invite }
            ? File(Encoding.UTF8.GetBytes(invite), "text/calendar; charset=utf-8", "appointment.ics")
            : NotFound();
}
