using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Features.Appointments.Consents;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Consents;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.Consents;

/// <summary>What a client agreed to: looked at, signed on the clinic's tablet before staff, taken back on their word.</summary>
[Authorize(Policy = StaffPolicies.Clinical)]
[Route("/staff/appointments/{id:guid}/consents")]
public sealed class StaffConsentsController(StaffConsentsDesk desk, ConsentDesk consents) : Controller
{
    [HttpGet("")]
    public async Task<IActionResult> Show([FromRoute] Guid id, StaffCaller caller, string? done, CancellationToken cancellationToken) =>
        await desk.ReadAsync(caller, id, cancellationToken) is { } page ? View("Consents", page with { Done = done }) : NotFound();

    [HttpPost("age")]
    public Task<IActionResult> Age([FromRoute] Guid id, StaffCaller caller, [FromForm] AgeForm form, CancellationToken cancellationToken) => ForAsync(
        caller,
        id,
        async page =>
        {
            if (!form.TryRead(page.State.Day, out var document, page.Errors))
            {
                return Again("Consents", page with { Sent = form });
            }

            await consents.NoteAgeAsync(page.Appointment, document, caller.Actor, cancellationToken);
            return LocalRedirect(page.Address + "?done=age");
        },
        cancellationToken);

    [HttpGet("sign")]
    public Task<IActionResult> Read([FromRoute] Guid id, StaffCaller caller, CancellationToken cancellationToken) => ForTextAsync(
        caller, id, page => Task.FromResult<IActionResult>(View("/Features/Consents/Sign.cshtml", PageOf(page, caller, new(), new()))), cancellationToken);

    [HttpPost("sign")]
    public Task<IActionResult> Sign([FromRoute] Guid id, StaffCaller caller, [FromForm] SignForm form, CancellationToken cancellationToken) => ForTextAsync(
        caller,
        id,
        async page =>
        {
            var errors = new FormErrors();
            if (form.TryRead(page.State.ToSign!, page.State.Day, asksBorn: false, out var signature, errors))
            {
                await consents.SignAsync(page.Appointment, page.State.ToSign!, signature, caller.Actor, cancellationToken);
                return LocalRedirect(page.Address + "?done=signed");
            }

            return Again("/Features/Consents/Sign.cshtml", PageOf(page, caller, form, errors));
        },
        cancellationToken);

    [HttpPost("{signature:guid}/countersign")]
    public Task<IActionResult> Countersign([FromRoute] Guid id, [FromRoute] Guid signature, StaffCaller caller, CancellationToken cancellationToken) => ForAsync(
        caller,
        id,
        async page => await consents.CountersignAsync(page.Appointment, signature, caller.Actor, cancellationToken) ? LocalRedirect(page.Address + "?done=countersigned") : NotFound(),
        cancellationToken);

    [HttpPost("{signature:guid}/withdraw")]
    public Task<IActionResult> WithdrawSignature([FromRoute] Guid id, [FromRoute] Guid signature, StaffCaller caller, CancellationToken cancellationToken) => ForAsync(
        caller,
        id,
        async page => await consents.WithdrawSignatureAsync(page.Appointment, signature, caller.Actor, cancellationToken) ? LocalRedirect(page.Address + "?done=withdrawn") : NotFound(),
        cancellationToken);

    [HttpPost("withdraw")]
    public Task<IActionResult> Withdraw([FromRoute] Guid id, StaffCaller caller, [FromForm] string? kind, CancellationToken cancellationToken) => ForAsync(
        caller,
        id,
        async page => ConsentTexts.Ticked.Contains(kind, StringComparer.Ordinal) && await consents.WithdrawAsync(page.Appointment, kind!, caller.Actor, cancellationToken)
            ? LocalRedirect(page.Address + "?done=withdrawn") : NotFound(),
        cancellationToken);

    [HttpGet("{signature:guid}.pdf")]
    public Task<IActionResult> Pdf([FromRoute] Guid id, [FromRoute] Guid signature, StaffCaller caller, CancellationToken cancellationToken) => ForAsync(
        caller, id, async page => await consents.PdfAsync(page.Appointment, signature, caller.Actor, cancellationToken) is { } pdf ? new CopyResult(pdf) : NotFound(), cancellationToken);

    private async Task<IActionResult> ForAsync(StaffCaller caller, Guid id, Func<StaffConsentsPage, Task<IActionResult>> act, CancellationToken cancellationToken) =>
        await desk.ReadAsync(caller, id, cancellationToken) is { } page ? await act(page) : NotFound();

    /// <summary>For a text that is still to be signed, once a document was seen.</summary>
    private Task<IActionResult> ForTextAsync(StaffCaller caller, Guid id, Func<StaffConsentsPage, Task<IActionResult>> act, CancellationToken cancellationToken) => ForAsync(
        caller, id, async page => page.State is { ToSign: not null, Standing: null, AgeShown: true } ? await act(page) : LocalRedirect(page.Address), cancellationToken);

    private static SignPage PageOf(StaffConsentsPage page, StaffCaller caller, SignForm form, FormErrors errors) =>
        new(page.State.ToSign!, page.Address + "/sign", page.Address, caller.Name, form, errors);

    private ViewResult Again(string view, object page)
    {
        ModelState.Clear();
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return View(view, page);
    }
}
