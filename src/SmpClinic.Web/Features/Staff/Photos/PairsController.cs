using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.Photos;

/// <summary>Two photos side by side, and their way into the gallery.</summary>
[Authorize(Policy = StaffPolicies.Clinical)]
[Route("/staff/pairs/{id:guid}")]
public sealed class PairsController(PairDesk desk) : Controller
{
    [HttpGet("")]
    public async Task<IActionResult> Show([FromRoute] Guid id, StaffCaller caller, string? done, CancellationToken cancellationToken) =>
        await desk.ReadAsync(caller, id, cancellationToken) is { } page ? View("Pair", page with { Done = done }) : NotFound();

    [HttpPost("align")]
    public async Task<IActionResult> Align([FromRoute] Guid id, StaffCaller caller, [FromForm] AlignForm form, CancellationToken cancellationToken)
    {
        if (await desk.ReadAsync(caller, id, cancellationToken) is not { } page)
        {
            return NotFound();
        }

        return form.TryRead(out var how, page.Errors)
            ? await AnswerAsync(id, caller, "aligned", await desk.AlignAsync(caller, id, form.Version, how, cancellationToken), cancellationToken)
            : Page(page with { Aligning = form }, StatusCodes.Status422UnprocessableEntity);
    }

    [HttpPost("publish")]
    public async Task<IActionResult> Publish([FromRoute] Guid id, StaffCaller caller, [FromForm] PublishForm form, CancellationToken cancellationToken)
    {
        if (await desk.ReadAsync(caller, id, cancellationToken) is not { } page)
        {
            return NotFound();
        }

        return form.TryRead(page.Website?.FaceHidden == true, out var words, page.Errors)
            ? await AnswerAsync(id, caller, "published", await desk.PublishAsync(caller, id, form.Version, words, form.Faceless == "yes", cancellationToken), cancellationToken)
            : Page(page with { Sent = form }, StatusCodes.Status422UnprocessableEntity);
    }

    [HttpPost("unpublish")]
    public async Task<IActionResult> Unpublish([FromRoute] Guid id, StaffCaller caller, CancellationToken cancellationToken) =>
        await AnswerAsync(id, caller, "unpublished", await desk.UnpublishAsync(caller, id, cancellationToken), cancellationToken);

    [HttpPost("delete")]
    public async Task<IActionResult> Delete([FromRoute] Guid id, StaffCaller caller, CancellationToken cancellationToken) =>
        await desk.ReadAsync(caller, id, cancellationToken) is { } page && await desk.DeleteAsync(caller, id, cancellationToken) == PairEnd.Done
            ? LocalRedirect($"/staff/appointments/{page.Pair.After!.AppointmentId}/photos?done=apart")
            : NotFound();

    private async Task<IActionResult> AnswerAsync(Guid id, StaffCaller caller, string done, PairEnd end, CancellationToken cancellationToken)
    {
        if (end == PairEnd.Done)
        {
            return LocalRedirect($"/staff/pairs/{id}?done={done}");
        }

        return end != PairEnd.Gone && await desk.ReadAsync(caller, id, cancellationToken) is { } page
            ? Page(page with { Done = end == PairEnd.NotAllowed ? "not-allowed" : "not-done" }, StatusCodes.Status409Conflict)
            : NotFound();
    }

    private ViewResult Page(PairPage page, int status)
    {
        ModelState.Clear();
        Response.StatusCode = status;
        return View("Pair", page);
    }
}
