using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.Clients;

/// <summary>Two records of one person: found, looked at side by side, merged, and parted again.</summary>
[Authorize(Policy = StaffPolicies.FrontDesk)]
[Route("/staff/clients")]
public sealed class ClientMergeController(ClientMergeDesk desk, ClientListDesk words) : Controller
{
    [HttpGet("duplicates")]
    public async Task<IActionResult> Duplicates(StaffCaller caller, CancellationToken cancellationToken) => View("Duplicates", await desk.DuplicatesAsync(caller, cancellationToken));

    [HttpGet("{id:guid}/merge")]
    public async Task<IActionResult> Choose([FromRoute] Guid id, StaffCaller caller, string? find, CancellationToken cancellationToken) =>
        await desk.ChooseAsync(caller, id, find, cancellationToken) is { } page ? View("ChooseDuplicate", page) : NotFound();

    [HttpPost("{id:guid}/merge/find")]
    [AskedWhileTyping]
    public async Task<IActionResult> Find([FromRoute] Guid id, StaffCaller caller, [FromForm(Name = "words")] string? typed, CancellationToken cancellationToken)
    {
        var errors = ClientListDesk.Judge(typed);
        return await desk.ChooseAsync(caller, id, null, cancellationToken) is not { } page ? NotFound()
            : errors.Any ? Again("ChooseDuplicate", page with { Words = typed, Errors = errors }, RecordEnd.NotAllowed)
            : LocalRedirect(words.AddressOf($"/staff/clients/{id}/merge", typed));
    }

    [HttpGet("{id:guid}/merge/{other:guid}")]
    public async Task<IActionResult> Preview([FromRoute] Guid id, [FromRoute] Guid other, StaffCaller caller, CancellationToken cancellationToken) =>
        await desk.PreviewAsync(caller, id, other, cancellationToken) is { } page ? View("Merge", page) : NotFound();

    [HttpPost("{id:guid}/merge/{other:guid}")]
    public async Task<IActionResult> Merge([FromRoute] Guid id, [FromRoute] Guid other, StaffCaller caller, [FromForm] MergeForm form, CancellationToken cancellationToken)
    {
        var (end, page) = await desk.MergeAsync(caller, id, other, form, cancellationToken);
        return end is RecordEnd.Done or RecordEnd.Same ? LocalRedirect($"/staff/clients/{id}?done=merged") : page is null ? NotFound() : Again("Merge", page, end);
    }

    [HttpGet("merges/{merge:guid}/undo")]
    public async Task<IActionResult> Undo([FromRoute] Guid merge, StaffCaller caller, CancellationToken cancellationToken) =>
        await desk.UndoPreviewAsync(merge, cancellationToken) is { } page ? View("Unmerge", page) : NotFound();

    [HttpPost("merges/{merge:guid}/undo")]
    public async Task<IActionResult> Undo([FromRoute] Guid merge, StaffCaller caller, [FromForm] UnmergeForm form, CancellationToken cancellationToken)
    {
        var (end, page) = await desk.UndoAsync(caller, merge, form, cancellationToken);
        return page is null ? NotFound() : end is RecordEnd.Done or RecordEnd.Same ? LocalRedirect($"/staff/clients/{page.Merge.KeptId}?done=unmerged") : Again("Unmerge", page, end);
    }

    private ViewResult Again(string view, object page, RecordEnd end)
    {
        ModelState.Clear();
        Response.StatusCode = end == RecordEnd.Stale || page is UnmergePage ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity;
        return View(view, page);
    }
}
