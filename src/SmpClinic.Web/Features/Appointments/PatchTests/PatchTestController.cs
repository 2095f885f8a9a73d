using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Appointments.PatchTests;

/// <summary>A client reports by link how the skin looks after a patch test. Nothing that was reported is shown here, so the link is enough.</summary>
public sealed class PatchTestController(ClientLinkDesk desk, PatchTestDesk tests, SecurityLog security) : ClientLinkController(desk, security)
{
    /// <summary>The longest words kept, in UTF-16 units.</summary>
    public const int Longest = 1000;

    [HttpGet("patch-test")]
    public Task<IActionResult> Ask([FromRoute] string secret, string? done, CancellationToken cancellationToken) => ForTestAsync(
        secret, own => Task.FromResult<IActionResult>(View("PatchTest", new ReportPage(own, new(), new()) { Done = done == "yes" })), cancellationToken);

    [HttpPost("patch-test")]
    public Task<IActionResult> Report([FromRoute] string secret, [FromForm] ReportForm form, CancellationToken cancellationToken) => ForTestAsync(
        secret,
        async own =>
        {
            var errors = new FormErrors();
            if (form.TryRead(errors, out var words) is not { } saw)
            {
                ModelState.Clear();
                Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                return View("PatchTest", new ReportPage(own, form, errors));
            }

            await tests.ReportAsync(own.Appointment.Id, saw, words, cancellationToken);
            return LocalRedirect(own.Path("/patch-test?done=yes"));
        },
        cancellationToken);

    private Task<IActionResult> ForTestAsync(string secret, Func<ClientAppointment, Task<IActionResult>> act, CancellationToken cancellationToken) => ForAsync(
        secret,
        done: null,
        async own => await tests.FindAsync(own.Appointment.Id, cancellationToken) is null ? NotFound() : await act(own),
        cancellationToken);
}

/// <summary>What reporting sends.</summary>
public sealed class ReportForm
{
    public string? Saw { get; set; }

    public string? Words { get; set; }

    /// <summary>What was seen; null with messages where it cannot be read.</summary>
    public PatchTestResult? TryRead(FormErrors errors, out string? words)
    {
        PatchTestResult? saw = Saw switch
        {
            nameof(PatchTestResult.None) => PatchTestResult.None,
            nameof(PatchTestResult.MildGone) => PatchTestResult.MildGone,
            nameof(PatchTestResult.Reaction) => PatchTestResult.Reaction,
            nameof(PatchTestResult.Other) => PatchTestResult.Other,
            _ => null,
        };
        errors.Require(saw is not null, nameof(Saw), "Choose what you see.");
        words = PlainText.Clean(Words);
        errors.Require(Words is null || words is not null, nameof(Words), "This holds characters that cannot be kept, such as control characters. Remove them.");
        errors.Require(words is null || words.Length <= PatchTestController.Longest, nameof(Words), $"This is {words?.Length} characters long; shorten it to {PatchTestController.Longest}.");
        words = string.IsNullOrEmpty(words) ? null : words;
        return errors.Any ? null : saw;
    }
}

/// <summary>The page that asks how the skin looks.</summary>
public sealed record ReportPage(ClientAppointment Own, ReportForm Form, FormErrors Errors)
{
    /// <summary>Whether it was reported just now.</summary>
    public bool Done { get; init; }
}
