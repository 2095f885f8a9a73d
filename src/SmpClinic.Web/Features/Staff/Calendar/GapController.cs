using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.Calendar;

/// <summary>A free place of the calendar: book it for a client, block it, or offer it. What is typed of a client stands in no address.</summary>
[Authorize(Policy = StaffPolicies.Staff)]
[Route("/staff/calendar")]
public sealed class GapController(GapDesk desk) : Controller
{
    [HttpGet("new")]
    public async Task<IActionResult> New(StaffCaller caller, string? date, string? time, string? length, string? practitioner, string? room, string? back, CancellationToken cancellationToken) =>
        Show(await desk.ReadAsync(caller, new() { Date = date, Time = time, Length = length, Practitioner = practitioner, Room = room, Back = back, TellClient = "yes" }, cancellationToken), StatusCodes.Status200OK);

    [HttpPost("new/find")]
    [AskedWhileTyping]
    public async Task<IActionResult> Find(StaffCaller caller, [FromForm] NewVisitForm form, CancellationToken cancellationToken) =>
        Show(await desk.ReadAsync(caller, form, cancellationToken) with { Found = await desk.FindAsync(caller, form.Find, cancellationToken) }, StatusCodes.Status200OK);

    [HttpPost("new")]
    public async Task<IActionResult> Book(StaffCaller caller, [FromForm] NewVisitForm form, CancellationToken cancellationToken)
    {
        var (booked, page) = await desk.BookAsync(caller, form, cancellationToken);
        return booked is not null ? LocalRedirect(With(form.BackPath, "done=booked"))
            : Show(page, page.Errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status409Conflict);
    }

    [HttpPost("block")]
    public async Task<IActionResult> Block(StaffCaller caller, [FromForm] BlockForm form, CancellationToken cancellationToken)
    {
        var (done, page) = await desk.BlockAsync(caller, form, cancellationToken);
        return done ? LocalRedirect(With(form.BackPath, "done=blocked"))
            : Show(page, page.BlockErrors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status409Conflict);
    }

    [HttpPost("unblock/{id:guid}")]
    public async Task<IActionResult> Unblock([FromRoute] Guid id, StaffCaller caller, [FromForm] string? back, CancellationToken cancellationToken)
    {
        await desk.UnblockAsync(caller, id, cancellationToken);
        return LocalRedirect(With(Calendars.Back(back), "done=unblocked"));
    }

    private static string With(string back, string more) => back + (back.Contains('?', StringComparison.Ordinal) ? "&" : "?") + more;

    private ViewResult Show(GapPage page, int status)
    {
        ModelState.Clear();
        Response.StatusCode = status;
        return View("New", page);
    }
}
