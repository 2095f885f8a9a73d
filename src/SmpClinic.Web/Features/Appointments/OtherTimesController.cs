using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Appointments;

/// <summary>The times that the clinic proposed for a client's request: choose one, or say that none suits. Looking changes nothing.</summary>
public sealed class OtherTimesController(ClientLinkDesk desk, AppointmentCommands commands, SecurityLog security) : ClientLinkController(desk, security)
{
    [HttpGet("times")]
    public Task<IActionResult> Times([FromRoute] string secret, string? done, CancellationToken cancellationToken) => ForAsync(
        secret, done: null, own => PageAsync(own, new(), new(), done == "none" ? OtherTimesNote.TurnedDown : null, StatusCodes.Status200OK, cancellationToken), cancellationToken);

    [HttpPost("times")]
    public Task<IActionResult> Pick([FromRoute] string secret, [FromForm] PickTimeForm form, CancellationToken cancellationToken) => ForAsync(
        secret,
        done: null,
        async own =>
        {
            if (!form.TryRead(out var offer, out var time, out var errors))
            {
                return await PageAsync(own, form, errors, null, StatusCodes.Status422UnprocessableEntity, cancellationToken);
            }

            var outcome = await commands.PickAsync(new(own.Appointment.Id, null, Actor.Client), offer, time, cancellationToken);
            return outcome.End == CommandEnd.Done
                ? LocalRedirect(own.Path("?done=picked"))
                : await PageAsync(own, form, new(), outcome.End == CommandEnd.TimeRefused ? OtherTimesNote.NoLongerFree : OtherTimesNote.NoLongerKept, StatusCodes.Status409Conflict, cancellationToken);
        },
        cancellationToken);

    [HttpPost("times/none")]
    public Task<IActionResult> TurnDown([FromRoute] string secret, [FromForm] PickTimeForm form, CancellationToken cancellationToken) => ForAsync(
        secret,
        done: null,
        async own =>
        {
            if (!form.TryReadNone(out var offer, out var words, out var errors))
            {
                return await PageAsync(own, form, errors, null, StatusCodes.Status422UnprocessableEntity, cancellationToken);
            }

            var outcome = await commands.TurnDownAsync(new(own.Appointment.Id, null, Actor.Client), offer, words, cancellationToken);
            return outcome.End == CommandEnd.Done
                ? LocalRedirect(own.Path("/times?done=none"))
                : await PageAsync(own, form, new(), OtherTimesNote.NoLongerKept, StatusCodes.Status409Conflict, cancellationToken);
        },
        cancellationToken);

    /// <summary>Read again, because what stood in the way may be younger than this request's first reading.</summary>
    private async Task<IActionResult> PageAsync(
        ClientAppointment own, PickTimeForm form, FormErrors errors, OtherTimesNote? note, int status, CancellationToken cancellationToken)
    {
        if (await Desk.FindAsync(own.Secret, done: null, cancellationToken) is not { } now)
        {
            return NotFound();
        }

        ModelState.Clear();
        Response.StatusCode = status;
        return View("Times", new OtherTimesPage(now, form, errors, note));
    }
}
