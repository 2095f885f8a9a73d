using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.Appointments;

/// <summary>Proposes other times for a request, and takes them back. What is proposed is kept for the client until they answer.</summary>
[Authorize(Policy = StaffPolicies.Staff)]
[Route("/staff/appointments/{id:guid}/propose")]
public sealed class ProposeController(AppointmentPageDesk desk, ProposeDesk times, MoveDesk moves, AppointmentCommands commands) : StaffAnswers(desk)
{
    [HttpGet("")]
    public async Task<IActionResult> Times([FromRoute] Guid id, StaffCaller caller, string? from, string? practitioner, CancellationToken cancellationToken) =>
        await Desk.ReadAsync(caller, id, cancellationToken) is not { } page ? NotFound()
        : page.MayPropose ? await TimesAsync(caller, page, new() { From = from, Practitioner = practitioner }, new(), null, StatusCodes.Status200OK, cancellationToken)
        : LocalRedirect($"/staff/appointments/{id}");

    [HttpPost("")]
    public async Task<IActionResult> Propose([FromRoute] Guid id, StaffCaller caller, [FromForm] ProposeForm form, CancellationToken cancellationToken)
    {
        if (await Desk.ReadAsync(caller, id, cancellationToken) is not { } page)
        {
            return NotFound();
        }

        var practitioners = await moves.PractitionersAsync(caller, page.Appointment, cancellationToken);
        if (form.Show is not null)
        {
            return await TimesAsync(caller, page, form, new(), null, StatusCodes.Status200OK, cancellationToken);
        }

        if (!form.TryRead(practitioners, out var version, out var proposal, out var errors))
        {
            return await TimesAsync(caller, page, form, errors, null, StatusCodes.Status422UnprocessableEntity, cancellationToken);
        }

        var outcome = await commands.ProposeAsync(caller.Command(id, version), proposal, cancellationToken);
        return outcome.End == CommandEnd.TimeRefused
            ? await TimesAsync(caller, page, form, new(), outcome, StatusCodes.Status409Conflict, cancellationToken)
            : await AnswerAsync(caller, id, form, "times.proposed", outcome, cancellationToken);
    }

    [HttpPost("withdraw")]
    public async Task<IActionResult> Withdraw([FromRoute] Guid id, StaffCaller caller, [FromForm] WithdrawForm form, CancellationToken cancellationToken) =>
        form.TryRead(out var version, out var errors)
            ? await AnswerAsync(caller, id, form, "times.withdrawn", await commands.WithdrawAsync(caller.Command(id, version, form.Tells), cancellationToken), cancellationToken)
            : await WrongAsync(caller, id, form, errors, cancellationToken);

    private async Task<IActionResult> TimesAsync(
        StaffCaller caller, AppointmentPage page, ProposeForm form, FormErrors errors, CommandOutcome? refused, int status, CancellationToken cancellationToken)
    {
        var answer = await times.PageAsync(caller, page with { Sent = form, Errors = errors }, form, refused, cancellationToken);
        ModelState.Clear();
        Response.StatusCode = status;
        return View("Propose", answer);
    }
}
