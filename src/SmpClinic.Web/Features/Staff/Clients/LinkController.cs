using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.Clients;

/// <summary>Looks for the client of a booking, and links the two with the contact data that are to stand.</summary>
[Authorize(Policy = StaffPolicies.FrontDesk)]
[Route("/staff/appointments/{id:guid}/client")]
public sealed class LinkController(ClientLinkingDesk desk, ClientListDesk words) : Controller
{
    [HttpGet("")]
    public async Task<IActionResult> Choose([FromRoute] Guid id, StaffCaller caller, string? find, CancellationToken cancellationToken) =>
        await desk.ChooseAsync(caller, id, find, cancellationToken) is { } page ? View("ChooseClient", page) : NotFound();

    [HttpPost("find")]
    [AskedWhileTyping]
    public async Task<IActionResult> Find([FromRoute] Guid id, StaffCaller caller, [FromForm(Name = "words")] string? typed, CancellationToken cancellationToken)
    {
        var errors = ClientListDesk.Judge(typed);
        return await desk.ChooseAsync(caller, id, null, cancellationToken) is not { } page ? NotFound()
            : errors.Any ? Again("ChooseClient", page with { Words = typed, Errors = errors }, RecordEnd.NotAllowed)
            : LocalRedirect(words.AddressOf($"/staff/appointments/{id}/client", typed));
    }

    [HttpGet("{client:guid}")]
    public async Task<IActionResult> Compare([FromRoute] Guid id, [FromRoute] Guid client, StaffCaller caller, CancellationToken cancellationToken) =>
        await desk.CompareAsync(caller, id, client, cancellationToken) is { } page ? View("Link", page) : NotFound();

    [HttpPost("{client:guid}")]
    public async Task<IActionResult> Take([FromRoute] Guid id, [FromRoute] Guid client, StaffCaller caller, [FromForm] TakeForm form, CancellationToken cancellationToken)
    {
        var (end, page) = await desk.TakeAsync(caller, id, client, form, cancellationToken);
        return end is RecordEnd.Done or RecordEnd.Same ? LocalRedirect($"/staff/appointments/{id}?done=linked") : page is null ? NotFound() : Again("Link", page, end);
    }

    private ViewResult Again(string view, object page, RecordEnd end)
    {
        ModelState.Clear();
        Response.StatusCode = end == RecordEnd.Stale ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity;
        return View(view, page);
    }
}
