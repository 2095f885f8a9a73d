using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.WaitingList;

/// <summary>The form of the waiting list, for visitors. Nothing stands in line before its sender has confirmed by mail.</summary>
[AllowAnonymous]
public sealed class JoinController(
    JoinDesk desk, TimesDesk times, FormKeys keys, FormChecks checks, IOptions<ClinicDetails> clinic, ClinicCalendar calendar, IClock clock, SecurityLog security) : Controller
{
    private LocalDate Today => calendar.DateOf(clock.GetCurrentInstant());

    [HttpGet("/book/{service:maxlength(60)}/waiting-list")]
    public async Task<IActionResult> Form([FromRoute] string service, string? practitioner, string? mark, CancellationToken cancellationToken)
    {
        var form = WaitingForm.New(Today, keys.For(HttpContext, mark, service, start: "waiting-list", practitioner));
        form.Practitioner = practitioner;
        return await PageAsync(service, form, new(), StatusCodes.Status200OK, cancellationToken);
    }

    [HttpPost("/book/{service:maxlength(60)}/waiting-list")]
    public async Task<IActionResult> Join([FromRoute] string service, [FromForm] WaitingForm form, CancellationToken cancellationToken)
    {
        if (await times.ServiceAsync(service, cancellationToken) is not { } found)
        {
            return NotFound();
        }

        var errors = new FormErrors();
        var entry = form.TryRead(found, only: null, Today, clinic.Value.PhoneRegion, errors);
        form.ReadVisitor(errors);
        checks.CheckHuman(form.Website, form.Rendered, errors);
        return entry is null || errors.Any
            ? await PageAsync(service, form, errors, StatusCodes.Status422UnprocessableEntity, cancellationToken)
            : await AnswerAsync(service, form, await desk.AskAsync(entry, form.Key!, form.BodyHash(service), ClientAddress.KeyOf(HttpContext), cancellationToken), cancellationToken);
    }

    [HttpGet("/waiting-list/sent")]
    public IActionResult Sent() => View("Sent");

    private async Task<IActionResult> AnswerAsync(string service, WaitingForm form, JoinEnd end, CancellationToken cancellationToken)
    {
        var errors = new FormErrors();
        switch (end)
        {
            case JoinEnd.Sent:
                return LocalRedirect("/waiting-list/sent");
            case JoinEnd.AlreadySent:
                errors.Require(holds: false, nameof(form.Key), "This form was sent already with other contents, and the first ones stand. Open it again from the list of times to send another.");
                return await PageAsync(service, form, errors, StatusCodes.Status409Conflict, cancellationToken);
            default:
                security.Note(HttpContext, SecurityEvent.BookingLimited);
                errors.Require(holds: false, nameof(form.Key), $"Many forms came from your network in the last hour. Try again in an hour, or ring us on {clinic.Value.Phone}.");
                return await PageAsync(service, form, errors, StatusCodes.Status429TooManyRequests, cancellationToken);
        }
    }

    private async Task<IActionResult> PageAsync(string service, WaitingForm form, FormErrors errors, int status, CancellationToken cancellationToken)
    {
        if (await times.ServiceAsync(service, cancellationToken) is not { } found)
        {
            return NotFound();
        }

        form.Rendered = checks.Rendered(form.Rendered);
        ModelState.Clear();
        Response.StatusCode = status;
        return View("Join", new JoinPage(found, form, errors));
    }
}

/// <summary>The form as typed, and what is wrong with it.</summary>
public sealed record JoinPage(Service Service, WaitingForm Form, FormErrors Errors);
