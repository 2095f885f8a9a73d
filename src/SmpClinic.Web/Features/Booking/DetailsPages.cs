using Microsoft.Extensions.Options;
using NodaTime;
using SmpClinic.Scheduling;

namespace SmpClinic.Web.Features.Booking;

/// <summary>The details page, made of a form as it was typed; and the questions that tell people from scripts.</summary>
public sealed class DetailsPages(TimesDesk times, FillClock fillClock, IOptions<BookingLimits> limits, SealedChecks checks, ClinicCalendar calendar)
{
    /// <summary>The page; null where there is no such service.</summary>
    public async Task<DetailsPage?> OfAsync(
        string service, BookingForm form, FormErrors errors, IReadOnlyList<Slot> alternatives, CancellationToken cancellationToken)
    {
        if (await times.ServiceAsync(service, cancellationToken) is not { } found)
        {
            return null;
        }

        form.Rendered = fillClock.Since(form.Rendered) is null ? fillClock.Mark() : form.Rendered;
        return new(found, form, errors, alternatives);
    }

    /// <summary>
    /// Whether the check brought along rules the wanted date out, so that there is no use in filling in a form. A check that says
    /// nothing of the service, or nothing any more, rules nothing out.
    /// </summary>
    public async Task<bool> IsRuledOutAsync(string service, BookingForm form, CancellationToken cancellationToken) =>
        form.StartInstant is { } start
        && await times.ServiceAsync(service, cancellationToken) is { } found
        && CheckVerdict.Of(checks.Open(form.Check), found) is { Word: CheckWord.NotBefore or CheckWord.NotNow or CheckWord.PatchTestFirst } said
        && !said.Allows(calendar.DateOf(start));

    /// <summary>Notes what no person's form would show.</summary>
    public void CheckHuman(BookingForm form, FormErrors errors)
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
