using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OutputCaching;

namespace SmpClinic.Web.Features.Visualiser;

/// <param name="Look">The settings shown.</param>
/// <param name="Asked">They came with the address, so that the page is about them.</param>
/// <param name="AllKnown">Every setting in the address is one that is offered.</param>
public sealed record VisualiserPage(Look Look, bool Asked, bool AllKnown)
{
    public DrawnPicture Nearest => DrawnPictures.Nearest(Look);

    public string BookLink => "/book?look=" + Look.Code;
}

/// <summary>The drawings are made in the browser; here are the questions, the description in words, and the pictures drawn beforehand.</summary>
[AllowAnonymous]
public sealed class VisualiserController : Controller
{
    [HttpGet("/visualiser")]
    [OutputCache(PolicyName = "Content")]
    public IActionResult Index() => View(new VisualiserPage(Look.Usual, Asked: false, AllKnown: true));

    /// <summary>One look, at an address that can be kept and sent. It depends on its query, so no cache holds it.</summary>
    [HttpGet("/visualiser/look")]
    public IActionResult Show()
    {
        var (look, known) = Look.Read(Request.Query);
        return View("Index", new VisualiserPage(look, Asked: true, known));
    }
}
