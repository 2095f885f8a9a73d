using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Scheduling;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Schedule;

/// <summary>Absences: a practitioner's own, or anybody's by the front desk and administrators. GET shows, POST previews and saves.</summary>
[Authorize(Policy = StaffPolicies.Staff)]
[Route("/staff/schedule/people/{slug:maxlength(60)}/time-off")]
public sealed class TimeOffController(ScheduleDesk schedule, RuleDesk desk, ClinicCalendar calendar, ClinicTime time) : RuleAnswers(desk)
{
    [HttpGet("")]
    public async Task<IActionResult> New([FromRoute] string slug, StaffCaller caller, CancellationToken cancellationToken) =>
        await schedule.PersonAsync(caller, slug, cancellationToken) is { } person ? await ShowAsync(person, new(), FormAgain.Fresh) : NotFound();

    [HttpPost("")]
    public async Task<IActionResult> Change([FromRoute] string slug, StaffCaller caller, [FromForm] TimeOffForm form, CancellationToken cancellationToken)
    {
        if (await schedule.PersonAsync(caller, slug, cancellationToken) is not { } person)
        {
            return NotFound();
        }

        var errors = new FormErrors();
        var way = new RuleWay($"{(string.IsNullOrEmpty(form.Remove) ? "Time off for" : "Take back time off of")} {person.Name}", $"/staff/schedule/people/{slug}");
        return await AnswerAsync(caller, form, form.TryRead(slug, calendar, time, schedule.Now, errors), errors, way, again => ShowAsync(person, form, again), cancellationToken);
    }

    private Task<IActionResult> ShowAsync(Practitioner person, TimeOffForm form, FormAgain again)
    {
        form.Read ??= StartText.Write(schedule.Now);
        return Task.FromResult<IActionResult>(View("TimeOffForm", new HoursFormPage<TimeOffForm>(person, form, again)));
    }
}
