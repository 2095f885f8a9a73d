using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Features.Booking;

namespace SmpClinic.Web.Features.Staff.SignIn;

/// <summary>The door of the staff area: the first step in, the way out, and choosing a password by a one-time link.</summary>
[AllowAnonymous]
public sealed class SignInController(SignInDesk desk, PasswordDesk passwords, PasskeyCeremony passkeys) : Controller
{
    [HttpGet("/staff/sign-in")]
    public async Task<IActionResult> Show(string? returnUrl, string? done) => User.Identity?.IsAuthenticated == true
        ? LocalRedirect(ReturnAddress.Home)
        : View("SignIn", await PageAsync(new() { ReturnUrl = returnUrl }, new()) with { PasswordWasSet = done == "password" });

    [HttpPost("/staff/sign-in")]
    public async Task<IActionResult> SignIn([FromForm] SignInForm form)
    {
        if (form.TryRead(out var email, out var password, out var errors) && await desk.TryPasswordAsync(HttpContext, email, password))
        {
            return LocalRedirect(ReturnAddress.With("/staff/second-factor", Url, form.ReturnUrl));
        }

        errors.Require(errors.Any, nameof(form.Email), SignInDesk.Refused);
        return this.Again("SignIn", await PageAsync(form, errors));
    }

    [HttpPost("/staff/sign-in/passkey")]
    public async Task<IActionResult> SignInByPasskey([FromForm] PasskeyAnswer answer)
    {
        if (await desk.TryPasskeyAsync(HttpContext, answer))
        {
            return LocalRedirect(ReturnAddress.Of(Url, answer.ReturnUrl));
        }

        var errors = new FormErrors();
        errors.Require(false, nameof(SignInForm.Email), SignInDesk.PasskeyRefused);
        return this.Again("SignIn", await PageAsync(new() { ReturnUrl = answer.ReturnUrl }, errors));
    }

    [HttpPost("/staff/sign-out")]
    public async Task<IActionResult> Leave()
    {
        await desk.SignOutAsync(HttpContext);
        await this.LeaveAsync();
        return LocalRedirect("/staff/sign-in");
    }

    [HttpGet("/staff/set-password")]
    public async Task<IActionResult> ChoosePassword(string? token, CancellationToken cancellationToken) =>
        await passwords.IsLinkGoodAsync(HttpContext, token, cancellationToken)
            ? View("SetPassword", new SetPasswordPage(token!, new()))
            : this.Again("LinkSpent", null, StatusCodes.Status410Gone);

    [HttpPost("/staff/set-password")]
    public async Task<IActionResult> SetPassword([FromForm] SetPasswordForm form)
    {
        var errors = form.TryRead(out var password, out var typed)
            ? await passwords.SetByLinkAsync(HttpContext, form.Token, password)
            : await passwords.IsLinkGoodAsync(HttpContext, form.Token, CancellationToken.None) ? typed : null;
        return errors switch
        {
            null => this.Again("LinkSpent", null, StatusCodes.Status410Gone),
            { Any: true } => this.Again("SetPassword", new SetPasswordPage(form.Token!, errors)),
            _ => LocalRedirect("/staff/sign-in?done=password"),
        };
    }

    private async Task<SignInPage> PageAsync(SignInForm form, FormErrors errors) => new(form, errors, await passkeys.AskAsync(HttpContext, user: null));
}
