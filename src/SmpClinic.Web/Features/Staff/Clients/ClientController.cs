using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.Clients;

/// <summary>One client's record: everything about them, their contact data, notes and alerts. The address of a merged one leads to the one kept.</summary>
[Authorize(Policy = StaffPolicies.Staff)]
[Route("/staff/clients/{id:guid}")]
public sealed class ClientController(ClientDesk desk, ClientContactDesk contacts, ClientNotesDesk notes) : Controller
{
    [HttpGet("")]
    public async Task<IActionResult> Show([FromRoute] Guid id, StaffCaller caller, string? done, string? page, CancellationToken cancellationToken) =>
        await desk.RootAsync(caller, id, cancellationToken) is not { } root ? NotFound()
            : root != id ? LocalRedirect($"/staff/clients/{root}")
            : await desk.ReadAsync(caller, id, Paging.Read(page), cancellationToken) is { } record ? View("Show", record with { Done = done }) : NotFound();

    [HttpGet("edit")]
    public async Task<IActionResult> Edit([FromRoute] Guid id, StaffCaller caller, CancellationToken cancellationToken) =>
        await contacts.ReadAsync(caller, id, cancellationToken) is { } page ? View("Contact", page) : NotFound();

    [HttpPost("edit")]
    public async Task<IActionResult> Edit([FromRoute] Guid id, StaffCaller caller, [FromForm] ContactForm form, CancellationToken cancellationToken)
    {
        var (end, page) = await contacts.EditAsync(caller, id, form, cancellationToken);
        return end is RecordEnd.Done or RecordEnd.Same ? Back(id, end == RecordEnd.Done ? "changed" : "same") : page is null ? NotFound() : Again("Contact", page, end);
    }

    [HttpPost("notes")]
    public async Task<IActionResult> AddNote([FromRoute] Guid id, StaffCaller caller, [FromForm] NoteForm form, CancellationToken cancellationToken)
    {
        var errors = new FormErrors();
        var end = await notes.AddAsync(caller, id, form, errors, cancellationToken);
        return end == RecordEnd.Done ? Back(id, "noted") : await WrongAsync(caller, id, end, page => page with { Note = form, Errors = errors }, cancellationToken);
    }

    [HttpGet("notes/{note:guid}")]
    public async Task<IActionResult> EditNote([FromRoute] Guid id, [FromRoute] Guid note, StaffCaller caller, CancellationToken cancellationToken) =>
        await notes.ReadAsync(caller, id, note, cancellationToken) is { } page ? View("Note", page) : NotFound();

    [HttpPost("notes/{note:guid}")]
    public async Task<IActionResult> EditNote([FromRoute] Guid id, [FromRoute] Guid note, StaffCaller caller, [FromForm] NoteForm form, CancellationToken cancellationToken)
    {
        var (end, page) = await notes.EditAsync(caller, id, note, form, cancellationToken);
        return end is RecordEnd.Done or RecordEnd.Same ? Back(id, end == RecordEnd.Done ? "edited" : "same") : page is null ? NotFound() : Again("Note", page, end);
    }

    [HttpPost("alerts")]
    public async Task<IActionResult> AddAlert([FromRoute] Guid id, StaffCaller caller, [FromForm] AlertForm form, CancellationToken cancellationToken)
    {
        var errors = new FormErrors();
        var end = await notes.AddAlertAsync(caller, id, form, errors, cancellationToken);
        return end is RecordEnd.Done or RecordEnd.Same ? Back(id, "alerted") : await WrongAsync(caller, id, end, page => page with { Alert = form, Errors = errors }, cancellationToken);
    }

    [HttpPost("alerts/{alert:guid}/remove")]
    public async Task<IActionResult> RemoveAlert([FromRoute] Guid id, [FromRoute] Guid alert, StaffCaller caller, CancellationToken cancellationToken) =>
        await notes.RemoveAlertAsync(caller, id, alert, cancellationToken) is RecordEnd.Done or RecordEnd.Same ? Back(id, "alert-removed") : NotFound();

    private LocalRedirectResult Back(Guid id, string done) => LocalRedirect($"/staff/clients/{id}?done={done}");

    private ViewResult Again(string view, object page, RecordEnd end)
    {
        ModelState.Clear();
        Response.StatusCode = end == RecordEnd.Stale ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity;
        return View(view, page);
    }

    /// <summary>The record again, with what was typed.</summary>
    private async Task<IActionResult> WrongAsync(StaffCaller caller, Guid id, RecordEnd end, Func<ClientPage, ClientPage> with, CancellationToken cancellationToken) =>
        end != RecordEnd.NotFound && await desk.RootAsync(caller, id, cancellationToken) is { } root && await desk.ReadAsync(caller, root, 1, cancellationToken) is { } page
            ? Again("Show", with(page), end)
            : NotFound();
}
