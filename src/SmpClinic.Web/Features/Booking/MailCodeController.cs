using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Booking;

/// <summary>The second button of the details form, there when a network has used up its bookings: a code by mail. The form stays as it was typed.</summary>
[AllowAnonymous]
public sealed class MailCodeController(MailCodeDesk desk, DetailsPages pages, IOptions<ClinicDetails> clinic, SecurityLog security) : Controller
{
    [HttpPost("/book/{service:maxlength(60)}/mail-code")]
    public async Task<IActionResult> Send([FromRoute] string service, [FromForm] BookingForm form, CancellationToken cancellationToken)
    {
        var errors = new FormErrors();
        ChosenAlternative.Apply(form);
        if (await pages.OfAsync(service, form, errors, [], cancellationToken) is not { } page)
        {
            return NotFound();
        }

        form.ReadForCode(out var mailbox, out var start, errors);
        pages.CheckHuman(form, errors);
        if (errors.Any)
        {
            form.CodeStep = BookingForm.OfferCode;
            return Page(page, StatusCodes.Status422UnprocessableEntity);
        }

        var end = await desk.SendAsync(mailbox!, ClientAddress.KeyOf(HttpContext), start!.Value, page.Way, cancellationToken);
        return end == MailCodeEnd.TooMany ? Refuse(page, errors) : Page(page with { CodeEnd = end }, StatusCodes.Status200OK);
    }

    private ViewResult Refuse(DetailsPage page, FormErrors errors)
    {
        security.Note(HttpContext, SecurityEvent.BookingLimited);
        errors.Require(holds: false, nameof(BookingForm.Email), BookingWords.TooManyCodes(clinic.Value.Phone));
        return Page(page, StatusCodes.Status429TooManyRequests);
    }

    private ViewResult Page(DetailsPage page, int status)
    {
        ModelState.Clear();
        Response.StatusCode = status;
        return View("Details", page);
    }
}
