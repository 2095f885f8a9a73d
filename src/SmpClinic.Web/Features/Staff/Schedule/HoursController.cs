using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Staff.Calendar;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Schedule;

/// <summary>A form about one practitioner's hours.</summary>
public sealed record HoursFormPage<TForm>(Practitioner Person, TForm Form, FormAgain Again)
    where TForm : RuleForm;

/// <summary>Working weeks and dates that are worked otherwise. GET shows, POST previews and saves.</summary>
[Authorize(Policy = StaffPolicies.Administrator)]
[Route("/staff/schedule/people/{slug:maxlength(60)}")]
public sealed class HoursController(ScheduleDesk schedule, RuleDesk desk) : RuleAnswers(desk)
{
    [HttpGet("week")]
    public Task<IActionResult> Week([FromRoute] string slug, StaffCaller caller, string? from, CancellationToken cancellationToken) =>
        ForAsync(caller, slug, person => ShowAsync("WeekForm", person, WeekForm.Of(person, CalendarQuery.TryReadDate(from) ?? schedule.Today), FormAgain.Fresh), cancellationToken);

    [HttpPost("week")]
    public Task<IActionResult> ChangeWeek([FromRoute] string slug, StaffCaller caller, [FromForm] WeekForm form, CancellationToken cancellationToken) => ForAsync(
        caller,
        slug,
        person =>
        {
            var errors = new FormErrors();
            return AnswerAsync(
                caller, form, form.TryRead(slug, schedule.Today, errors), errors, WayOf(person, "the working week of"), again => ShowAsync("WeekForm", person, form, again), cancellationToken);
        },
        cancellationToken);

    [HttpGet("date")]
    public Task<IActionResult> Date([FromRoute] string slug, StaffCaller caller, string? date, CancellationToken cancellationToken) => ForAsync(
        caller,
        slug,
        person => ShowAsync("DateForm", person, new DateForm { Version = person.Version.ToString(System.Globalization.CultureInfo.InvariantCulture), Date = CalendarQuery.TryReadDate(date) is null ? null : date, Kind = nameof(DatedKind.Other) }, FormAgain.Fresh),
        cancellationToken);

    [HttpPost("date")]
    public Task<IActionResult> ChangeDate([FromRoute] string slug, StaffCaller caller, [FromForm] DateForm form, CancellationToken cancellationToken) => ForAsync(
        caller,
        slug,
        person =>
        {
            var errors = new FormErrors();
            return AnswerAsync(
                caller, form, form.TryRead(slug, schedule.Today, errors), errors, WayOf(person, "one date of"), again => ShowAsync("DateForm", person, form, again), cancellationToken);
        },
        cancellationToken);

    private static RuleWay WayOf(Practitioner person, string what) => new($"Change {what} {person.Name}", $"/staff/schedule/people/{person.Slug}");

    private async Task<IActionResult> ForAsync(StaffCaller caller, string slug, Func<Practitioner, Task<IActionResult>> act, CancellationToken cancellationToken) =>
        await schedule.PersonAsync(caller, slug, cancellationToken) is { } person ? await act(person) : NotFound();

    private Task<IActionResult> ShowAsync<TForm>(string view, Practitioner person, TForm form, FormAgain again)
        where TForm : RuleForm
    {
        form.Read ??= StartText.Write(schedule.Now);
        return Task.FromResult<IActionResult>(View(view, new HoursFormPage<TForm>(person, form, again)));
    }
}
