using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.Questionnaires;

/// <summary>Health questionnaires: what waits for a practitioner, and for whoever treats the client the answers and the decision.</summary>
[Authorize(Policy = StaffPolicies.Staff)]
public sealed class QuestionnaireController(QuestionnaireDesk desk) : Controller
{
    [HttpGet("/staff/questionnaires")]
    public async Task<IActionResult> Waiting(StaffCaller caller, string? page, CancellationToken cancellationToken) =>
        View(await desk.WaitingAsync(caller, Paging.Read(page), cancellationToken));

    [HttpGet("/staff/appointments/{id:guid}/questionnaire")]
    public async Task<IActionResult> Read([FromRoute] Guid id, StaffCaller caller, string? number, CancellationToken cancellationToken) =>
        await desk.ReadAsync(caller, id, int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var one) ? one : null, cancellationToken) is { } page ? View("Read", page) : NotFound();

    [HttpPost("/staff/appointments/{id:guid}/questionnaire")]
    public async Task<IActionResult> Decide([FromRoute] Guid id, StaffCaller caller, [FromForm] DecisionForm form, CancellationToken cancellationToken)
    {
        if (await desk.ReadAsync(caller, id, number: null, cancellationToken) is not { } page)
        {
            return NotFound();
        }

        var errors = new FormErrors();
        var decided = form.TryRead(page.Outcome, errors);
        if (form.Number != page.Shown.Number.ToString(CultureInfo.InvariantCulture))
        {
            return Again(page with { Form = form, Outdated = true }, StatusCodes.Status409Conflict);
        }

        return decided is null ? Again(page with { Form = form, Errors = errors }, StatusCodes.Status422UnprocessableEntity)
            : await desk.DecideAsync(caller, page, decided, cancellationToken) ? LocalRedirect($"/staff/appointments/{id}/questionnaire")
            : Again(page with { Form = form, Outdated = true }, StatusCodes.Status409Conflict);
    }

    private ViewResult Again(QuestionnairePage page, int status)
    {
        ModelState.Clear();
        Response.StatusCode = status;
        return View("Read", page);
    }
}
