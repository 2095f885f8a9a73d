using System.Diagnostics;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Content;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Errors;

/// <summary>What a visitor reads when something went wrong.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Heading">In one line.</param>
/// <param name="Words">What to do next.</param>
/// <param name="Reference">Finds the event in the log.</param>
/// <param name="Perhaps">Pages whose address is like the one that was asked for.</param>
public sealed record ErrorPage(int Status, string Heading, string Words, string Reference, IReadOnlyList<SitePage> Perhaps);

/// <summary>Renders errors, whatever the verb was; it looks at nothing but the status.</summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
[ApiExplorerSettings(IgnoreApi = true)]
public sealed class ErrorsController(SiteTexts texts) : Controller
{
    [Route(ErrorPages.Route)]
    public IActionResult Show()
    {
        var original = HttpContext.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalPath
            ?? HttpContext.Features.Get<IExceptionHandlerPathFeature>()?.Path;
        if (original is null)
        {
            return NotFound();
        }

        // Not by model binding: that would read the very form whose damage is being told here.
        var status = Response.StatusCode;
        var (heading, words) = status == StatusCodes.Status503ServiceUnavailable && DbErrors.IsAway(HttpContext.Features.Get<IExceptionHandlerFeature>()?.Error)
            ? Away
            : InWords(status);
        var reference = Activity.Current?.TraceId.ToString() ?? HttpContext.TraceIdentifier;
        return new PathString(original).StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            ? Problem(detail: words, statusCode: status, title: heading)
            : View("Error", new ErrorPage(status, heading, words, reference, status == StatusCodes.Status404NotFound ? [.. SitePages.Like(original, texts.Present.Pages.All)] : []));
    }

    private static (string Heading, string Words) Away =>
        ("We cannot get at our diary right now", "We could not save or read anything. Wait a minute, then send it again: the same form never books twice. If it is urgent, ring us: the number is at the foot of the page.");

    private static (string Heading, string Words) InWords(int status) => status switch
    {
        400 => ("We could not read that", "The page may have been open for too long, or the address is damaged. Go back, reload the page and try again."),
        401 or 403 => ("You may not do that here", "If you are staff, sign in with an account that has this right. Otherwise start again from our home page."),
        404 => ("There is no such page", "The address may be mistyped, or the page has moved."),
        405 => ("That address works differently", "Open it from the page that links to it."),
        409 => ("Somebody was quicker", "What you were changing has changed meanwhile. Go back, reload the page and look again before you save."),
        413 => ("That was too much", "The form was larger than we accept. Shorten what you wrote and send it again."),
        429 => ("Too many tries at once", "Wait a minute, then try again. If it is urgent, ring us: the number is at the foot of the page."),
        503 => ("We are very busy right now", "Nothing was changed. Wait a few seconds, then try again."),
        < 500 => ("That did not work", "Go back, reload the page and try again."),
        _ => ("Something went wrong on our side", "It is not your doing, and we have a record of it. Please try again; if it happens twice, ring us and read out the reference below."),
    };
}
