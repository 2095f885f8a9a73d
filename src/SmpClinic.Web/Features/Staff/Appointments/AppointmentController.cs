using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Staff.Clients;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.Appointments;

/// <summary>One appointment: everything about it, and what staff may do with it.</summary>
[Authorize(Policy = StaffPolicies.Staff)]
[Route("/staff/appointments/{id:guid}")]
public sealed class AppointmentController(AppointmentPageDesk desk, AppointmentCommands commands, ClientLinkingDesk clients) : StaffAnswers(desk)
{
    [HttpGet("")]
    public async Task<IActionResult> Show([FromRoute] Guid id, StaffCaller caller, string? done, CancellationToken cancellationToken) =>
        await Desk.ReadAsync(caller, id, cancellationToken) is { } page ? View("Show", page with { Done = done }) : NotFound();

    [HttpPost("confirm")]
    public async Task<IActionResult> Confirm([FromRoute] Guid id, StaffCaller caller, [FromForm] ConfirmForm form, CancellationToken cancellationToken) =>
        form.TryRead(out var version, out var errors)
            ? await AnswerAsync(caller, id, form, "appointment.confirmed", await commands.ConfirmAsync(caller.Command(id, version, form.Tells), cancellationToken), cancellationToken)
            : await WrongAsync(caller, id, form, errors, cancellationToken);

    [HttpPost("decline")]
    public async Task<IActionResult> Decline([FromRoute] Guid id, StaffCaller caller, [FromForm] DeclineForm form, CancellationToken cancellationToken) =>
        form.TryRead(out var version, out var reason, out var errors)
            ? await AnswerAsync(caller, id, form, "appointment.declined", await commands.DeclineAsync(caller.Command(id, version, form.Tells), reason, cancellationToken), cancellationToken)
            : await WrongAsync(caller, id, form, errors, cancellationToken);

    [HttpPost("cancel")]
    public async Task<IActionResult> Cancel([FromRoute] Guid id, StaffCaller caller, [FromForm] CancelForm form, CancellationToken cancellationToken) =>
        form.TryRead(out var version, out var reason, out var errors)
            ? await AnswerAsync(caller, id, form, "appointment.cancelled", await commands.CancelAsync(caller.Command(id, version, form.Tells), reason, cancellationToken), cancellationToken)
            : await WrongAsync(caller, id, form, errors, cancellationToken);

    [HttpPost("mark")]
    public async Task<IActionResult> Mark([FromRoute] Guid id, StaffCaller caller, [FromForm] MarkForm form, CancellationToken cancellationToken) =>
        form.TryRead(out var version, out var mark, out var errors)
            ? await AnswerAsync(
                caller, id, form, "appointment." + mark.ToString().ToLowerInvariant(), await commands.MarkAsync(caller.Command(id, version), mark, cancellationToken), cancellationToken)
            : await WrongAsync(caller, id, form, errors, cancellationToken);

    [HttpPost("link-client")]
    [Authorize(Policy = StaffPolicies.FrontDesk)]
    public async Task<IActionResult> LinkClient([FromRoute] Guid id, StaffCaller caller, [FromForm] LinkClientForm form, CancellationToken cancellationToken)
    {
        if (form.TryRead(out var version, out var client, out var errors))
        {
            if (await clients.LinkAsync(caller, id, version, client, cancellationToken) is { } outcome)
            {
                return await AnswerAsync(caller, id, form, client is null ? "client.created" : "client.linked", outcome, cancellationToken);
            }

            errors.Require(holds: false, nameof(form.Client), LinkClientForm.NotListed);
        }

        return await WrongAsync(caller, id, form, errors, cancellationToken);
    }

    [HttpPost("unlink-client")]
    [Authorize(Policy = StaffPolicies.FrontDesk)]
    public async Task<IActionResult> UnlinkClient([FromRoute] Guid id, StaffCaller caller, [FromForm] UnlinkClientForm form, CancellationToken cancellationToken) =>
        form.TryRead(out var version, out var errors)
            ? await AnswerAsync(caller, id, form, "client.unlinked", await clients.UnlinkAsync(caller, id, version, cancellationToken), cancellationToken)
            : await WrongAsync(caller, id, form, errors, cancellationToken);
}
