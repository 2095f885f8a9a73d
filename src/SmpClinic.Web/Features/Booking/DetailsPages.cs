using SmpClinic.Scheduling;

namespace SmpClinic.Web.Features.Booking;

/// <summary>The details page, made of a form as it was typed; and the questions that tell people from scripts.</summary>
public sealed class DetailsPages(TimesDesk times, FormChecks human, SealedChecks checks, ClinicCalendar calendar)
{
    /// <summary>The page; null where there is no such service.</summary>
    public async Task<DetailsPage?> OfAsync(
        string service, BookingForm form, FormErrors errors, IReadOnlyList<Slot> alternatives, CancellationToken cancellationToken)
    {
        if (await times.ServiceAsync(service, cancellationToken) is not { } found)
        {
            return null;
        }

        form.Rendered = human.Rendered(form.Rendered);
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
    public void CheckHuman(BookingForm form, FormErrors errors) => human.CheckHuman(form.Website, form.Rendered, errors);
}
