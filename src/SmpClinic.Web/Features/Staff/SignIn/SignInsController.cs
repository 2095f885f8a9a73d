using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.SignIn;

/// <summary>The page of one's sign-ins.</summary>
public sealed record SignInsPage(IReadOnlyList<SessionLine> Sessions, string? Done);

/// <summary>The page on which one's password is changed.</summary>
public sealed record ChangePasswordPage(FormErrors Errors, string Email);

/// <summary>Where one is signed in, and one's password.</summary>
[Authorize(Policy = StaffPolicies.Staff)]
public sealed class SignInsController(SessionsDesk sessions, PasswordDesk passwords) : Controller
{
    private const string Here = "/staff/sign-ins";

    private SessionSeen Session => SessionSeen.Of(HttpContext)!;

    [HttpGet(Here)]
    public async Task<IActionResult> List(StaffCaller caller, string? done, CancellationToken cancellationToken) =>
        View("SignIns", new SignInsPage(await sessions.ListAsync(caller.Id, Session.Id, cancellationToken), done));

    [HttpPost(Here + "/{id:guid}/end")]
    public async Task<IActionResult> End([FromRoute] Guid id, StaffCaller caller) =>
        await sessions.EndAsync(HttpContext, Session, caller.Id, id) ? LocalRedirect(Here + "?done=ended") : NotFound();

    [HttpPost(Here + "/end-others")]
    public async Task<IActionResult> EndOthers(StaffCaller caller)
    {
        await sessions.EndOthersAsync(HttpContext, Session, caller.Id);
        return LocalRedirect(Here + "?done=others");
    }

    [HttpGet("/staff/password")]
    [FreshProof]
    public IActionResult Password(StaffCaller caller) => View("ChangePassword", new ChangePasswordPage(new(), Session.Email));

    [HttpPost("/staff/password")]
    [FreshProof]
    public async Task<IActionResult> ChangePassword(StaffCaller caller, [FromForm] ChangePasswordForm form)
    {
        if (form.TryRead(out var present, out var password, out var errors))
        {
            errors = await passwords.ChangeAsync(HttpContext, Session, present, password);
        }

        return errors.Any ? this.Again("ChangePassword", new ChangePasswordPage(errors, Session.Email)) : LocalRedirect(Here + "?done=password");
    }
}
