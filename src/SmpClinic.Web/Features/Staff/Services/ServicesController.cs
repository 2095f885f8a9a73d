using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Staff.Schedule;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Services;

/// <summary>All services, offered or not.</summary>
public sealed record ServicesOverview(IReadOnlyList<Service> Services, bool MayChange)
{
    /// <summary>What has just been done.</summary>
    public string? Done { get; init; }
}

/// <summary>A service's form.</summary>
public sealed record ServiceFormPage(string? Slug, ServiceForm Form, RuleChoices Choices, FormAgain Again);

/// <summary>The form that closes the booking of services.</summary>
public sealed record ClosedFormPage(ClosedForm Form, IReadOnlyList<Service> Services, FormAgain Again);

/// <summary>What can be booked. Everybody on the staff sees it, administrators change it. GET shows, POST previews and saves.</summary>
[Authorize(Policy = StaffPolicies.Staff)]
[Route("/staff/services")]
public sealed class ServicesController(ServicesDesk services, ScheduleDesk schedule, RuleDesk desk) : RuleAnswers(desk)
{
    private const string Overview = "/staff/services";

    [HttpGet("")]
    public async Task<IActionResult> Index(StaffCaller caller, string? done, CancellationToken cancellationToken) =>
        View(new ServicesOverview(await services.AllAsync(cancellationToken), ScheduleDesk.MayChange(caller)) { Done = done });

    [HttpGet("new")]
    [Authorize(Policy = StaffPolicies.Administrator)]
    public Task<IActionResult> New(StaffCaller caller, CancellationToken cancellationToken) => FormAsync(null, ServiceForm.Blank, FormAgain.Fresh, cancellationToken);

    [HttpPost("new")]
    [Authorize(Policy = StaffPolicies.Administrator)]
    public Task<IActionResult> Add(StaffCaller caller, [FromForm] ServiceForm form, CancellationToken cancellationToken)
    {
        var errors = new FormErrors();
        return AnswerAsync(caller, form, form.TryRead(slug: null, errors), errors, new("A new service", Overview), again => FormAsync(null, form, again, cancellationToken), cancellationToken);
    }

    [HttpGet("closed")]
    [Authorize(Policy = StaffPolicies.Administrator)]
    public async Task<IActionResult> Closed(StaffCaller caller, CancellationToken cancellationToken)
    {
        var closed = (await services.AllAsync(cancellationToken)).Where(s => s.ClosedMessage is not null).ToList();
        var form = new ClosedForm { Message = closed.FirstOrDefault()?.ClosedMessage, Slugs = closed.ConvertAll(s => s.Slug) };
        return await ClosedAsync(form, FormAgain.Fresh, cancellationToken);
    }

    [HttpPost("closed")]
    [Authorize(Policy = StaffPolicies.Administrator)]
    public Task<IActionResult> Close(StaffCaller caller, [FromForm] ClosedForm form, CancellationToken cancellationToken)
    {
        var errors = new FormErrors();
        return AnswerAsync(caller, form, form.TryRead(errors), errors, new("Close or open the booking", Overview), again => ClosedAsync(form, again, cancellationToken), cancellationToken);
    }

    [HttpGet("{service:maxlength(60)}")]
    [Authorize(Policy = StaffPolicies.Administrator)]
    public async Task<IActionResult> Service([FromRoute] string service, StaffCaller caller, CancellationToken cancellationToken) =>
        await services.FindAsync(service, cancellationToken) is { } found ? await FormAsync(service, ServiceForm.Of(found), FormAgain.Fresh, cancellationToken) : NotFound();

    [HttpPost("{service:maxlength(60)}")]
    [Authorize(Policy = StaffPolicies.Administrator)]
    public async Task<IActionResult> Change([FromRoute] string service, StaffCaller caller, [FromForm] ServiceForm form, CancellationToken cancellationToken)
    {
        if (await services.FindAsync(service, cancellationToken) is not { } found)
        {
            return NotFound();
        }

        var errors = new FormErrors();
        return await AnswerAsync(caller, form, form.TryRead(service, errors), errors, new(found.Name, Overview), again => FormAsync(service, form, again, cancellationToken), cancellationToken);
    }

    private async Task<IActionResult> FormAsync(string? slug, ServiceForm form, FormAgain again, CancellationToken cancellationToken)
    {
        form.Read ??= StartText.Write(schedule.Now);
        return View("ServiceForm", new ServiceFormPage(slug, form, await schedule.ChoicesAsync(cancellationToken), again));
    }

    private async Task<IActionResult> ClosedAsync(ClosedForm form, FormAgain again, CancellationToken cancellationToken)
    {
        form.Read ??= StartText.Write(schedule.Now);
        return View("Closed", new ClosedFormPage(form, await services.AllAsync(cancellationToken), again));
    }
}
