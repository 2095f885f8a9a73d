using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Features.Visualiser;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Booking;

/// <summary>Choose a service, a time, give details, done; every step works without script.</summary>
[AllowAnonymous]
public sealed class BookingController(
    BookingDesk desk, TimesDesk times, HoldDesk holds, FillClock fillClock, FormKeys keys, IOptions<ClinicDetails> clinic, IOptions<BookingLimits> limits,
    SecurityLog security) : Controller
{
    [HttpGet("/book")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) => View(await times.ServicesAsync(cancellationToken));

    [HttpGet("/book/{service:maxlength(60)}")]
    public async Task<IActionResult> Times([FromRoute] string service, TimesQuery query, CancellationToken cancellationToken)
    {
        var own = await holds.OwnAsync(VisitorCookie.Hash(Request), cancellationToken);
        var week = await times.WeekAsync(service, query.PractitionerSlug, query.FromDate, query.VisitorZone, own, leaveOut: null, cancellationToken);
        return week is null ? NotFound() : View(week);
    }

    [HttpGet("/book/{service:maxlength(60)}/details")]
    public async Task<IActionResult> Details([FromRoute] string service, string? start, string? practitioner, string? zone, string? mark, string? look, CancellationToken cancellationToken)
    {
        var form = BookingForm.New(keys.For(HttpContext, mark, service, start, practitioner), start ?? string.Empty, practitioner, zone, rendered: string.Empty);
        form.Hopes = Look.TryRead(look)?.ForBooking;
        return form.StartInstant is null
            ? RedirectToAction(nameof(Times), new { service, practitioner, look = Look.TryRead(look)?.Code })
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
        CheckHuman(form, errors);
        return read && !errors.Any
            ? await AnswerAsync(service, form, await desk.BookAsync(request!, cancellationToken), cancellationToken)
            : await PageAsync(service, form, errors, [], StatusCodes.Status422UnprocessableEntity, cancellationToken);
    }

    private async Task<IActionResult> AnswerAsync(string service, BookingForm form, BookingOutcome outcome, CancellationToken cancellationToken)
    {
        var errors = new FormErrors();
        switch (outcome)
        {
            case BookingOutcome.Booked booked:
                return LocalRedirect(booked.Location + "?done=booked");
            case BookingOutcome.AlreadySent sent:
                Response.StatusCode = StatusCodes.Status409Conflict;
                return View("AlreadySent", sent.Location);
            case BookingOutcome.SlotTaken taken:
                errors.Require(holds: false, nameof(BookingForm.Start), BookingWords.Of(taken.Why));
                return await PageAsync(service, form, errors, taken.Alternatives, StatusCodes.Status409Conflict, cancellationToken);
            case BookingOutcome.TooMany met:
                security.Note(HttpContext, SecurityEvent.BookingLimited);
                errors.Require(holds: false, nameof(BookingForm.Email), BookingWords.Of(met.Limit, clinic.Value.Phone));
                return await PageAsync(service, form, errors, [], StatusCodes.Status429TooManyRequests, cancellationToken);
            default:
                return NotFound();
        }
    }

    private async Task<IActionResult> PageAsync(
        string service, BookingForm form, FormErrors errors, IReadOnlyList<Slot> alternatives, int status, CancellationToken cancellationToken)
    {
        if (await times.ServiceAsync(service, cancellationToken) is not { } found)
        {
            return NotFound();
        }

        form.Rendered = fillClock.Since(form.Rendered) is null ? fillClock.Mark() : form.Rendered;
        ModelState.Clear();
        Response.StatusCode = status;
        return View("Details", new DetailsPage(found, form, errors, alternatives));
    }

    private void CheckHuman(BookingForm form, FormErrors errors)
    {
        errors.Require(string.IsNullOrEmpty(form.Website), nameof(BookingForm.Website), "Leave the field that is hidden from people empty, and send the form again.");
        var age = fillClock.Since(form.Rendered);
        errors.Require(age is not null, nameof(BookingForm.Rendered), "This form was open for a long time. Check it and send it again.");
        errors.Require(
            age is null || age >= Duration.FromSeconds(limits.Value.MinimumFillSeconds),
            nameof(BookingForm.Rendered),
            "That was quicker than people type. Check the form and send it again.");
    }
}
