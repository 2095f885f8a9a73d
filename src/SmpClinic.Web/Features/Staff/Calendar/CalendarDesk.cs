using System.Globalization;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Calendar;

/// <summary>Reads a window of the diary for staff in a handful of range queries, as far as the caller may see it.</summary>
public sealed class CalendarDesk(ClinicDb db, Diary diary, ClinicCalendar calendar, IClock clock)
{
    /// <summary>Larger than any start's cell, so that two changes of one window do not cancel each other out in the stamp.</summary>
    private const long VersionWeight = 100_000_007;

    /// <summary>The page.</summary>
    public async Task<CalendarPage> PageAsync(StaffCaller caller, CalendarQuery query, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var today = calendar.DateOf(now);
        var address = query.Read(today);
        await db.Database.OpenConnectionAsync(cancellationToken);
        var everybody = await ColumnsAsync(caller, address.ByRoom, cancellationToken);
        address = address with { Who = everybody.FirstOrDefault(c => c.Key == address.Who)?.Key };
        return new(address, everybody, await ReadAsync(caller, address, everybody, cancellationToken), today, now);
    }

    /// <summary>The window alone; null where it still carries the stamp the caller has.</summary>
    public async Task<CalendarDiary?> ChangedAsync(StaffCaller caller, CalendarQuery query, string? known, CancellationToken cancellationToken)
    {
        var address = query.Read(calendar.DateOf(clock.GetCurrentInstant()));
        await db.Database.OpenConnectionAsync(cancellationToken);
        if (known is not null && known == await StampAsync(caller, address, cancellationToken))
        {
            return null;
        }

        var everybody = await ColumnsAsync(caller, address.ByRoom, cancellationToken);
        address = address with { Who = everybody.FirstOrDefault(c => c.Key == address.Who)?.Key };
        return await ReadAsync(caller, address, everybody, cancellationToken);
    }

    private async Task<CalendarDiary> ReadAsync(
        StaffCaller caller, CalendarAddress address, IReadOnlyList<CalendarColumn> everybody, CancellationToken cancellationToken)
    {
        // The stamp first and the rows after it: what changes in between has a stamp of its own, and is read again.
        var stamp = await StampAsync(caller, address, cancellationToken);
        var columns = address.Who is null ? everybody : [.. everybody.Where(c => c.Key == address.Who)];
        var only = address.Who is null ? (int?)null : columns[0].Id;
        var visits = Within(caller, address);
        visits = only is null ? visits : address.ByRoom ? visits.Where(a => a.RoomId == only) : visits.Where(a => a.PractitionerId == only);
        var shown = await visits.OrderBy(a => a.Start).Select(a => new CalendarVisit(
            a.Id, a.Start, a.End, a.FirstCell, a.EndCell, a.PractitionerId, a.Practitioner!.Name, a.RoomId, a.Room!.Name,
            a.ContactName, a.ServiceId, a.Service!.Name, a.Service.Mode, a.Status, a.Overbooked)).ToListAsync(cancellationToken);
        var closures = await db.Closures.AsNoTracking().Where(c => c.Until >= address.From && c.From <= address.Until).ToListAsync(cancellationToken);
        var stretches = closures.ConvertAll(c => new CalendarStretch(
            null, StretchKind.Closed, calendar.Span(LocalDate.Max(c.From, address.From), LocalDate.Min(c.Until, address.Until)), c.Reason));
        List<WorkedOn> worked = [];
        if (!address.ByRoom)
        {
            var ids = columns.Select(c => c.Id).ToList();
            var span = calendar.Span(address.From, address.Until);
            var absences = await db.TimeOff.AsNoTracking()
                .Where(t => ids.Contains(t.PractitionerId) && t.End > span.Start && t.Start < span.End).OrderBy(t => t.Start).ToListAsync(cancellationToken);
            stretches.AddRange(absences.Select(t => new CalendarStretch(t.PractitionerId, StretchKind.Away, new(t.Start, t.End), t.Reason) { AbsenceId = t.Id }));
            var book = await diary.RulesAsync(db, cancellationToken);
            foreach (var column in columns)
            {
                var hours = book.DiaryOf(column.Id, address.From, address.Until, span, Occupancy.Of(new(0, 0), []), calendar) with { TimeOff = [] };
                worked.AddRange(Worked(hours, address));
            }

            stretches.AddRange(worked.SelectMany(Off));
        }

        return new(stamp, columns, shown, stretches, worked);
    }

    /// <summary>When somebody works on each date shown, breaks left out; a span past midnight is cut where the date ends.</summary>
    private IEnumerable<WorkedOn> Worked(PractitionerDiary hours, CalendarAddress address)
    {
        var spans = new List<Interval>();
        for (var date = address.From.PlusDays(-1); date <= address.Until; date = date.PlusDays(1))
        {
            spans.AddRange(hours.OpenStretches(date, calendar, []).Select(stretch => stretch.Open));
        }

        for (var date = address.From; date <= address.Until; date = date.PlusDays(1))
        {
            var day = calendar.DayOf(date);
            yield return new(date, hours.Id,
            [
                .. spans.Where(s => s.Start < day.End && s.End > day.Start)
                    .Select(s => new Interval(Instant.Max(s.Start, day.Start), Instant.Min(s.End, day.End))).OrderBy(s => s.Start),
            ]);
        }
    }

    /// <summary>What of a date somebody does not work.</summary>
    private IEnumerable<CalendarStretch> Off(WorkedOn worked)
    {
        var day = calendar.DayOf(worked.Date);
        var from = day.Start;
        foreach (var span in worked.Spans)
        {
            if (span.Start > from)
            {
                yield return new(worked.PractitionerId, StretchKind.Off, new(from, span.Start), null);
            }

            from = Instant.Max(from, span.End);
        }

        if (from < day.End)
        {
            yield return new(worked.PractitionerId, StretchKind.Off, new(from, day.End), null);
        }
    }

    private async Task<IReadOnlyList<CalendarColumn>> ColumnsAsync(StaffCaller caller, bool byRoom, CancellationToken cancellationToken)
    {
        if (byRoom)
        {
            var rooms = await db.Rooms.AsNoTracking().Where(r => r.Active).OrderBy(r => r.SortOrder).Select(r => new { r.Id, r.Name }).ToListAsync(cancellationToken);
            return rooms.ConvertAll(r => new CalendarColumn(CalendarColumn.RoomKey(r.Id), r.Id, r.Name));
        }

        var only = caller.WithinDiaryOf;
        return await db.Practitioners.AsNoTracking().Where(p => only == null ? p.Active : p.Id == only).OrderBy(p => p.SortOrder)
            .Select(p => new CalendarColumn(p.Slug, p.Id, p.Name)).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// One question: what the window's visits amount to, and the number under which the rules stand. A visit's version rises with every
    /// change of it, so the sum is another as soon as one changes, comes or goes.
    /// </summary>
    private async Task<string> StampAsync(StaffCaller caller, CalendarAddress address, CancellationToken cancellationToken)
    {
        var sum = await Within(caller, address).GroupBy(_ => 1)
            .Select(g => new { Count = g.Count(), Sum = g.Sum(a => (a.Version * VersionWeight) + (a.Version * a.FirstCell) + a.PractitionerId) })
            .FirstOrDefaultAsync(cancellationToken);
        var rules = await db.Stamps.Where(s => s.Name == Stamp.Rules).Select(s => s.Number).FirstOrDefaultAsync(cancellationToken);
        return string.Create(CultureInfo.InvariantCulture, $"{sum?.Count ?? 0:x}-{sum?.Sum ?? 0:x}-{rules:x}");
    }

    private IQueryable<Appointment> Within(StaffCaller caller, CalendarAddress address)
    {
        var span = calendar.Span(address.From, address.Until);

        // No visit lasts a day; without a lower bound on the start the index would be read from the clinic's first visit on.
        var earliest = span.Start - Duration.FromDays(1);
        return db.Appointments.AsNoTracking().VisibleTo(caller).Where(a =>
            a.Start > earliest && a.Start < span.End && a.End > span.Start
            && a.Status != AppointmentStatus.Cancelled && a.Status != AppointmentStatus.Declined);
    }
}
