using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Staff.Appointments;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.Calendar;

/// <summary>
/// Another time, length, person or room for a visit, by typing or by dragging: one form. GET shows it with what the diary says to the
/// time now; POST acts, and answers 409 with what stands there where the time or the visit is no longer what it was.
/// </summary>
[Authorize(Policy = StaffPolicies.Staff)]
[Route("/staff/calendar")]
public sealed class ChangeTimeController(AppointmentPageDesk pages, ChangeTimeDesk desk) : Controller
{
    [HttpGet("visits/{id:guid}/time")]
    public async Task<IActionResult> Form([FromRoute] Guid id, StaffCaller caller, [FromQuery] ChangeTimeForm form, CancellationToken cancellationToken) =>
        await pages.ReadAsync(caller, id, cancellationToken) is not { } page ? NotFound()
        : page.Appointment.IsOpen ? Show(await desk.JudgeAsync(caller, page, form, cancellationToken), StatusCodes.Status200OK)
        : LocalRedirect($"/staff/appointments/{id}");

    [HttpPost("visits/{id:guid}/time")]
    public async Task<IActionResult> Change([FromRoute] Guid id, StaffCaller caller, [FromForm] ChangeTimeForm form, CancellationToken cancellationToken)
    {
        if (await pages.ReadAsync(caller, id, cancellationToken) is not { } page)
        {
            return NotFound();
        }

        var (outcome, answer) = await desk.ChangeAsync(caller, page, form, cancellationToken);
        return outcome switch
        {
            null => Show(answer, StatusCodes.Status422UnprocessableEntity),
            { End: CommandEnd.Done, Before: { } before } => LocalRedirect(With(form.BackPath, "undo=" + desk.Seal(before))),
            { End: CommandEnd.Done } => LocalRedirect(With(form.BackPath, "done=same")),
            { End: CommandEnd.NotFound } => NotFound(),
            { End: CommandEnd.TimeRefused or CommandEnd.AgainstHealth } => Show(answer, StatusCodes.Status409Conflict),
            { End: CommandEnd.Stale } => await StaleAsync(caller, id, form, NotDone.ChangedMeanwhile, cancellationToken),
            _ => await StaleAsync(caller, id, form, NotDone.NoSuchStep, cancellationToken),
        };
    }

    [HttpPost("undo")]
    public async Task<IActionResult> Undo(StaffCaller caller, [FromForm] UndoForm form, CancellationToken cancellationToken) =>
        LocalRedirect(With(Calendars.Back(form.Back), (await desk.UndoAsync(caller, form.Undo, cancellationToken))?.End switch
        {
            CommandEnd.Done => "done=undone",
            null => "done=too-late",
            CommandEnd.TimeRefused => "done=taken",
            _ => "done=changed",
        }));

    private static string With(string back, string more) => back + (back.Contains('?', StringComparison.Ordinal) ? "&" : "?") + more;

    private async Task<IActionResult> StaleAsync(StaffCaller caller, Guid id, ChangeTimeForm form, NotDone why, CancellationToken cancellationToken)
    {
        // Read once more: the page was read before the command found out.
        if (await pages.ReadAsync(caller, id, cancellationToken) is not { } page)
        {
            return NotFound();
        }

        var answer = await desk.JudgeAsync(caller, page, form, cancellationToken);
        return Show(answer with { Appointment = answer.Appointment with { NotDone = why } }, StatusCodes.Status409Conflict);
    }

    private ViewResult Show(ChangeTimePage page, int status)
    {
        ModelState.Clear();
        Response.StatusCode = status;
        return View("ChangeTime", page);
    }
}

/// <summary>What undoing sends.</summary>
public sealed class UndoForm
{
    public string? Undo { get; set; }

    public string? Back { get; set; }
}
