using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.SignIn;

/// <summary>Showing again who one is, before something sensitive.</summary>
[Authorize(Policy = StaffPolicies.Staff)]
public sealed class ProofController(ProofDesk desk, HeldForms held) : Controller
{
    private SessionSeen Session => SessionSeen.Of(HttpContext)!;

    [HttpGet("/staff/proof")]
    public async Task<IActionResult> Show(string? returnUrl, CancellationToken cancellationToken) => View("Proof", await PageAsync(returnUrl, null, new(), cancellationToken));

    [HttpPost("/staff/proof")]
    public async Task<IActionResult> Give([FromForm] ProofForm form, CancellationToken cancellationToken)
    {
        if (form.TryRead(out var password, out var code, out var errors) && await desk.TryAsync(HttpContext, Session, password, code))
        {
            return GoOn(form.ReturnUrl, form.Held);
        }

        errors.Require(errors.Any, nameof(form.Code), ProofDesk.Refused);
        return this.Again("Proof", await PageAsync(form.ReturnUrl, form.Held, errors, cancellationToken));
    }

    [HttpPost("/staff/proof/passkey")]
    public async Task<IActionResult> GiveByPasskey([FromForm] PasskeyAnswer answer, string? heldForm, CancellationToken cancellationToken)
    {
        if (await desk.TryPasskeyAsync(HttpContext, Session, answer))
        {
            return GoOn(answer.ReturnUrl, heldForm);
        }

        var errors = new FormErrors();
        errors.Require(false, nameof(ProofForm.Password), SignInDesk.PasskeyRefused);
        return this.Again("Proof", await PageAsync(answer.ReturnUrl, heldForm, errors, cancellationToken));
    }

    /// <summary>Back to the page that was asked for, or to the form that waits, with all that was typed.</summary>
    private IActionResult GoOn(string? returnUrl, string? sealedForm) =>
        held.Open(sealedForm) is { } form ? this.Again("ProofGiven", form, StatusCodes.Status200OK) : LocalRedirect(ReturnAddress.Of(Url, returnUrl));

    private async Task<ProofPage> PageAsync(string? returnUrl, string? sealedForm, FormErrors errors, CancellationToken cancellationToken)
    {
        var asked = await desk.AskAsync(HttpContext, Session, cancellationToken);
        return new(ReturnAddress.Of(Url, returnUrl), errors, asked.App, asked.Passkey) { Held = sealedForm, WasSent = sealedForm is not null };
    }
}
