using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using NodaTime;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Appointments;

/// <summary>A client's own appointment by secret link: GET shows, POST acts, so that mail scanners change nothing.</summary>
[AllowAnonymous]
[EnableRateLimiting(RateLimits.SecretLinks)]
[Route("/appointments/{secret:maxlength(64)}")]
public sealed class AppointmentsController(
    ClientLinkDesk desk, AppointmentCommands commands, TimesDesk times, BookingDesk booking, ClinicTime time, IClock clock, SecurityLog security) : Controller
{
    /// <summary>The longest reason a client may give.</summary>
    public const int LongestReason = 500;

    [HttpGet("")]
    public Task<IActionResult> Show([FromRoute] string secret, string? done, CancellationToken cancellationToken) =>
        ForAsync(secret, done, own => Task.FromResult<IActionResult>(View("Show", own)), cancellationToken);

    [HttpGet("calendar.ics")]
    public Task<IActionResult> Calendar([FromRoute] string secret, CancellationToken cancellationToken) => ForAsync(
        secret,
        done: null,
        own =>
        {
            var invite = CalendarInvite.Render(
                desk.CalendarEntryOf(own), CalendarMethod.Publish, own.Appointment.CalendarSequence, clock.GetCurrentInstant());
            return Task.FromResult<IActionResult>(File(Encoding.UTF8.GetBytes(invite), "text/calendar; charset=utf-8", "appointment.ics"));
        },
        cancellationToken);

    [HttpGet("reschedule")]
    public Task<IActionResult> Reschedule([FromRoute] string secret, TimesQuery query, CancellationToken cancellationToken) =>
        ForAsync(secret, done: null, own => RescheduleAsync(own, query, why: null, [], StatusCodes.Status200OK, cancellationToken), cancellationToken);

    [HttpGet("reschedule/confirm")]
    public Task<IActionResult> ConfirmMove([FromRoute] string secret, string? start, string? practitioner, CancellationToken cancellationToken) => ForAsync(
        secret,
        done: null,
        own => Task.FromResult<IActionResult>(
            StartText.TryRead(start) is { } wanted && own.MayMove ? View("ConfirmMove", new MovePage(own, wanted, practitioner)) : Redirect(own.Path("/reschedule"))),
        cancellationToken);

    [HttpPost("reschedule")]
    public Task<IActionResult> Move([FromRoute] string secret, [FromForm] MoveForm form, CancellationToken cancellationToken) => ForAsync(
        secret,
        done: null,
        async own =>
        {
            if (StartText.TryRead(form.Start) is not { } start)
            {
                return await RescheduleAsync(own, new(), "Choose a time.", [], StatusCodes.Status422UnprocessableEntity, cancellationToken);
            }

            var with = string.IsNullOrEmpty(form.Practitioner) ? null : form.Practitioner;
            var outcome = await commands.MoveAsync(new(own.Appointment.Id, form.Version, Actor.Client), start, with, cancellationToken);
            return outcome.End switch
            {
                CommandEnd.Done => LocalRedirect(own.Path("?done=moved")),
                CommandEnd.TimeRefused => await RescheduleAsync(
                    own, new() { Practitioner = with }, BookingWords.Of(outcome.Why!.Value), await booking.NearestAsync(own.Service.Slug, start, cancellationToken), StatusCodes.Status409Conflict, cancellationToken),
                _ => await NotDoneAsync(
                    own, AskedWords.ToMove(time, start, own.Service.Practitioners.FirstOrDefault(p => p.Slug == with)?.Name), a => a.IsOpen && a.Start == start, "moved", cancellationToken),
            };
        },
        cancellationToken);

    [HttpGet("cancel")]
    public Task<IActionResult> Cancel([FromRoute] string secret, CancellationToken cancellationToken) =>
        ForAsync(secret, done: null, own => Task.FromResult<IActionResult>(View("Cancel", new CancelPage(own, new(), new()))), cancellationToken);

    [HttpPost("cancel")]
    public Task<IActionResult> Cancel([FromRoute] string secret, [FromForm] CancelForm form, CancellationToken cancellationToken) => ForAsync(
        secret,
        done: null,
        async own =>
        {
            if (!form.TryRead(out var reason, out var errors))
            {
                Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                return View("Cancel", new CancelPage(own, form, errors));
            }

            var outcome = await commands.CancelAsync(new(own.Appointment.Id, form.Version, Actor.Client), reason, cancellationToken);
            return outcome.End == CommandEnd.Done
                ? LocalRedirect(own.Path("?done=cancelled"))
                : await NotDoneAsync(own, AskedWords.ToCancel, a => a.Status == AppointmentStatus.Cancelled, "cancelled", cancellationToken);
        },
        cancellationToken);

    private async Task<IActionResult> ForAsync(string secret, string? done, Func<ClientAppointment, Task<IActionResult>> act, CancellationToken cancellationToken) =>
        await desk.FindAsync(secret, done, cancellationToken) is { } own ? await act(own) : NoSuchLink();

    private NotFoundResult NoSuchLink()
    {
        security.Note(HttpContext, SecurityEvent.ClientLinkRefused);
        return NotFound();
    }

    private async Task<IActionResult> RescheduleAsync(
        ClientAppointment own, TimesQuery query, string? why, IReadOnlyList<SmpClinic.Scheduling.Slot> alternatives, int status, CancellationToken cancellationToken)
    {
        var with = query.Practitioner is null ? own.Appointment.Practitioner!.Slug : query.PractitionerSlug;
        var week = own.MayMove
            ? await times.WeekAsync(own.Service.Slug, with, query.FromDate, query.VisitorZone, own.Appointment.Id, own.Appointment.Start, check: null, cancellationToken)
            : null;
        if (own.MayMove && week is null)
        {
            return NotFound();
        }

        Response.StatusCode = status;
        return View("Reschedule", new ReschedulePage(own, week, why, alternatives));
    }

    /// <summary>
    /// What was asked beside how it stands now. It is read again, because what stood in the way may be younger than this request's
    /// first reading; and it may be the client's own first click, which has done what the second asks.
    /// </summary>
    private async Task<IActionResult> NotDoneAsync(
        ClientAppointment own, string asked, Func<Appointment, bool> isSo, string done, CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(own.Secret, done: "not-done", cancellationToken) is not { } now)
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
