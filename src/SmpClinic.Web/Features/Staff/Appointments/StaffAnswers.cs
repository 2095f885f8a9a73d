using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Booking;

namespace SmpClinic.Web.Features.Staff.Appointments;

/// <summary>
/// How a form about an appointment is answered: back to its page when done; the page again, with what was typed, when the form is
/// wrong (422) or the appointment stood in the way (409); not found for what the caller may not see.
/// </summary>
public abstract class StaffAnswers(AppointmentPageDesk desk) : Controller
{
    /// <summary>The appointment's page, for the actions that build on it.</summary>
    protected AppointmentPageDesk Desk => desk;

    /// <summary>The form cannot be read: the page again with messages.</summary>
    protected async Task<IActionResult> WrongAsync(StaffCaller caller, Guid id, AppointmentForm form, FormErrors errors, CancellationToken cancellationToken) =>
        await desk.ReadAsync(caller, id, cancellationToken) is { } page
            ? Page(page with { Sent = form, Errors = errors }, StatusCodes.Status422UnprocessableEntity)
            : NotFound();

    /// <summary>The form was acted on, or the appointment stood in the way.</summary>
    protected async Task<IActionResult> AnswerAsync(
        StaffCaller caller, Guid id, AppointmentForm form, string action, CommandOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.End == CommandEnd.Done)
        {
            return Back(id, form, action);
        }

        if (outcome.End == CommandEnd.NotFound || await desk.ReadAsync(caller, id, cancellationToken) is not { } page)
        {
            return NotFound();
        }

        page = page with { Sent = form, NotDone = outcome.End switch { CommandEnd.Stale => NotDone.ChangedMeanwhile, CommandEnd.Held => NotDone.Held, _ => NotDone.NoSuchStep } };
        return IsOwnRepeat(page, caller, action) ? Back(id, form, action) : Page(page, StatusCodes.Status409Conflict);
    }

    /// <summary>The same button pressed twice is one press: the only change since was this one, by the same person.</summary>
    private static bool IsOwnRepeat(AppointmentPage page, StaffCaller caller, string action) =>
        page.Since.ToList() is [var only] && only.ActorId == caller.Id && only.Action == action;

    private LocalRedirectResult Back(Guid id, AppointmentForm form, string action)
    {
        var done = action[(action.LastIndexOf('.') + 1)..];
        return LocalRedirect(form.Queue == "yes" ? $"/staff/requests?done={done}" : $"/staff/appointments/{id}?done={done}");
    }

    private ViewResult Page(AppointmentPage page, int status)
    {
        ModelState.Clear();
        Response.StatusCode = status;
        return View("Show", page);
    }
}
