using Microsoft.EntityFrameworkCore;
using NodaTime;
using NodaTime.Text;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Staff.Calendar;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Appointments;

/// <summary>The times that staff can propose for a request: what the diary offers under the rules for staff.</summary>
public sealed class ProposeDesk(ClinicDb db, FreeTimes times, MoveDesk moves, ClinicTime time)
{
    /// <summary>The page, with what is ticked so far.</summary>
    public async Task<ProposePage> PageAsync(StaffCaller caller, AppointmentPage page, ProposeForm form, CommandOutcome? refused, CancellationToken cancellationToken)
    {
        var practitioners = await moves.PractitionersAsync(caller, page.Appointment, cancellationToken);
        var with = practitioners.FirstOrDefault(p => p.Slug == form.Practitioner);
        var asked = LocalDatePattern.Iso.Parse((form.Show is null or ProposeForm.SameWeek ? form.From : form.Show) ?? string.Empty);
        var a = page.Appointment;
        var present = await db.TimeOffers.Where(o => o.AppointmentId == a.Id && o.State == OfferState.Open).Select(o => (Guid?)o.Id).FirstOrDefaultAsync(cancellationToken);
        var week = await times.WeekAsync(a.ServiceId, a.LengthMinutes, practitioners, with, asked.Success ? asked.Value : time.DateOf(a.Start), present, cancellationToken);
        form.From = LocalDatePattern.Iso.Format(week.From);
        var shown = week.Days.SelectMany(d => d.Times).Select(t => t.Value).ToHashSet(StringComparer.Ordinal);
        var elsewhere = form.Ticked.Select(t => new FreeTime(t.Start, t.Practitioner, practitioners.FirstOrDefault(p => p.Slug == t.Practitioner)?.Name ?? t.Practitioner))
            .Where(t => !shown.Contains(t.Value)).ToList();
        return new(page, form, practitioners, week, elsewhere, refused is { Why: { } why } outcome ? Words(why, outcome.RefusedStart) : null);
    }

    private string Words(Refusal why, Instant? start)
    {
        var which = start is { } at ? $"{time.When(at)}: " : string.Empty;
        return which + (why == Refusal.TooSoon
            ? "that is before the client’s time to answer ends. Choose a later time, or keep the times for less long."
            : Calendars.Words(why));
    }
}
