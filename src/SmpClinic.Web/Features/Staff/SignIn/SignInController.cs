using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace SmpClinic.Web.Features.Staff.SignIn;

/// <summary>The door of the staff area: in, out, and choosing a password by a one-time link.</summary>
[AllowAnonymous]
public sealed class SignInController(SignInDesk desk) : Controller
{
    private const string Home = "/staff";

    [HttpGet("/staff/sign-in")]
    public IActionResult Show(string? returnUrl, string? done) => User.Identity?.IsAuthenticated == true
        ? LocalRedirect(Home)
        : View("SignIn", new SignInPage(new() { ReturnUrl = returnUrl }, new()) { PasswordWasSet = done == "password" });

    [HttpPost("/staff/sign-in")]
    public async Task<IActionResult> SignIn([FromForm] SignInForm form)
    {
        if (form.TryRead(out var email, out var password, out var errors) && await desk.SignInAsync(email, password))
        {
            // Escaped addresses are all ASCII, and a header carries nothing else.
            return LocalRedirect(Url.IsLocalUrl(form.ReturnUrl) && form.ReturnUrl.All(char.IsAscii) ? form.ReturnUrl : Home);
        }

        errors.Require(errors.Any, nameof(form.Email), SignInDesk.Refused);
        return Again("SignIn", new SignInPage(form, errors), StatusCodes.Status422UnprocessableEntity);
    }

    [HttpPost("/staff/sign-out")]
    public async Task<IActionResult> Leave()
    {
        await desk.SignOutAsync(User);
        return LocalRedirect("/staff/sign-in");
    }

    [HttpGet("/staff/set-password")]
    public async Task<IActionResult> ChoosePassword(string? user, string? token) => await desk.IsLinkGoodAsync(user, token)
        ? View("SetPassword", new SetPasswordPage(user!, token!, new()))
        : Again("LinkSpent", null, StatusCodes.Status410Gone);

    [HttpPost("/staff/set-password")]
    public async Task<IActionResult> SetPassword([FromForm] SetPasswordForm form)
    {
        var errors = form.TryRead(out var password, out var typed)
            ? await desk.SetPasswordAsync(form.User, form.Token, password)
            : await desk.IsLinkGoodAsync(form.User, form.Token) ? typed : null;
        return errors switch
        {
            null => Again("LinkSpent", null, StatusCodes.Status410Gone),
            { Any: true } => Again("SetPassword", new SetPasswordPage(form.User!, form.Token!, errors), StatusCodes.Status422UnprocessableEntity),
            _ => LocalRedirect("/staff/sign-in?done=password"),
        };
    }

    private ViewResult Again(string view, object? page, int status)
    {
        ModelState.Clear();
        Response.StatusCode = status;
        return View(view, page);
    }
}
