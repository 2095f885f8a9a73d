using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Staff.SignIn;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.Team;

/// <summary>The team: who is in it, inviting, roles, shutting and opening. Every act takes a fresh proof.</summary>
[Authorize(Policy = StaffPolicies.Administrator)]
public sealed class TeamController(TeamDesk desk, SessionsDesk sessions, IClock clock) : Controller
{
    private const string Here = "/staff/team";

    [HttpGet(Here)]
    public async Task<IActionResult> Index(string? done, CancellationToken cancellationToken) =>
        View(new TeamPage(await desk.ListAsync(cancellationToken), clock.GetCurrentInstant(), TeamWords.Done(done)));

    [HttpGet(Here + "/invite")]
    [FreshProof]
    public async Task<IActionResult> Invite(CancellationToken cancellationToken) => View(new InvitePage(new(), new(), await desk.PractitionersAsync(cancellationToken)));

    [HttpPost(Here + "/invite")]
    [FreshProof]
    public async Task<IActionResult> Invite(StaffCaller caller, [FromForm] MemberForm form, CancellationToken cancellationToken)
    {
        var practitioners = await desk.PractitionersAsync(cancellationToken);
        if (form.TryReadNew(practitioners, out var member, out var errors))
        {
            var end = await desk.InviteAsync(caller, member);
            if (end == TeamEnd.Done)
            {
                return LocalRedirect(Here + "?done=invited");
            }

            errors.Require(false, nameof(form.Email), TeamWords.Refusal(end));
        }

        return this.Again("Invite", new InvitePage(form, errors, practitioners));
    }

    [HttpGet(Here + "/{id:guid}")]
    public Task<IActionResult> Member([FromRoute] Guid id, StaffCaller caller, string? done, CancellationToken cancellationToken) =>
        PageAsync(caller, id, form: null, new(), done, StatusCodes.Status200OK, cancellationToken);

    [HttpPost(Here + "/{id:guid}/role")]
    [FreshProof]
    public async Task<IActionResult> ChangeRole([FromRoute] Guid id, StaffCaller caller, [FromForm] MemberForm form, CancellationToken cancellationToken)
    {
        if (form.TryReadRole(await desk.PractitionersAsync(cancellationToken), out var role, out var errors))
        {
            return await AnswerAsync(caller, id, await desk.ChangeRoleAsync(caller, id, role), "role", form, cancellationToken);
        }

        return await PageAsync(caller, id, form, errors, done: null, StatusCodes.Status422UnprocessableEntity, cancellationToken);
    }

    [HttpPost(Here + "/{id:guid}/link")]
    [FreshProof]
    public async Task<IActionResult> SendLink([FromRoute] Guid id, StaffCaller caller, CancellationToken cancellationToken) =>
        await AnswerAsync(caller, id, await desk.SendLinkAsync(caller, id), "link", form: null, cancellationToken);

    [HttpPost(Here + "/{id:guid}/disable")]
    [FreshProof]
    public async Task<IActionResult> Disable([FromRoute] Guid id, StaffCaller caller, CancellationToken cancellationToken) =>
        await AnswerAsync(caller, id, await desk.DisableAsync(caller, id), "disabled", form: null, cancellationToken);

    [HttpPost(Here + "/{id:guid}/enable")]
    [FreshProof]
    public async Task<IActionResult> Enable([FromRoute] Guid id, StaffCaller caller, CancellationToken cancellationToken) =>
        await AnswerAsync(caller, id, await desk.EnableAsync(caller, id), "enabled", form: null, cancellationToken);

    [HttpPost(Here + "/{id:guid}/reset-factors")]
    [FreshProof]
    public async Task<IActionResult> ResetFactors([FromRoute] Guid id, StaffCaller caller, CancellationToken cancellationToken) =>
        await AnswerAsync(caller, id, await desk.ResetFactorsAsync(caller, id), "factors", form: null, cancellationToken);

    [HttpPost(Here + "/{id:guid}/sign-ins/{session:guid}/end")]
    [FreshProof]
    public async Task<IActionResult> EndSession([FromRoute] Guid id, [FromRoute] Guid session) =>
        await sessions.EndAsync(HttpContext, SessionSeen.Of(HttpContext)!, id, session) ? LocalRedirect($"{Here}/{id}?done=ended") : NotFound();

    private async Task<IActionResult> AnswerAsync(StaffCaller caller, Guid id, TeamEnd end, string done, MemberForm? form, CancellationToken cancellationToken)
    {
        if (end is TeamEnd.Done or TeamEnd.NotFound)
        {
            return end == TeamEnd.Done ? LocalRedirect($"{Here}/{id}?done={done}") : NotFound();
        }

        var errors = new FormErrors();
        errors.Require(false, "acts", TeamWords.Refusal(end));
        return await PageAsync(caller, id, form, errors, done: null, StatusCodes.Status409Conflict, cancellationToken);
    }

    private async Task<IActionResult> PageAsync(StaffCaller caller, Guid id, MemberForm? form, FormErrors errors, string? done, int status, CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(id, cancellationToken) is not { } member)
        {
            return NotFound();
        }

        form ??= new() { Role = member.Role, Practitioner = member.PractitionerId?.ToString(System.Globalization.CultureInfo.InvariantCulture) };
        var list = await sessions.ListAsync(id, SessionSeen.Of(HttpContext)?.Id, cancellationToken);
        return this.Again("Member", new MemberPage(
            member, clock.GetCurrentInstant(), list, form, errors, await desk.PractitionersAsync(cancellationToken), caller.Id == id, TeamWords.Done(done)), status);
    }
}
