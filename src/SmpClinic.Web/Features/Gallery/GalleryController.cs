using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OutputCaching;

namespace SmpClinic.Web.Features.Gallery;

[AllowAnonymous]
public sealed class GalleryController : Controller
{
    [HttpGet("/gallery")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult Index() => View(GalleryWorks.All);
}
