using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Appointments.Health;

/// <summary>The health questionnaire behind a client's link and a code: GET shows, each section's POST saves.</summary>
public sealed class HealthController(ClientLinkDesk desk, ClientCodes codes, HealthDesk health, SealedChecks checks, HealthVerdicts verdicts, SecurityLog security)
    : ProvedController(desk, codes, security)
{
    [HttpGet("health")]
    public Task<IActionResult> Overview([FromRoute] string secret, string? saved, CancellationToken cancellationToken) => ForProvedAsync(
        secret,
        async own => await health.ReadAsync(own.Appointment, shown: true, cancellationToken) is not { } form ? View("Begin", new BeginPage(own, new()))
            : form.IsSent ? View("Sent", ResultOf(own, form))
            : View("Overview", new OverviewPage(own, form, new()) { Saved = saved == "yes" }),
        cancellationToken);

    [HttpPost("health/begin")]
    public Task<IActionResult> Begin([FromRoute] string secret, [FromForm] string? agree, CancellationToken cancellationToken) => ForProvedAsync(
        secret,
        async own =>
        {
            var errors = new FormErrors();
            errors.Require(agree == "yes", "agree", "Tick the box to go on. Without it we cannot keep your answers, and you can talk with us in person instead.");
            if (errors.Any)
            {
                return Wrong("Begin", new BeginPage(own, errors));
            }

            await health.BeginAsync(own.Appointment, cancellationToken);
            return LocalRedirect(own.Path("/health"));
        },
        cancellationToken);

    [HttpGet("health/part/{section:maxlength(10)}")]
    public Task<IActionResult> Part([FromRoute] string secret, [FromRoute] string section, string? more, CancellationToken cancellationToken) => ForFormAsync(
        secret,
        (own, form) => Task.FromResult<IActionResult>(
            FindSection(form, section) is { } found ? View("Section", SectionPage.Of(own, form, found, more == "yes")) : NotFound()),
        cancellationToken);

    [HttpPost("health/part/{section:maxlength(10)}")]
    public Task<IActionResult> Save([FromRoute] string secret, [FromRoute] string section, [FromForm] string? then, CancellationToken cancellationToken) => ForFormAsync(
        secret,
        async (own, form) =>
        {
            if (FindSection(form, section) is not { } found)
            {
                return NotFound();
            }

            var asked = form.Progress.Asked(found).ToList();
            var typed = SectionForm.Of(Request.Form.ToDictionary(StringComparer.Ordinal), asked, health.Today, later: then == "later");
            await health.SaveAsync(own.Appointment, found, typed.Read, goneThrough: !typed.Errors.Any && then != "later", cancellationToken);
            return typed.Errors.Any
                ? Wrong("Section", SectionPage.Of(own, form, found, more: false) with { Form = typed })
                : LocalRedirect(own.Path(then == "later" ? "/health?saved=yes" : await OnwardAsync(own, found, cancellationToken)));
        },
        cancellationToken);

    [HttpPost("health/send")]
    public Task<IActionResult> Send([FromRoute] string secret, [FromForm] string? correct, CancellationToken cancellationToken) => ForFormAsync(
        secret,
        async (own, form) =>
        {
            var errors = new FormErrors();
            errors.Require(correct == "yes", "correct", "Tick the box to say that your answers are true.");
            errors.Require(form.Progress.Next is null, "sections", $"There is something left to answer in “{form.Progress.Next?.Name}”.");
            return !errors.Any && await health.SendAsync(own.Appointment, cancellationToken)
                ? LocalRedirect(own.Path("/health"))
                : Wrong("Overview", new OverviewPage(own, form, errors));
        },
        cancellationToken);

    [HttpPost("health/change")]
    public Task<IActionResult> Change([FromRoute] string secret, CancellationToken cancellationToken) => ForFormAsync(
        secret,
        async (own, _) =>
        {
            await health.ReopenAsync(own.Appointment, cancellationToken);
            return LocalRedirect(own.Path("/health"));
        },
        cancellationToken);

    private static Section? FindSection(OwnQuestionnaire form, string slug) =>
        form.IsSent ? null : form.Progress.Sections.FirstOrDefault(section => section.Slug == slug);

    /// <summary>Where to go on: the same section where an answer has raised another question in it, the next one that is not done, or the overview.</summary>
    private async Task<string> OnwardAsync(ClientAppointment own, Section section, CancellationToken cancellationToken)
    {
        var progress = (await health.ReadAsync(own.Appointment, shown: false, cancellationToken))!.Progress;
        return progress.Missing(section).Any() ? $"/health/part/{section.Slug}?more=yes" : progress.Next is { } next ? "/health/part/" + next.Slug : "/health";
    }

    private ResultPage ResultOf(ClientAppointment own, OwnQuestionnaire form)
    {
        var result = verdicts.Result(form.Last, own.Appointment)!;
        return new(own, form, verdicts.Judge(form.Last!.Sent, form.Progress.Visit), HealthVerdicts.Forbids(result, own.Service, form.Progress.Visit), health.WordsFor(form.Last), result.NotBefore)
        {
            Book = "/book?check=" + checks.Seal(result),
        };
    }

    private Task<IActionResult> ForFormAsync(string secret, Func<ClientAppointment, OwnQuestionnaire, Task<IActionResult>> act, CancellationToken cancellationToken) => ForProvedAsync(
        secret,
        async own => await health.ReadAsync(own.Appointment, shown: HttpMethods.IsGet(Request.Method), cancellationToken) is { } form ? await act(own, form) : LocalRedirect(own.Path("/health")),
        cancellationToken);

    private ViewResult Wrong(string view, object page)
    {
        ModelState.Clear();
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return View(view, page);
    }
}
