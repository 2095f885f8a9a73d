using System.Text;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Appointments;

/// <summary>A client's own appointment by secret link: to see it, to put it into a calendar, to cancel it.</summary>
public sealed class AppointmentsController(ClientLinkDesk desk, AppointmentCommands commands, SealedChecks checks, IClock clock, SecurityLog security)
    : ClientLinkController(desk, security)
{
    /// <summary>The longest reason a client may give.</summary>
    public const int LongestReason = 500;

    [HttpGet("")]
    public Task<IActionResult> Show([FromRoute] string secret, string? done, string? check, CancellationToken cancellationToken) =>
        ForAsync(secret, done, own => Task.FromResult<IActionResult>(View("Show", own with { Check = own.Check ?? checks.Open(check) })), cancellationToken);

    [HttpGet("calendar.ics")]
    public Task<IActionResult> Calendar([FromRoute] string secret, CancellationToken cancellationToken) => ForAsync(
        secret,
        done: null,
        own =>
        {
            var invite = CalendarInvite.Render(
                Desk.CalendarEntryOf(own), CalendarMethod.Publish, own.Appointment.CalendarSequence, clock.GetCurrentInstant());
            return Task.FromResult<IActionResult>(File(Encoding.UTF8.GetBytes(invite), "text/calendar; charset=utf-8", "appointment.ics"));
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
}
