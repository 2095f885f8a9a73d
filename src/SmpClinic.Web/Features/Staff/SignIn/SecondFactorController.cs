using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Features.Booking;

namespace SmpClinic.Web.Features.Staff.SignIn;

/// <summary>The doorway: a code, a passkey, or a recovery code for who has lost both.</summary>
[AllowAnonymous]
public sealed class SecondFactorController(SecondFactorDesk desk) : Controller
{
    private const string Missing = "Enter the six digits that your app shows.";
    private const string MissingRecovery = "Enter one of your recovery codes, with or without the hyphens.";
    private const string WrongRecovery = "That recovery code is not right, was used already, or too many were tried. Try another, or ask your administrator.";

    [HttpGet("/staff/second-factor")]
    public async Task<IActionResult> Show(Doorway? door, string? returnUrl, CancellationToken cancellationToken)
    {
        if (door is null)
        {
            return this.Outside();
        }

        var there = await desk.ThereAsync(door.UserId, cancellationToken);
        return there.Any && door.Stage == Model.SignInStage.Password
            ? View("SecondFactor", await PageAsync(door, there, returnUrl, new()))
            : LocalRedirect(ReturnAddress.With("/staff/set-up", Url, returnUrl));
    }

    [HttpPost("/staff/second-factor")]
    public async Task<IActionResult> Enter(Doorway? door, [FromForm] CodeForm form, CancellationToken cancellationToken)
    {
        if (door is null)
        {
            return this.Outside();
        }

        if (form.TryRead(Missing, Authenticators.LongestTyped, out var code, out var errors) && await desk.TryCodeAsync(HttpContext, door, code))
        {
            return LocalRedirect(ReturnAddress.Of(Url, form.ReturnUrl));
        }

        errors.Require(errors.Any, nameof(form.Code), SecondFactorDesk.Refused);
        return this.Again("SecondFactor", await PageAsync(door, await desk.ThereAsync(door.UserId, cancellationToken), form.ReturnUrl, errors));
    }

    [HttpPost("/staff/second-factor/passkey")]
    public async Task<IActionResult> EnterByPasskey(Doorway? door, [FromForm] PasskeyAnswer answer, CancellationToken cancellationToken)
    {
        if (door is null)
        {
            return this.Outside();
        }

        if (await desk.TryPasskeyAsync(HttpContext, door, answer))
        {
            return LocalRedirect(ReturnAddress.Of(Url, answer.ReturnUrl));
        }

        var errors = new FormErrors();
        errors.Require(false, nameof(CodeForm.Code), SignInDesk.PasskeyRefused);
        return this.Again("SecondFactor", await PageAsync(door, await desk.ThereAsync(door.UserId, cancellationToken), answer.ReturnUrl, errors));
    }

    [HttpGet("/staff/recovery")]
    public async Task<IActionResult> Recovery(Doorway? door, string? returnUrl, CancellationToken cancellationToken) => door is null
        ? this.Outside()
        : View("Recovery", new RecoveryPage(ReturnAddress.Of(Url, returnUrl), new(), (await desk.ThereAsync(door.UserId, cancellationToken)).RecoveryCodes));

    [HttpPost("/staff/recovery")]
    public async Task<IActionResult> Recover(Doorway? door, [FromForm] CodeForm form, CancellationToken cancellationToken)
    {
        if (door is null)
        {
            return this.Outside();
        }

        if (form.TryRead(MissingRecovery, RecoveryCodes.LongestTyped, out var code, out var errors) && await desk.TryRecoveryAsync(HttpContext, door, code))
        {
            return LocalRedirect(ReturnAddress.With("/staff/set-up", Url, form.ReturnUrl));
        }

        errors.Require(errors.Any, nameof(form.Code), WrongRecovery);
        return this.Again("Recovery", new RecoveryPage(ReturnAddress.Of(Url, form.ReturnUrl), errors, (await desk.ThereAsync(door.UserId, cancellationToken)).RecoveryCodes));
    }

    private async Task<SecondFactorPage> PageAsync(Doorway door, FactorsThere there, string? returnUrl, FormErrors errors) =>
        new(ReturnAddress.Of(Url, returnUrl), errors, there, await desk.QuestionAsync(HttpContext, door.UserId, there));
}
