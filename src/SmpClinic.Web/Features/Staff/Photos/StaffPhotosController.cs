using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Photos;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Photos;

/// <summary>A visit's photos, for the practitioner who treats the client.</summary>
[Authorize(Policy = StaffPolicies.Clinical)]
public sealed class StaffPhotosController(StaffPhotosDesk desk, PhotoIntake intake, PhotoRights rights, PairDesk pairs) : Controller
{
    [HttpGet("/staff/appointments/{id:guid}/photos")]
    public async Task<IActionResult> Show([FromRoute] Guid id, StaffCaller caller, string? done, CancellationToken cancellationToken) =>
        await desk.ReadAsync(caller, id, cancellationToken) is { } page ? View("Photos", page with { Done = done }) : NotFound();

    [HttpPost("/staff/appointments/{id:guid}/photos")]
    [TakesUpload]
    public async Task<IActionResult> Add([FromRoute] Guid id, StaffCaller caller, CancellationToken cancellationToken)
    {
        if (await desk.ReadAsync(caller, id, cancellationToken) is not { } page)
        {
            return NotFound();
        }

        var form = UploadForm.Of(HttpContext);
        page = page with { Sent = form };
        var (angle, moment) = (Read<PhotoAngle>(form["Angle"]), Read<PhotoMoment>(form["Moment"]));
        page.Errors.Require(angle is not null, "Angle", "Choose from where it is taken.");
        page.Errors.Require(moment is not null, "Moment", "Choose when in the treatment it is taken.");
        page.Errors.Require(page.Agreed is not null || form["Agreed"] == "yes", "Agreed", "Ask the client first, then tick the box. Without their yes we keep no photo.");
        if (page.Errors.Any)
        {
            return Page(page, StatusCodes.Status422UnprocessableEntity);
        }

        if (page.Agreed is null)
        {
            await desk.NoteAgreedAsync(caller, page.Appointment, cancellationToken);
        }

        var taken = await intake.TakeAsync(form.File, new(id, angle!.Value, moment!.Value, caller.Actor), cancellationToken);
        page.Errors.Require(taken.Photo is not null, "Photo", taken.Fault ?? string.Empty);
        return taken.Photo is null ? Page(page, taken.Status) : LocalRedirect(page.Address + "?done=added");
    }

    [HttpGet("/staff/photos/{name:length(40)}")]
    public async Task<IActionResult> Picture([FromRoute] string name, StaffCaller caller, string? size, CancellationToken cancellationToken) =>
        await desk.PictureAsync(caller, name, PhotoResult.SizeOf(size), cancellationToken) is { } picture ? new PhotoResult(picture) : NotFound();

    [HttpPost("/staff/photos/{name:length(40)}/delete")]
    public async Task<IActionResult> Delete([FromRoute] string name, StaffCaller caller, CancellationToken cancellationToken) =>
        await desk.FindAsync(caller, name, cancellationToken) is { } photo && await rights.DeleteAsync(photo.Id, caller.Actor, cancellationToken)
            ? LocalRedirect($"/staff/appointments/{photo.AppointmentId}/photos?done=deleted")
            : NotFound();

    [HttpPost("/staff/appointments/{id:guid}/pairs")]
    public async Task<IActionResult> Pair([FromRoute] Guid id, StaffCaller caller, [FromForm] PairForm form, CancellationToken cancellationToken)
    {
        if (await desk.ReadAsync(caller, id, cancellationToken) is not { } page)
        {
            return NotFound();
        }

        if (form.TryRead(page.Photos, out var before, out var after, page.Errors) && await pairs.MakeAsync(caller, before!, after!, cancellationToken) is { } pair)
        {
            return LocalRedirect($"/staff/pairs/{pair}");
        }

        return Page(page, StatusCodes.Status422UnprocessableEntity);
    }

    private static T? Read<T>(string? text)
        where T : struct, Enum => Enum.GetValues<T>().Where(value => value.ToString() == text).Cast<T?>().FirstOrDefault();

    private ViewResult Page(StaffPhotosPage page, int status)
    {
        ModelState.Clear();
        Response.StatusCode = status;
        return View("Photos", page);
    }
}
