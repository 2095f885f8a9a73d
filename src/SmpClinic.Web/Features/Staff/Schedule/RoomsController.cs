using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.Schedule;

/// <summary>A room's form.</summary>
public sealed record RoomFormPage(int? Id, RoomForm Form, RuleChoices Choices, FormAgain Again);

/// <summary>Rooms and what stands in them. GET shows, POST previews and saves.</summary>
[Authorize(Policy = StaffPolicies.Administrator)]
[Route("/staff/schedule/rooms")]
public sealed class RoomsController(ScheduleDesk schedule, RuleDesk desk) : RuleAnswers(desk)
{
    private const string Overview = "/staff/schedule";

    [HttpGet("new")]
    public Task<IActionResult> New(StaffCaller caller, CancellationToken cancellationToken) =>
        FormAsync(null, new() { Active = "yes", SortOrder = "99" }, FormAgain.Fresh, cancellationToken);

    [HttpPost("new")]
    public Task<IActionResult> Add(StaffCaller caller, [FromForm] RoomForm form, CancellationToken cancellationToken)
    {
        var errors = new FormErrors();
        return AnswerAsync(caller, form, form.TryRead(id: null, errors), errors, new("A new room", Overview), again => FormAsync(null, form, again, cancellationToken), cancellationToken);
    }

    [HttpGet("{room:int}")]
    public async Task<IActionResult> Room([FromRoute] int room, StaffCaller caller, CancellationToken cancellationToken) =>
        await schedule.RoomAsync(room, cancellationToken) is { } found ? await FormAsync(room, RoomForm.Of(found), FormAgain.Fresh, cancellationToken) : NotFound();

    [HttpPost("{room:int}")]
    public async Task<IActionResult> Change([FromRoute] int room, StaffCaller caller, [FromForm] RoomForm form, CancellationToken cancellationToken)
    {
        if (await schedule.RoomAsync(room, cancellationToken) is not { } found)
        {
            return NotFound();
        }

        var errors = new FormErrors();
        return await AnswerAsync(caller, form, form.TryRead(room, errors), errors, new(found.Name, Overview), again => FormAsync(room, form, again, cancellationToken), cancellationToken);
    }

    private async Task<IActionResult> FormAsync(int? room, RoomForm form, FormAgain again, CancellationToken cancellationToken)
    {
        form.Read ??= StartText.Write(schedule.Now);
        return View("RoomForm", new RoomFormPage(room, form, await schedule.ChoicesAsync(cancellationToken), again));
    }
}
