using Microsoft.EntityFrameworkCore;
using NodaTime;
using NodaTime.Text;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Staff.Calendar;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Appointments;

/// <summary>The times that staff can propose for a request: what the diary offers under the rules for staff.</summary>
public sealed class ProposeDesk(ClinicDb db, Diary diary, MoveDesk moves, ClinicCalendar calendar, ClinicTime time, IClock clock)
{
    /// <summary>The page, with what is ticked so far.</summary>
    public async Task<ProposePage> PageAsync(StaffCaller caller, AppointmentPage page, ProposeForm form, CommandOutcome? refused, CancellationToken cancellationToken)
    {
        var practitioners = await moves.PractitionersAsync(caller, page.Appointment, cancellationToken);
        var with = practitioners.FirstOrDefault(p => p.Slug == form.Practitioner);
        var asked = LocalDatePattern.Iso.Parse((form.Show is null or ProposeForm.SameWeek ? form.From : form.Show) ?? string.Empty);
        var week = await WeekAsync(page.Appointment, practitioners, with, asked.Success ? asked.Value : null, cancellationToken);
        form.From = LocalDatePattern.Iso.Format(week.From);
        var shown = week.Days.SelectMany(d => d.Times).Select(t => t.Value).ToHashSet(StringComparer.Ordinal);
        var elsewhere = form.Ticked.Select(t => new FreeTime(t.Start, t.Practitioner, practitioners.FirstOrDefault(p => p.Slug == t.Practitioner)?.Name ?? t.Practitioner))
            .Where(t => !shown.Contains(t.Value)).ToList();
        return new(page, form, practitioners, week, elsewhere, refused is { Why: { } why } outcome ? Words(why, outcome.RefusedStart) : null);
    }

    private async Task<FreeWeek> WeekAsync(
        Appointment appointment, IReadOnlyList<PractitionerChoice> practitioners, PractitionerChoice? with, LocalDate? from, CancellationToken cancellationToken)
    {
        var service = await db.Services.AsNoTracking().Include(s => s.Practitioners).Include(s => s.Rooms).AsSplitQuery()
            .FirstAsync(s => s.Id == appointment.ServiceId, cancellationToken);
        var now = clock.GetCurrentInstant();
        var today = calendar.DateOf(now);
        var rules = service.RulesForStaff with { LengthMinutes = appointment.LengthMinutes };
        var last = today.PlusDays(rules.HorizonDays);
        var first = LocalDate.Min(LocalDate.Max(from ?? calendar.DateOf(appointment.Start), today), last);
        var until = first.PlusDays(TimesDesk.DaysShown - 1);
        var present = await db.TimeOffers.Where(o => o.AppointmentId == appointment.Id && o.State == OfferState.Open).Select(o => (Guid?)o.Id).FirstOrDefaultAsync(cancellationToken);
        var availability = await diary.ReadAsync(db, service, rules, first, until, now, present, with?.Id, cancellationToken);
        var named = practitioners.ToDictionary(p => p.Id);
        var free = availability.Offer(now, first, until).Where(s => named.ContainsKey(s.PractitionerId)).DistinctBy(s => s.Start)
            .Select(s => new FreeTime(s.Start, named[s.PractitionerId].Slug, named[s.PractitionerId].Name)).ToLookup(t => calendar.DateOf(t.Start));
        return new(
            first,
            [.. Enumerable.Range(0, TimesDesk.DaysShown).Select(n => first.PlusDays(n)).Select(date => (date, (IReadOnlyList<FreeTime>)[.. free[date]]))],
            first > today ? LocalDate.Max(today, first.PlusDays(-TimesDesk.DaysShown)) : null,
            first.PlusDays(TimesDesk.DaysShown));
    }

    private string Words(Refusal why, Instant? start)
    {
        var which = start is { } at ? $"{time.When(at)}: " : string.Empty;
        return which + (why == Refusal.TooSoon
            ? "that is before the client’s time to answer ends. Choose a later time, or keep the times for less long."
            : Calendars.Words(why));
    }
}
