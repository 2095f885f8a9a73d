using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Scheduling;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Schedule;

/// <summary>The closures, with bank holidays suggested.</summary>
public sealed record ClosuresPage(ClosureForm Form, IReadOnlyList<ClinicClosure> Closures, UkNation Nation, IReadOnlyList<BankHoliday> Suggested, bool MayChange, FormAgain Again)
{
    /// <summary>What has just been done.</summary>
    public string? Done { get; init; }
}

/// <summary>Dates on which the clinic is shut. GET shows, POST previews and saves.</summary>
[Authorize(Policy = StaffPolicies.Staff)]
[Route("/staff/schedule/closures")]
public sealed class ClosuresController(ScheduleDesk schedule, RuleDesk desk) : RuleAnswers(desk)
{
    [HttpGet("")]
    public Task<IActionResult> Index(StaffCaller caller, string? nation, string? done, CancellationToken cancellationToken) =>
        ShowAsync(caller, new(), FormAgain.Fresh, nation, done, cancellationToken);

    [HttpPost("")]
    [Authorize(Policy = StaffPolicies.Administrator)]
    public Task<IActionResult> Change(StaffCaller caller, [FromForm] ClosureForm form, CancellationToken cancellationToken)
    {
        var errors = new FormErrors();
        var way = new RuleWay(string.IsNullOrEmpty(form.Remove) ? "Close the clinic" : "Open the clinic again", "/staff/schedule/closures");
        return AnswerAsync(caller, form, form.TryRead(schedule.Today, errors), errors, way, again => ShowAsync(caller, form, again, nation: null, done: null, cancellationToken), cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(StaffCaller caller, ClosureForm form, FormAgain again, string? nation, string? done, CancellationToken cancellationToken)
    {
        form.Read ??= StartText.Write(schedule.Now);
        var of = Enum.GetValues<UkNation>().FirstOrDefault(one => one.ToString() == nation);
        var (closures, suggested) = await schedule.ClosuresAsync(of, cancellationToken);
        return View("Closures", new ClosuresPage(form, closures, of, suggested, ScheduleDesk.MayChange(caller), again) { Done = done });
    }
}
