using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.SignIn;

/// <summary>The page of one's second factors.</summary>
/// <param name="List">What there is.</param>
/// <param name="App">A new app, offered.</param>
/// <param name="Passkey">The browser's question for a new passkey.</param>
/// <param name="Errors">What is wrong.</param>
/// <param name="Done">What has just been done.</param>
public sealed record FactorsPage(FactorList List, NewApp App, PasskeyQuestion Passkey, FormErrors Errors, string? Done);

/// <summary>One's own second factors: the app, passkeys, recovery codes. All of it takes a fresh proof.</summary>
[Authorize(Policy = StaffPolicies.Staff)]
[FreshProof]
public sealed class FactorsController(FactorsDesk desk, NewFactors factors) : Controller
{
    private const string Here = "/staff/factors";

    private SessionSeen Session => SessionSeen.Of(HttpContext)!;

    [HttpGet(Here)]
    public Task<IActionResult> Show(StaffCaller caller, string? done) => PageAsync(new(), done, pending: null);

    [HttpPost(Here + "/app")]
    public async Task<IActionResult> ReplaceApp(StaffCaller caller, [FromForm] NewAppForm form) =>
        await AnswerAsync(await desk.ReplaceAppAsync(HttpContext, Session, form), "app", nameof(form.Code), SetUpController.WrongCode, form.Pending);

    [HttpPost(Here + "/app/remove")]
    public async Task<IActionResult> RemoveApp(StaffCaller caller) => await AnswerAsync(await desk.RemoveAppAsync(HttpContext, Session), "app-removed", "remove-app");

    [HttpPost(Here + "/passkeys")]
    public async Task<IActionResult> AddPasskey(StaffCaller caller, [FromForm] PasskeyAnswer answer)
    {
        var errors = new FormErrors();
        var name = NewFactors.ReadName(answer.Name, errors, nameof(answer.Name), "My passkey");
        return errors.Any
            ? await PageAsync(errors, done: null, pending: null)
            : await AnswerAsync(await desk.AddPasskeyAsync(HttpContext, Session, answer, name), "passkey", nameof(answer.Name), SetUpController.WrongPasskey);
    }

    [HttpPost(Here + "/passkeys/{id:guid}/rename")]
    public async Task<IActionResult> RenamePasskey([FromRoute] Guid id, StaffCaller caller, [FromForm] PasskeyAnswer answer)
    {
        var errors = new FormErrors();
        var name = NewFactors.ReadName(answer.Name, errors, "name-" + id, string.Empty);
        errors.Require(name.Length > 0, "name-" + id, "Enter a name for the passkey.");
        return errors.Any ? await PageAsync(errors, done: null, pending: null) : await AnswerAsync(await desk.RenamePasskeyAsync(Session, id, name), "renamed", "name-" + id);
    }

    [HttpPost(Here + "/passkeys/{id:guid}/remove")]
    public async Task<IActionResult> RemovePasskey([FromRoute] Guid id, StaffCaller caller) =>
        await AnswerAsync(await desk.RemovePasskeyAsync(HttpContext, Session, id), "passkey-removed", "name-" + id);

    [HttpPost(Here + "/recovery-codes")]
    public async Task<IActionResult> NewCodes(StaffCaller caller) => await desk.NewRecoveryCodesAsync(HttpContext, Session) is { } codes
        ? View("RecoveryCodes", new RecoveryCodesPage(codes, Here, AtTheDoor: false))
        : LocalRedirect(Here);

    private async Task<IActionResult> AnswerAsync(FactorEnd end, string done, string field, string? refused = null, string? pending = null)
    {
        if (end is FactorEnd.Done or FactorEnd.NotFound)
        {
            return end == FactorEnd.Done ? LocalRedirect($"{Here}?done={done}") : NotFound();
        }

        var errors = new FormErrors();
        errors.Require(end != FactorEnd.IsLast, field, "This is your only second factor. Add another first.");
        errors.Require(end != FactorEnd.TooMany, field, $"There are {NewFactors.MostPasskeys} passkeys already. Remove one first.");
        errors.Require(errors.Any, field, refused ?? "That could not be done. Try again.");
        return await PageAsync(errors, done: null, pending);
    }

    private async Task<IActionResult> PageAsync(FormErrors errors, string? done, string? pending)
    {
        var page = new FactorsPage(
            await desk.ReadAsync(Session.UserId, HttpContext.RequestAborted), factors.Again(Session.UserId, Session.Email, pending), await desk.AskForNewAsync(HttpContext, Session), errors, done);
        return this.Again("Factors", page, errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }
}
