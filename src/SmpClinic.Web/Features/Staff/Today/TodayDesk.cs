using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Today;

/// <summary>One of today's visits.</summary>
public sealed record TodaysVisit(
    Guid Id, int PractitionerId, Instant Start, Instant End, string ClientName, string ServiceName, VisitMode Mode, string? RoomName, AppointmentStatus Status);

/// <summary>One practitioner's visits today, in their order.</summary>
public sealed record TodaysDiary(string PractitionerName, IReadOnlyList<TodaysVisit> Visits);

/// <summary>The start page: what waits, what is on, what went wrong.</summary>
public sealed record TodayPage(
    LocalDate Date, Instant Now, int Waiting, Instant? OldestWaiting, IReadOnlyList<TodaysDiary> Diaries, int NextSevenDays, int DeadLetters);

/// <summary>Reads the day at a glance.</summary>
public sealed class TodayDesk(ClinicDb db, ClinicCalendar calendar, IClock clock)
{
    private const int DaysAhead = 7;

    /// <summary>The day as the caller may see it.</summary>
    public async Task<TodayPage> ReadAsync(StaffCaller caller, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var date = calendar.DateOf(now);
        var today = calendar.DayOf(date);
        var ahead = calendar.Span(date.PlusDays(1), date.PlusDays(DaysAhead));
        var visible = db.Appointments.AsNoTracking().VisibleTo(caller);
        var waiting = visible.Where(a => a.Status == AppointmentStatus.Requested);
        var held = visible.Where(a => a.Status != AppointmentStatus.Cancelled && a.Status != AppointmentStatus.Declined);

        // No visit lasts a day; without a lower bound on the start the index would be read from the clinic's first visit on.
        var earliest = today.Start - Duration.FromDays(1);
        var visits = await held.Where(a => a.Start > earliest && a.Start < today.End && a.End > today.Start)
            .OrderBy(a => a.Start)
            .Select(a => new TodaysVisit(a.Id, a.PractitionerId, a.Start, a.End, a.ContactName, a.Service!.Name, a.Service.Mode, a.Room!.Name, a.Status))
            .ToListAsync(cancellationToken);
        var only = caller.WithinDiaryOf;
        var practitioners = await db.Practitioners.AsNoTracking()
            .Where(p => only == null ? p.Active : p.Id == only)
            .OrderBy(p => p.SortOrder).Select(p => new { p.Id, p.Name })
            .ToListAsync(cancellationToken);
        return new(
            date,
            now,
            await waiting.CountAsync(cancellationToken),
            await waiting.MinAsync(a => (Instant?)a.CreatedAt, cancellationToken),
            practitioners.ConvertAll(p => new TodaysDiary(p.Name, visits.FindAll(v => v.PractitionerId == p.Id))),
            await held.CountAsync(a => a.Start >= ahead.Start && a.Start < ahead.End, cancellationToken),
            await db.Outbox.VisibleTo(caller).CountAsync(m => m.State == OutboxState.Dead, cancellationToken));
    }
}
