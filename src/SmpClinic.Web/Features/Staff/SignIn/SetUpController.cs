using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Features.Booking;

namespace SmpClinic.Web.Features.Staff.SignIn;

/// <summary>Setting up the second factor at the door: the first one, or the one after a loss. Until it is there no other page of staff opens.</summary>
[AllowAnonymous]
public sealed class SetUpController(SetUpDesk desk, NewFactors factors, PasskeyCeremony passkeys) : Controller
{
    internal const string WrongCode = "That is not the code that the app shows for this key. Wait for the next one, and see that the phone's clock is right.";
    internal const string WrongPasskey = "The browser's answer was not good, or took too long. Try again, or set up an app instead.";

    [HttpGet("/staff/set-up")]
    public async Task<IActionResult> Show(Doorway? door, string? returnUrl, CancellationToken cancellationToken) => await desk.MayAsync(door, cancellationToken)
        ? View("SetUp", await PageAsync(door!, factors.Offer(door!.UserId, door.Email), returnUrl, new()))
        : this.Outside();

    [HttpPost("/staff/set-up/app")]
    public async Task<IActionResult> WithApp(Doorway? door, [FromForm] NewAppForm form, CancellationToken cancellationToken)
    {
        if (!await desk.MayAsync(door, cancellationToken))
        {
            return this.Outside();
        }

        if (await desk.WithAppAsync(HttpContext, door!, form) is { } codes)
        {
            return View("RecoveryCodes", new RecoveryCodesPage(codes, ReturnAddress.Of(Url, form.ReturnUrl), AtTheDoor: true));
        }

        var errors = new FormErrors();
        errors.Require(false, nameof(form.Code), WrongCode);
        return this.Again("SetUp", await PageAsync(door!, factors.Again(door!.UserId, door.Email, form.Pending), form.ReturnUrl, errors));
    }

    [HttpPost("/staff/set-up/passkey")]
    public async Task<IActionResult> WithPasskey(Doorway? door, [FromForm] PasskeyAnswer answer, CancellationToken cancellationToken)
    {
        if (!await desk.MayAsync(door, cancellationToken))
        {
            return this.Outside();
        }

        var errors = new FormErrors();
        var name = NewFactors.ReadName(answer.Name, errors, nameof(answer.Name), "My passkey");
        if (!errors.Any && await desk.WithPasskeyAsync(HttpContext, door!, answer, name) is { } codes)
        {
            return View("RecoveryCodes", new RecoveryCodesPage(codes, ReturnAddress.Of(Url, answer.ReturnUrl), AtTheDoor: true));
        }

        errors.Require(errors.Any, nameof(answer.Name), WrongPasskey);
        return this.Again("SetUp", await PageAsync(door!, factors.Offer(door!.UserId, door.Email), answer.ReturnUrl, errors));
    }

    private async Task<SetUpPage> PageAsync(Doorway door, NewApp app, string? returnUrl, FormErrors errors) => new(
        ReturnAddress.Of(Url, returnUrl), errors, app, await passkeys.AskForNewAsync(HttpContext, door.UserId, door.Email, door.Name), door.Stage == Model.SignInStage.Recovery);
}
