using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OutputCaching;
using SmpClinic.Web.Features.Photos;

namespace SmpClinic.Web.Features.Gallery;

/// <summary>Our own work: photos that the people in them let us show, and in the demonstration drawings.</summary>
/// <param name="Photos">The photos.</param>
/// <param name="Drawings">The drawings.</param>
public sealed record GalleryPage(IReadOnlyList<ShownPair> Photos, IReadOnlyList<GalleryWork> Drawings);

[AllowAnonymous]
public sealed class GalleryController(GalleryDesk desk) : Controller
{
    [HttpGet("/gallery")]
    [OutputCache(PolicyName = "Content")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) => View(new GalleryPage(await desk.ShownAsync(cancellationToken), GalleryWorks.All));

    /// <summary>Asked of the database each time: what is taken back is gone with the next request, whatever page still names it.</summary>
    [HttpGet("/gallery/photos/{name:length(40)}")]
    public async Task<IActionResult> Picture([FromRoute] string name, string? size, CancellationToken cancellationToken) =>
        await desk.PictureAsync(name, PhotoResult.SizeOf(size), cancellationToken) is { } picture ? new PhotoResult(picture) : NotFound();
}
