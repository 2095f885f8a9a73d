using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using SmpClinic.Scheduling;
using SmpClinic.Web.Features.Visualiser;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Booking;

/// <summary>Choose a service, a time, give details, done; every step works without script.</summary>
[AllowAnonymous]
public sealed class BookingController(
    BookingDesk desk, TimesDesk times, HoldDesk holds, DetailsPages pages, FormKeys keys, IOptions<ClinicDetails> clinic, SealedChecks checks, SecurityLog security) : Controller
{
    [HttpGet("/book")]
    public async Task<IActionResult> Index(string? check, CancellationToken cancellationToken) =>
        View(new ServicesPage(await times.ServicesAsync(cancellationToken), checks.Open(check)));

    [HttpGet("/book/{service:maxlength(60)}")]
    public async Task<IActionResult> Times([FromRoute] string service, TimesQuery query, CancellationToken cancellationToken)
    {
        var own = await holds.OwnAsync(VisitorCookie.Hash(Request), cancellationToken);
        var week = await times.WeekAsync(service, query.PractitionerSlug, query.FromDate, query.VisitorZone, own, leaveOut: null, length: null, checks.Open(query.Check), cancellationToken);
        return week is null ? NotFound() : View(week);
    }

    [HttpGet("/book/{service:maxlength(60)}/details")]
    public async Task<IActionResult> Details([FromRoute] string service, string? start, string? practitioner, string? zone, string? mark, string? code, string? check, string? look, CancellationToken cancellationToken)
    {
        var form = BookingForm.New(keys.For(HttpContext, mark, service, start, practitioner), start ?? string.Empty, practitioner, zone, rendered: string.Empty);
        form.Code = code is { Length: <= 40 } ? code : null;
        form.Check = check;
        form.Hopes = Look.TryRead(look)?.ForBooking;
        return form.StartInstant is null || await pages.IsRuledOutAsync(service, form, cancellationToken)
            ? RedirectToAction(nameof(Times), new { service, practitioner, check, look = Look.TryRead(look)?.Code })
            : await PageAsync(service, form, new(), [], StatusCodes.Status200OK, cancellationToken);
    }

    [HttpPost("/book/{service:maxlength(60)}/details")]
    public async Task<IActionResult> Submit([FromRoute] string service, [FromForm] BookingForm form, CancellationToken cancellationToken)
    {
        ChosenAlternative.Apply(form);
        if (form.SaysUnder18)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return View("TooYoung");
        }

        var address = ClientAddress.KeyOf(HttpContext);
        var read = form.TryRead(service, clinic.Value.PhoneRegion, VisitorCookie.Hash(Request), address, out var request, out var errors);
        pages.CheckHuman(form, errors);
        return read && !errors.Any
            ? await AnswerAsync(service, form, await desk.BookAsync(request! with { Check = checks.Open(form.Check) }, cancellationToken), cancellationToken)
            : await PageAsync(service, form, errors, [], StatusCodes.Status422UnprocessableEntity, cancellationToken);
    }

    private async Task<IActionResult> AnswerAsync(string service, BookingForm form, BookingOutcome outcome, CancellationToken cancellationToken)
    {
        var errors = new FormErrors();
        switch (outcome)
        {
            case BookingOutcome.Booked booked:
                return LocalRedirect(booked.Location + "?done=booked" + (string.IsNullOrEmpty(form.Check) ? null : "&check=" + Uri.EscapeDataString(form.Check)));
            case BookingOutcome.AlreadySent sent:
                Response.StatusCode = StatusCodes.Status409Conflict;
                return View("AlreadySent", sent.Location);
            case BookingOutcome.SlotTaken taken:
                errors.Require(holds: false, nameof(BookingForm.Start), BookingWords.Of(taken.Why));
                return await PageAsync(service, form, errors, taken.Alternatives, StatusCodes.Status409Conflict, cancellationToken);
            case BookingOutcome.AgainstCheck against:
                errors.Require(holds: false, nameof(BookingForm.Start), BookingWords.Of(against.Said));
                form.Check = against.Said.Word is CheckWord.OtherTreatment or CheckWord.RunOut ? null : form.Check;
                return await PageAsync(service, form, errors, against.Alternatives, StatusCodes.Status409Conflict, cancellationToken);
            case BookingOutcome.TooMany met:
                security.Note(HttpContext, SecurityEvent.BookingLimited);
                errors.Require(holds: false, met.Limit == BookingLimit.Address ? nameof(BookingForm.Code) : nameof(BookingForm.Email), BookingWords.Of(met.Limit, form, clinic.Value.Phone));
                return await PageAsync(service, form, errors, [], StatusCodes.Status429TooManyRequests, cancellationToken);
            default:
                return NotFound();
        }
    }

    private async Task<IActionResult> PageAsync(
        string service, BookingForm form, FormErrors errors, IReadOnlyList<Slot> alternatives, int status, CancellationToken cancellationToken)
    {
        if (await pages.OfAsync(service, form, errors, alternatives, cancellationToken) is not { } page)
        {
            return NotFound();
        }

        ModelState.Clear();
        Response.StatusCode = status;
        return View("Details", page);
    }
}
