using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments.Health;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Appointments;

/// <summary>Times to move an appointment to under the rules for staff: no lead time, two years ahead.</summary>
public sealed class MoveDesk(ClinicDb db, Diary diary, HealthVerdicts health, ClinicCalendar calendar, ClinicTime time, IClock clock)
{
    /// <summary>How far ahead the next free time is looked for when a week has none.</summary>
    private const int DaysLookedAhead = 62;

    /// <summary>Who may take the appointment, as far as the caller may hand it on: a practitioner keeps it.</summary>
    public async Task<IReadOnlyList<PractitionerChoice>> PractitionersAsync(StaffCaller caller, Appointment appointment, CancellationToken cancellationToken)
    {
        var only = caller.WithinDiaryOf;
        return await db.Practitioners.AsNoTracking()
            .Where(p => p.Active && p.Services.Any(s => s.Id == appointment.ServiceId) && (only == null || p.Id == only))
            .OrderBy(p => p.SortOrder)
            .Select(p => new PractitionerChoice(p.Id, p.Slug, p.Name))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Whether the client's questionnaire speaks against a start.</summary>
    public async Task<bool> IsAgainstHealthAsync(Appointment appointment, Instant start, CancellationToken cancellationToken) =>
        appointment.Service!.AsksHealth && HealthVerdicts.Forbids(await health.OfPersonAsync(db, appointment, cancellationToken), appointment.Service, calendar.DateOf(start));

    /// <summary>The week from a date on; without one, from the appointment's own or today.</summary>
    public async Task<WeekOfTimes> WeekAsync(
        Appointment appointment, IReadOnlyList<PractitionerChoice> practitioners, PractitionerChoice? with, LocalDate? from, CancellationToken cancellationToken)
    {
        var service = await db.Services.AsNoTracking().Include(s => s.Practitioners).Include(s => s.Rooms).AsSplitQuery()
            .FirstAsync(s => s.Id == appointment.ServiceId, cancellationToken);
        var now = clock.GetCurrentInstant();
        var today = calendar.DateOf(now);
        var last = today.PlusDays(service.RulesForStaff.HorizonDays);
        var first = LocalDate.Min(LocalDate.Max(from ?? calendar.DateOf(appointment.Start), today), last);
        var later = first.PlusDays(TimesDesk.DaysShown);
        var slots = await OfferAsync(first, later.PlusDays(-1));
        var byDate = slots.DistinctBy(s => s.Start).ToLookup(s => calendar.DateOf(s.Start));
        var next = slots.Count == 0 && later <= last ? await OfferAsync(later, LocalDate.Min(later.PlusDays(DaysLookedAhead), last)) : [];
        return new(
            service,
            service.Practitioners.FirstOrDefault(p => p.Id == with?.Id),
            [
                .. Enumerable.Range(0, TimesDesk.DaysShown).Select(n => first.PlusDays(n))
                    .Select(date => new DayOfTimes(date, [.. byDate[date].Select(s => new TimeChoice(s.Start, time.Time(s.Start), null))])),
            ],
            first,
            first > today ? LocalDate.Max(today, first.PlusDays(-TimesDesk.DaysShown)) : null,
            later <= last ? later : null,
            next.Count > 0 ? calendar.DateOf(next[0].Start) : null,
            VisitorZone: null);

        async Task<List<Slot>> OfferAsync(LocalDate begin, LocalDate end)
        {
            var availability = await diary.ReadAsync(
                db, service, service.RulesForStaff with { LengthMinutes = appointment.LengthMinutes }, begin, end, now, appointment.Id, only: null, cancellationToken);
            return
            [
                .. availability.Offer(now, begin, end).Where(s =>
                    (with is null ? practitioners.Any(p => p.Id == s.PractitionerId) : s.PractitionerId == with.Id)
                    && (s.Start != appointment.Start || s.PractitionerId != appointment.PractitionerId)),
            ];
        }
    }
}
