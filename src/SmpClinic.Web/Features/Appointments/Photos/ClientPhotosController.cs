using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Photos;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Appointments.Photos;

/// <summary>A client's photos: sent from their phone, looked at, allowed for this or that, taken back, deleted. All of it after a code from the mail.</summary>
[Route("/appointments/{secret:maxlength(64)}/photos")]
public sealed class ClientPhotosController(
    ClientLinkDesk desk, ClientCodes codes, ClientPhotosDesk photos, PhotoIntake intake, PhotoRights rights, SecurityLog security) : ProvedController(desk, codes, security)
{
    [HttpGet("")]
    public Task<IActionResult> Show([FromRoute] string secret, string? done, CancellationToken cancellationToken) => ForProvedAsync(
        secret, async own => View("Photos", await photos.ReadAsync(own, cancellationToken) with { Done = done }), cancellationToken);

    [HttpPost("agree")]
    public Task<IActionResult> Agree([FromRoute] string secret, [FromForm] string? agree, CancellationToken cancellationToken) => ForProvedAsync(
        secret,
        async own =>
        {
            var errors = new FormErrors();
            errors.Require(agree == "yes", "agree", "Tick the box if you agree. Without it we take no photos.");
            if (errors.Any)
            {
                return await AgainAsync(own, errors, StatusCodes.Status422UnprocessableEntity, cancellationToken);
            }

            await photos.AgreeAsync(own.Appointment, cancellationToken);
            return LocalRedirect(own.Path("/photos?done=agreed"));
        },
        cancellationToken);

    [HttpPost("")]
    [TakesUpload]
    public Task<IActionResult> Add([FromRoute] string secret, CancellationToken cancellationToken) => ForProvedAsync(
        secret,
        async own =>
        {
            var form = UploadForm.Of(HttpContext);
            var angle = PhotoWords.AnglesFor(own.Service.Slug).Where(a => a.ToString() == form["Angle"]).Cast<PhotoAngle?>().FirstOrDefault();
            var taken = angle is null || await photos.AgreedAsync(own.Appointment, cancellationToken) is null
                ? PhotoTaken.Refused("Agree first that we keep photos, then send them from this page.")
                : await intake.TakeAsync(form.File, new(own.Appointment.Id, angle.Value, PhotoMoment.Before, Actor.Client), cancellationToken);
            if (taken.Photo is not null)
            {
                return LocalRedirect(own.Path("/photos?done=added"));
            }

            var errors = new FormErrors();
            errors.Require(holds: false, "Photo-" + (angle ?? PhotoAngle.Front), taken.Fault!);
            return await AgainAsync(own, errors, taken.Status, cancellationToken);
        },
        cancellationToken);

    [HttpGet("{name:length(40)}")]
    public Task<IActionResult> Picture([FromRoute] string secret, [FromRoute] string name, string? size, CancellationToken cancellationToken) => ForProvedAsync(
        secret,
        async own => await photos.PictureAsync(own, name, PhotoResult.SizeOf(size), cancellationToken) is { } picture ? new PhotoResult(picture) : NotFound(),
        cancellationToken);

    [HttpPost("{name:length(40)}/permissions")]
    public Task<IActionResult> Permit([FromRoute] string secret, [FromRoute] string name, [FromForm] PermissionForm form, CancellationToken cancellationToken) => ForPhotoAsync(
        secret,
        name,
        async (own, photo) =>
        {
            var page = await photos.ReadAsync(own, cancellationToken);
            if (!form.TryRead(page.Today, out var uses, out var faceHidden, out var until, out var errors))
            {
                return Page(page with { Errors = errors, Sent = name, Form = form }, StatusCodes.Status422UnprocessableEntity);
            }

            return await rights.SetAsync(photo.Id, uses, faceHidden, until, Actor.Client, cancellationToken)
                ? LocalRedirect(own.Path("/photos?done=permitted"))
                : Page(await photos.ReadAsync(own, cancellationToken) with { Done = "not-done" }, StatusCodes.Status409Conflict);
        },
        cancellationToken);

    [HttpPost("{name:length(40)}/withdraw")]
    public Task<IActionResult> Withdraw([FromRoute] string secret, [FromRoute] string name, [FromForm] string? use, CancellationToken cancellationToken) => ForPhotoAsync(
        secret,
        name,
        async (own, photo) =>
        {
            var which = Enum.GetValues<PhotoUse>().Where(u => u.ToString() == use).Cast<PhotoUse?>().FirstOrDefault();
            return which is null ? NotFound()
                : await rights.WithdrawAsync(photo.Id, which.Value, Actor.Client, tells: true, cancellationToken) ? LocalRedirect(own.Path("/photos?done=withdrawn"))
                : Page(await photos.ReadAsync(own, cancellationToken) with { Done = "not-done" }, StatusCodes.Status409Conflict);
        },
        cancellationToken);

    [HttpPost("{name:length(40)}/delete")]
    public Task<IActionResult> Delete([FromRoute] string secret, [FromRoute] string name, CancellationToken cancellationToken) => ForPhotoAsync(
        secret,
        name,
        async (own, photo) => photo.ByClient && await rights.DeleteAsync(photo.Id, Actor.Client, cancellationToken) ? LocalRedirect(own.Path("/photos?done=deleted")) : NotFound(),
        cancellationToken);

    private Task<IActionResult> ForPhotoAsync(string secret, string name, Func<ClientAppointment, Photo, Task<IActionResult>> act, CancellationToken cancellationToken) => ForProvedAsync(
        secret, async own => await photos.FindAsync(own, name, cancellationToken) is { } photo ? await act(own, photo) : NotFound(), cancellationToken);

    private async Task<IActionResult> AgainAsync(ClientAppointment own, FormErrors errors, int status, CancellationToken cancellationToken) =>
        Page(await photos.ReadAsync(own, cancellationToken) with { Errors = errors }, status);

    private ViewResult Page(ClientPhotosPage page, int status)
    {
        ModelState.Clear();
        Response.StatusCode = status;
        return View("Photos", page);
    }
}
