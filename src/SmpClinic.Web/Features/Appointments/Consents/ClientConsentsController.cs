using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Consents;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Appointments.Consents;

/// <summary>A client's page of what they agree to.</summary>
public sealed record ClientConsentsPage(ClientAppointment Own, ConsentState State, string? Done);

/// <summary>A text to sign, for the client alone or before staff.</summary>
/// <param name="Text">The wording.</param>
/// <param name="Action">Where it is sent.</param>
/// <param name="Back">Where it leads back to.</param>
/// <param name="Witness">Before whom; null for the client alone, who gives their date of birth instead.</param>
/// <param name="Form">As sent.</param>
/// <param name="Errors">What is wrong.</param>
public sealed record SignPage(ConsentText Text, string Action, string Back, string? Witness, SignForm Form, FormErrors Errors);

/// <summary>What a client agrees to: ticked one by one, signed, taken back. All of it after a code from the mail.</summary>
[Route("/appointments/{secret:maxlength(64)}/consents")]
public sealed class ClientConsentsController(ClientLinkDesk desk, ClientCodes codes, ConsentDesk consents, SecurityLog security) : ProvedController(desk, codes, security)
{
    [HttpGet("")]
    public Task<IActionResult> Show([FromRoute] string secret, string? done, CancellationToken cancellationToken) => ForProvedAsync(
        secret, async own => View("Consents", new ClientConsentsPage(own, await consents.ReadAsync(own.Appointment, cancellationToken), done)), cancellationToken);

    [HttpPost("")]
    public Task<IActionResult> Give([FromRoute] string secret, [FromForm] IReadOnlyList<string>? agree, CancellationToken cancellationToken) => ForProvedAsync(
        secret,
        async own =>
        {
            var kinds = (agree ?? []).Where(kind => ConsentTexts.Ticked.Contains(kind, StringComparer.Ordinal)).ToList();
            await consents.GiveAsync(own.Appointment, kinds, Actor.Client, cancellationToken);
            return LocalRedirect(own.Path("/consents?done=" + (kinds.Count == 0 ? "none" : "given")));
        },
        cancellationToken);

    [HttpPost("withdraw")]
    public Task<IActionResult> Withdraw([FromRoute] string secret, [FromForm] string? kind, CancellationToken cancellationToken) => ForProvedAsync(
        secret,
        async own => ConsentTexts.Ticked.Contains(kind, StringComparer.Ordinal) && await consents.WithdrawAsync(own.Appointment, kind!, Actor.Client, cancellationToken)
            ? LocalRedirect(own.Path("/consents?done=withdrawn")) : NotFound(),
        cancellationToken);

    [HttpGet("sign")]
    public Task<IActionResult> Read([FromRoute] string secret, CancellationToken cancellationToken) => ForTextAsync(
        secret, (own, state) => Task.FromResult<IActionResult>(View("/Features/Consents/Sign.cshtml", PageOf(own, state, new(), new()))), cancellationToken);

    [HttpPost("sign")]
    public Task<IActionResult> Sign([FromRoute] string secret, [FromForm] SignForm form, CancellationToken cancellationToken) => ForTextAsync(
        secret,
        async (own, state) =>
        {
            var errors = new FormErrors();
            if (form.TryRead(state.ToSign!, state.Day, asksBorn: true, out var signature, errors))
            {
                await consents.SignAsync(own.Appointment, state.ToSign!, signature, witness: null, cancellationToken);
                return LocalRedirect(own.Path("/consents?done=signed"));
            }

            ModelState.Clear();
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return View("/Features/Consents/Sign.cshtml", PageOf(own, state, form, errors));
        },
        cancellationToken);

    [HttpGet("{id:guid}.pdf")]
    public Task<IActionResult> Pdf([FromRoute] string secret, [FromRoute] Guid id, CancellationToken cancellationToken) => ForProvedAsync(
        secret,
        async own => await consents.PdfAsync(own.Appointment, id, reader: null, cancellationToken) is { } pdf ? new CopyResult(pdf) : NotFound(),
        cancellationToken);

    [HttpPost("{id:guid}/withdraw")]
    public Task<IActionResult> WithdrawSignature([FromRoute] string secret, [FromRoute] Guid id, CancellationToken cancellationToken) => ForProvedAsync(
        secret,
        async own => await consents.WithdrawSignatureAsync(own.Appointment, id, Actor.Client, cancellationToken) ? LocalRedirect(own.Path("/consents?done=withdrawn")) : NotFound(),
        cancellationToken);

    private Task<IActionResult> ForTextAsync(string secret, Func<ClientAppointment, ConsentState, Task<IActionResult>> act, CancellationToken cancellationToken) => ForProvedAsync(
        secret,
        async own => await consents.ReadAsync(own.Appointment, cancellationToken) is { ToSign: not null } state
            ? state.Standing is null && own.Appointment.HoldsTime ? await act(own, state) : LocalRedirect(own.Path("/consents"))
            : NotFound(),
        cancellationToken);

    private static SignPage PageOf(ClientAppointment own, ConsentState state, SignForm form, FormErrors errors) =>
        new(state.ToSign!, own.Path("/consents/sign"), own.Path("/consents"), Witness: null, form, errors);
}
