using Microsoft.Extensions.Options;
using NodaTime;

namespace SmpClinic.Web.Features.Booking;

/// <summary>The questions that tell people from scripts, asked by every form that visitors fill in.</summary>
public sealed class FormChecks(FillClock fillClock, IOptions<BookingLimits> limits)
{
    /// <summary>The mark of when a form was opened: the one it came with, or a new one.</summary>
    public string Rendered(string? mark) => fillClock.Since(mark) is null ? fillClock.Mark() : mark!;

    /// <summary>Notes what no person's form would show.</summary>
    public void CheckHuman(string? hidden, string? rendered, FormErrors errors)
    {
        errors.Require(string.IsNullOrEmpty(hidden), nameof(BookingForm.Website), "Leave the field that is hidden from people empty, and send the form again.");
        var age = fillClock.Since(rendered);
        errors.Require(age is not null, nameof(BookingForm.Rendered), "This form was open for a long time. Check it and send it again.");
        errors.Require(
            age is null || age >= Duration.FromSeconds(limits.Value.MinimumFillSeconds),
            nameof(BookingForm.Rendered),
            "That was quicker than people type. Check the form and send it again.");
    }
}
