using Microsoft.AspNetCore.Mvc;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Appointments;

/// <summary>A client moves their own appointment: other times, the chosen one once more, done.</summary>
public sealed class RescheduleController(
    ClientLinkDesk desk, AppointmentCommands commands, TimesDesk times, BookingDesk booking, SealedChecks checks, ClinicCalendar calendar, ClinicTime time, SecurityLog security)
    : ClientLinkController(desk, security)
{
    [HttpGet("reschedule")]
    public Task<IActionResult> Reschedule([FromRoute] string secret, TimesQuery query, CancellationToken cancellationToken) =>
        ForAsync(secret, done: null, own => RescheduleAsync(own with { Check = own.Check ?? checks.Open(query.Check) }, query, why: null, [], StatusCodes.Status200OK, cancellationToken), cancellationToken);

    [HttpGet("reschedule/confirm")]
    public Task<IActionResult> ConfirmMove([FromRoute] string secret, string? start, string? practitioner, string? check, CancellationToken cancellationToken) => ForAsync(
        secret,
        done: null,
        found =>
        {
            var own = found with { Check = found.Check ?? checks.Open(check) };
            return Task.FromResult<IActionResult>(StartText.TryRead(start) is { } wanted && own.MayMove && !IsRuledOut(own, wanted)
                ? View("ConfirmMove", new MovePage(own, wanted, practitioner))
                : Redirect(own.PathWithCheck("/reschedule")));
        },
        cancellationToken);

    [HttpPost("reschedule")]
    public Task<IActionResult> Move([FromRoute] string secret, [FromForm] MoveForm form, CancellationToken cancellationToken) => ForAsync(
        secret,
        done: null,
        async found =>
        {
            var own = found with { Check = found.Check ?? checks.Open(form.Check) };
            if (StartText.TryRead(form.Start) is not { } start)
            {
                return await RescheduleAsync(own, new(), "Choose a time.", [], StatusCodes.Status422UnprocessableEntity, cancellationToken);
            }

            var with = string.IsNullOrEmpty(form.Practitioner) ? null : form.Practitioner;
            if (IsRuledOut(own, start))
            {
                return await RescheduleAsync(own, new() { Practitioner = with }, BookingWords.Of(own.Said), [], StatusCodes.Status409Conflict, cancellationToken);
            }

            var outcome = await commands.MoveAsync(new(own.Appointment.Id, form.Version, Actor.Client), start, with, cancellationToken);
            return outcome.End switch
            {
                CommandEnd.Done => LocalRedirect(own.Path("?done=moved")),
                CommandEnd.TimeRefused => await RescheduleAsync(
                    own, new() { Practitioner = with }, BookingWords.Of(outcome.Why!.Value), await booking.NearestAsync(own.Service.Slug, start, own.Check, own.Appointment.LengthMinutes, cancellationToken), StatusCodes.Status409Conflict, cancellationToken),
                _ => await NotDoneAsync(
                    own, AskedWords.ToMove(time, start, own.Service.Practitioners.FirstOrDefault(p => p.Slug == with)?.Name), a => a.IsOpen && a.Start == start, "moved", cancellationToken),
            };
        },
        cancellationToken);

    /// <summary>Whether a check brought along speaks against that date. One that says nothing of this visit, or nothing any more, does not.</summary>
    private bool IsRuledOut(ClientAppointment own, Instant start) =>
        own.Said.Word is CheckWord.NotBefore or CheckWord.NotNow or CheckWord.PatchTestFirst && !own.Said.Allows(calendar.DateOf(start));

    private async Task<IActionResult> RescheduleAsync(
        ClientAppointment own, TimesQuery query, string? why, IReadOnlyList<Slot> alternatives, int status, CancellationToken cancellationToken)
    {
        var with = query.Practitioner is null ? own.Appointment.Practitioner!.Slug : query.PractitionerSlug;
        var week = own.MayMove
            ? await times.WeekAsync(own.Service.Slug, with, query.FromDate, query.VisitorZone, own.Appointment.Id, own.Appointment.Start, own.Appointment.LengthMinutes, own.Check, cancellationToken)
            : null;
        // Whoever the visit is with may have left since, or their service is offered no more: then others are shown, or words.
        if (own.MayMove && week is null && query.Practitioner is null)
        {
            week = await times.WeekAsync(own.Service.Slug, null, query.FromDate, query.VisitorZone, own.Appointment.Id, own.Appointment.Start, own.Appointment.LengthMinutes, own.Check, cancellationToken);
        }
        else if (own.MayMove && week is null)
        {
            return NotFound();
        }

        Response.StatusCode = status;
        return View("Reschedule", new ReschedulePage(own, week, why, alternatives));
    }
}
