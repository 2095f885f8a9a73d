using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.Schedule;

/// <summary>A practitioner's form.</summary>
/// <param name="Slug">Whom it is about; null for somebody new.</param>
/// <param name="Form">As typed.</param>
/// <param name="Choices">What can be ticked.</param>
/// <param name="Again">Why it is shown again.</param>
public sealed record PractitionerFormPage(string? Slug, PractitionerForm Form, RuleChoices Choices, FormAgain Again);

/// <summary>Who treats: name, words, registration, services, rooms. GET shows, POST previews and saves.</summary>
[Authorize(Policy = StaffPolicies.Administrator)]
[Route("/staff/schedule/people")]
public sealed class PeopleController(ScheduleDesk schedule, RuleDesk desk) : RuleAnswers(desk)
{
    private const string Overview = "/staff/schedule";

    [HttpGet("new")]
    public Task<IActionResult> New(StaffCaller caller, CancellationToken cancellationToken) =>
        FormAsync(null, new() { Active = "yes", SortOrder = "99" }, FormAgain.Fresh, cancellationToken);

    [HttpPost("new")]
    public Task<IActionResult> Add(StaffCaller caller, [FromForm] PractitionerForm form, CancellationToken cancellationToken)
    {
        var errors = new FormErrors();
        return AnswerAsync(
            caller, form, form.TryRead(slug: null, errors), errors, new("A new practitioner", Overview), again => FormAsync(null, form, again, cancellationToken), cancellationToken);
    }

    [HttpGet("{slug:maxlength(60)}/profile")]
    public async Task<IActionResult> Profile([FromRoute] string slug, StaffCaller caller, CancellationToken cancellationToken) =>
        await schedule.PersonAsync(caller, slug, cancellationToken) is { } person
            ? await FormAsync(slug, PractitionerForm.Of(person), FormAgain.Fresh, cancellationToken)
            : NotFound();

    [HttpPost("{slug:maxlength(60)}/profile")]
    public async Task<IActionResult> Change([FromRoute] string slug, StaffCaller caller, [FromForm] PractitionerForm form, CancellationToken cancellationToken)
    {
        if (await schedule.PersonAsync(caller, slug, cancellationToken) is not { } person)
        {
            return NotFound();
        }

        var errors = new FormErrors();
        return await AnswerAsync(
            caller, form, form.TryRead(slug, errors), errors, new(person.Name, $"{Overview}/people/{slug}"), again => FormAsync(slug, form, again, cancellationToken), cancellationToken);
    }

    private async Task<IActionResult> FormAsync(string? slug, PractitionerForm form, FormAgain again, CancellationToken cancellationToken)
    {
        form.Read ??= StartText.Write(schedule.Now);
        return View("PersonForm", new PractitionerFormPage(slug, form, await schedule.ChoicesAsync(cancellationToken), again));
    }
}
