using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Appointments.Health;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Staff.Calendar;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.Appointments;

/// <summary>Moves an appointment under the rules for staff: choose a time, confirm it. GET shows, POST acts.</summary>
[Authorize(Policy = StaffPolicies.Staff)]
[Route("/staff/appointments/{id:guid}/move")]
public sealed class MoveController(AppointmentPageDesk desk, MoveDesk moves, AppointmentCommands commands) : StaffAnswers(desk)
{
    [HttpGet("")]
    public async Task<IActionResult> Times([FromRoute] Guid id, StaffCaller caller, TimesQuery query, CancellationToken cancellationToken) =>
        await Desk.ReadAsync(caller, id, cancellationToken) is not { } page ? NotFound()
        : page.Appointment.IsOpen ? await TimesAsync(caller, page, query, why: null, StatusCodes.Status200OK, cancellationToken)
        : LocalRedirect($"/staff/appointments/{id}");

    [HttpGet("confirm")]
    public async Task<IActionResult> Chosen([FromRoute] Guid id, StaffCaller caller, string? start, string? practitioner, CancellationToken cancellationToken)
    {
        if (await Desk.ReadAsync(caller, id, cancellationToken) is not { } page)
        {
            return NotFound();
        }

        var with = (await moves.PractitionersAsync(caller, page.Appointment, cancellationToken)).FirstOrDefault(p => p.Slug == practitioner);
        return StartText.TryRead(start) is { } wanted && page.Appointment.IsOpen && (with is null) == string.IsNullOrEmpty(practitioner)
            ? View("ConfirmMove", new ConfirmMovePage(page, wanted, with) { AgainstHealth = await moves.IsAgainstHealthAsync(page.Appointment, wanted, cancellationToken) })
            : LocalRedirect($"/staff/appointments/{id}/move");
    }

    [HttpPost("")]
    public async Task<IActionResult> Move([FromRoute] Guid id, StaffCaller caller, [FromForm] StaffMoveForm form, CancellationToken cancellationToken)
    {
        if (await Desk.ReadAsync(caller, id, cancellationToken) is not { } page)
        {
            return NotFound();
        }

        var practitioners = await moves.PractitionersAsync(caller, page.Appointment, cancellationToken);
        page = page with { Sent = form };
        var query = new TimesQuery { Practitioner = form.Practitioner };
        if (!form.TryRead(practitioners, out var version, out var start, out var errors))
        {
            return await TimesAsync(caller, page with { Errors = errors }, query, why: null, StatusCodes.Status422UnprocessableEntity, cancellationToken);
        }

        var with = string.IsNullOrEmpty(form.Practitioner) ? KeptBy(caller, practitioners) : form.Practitioner;
        var outcome = await commands.MoveAsync(caller.Command(id, version, form.Tells) with { HealthSeen = form.HealthSeen == "yes" }, start, with, cancellationToken);
        return outcome.End == CommandEnd.AgainstHealth ? Warn(new(page, start, practitioners.FirstOrDefault(p => p.Slug == form.Practitioner)) { AgainstHealth = true })
            : outcome.End == CommandEnd.TimeRefused
            ? await TimesAsync(caller, page, query, Calendars.Words(outcome.Why), StatusCodes.Status409Conflict, cancellationToken)
            : await AnswerAsync(caller, id, form, "appointment.moved", outcome, cancellationToken);
    }

    private ViewResult Warn(ConfirmMovePage page)
    {
        ModelState.Clear();
        Response.StatusCode = StatusCodes.Status409Conflict;
        return View("ConfirmMove", page);
    }

    /// <summary>A practitioner does not hand an appointment on by leaving the choice open.</summary>
    private static string? KeptBy(StaffCaller caller, IReadOnlyList<PractitionerChoice> practitioners) =>
        caller.WithinDiaryOf is null ? null : practitioners.Select(p => p.Slug).FirstOrDefault() ?? string.Empty;

    private async Task<IActionResult> TimesAsync(
        StaffCaller caller, AppointmentPage page, TimesQuery query, string? why, int status, CancellationToken cancellationToken)
    {
        var practitioners = await moves.PractitionersAsync(caller, page.Appointment, cancellationToken);
        var with = practitioners.FirstOrDefault(p => p.Slug == (query.Practitioner is null ? page.Appointment.Practitioner!.Slug : query.PractitionerSlug));
        var week = await moves.WeekAsync(page.Appointment, practitioners, with, query.FromDate, cancellationToken);
        ModelState.Clear();
        Response.StatusCode = status;
        return View("Move", new StaffMovePage(page, practitioners, week, why));
    }
}
