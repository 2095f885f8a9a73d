using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Staff.Appointments;
using SmpClinic.Web.Features.Staff.Calendar;
using SmpClinic.Web.Features.WaitingList;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.WaitingList;

/// <summary>The waiting list: who waits, what is offered, and what staff may do about it.</summary>
[Authorize(Policy = StaffPolicies.Staff)]
[Route("/staff/waiting-list")]
public sealed class WaitingListController(
    WaitingListDesk desk, JoinDesk joining, WaitingCommands commands, IOptions<ClinicDetails> clinic, ClinicCalendar calendar, IClock clock) : Controller
{
    private LocalDate Today => calendar.DateOf(clock.GetCurrentInstant());

    [HttpGet("")]
    public async Task<IActionResult> Index(StaffCaller caller, WaitingFilters filters, CancellationToken cancellationToken) => View(await desk.ReadAsync(caller, filters, cancellationToken));

    [HttpGet("new")]
    public async Task<IActionResult> New(StaffCaller caller, CancellationToken cancellationToken) =>
        View("New", await desk.NewAsync(caller, WaitingForm.New(Today, string.Empty), new(), cancellationToken));

    [HttpPost("new")]
    public async Task<IActionResult> Add(StaffCaller caller, [FromForm] WaitingForm form, CancellationToken cancellationToken)
    {
        var errors = new FormErrors();
        var page = await desk.NewAsync(caller, form, errors, cancellationToken);
        var service = page.Services.FirstOrDefault(s => s.Slug == form.Service);
        errors.Require(service is not null, nameof(form.Service), "Choose what they wait for.");
        var entry = service is null ? null : form.TryRead(service, caller.WithinDiaryOf, Today, clinic.Value.PhoneRegion, errors);
        if (entry is null || errors.Any)
        {
            ModelState.Clear();
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return View("New", page);
        }

        await joining.AddAsync(entry, caller.Actor, cancellationToken);
        return LocalRedirect($"/staff/waiting-list/{entry.Id}?done=added");
    }

    [HttpGet("{id:guid}")]
    public async Task<IActionResult> Show([FromRoute] Guid id, StaffCaller caller, string? from, string? done, CancellationToken cancellationToken) =>
        await desk.EntryAsync(caller, id, from, cancellationToken) is { } page ? View("Show", page with { Done = done }) : NotFound();

    [HttpPost("{id:guid}/remove")]
    public async Task<IActionResult> Remove([FromRoute] Guid id, StaffCaller caller, [FromForm] WaitingActForm form, CancellationToken cancellationToken) =>
        await AnswerAsync(caller, id, form, "removed", await commands.LeaveAsync(Command(caller, id, form), cancellationToken), cancellationToken);

    [HttpPost("{id:guid}/withdraw")]
    public async Task<IActionResult> Withdraw([FromRoute] Guid id, StaffCaller caller, [FromForm] WaitingActForm form, CancellationToken cancellationToken) =>
        await AnswerAsync(caller, id, form, "withdrawn", await commands.LetGoAsync(Command(caller, id, form), form.Offer, cancellationToken), cancellationToken);

    [HttpPost("{id:guid}/offer")]
    public async Task<IActionResult> Offer([FromRoute] Guid id, StaffCaller caller, [FromForm] WaitingActForm form, CancellationToken cancellationToken)
    {
        if (await desk.EntryAsync(caller, id, form.From, cancellationToken) is not { } page)
        {
            return NotFound();
        }

        var chosen = FreeTime.TryRead(form.Time);
        var with = page.Practitioners.FirstOrDefault(p => p.Slug == chosen?.Practitioner);
        page.Errors.Require(chosen is not null && with is not null, nameof(form.Time), "Choose a time.");
        return page.Errors.Any
            ? Page(page, StatusCodes.Status422UnprocessableEntity)
            : await AnswerAsync(caller, id, form, "offered", await commands.OfferAsync(Command(caller, id, form), chosen!.Value.Start, with!.Id, cancellationToken), cancellationToken);
    }

    private static WaitingCommand Command(StaffCaller caller, Guid id, WaitingActForm form) => new(id, caller.Actor, caller.WithinDiaryOf, form.Tells);

    private async Task<IActionResult> AnswerAsync(StaffCaller caller, Guid id, WaitingActForm form, string done, WaitingOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.End == WaitingEnd.Done)
        {
            return LocalRedirect($"/staff/waiting-list/{id}?done={done}");
        }

        // Read again: what stood in the way may be younger than the page.
        return await desk.EntryAsync(caller, id, form.From, cancellationToken) is { } page && outcome.End != WaitingEnd.NotFound
            ? Page(page with { Why = outcome.End == WaitingEnd.TimeRefused ? WaitingRefusals.Of(outcome.Why) : WaitingRefusals.Changed }, StatusCodes.Status409Conflict)
            : NotFound();
    }

    private ViewResult Page(WaitingEntryPage page, int status)
    {
        ModelState.Clear();
        Response.StatusCode = status;
        return View("Show", page);
    }
}

/// <summary>Why nothing was done, in words.</summary>
public static class WaitingRefusals
{
    /// <summary>It stands otherwise by now.</summary>
    public const string Changed = "Somebody changed this entry meanwhile, or the client answered. Below is how it stands now; nothing was changed.";

    /// <summary>A time that cannot be offered.</summary>
    public static string Of(Refusal? why) => why == Refusal.TooSoon
        ? "That time is before the client’s time to answer ends. Choose a later one, or ring them and book it."
        : Calendars.Words(why);
}
