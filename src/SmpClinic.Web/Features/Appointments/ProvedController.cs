using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Appointments;

/// <summary>Pages behind a client's link that are opened by a code besides: whoever has not given one is asked for it.</summary>
public abstract class ProvedController(ClientLinkDesk desk, ClientCodes codes, SecurityLog security) : ClientLinkController(desk, security)
{
    /// <summary>Acts for the appointment behind the link where this browser has a proof for it; otherwise asks for a code.</summary>
    protected Task<IActionResult> ForProvedAsync(string secret, Func<ClientAppointment, Task<IActionResult>> act, CancellationToken cancellationToken) => ForAsync(
        secret,
        done: null,
        async own => await codes.IsProvedAsync(own.Appointment, ProofCookie.Of(Request), cancellationToken) ? await act(own)
            : LocalRedirect(own.Path("/code?to=" + PageOf(Request.Path))),
        cancellationToken);

    /// <summary>The page below the appointment's own, as an address: its first word.</summary>
    private static string PageOf(PathString path) => path.Value!.Split('/') is [_, _, _, var page, ..] ? page : string.Empty;
}

/// <summary>Asks for the code, and takes it.</summary>
public sealed class CodeController(ClientLinkDesk desk, ClientCodes codes, SecurityLog security) : ClientLinkController(desk, security)
{
    /// <summary>The pages that a code leads to.</summary>
    private static readonly string[] Private = ["health", "consents", "photos", "patch-test"];

    [HttpGet("code")]
    public Task<IActionResult> Ask([FromRoute] string secret, string? to, string? sent, CancellationToken cancellationToken) =>
        ForAsync(secret, done: null, own => Task.FromResult<IActionResult>(View("Code", new CodePage(own, PageOf(to), sent == "yes", null, new()))), cancellationToken);

    [HttpPost("code/send")]
    public Task<IActionResult> Send([FromRoute] string secret, [FromForm] string? to, CancellationToken cancellationToken) => ForAsync(
        secret,
        done: null,
        async own => await codes.SendAsync(own, "/" + PageOf(to), cancellationToken)
            ? LocalRedirect(own.Path($"/code?to={PageOf(to)}&sent=yes"))
            : Refuse(own, to, typed: null, "Enough codes were mailed in this hour. The last one is good still, or try again later.", SecurityEvent.ClientCodeLimited, StatusCodes.Status429TooManyRequests),
        cancellationToken);

    [HttpPost("code")]
    public Task<IActionResult> Open([FromRoute] string secret, [FromForm] string? to, [FromForm] string? code, CancellationToken cancellationToken) => ForAsync(
        secret,
        done: null,
        async own =>
        {
            var (end, proof) = await codes.SpendAsync(own.Appointment, code, cancellationToken);
            switch (end)
            {
                case ClientCodeEnd.Open:
                    Security.Note(HttpContext, SecurityEvent.ClientCodeAccepted);
                    ProofCookie.Set(HttpContext, proof!);
                    return LocalRedirect(own.Path("/" + PageOf(to)));
                case ClientCodeEnd.TooMany:
                    return Refuse(own, to, code, "Too many codes were tried. Wait an hour and ask for a new one.", SecurityEvent.ClientCodeLimited, StatusCodes.Status429TooManyRequests);
                default:
                    return Refuse(own, to, code, "That is not a code that opens this. Check it, or have a new one mailed: each opens once, for 20 minutes.", SecurityEvent.ClientCodeRefused, StatusCodes.Status422UnprocessableEntity);
            }
        },
        cancellationToken);

    [HttpPost("code/close")]
    public Task<IActionResult> Close([FromRoute] string secret, CancellationToken cancellationToken) => ForAsync(
        secret,
        done: null,
        async own =>
        {
            await codes.EndAsync(own.Appointment, ProofCookie.Of(Request), cancellationToken);
            ProofCookie.Remove(HttpContext);
            return LocalRedirect(own.Path());
        },
        cancellationToken);

    private static string PageOf(string? to) => Private.FirstOrDefault(page => page == to) ?? Private[0];

    private ViewResult Refuse(ClientAppointment own, string? to, string? typed, string why, SecurityEvent what, int status)
    {
        Security.Note(HttpContext, what);
        var errors = new FormErrors();
        errors.Require(holds: false, "code", why);
        ModelState.Clear();
        Response.StatusCode = status;
        return View("Code", new CodePage(own, PageOf(to), Sent: true, typed is { Length: <= 40 } ? typed : null, errors));
    }
}

/// <summary>The page that asks for a code.</summary>
/// <param name="Own">The appointment.</param>
/// <param name="To">The page that it opens.</param>
/// <param name="Sent">Whether one was mailed just now.</param>
/// <param name="Typed">As typed.</param>
/// <param name="Errors">What is wrong with it.</param>
public sealed record CodePage(ClientAppointment Own, string To, bool Sent, string? Typed, FormErrors Errors)
{
    /// <summary>The address it goes to, without most of its letters: a person knows their own, and nobody learns it here.</summary>
    public string Mailbox => Own.Appointment.ContactEmail is var address && address.IndexOf('@', StringComparison.Ordinal) is var at
        ? address[..1] + "…" + address[at..] : address;
}
