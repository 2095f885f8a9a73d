using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Features.Content;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.Content;

/// <summary>What taking a version back, or going back to one, sends.</summary>
public sealed class VersionForm
{
    public int? Number { get; set; }

    /// <summary>The newest version when the page was opened.</summary>
    public int? Base { get; set; }
}

/// <summary>The texts of the site and of its mails. They are the clinic's public word, so they are the administrator's alone.</summary>
[Authorize(Policy = StaffPolicies.Administrator)]
[Route("/staff/content")]
public sealed class StaffContentController(ContentDesk desk, ContentReading reading, MailPreviews previews) : Controller
{
    [HttpGet("")]
    public async Task<IActionResult> Index(StaffCaller caller, CancellationToken cancellationToken) => View("Index", await reading.ListAsync(cancellationToken));

    [HttpGet("{kind}/{slug:maxlength(80)}")]
    public async Task<IActionResult> Edit([FromRoute] string kind, [FromRoute] string slug, StaffCaller caller, string? done, CancellationToken cancellationToken)
    {
        if (ContentKinds.Find(kind) is not { } known || await reading.PageAsync(known, slug == "new" ? null : slug, typed: null, cancellationToken) is not { } page)
        {
            return NotFound();
        }

        var fields = page.Form.Fields.ToDictionary(f => f.Key, f => f.Value ?? string.Empty, StringComparer.Ordinal);
        return View("Edit", (await previews.WithAsync(caller, page, fields, cancellationToken)) with { Done = done });
    }

    [HttpPost("{kind}/{slug:maxlength(80)}")]
    public async Task<IActionResult> Save([FromRoute] string kind, [FromRoute] string slug, StaffCaller caller, [FromForm] ContentForm form, CancellationToken cancellationToken)
    {
        if (ContentKinds.Find(kind) is not { } known)
        {
            return NotFound();
        }

        form.Fields = known.Fields.ToDictionary(f => f.Name, f => (string?)Request.Form["f-" + f.Name].ToString(), StringComparer.Ordinal);
        var (end, page) = await desk.SaveAsync(caller, known, slug == "new" ? null : slug, form, cancellationToken);
        ModelState.Clear();
        return end switch
        {
            ContentEnd.NotFound => NotFound(),
            ContentEnd.Done when form.Do != "preview" => LocalRedirect(page!.Address + "?done=saved"),
            _ => Answer(page!, end == ContentEnd.Stale ? StatusCodes.Status409Conflict : end == ContentEnd.Refused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK),
        };
    }

    [HttpGet("{kind}/{slug:maxlength(80)}/versions/{number:int}")]
    public async Task<IActionResult> Version([FromRoute] string kind, [FromRoute] string slug, [FromRoute] int number, StaffCaller caller, int? against, CancellationToken cancellationToken) =>
        ContentKinds.Find(kind) is { } known && await reading.VersionAsync(known, slug, number, against, cancellationToken) is { } page ? View("Version", page) : NotFound();

    [HttpPost("{kind}/{slug:maxlength(80)}/revert")]
    public async Task<IActionResult> Revert([FromRoute] string kind, [FromRoute] string slug, StaffCaller caller, [FromForm] VersionForm form, CancellationToken cancellationToken) =>
        ContentKinds.Find(kind) is { } known && form is { Number: { } number, Base: { } newest }
            ? await SayAsync(known, slug, await desk.RevertAsync(caller, known, slug, number, newest, cancellationToken), "reverted", cancellationToken)
            : NotFound();

    [HttpPost("{kind}/{slug:maxlength(80)}/withdraw")]
    public async Task<IActionResult> Withdraw([FromRoute] string kind, [FromRoute] string slug, StaffCaller caller, [FromForm] VersionForm form, CancellationToken cancellationToken) =>
        ContentKinds.Find(kind) is { } known && form.Number is { } number
            ? await SayAsync(known, slug, await desk.WithdrawAsync(caller, known, slug, number, cancellationToken), "withdrawn", cancellationToken)
            : NotFound();

    private async Task<IActionResult> SayAsync(ContentKind kind, string id, ContentEnd end, string done, CancellationToken cancellationToken)
    {
        if (end == ContentEnd.Done)
        {
            return LocalRedirect($"/staff/content/{kind.Name}/{id}?done={done}");
        }

        return end != ContentEnd.NotFound && await reading.PageAsync(kind, id, typed: null, cancellationToken) is { } page
            ? Answer(page with { Done = end == ContentEnd.Stale ? "stale" : "refused" }, end == ContentEnd.Stale ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity)
            : NotFound();
    }

    private ViewResult Answer(EditPage page, int status)
    {
        Response.StatusCode = status;
        return View("Edit", page);
    }
}
