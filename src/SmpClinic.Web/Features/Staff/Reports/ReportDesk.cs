using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Staff.Appointments;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Reports;

/// <summary>Makes reports: of everybody, or of one practitioner, which is all that a practitioner may see.</summary>
public sealed class ReportDesk(ClinicDb db, FigureReading figures, BookableHours hours, Diary diary, AppointmentListDesk list, ClinicCalendar calendar, IClock clock)
{
    /// <summary>The page; without a report where the form cannot be read.</summary>
    public async Task<ReportPage> ReadAsync(StaffCaller caller, ReportFilters filters, CancellationToken cancellationToken)
    {
        var today = calendar.DateOf(clock.GetCurrentInstant());
        var practitioners = await list.PractitionersAsync(caller, cancellationToken);
        var errors = new FormErrors();
        var read = filters.TryRead(today, practitioners, errors);
        var period = read is { } p ? p with { PractitionerId = caller.WithinDiaryOf ?? p.PractitionerId } : (ReportPeriod?)null;
        return new(
            filters, errors, practitioners, today, period is { } known ? await MakeAsync(known, cancellationToken) : null, OwnOnly: caller.WithinDiaryOf is not null);
    }

    private async Task<Report> MakeAsync(ReportPeriod period, CancellationToken cancellationToken)
    {
        var counted = await figures.ReadAsync(period, cancellationToken);
        var book = await diary.RulesAsync(db, cancellationToken);
        var people = await db.Practitioners.AsNoTracking().Where(p => period.PractitionerId == null || p.Id == period.PractitionerId)
            .OrderBy(p => p.SortOrder).ThenBy(p => p.Id).Select(p => new { p.Id, p.Name, p.Active }).ToListAsync(cancellationToken);
        var services = await db.Services.AsNoTracking().OrderBy(s => s.SortOrder).ThenBy(s => s.Id).Select(s => new { s.Id, s.Name }).ToListAsync(cancellationToken);

        // Whoever works here no more has no hours that could be booked; what they once had is not known any more.
        var bookable = people.Where(p => p.Active).ToDictionary(p => p.Id, p => hours.ByDay(book, p.Id, period.From, period.Until));
        var total = new FigureSum();
        foreach (var day in counted.Days.Values)
        {
            total.Add(day);
        }

        var name = period.PractitionerId is null ? null : people.FirstOrDefault()?.Name;
        var all = new ReportRow(name ?? "Everybody", total) { BookableMinutes = bookable.Values.Sum(days => days.Sum()) };
        return new(
            period.From,
            period.Until,
            period.PractitionerId,
            name,
            all,
            Weeks(period, counted, bookable.Values),
            [.. services.Select(s => new ReportRow(s.Name, Of(counted, FigureKind.Service, s.Id))).Where(r => r.Counts.Asked > 0)],
            period.PractitionerId is not null
                ? [all]
                : [
                    .. people.Select(p => new ReportRow(p.Name, Of(counted, FigureKind.Practitioner, p.Id)) { BookableMinutes = bookable.GetValueOrDefault(p.Id)?.Sum() })
                        .Where(r => r.Counts.Asked > 0 || r.BookableMinutes > 0),
                ],
            [.. Enum.GetValues<BookingSource>().Select(s => new ReportRow(SourceWords.Of(s), Of(counted, FigureKind.Source, (int)s))).Where(r => r.Counts.Asked > 0)]);
    }

    private static FigureSum Of(PeriodFigures counted, FigureKind kind, int key) => counted.Keys.GetValueOrDefault((kind, key)) ?? new();

    /// <summary>Weeks from Monday to Sunday; the first and the last as far as the period reaches.</summary>
    private static List<ReportRow> Weeks(ReportPeriod period, PeriodFigures counted, IReadOnlyCollection<int[]> bookable)
    {
        var weeks = new List<ReportRow>();
        for (var from = period.From; from <= period.Until;)
        {
            var until = LocalDate.Min(from.Next(IsoDayOfWeek.Sunday), period.Until);
            until = from.DayOfWeek == IsoDayOfWeek.Sunday ? from : until;
            var sum = new FigureSum();
            var minutes = 0;
            for (var date = from; date <= until; date = date.PlusDays(1))
            {
                var at = Period.DaysBetween(period.From, date);
                minutes += bookable.Sum(days => days[at]);
                if (counted.Days.TryGetValue(date, out var day))
                {
                    sum.Add(day);
                }
            }

            weeks.Add(new(ClinicTime.DateShort(from) + " " + from.Year.ToString(System.Globalization.CultureInfo.InvariantCulture), sum) { BookableMinutes = minutes });
            from = until.PlusDays(1);
        }

        return weeks;
    }
}
