using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.PatchTests;

/// <summary>The patch test of a visit, for whoever treats the client: made, and what came of it.</summary>
[Authorize(Policy = StaffPolicies.Staff)]
[Route("/staff/appointments/{id:guid}/patch-test")]
public sealed class StaffPatchTestController(StaffPatchTestDesk desk) : Controller
{
    [HttpGet("")]
    public async Task<IActionResult> Show([FromRoute] Guid id, StaffCaller caller, CancellationToken cancellationToken) =>
        await desk.ReadAsync(caller, id, cancellationToken) is { } page ? View("PatchTest", page) : NotFound();

    [HttpPost("")]
    public async Task<IActionResult> Take([FromRoute] Guid id, StaffCaller caller, [FromForm] string? products, CancellationToken cancellationToken)
    {
        if (await desk.ReadAsync(caller, id, cancellationToken) is not { } page)
        {
            return NotFound();
        }

        var chosen = page.Products.FirstOrDefault(one => one.Words == products);
        page.Errors.Require(chosen is not null, "products", "Choose what the test is made with.");
        return chosen is null ? Again(page, StatusCodes.Status422UnprocessableEntity)
            : await desk.TakeAsync(caller, id, chosen, cancellationToken) ? LocalRedirect($"/staff/appointments/{id}/patch-test")
            : Again((await desk.ReadAsync(caller, id, cancellationToken))!, StatusCodes.Status409Conflict);
    }

    [HttpPost("result")]
    public async Task<IActionResult> Record([FromRoute] Guid id, StaffCaller caller, [FromForm] string? result, CancellationToken cancellationToken)
    {
        if (await desk.ReadAsync(caller, id, cancellationToken) is not { Test: not null } page)
        {
            return NotFound();
        }

        var known = Enum.GetValues<PatchTestResult>().Where(one => one != PatchTestResult.Waiting && one.ToString() == result).ToList();
        page.Errors.Require(known.Count == 1, "result", "Choose what came of it.");
        if (page.Errors.Any)
        {
            return Again(page, StatusCodes.Status422UnprocessableEntity);
        }

        await desk.RecordAsync(caller, id, known[0], cancellationToken);
        return LocalRedirect($"/staff/appointments/{id}/patch-test");
    }

    private ViewResult Again(PatchTestPage page, int status)
    {
        ModelState.Clear();
        Response.StatusCode = status;
        return View("PatchTest", page);
    }
}
