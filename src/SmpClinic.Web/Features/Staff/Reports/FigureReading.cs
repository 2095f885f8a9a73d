using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Reports;

/// <summary>The figures of a period, added up by what they count.</summary>
public sealed class PeriodFigures
{
    /// <summary>Of each day on which anything was.</summary>
    public Dictionary<LocalDate, FigureSum> Days { get; } = [];

    /// <summary>Of each service, practitioner and source.</summary>
    public Dictionary<(FigureKind Kind, int Key), FigureSum> Keys { get; } = [];

    internal void AddDay(LocalDate date, FigureCounts counts) => Of(Days, date).Add(counts);

    internal void AddKey(FigureKind kind, int key, FigureCounts counts) => Of(Keys, (kind, key)).Add(counts);

    internal void AddDay(LocalDate date, CountedVisit visit) => Of(Days, date).Add(visit);

    internal void Add(LocalDate date, CountedVisit visit)
    {
        AddDay(date, visit);
        AddKeys(visit);
    }

    internal void AddKeys(CountedVisit visit)
    {
        Of(Keys, (FigureKind.Service, visit.ServiceId)).Add(visit);
        Of(Keys, (FigureKind.Practitioner, visit.PractitionerId)).Add(visit);
        Of(Keys, (FigureKind.Source, (int)visit.Source)).Add(visit);
    }

    private static FigureSum Of<T>(Dictionary<T, FigureSum> sums, T key)
        where T : notnull
    {
        if (!sums.TryGetValue(key, out var sum))
        {
            sums.Add(key, sum = new());
        }

        return sum;
    }
}

/// <summary>
/// Reads the figures of any period from few rows: whole months from the rows of months, the days at its ends from those of days. Where
/// something has changed and was not counted anew yet, the visits themselves are counted; so a report is never behind.
/// </summary>
public sealed class FigureReading(ClinicDb db, ClinicCalendar calendar)
{
    /// <summary>The figures of everybody, or of one practitioner.</summary>
    public async Task<PeriodFigures> ReadAsync(ReportPeriod period, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        var figures = new PeriodFigures();
        if (!await db.Stamps.AnyAsync(s => s.Name == Stamp.Figures, cancellationToken))
        {
            await CountAsync(period, period.From, period.Until, figures.Add, cancellationToken);
            return figures;
        }

        // The marks first and the figures after them: a day that is counted anew in between is counted here as well, to the same end.
        var span = calendar.Span(period.From, period.Until);
        var marks = await db.FigureChanges.Where(c => c.At >= span.Start && c.At < span.End).Select(c => c.At).ToListAsync(cancellationToken);
        var dirty = marks.Select(calendar.DateOf).ToHashSet();
        var months = WholeMonths(period).Where(month => !dirty.Any(date => FigureTable.MonthOf(date) == month)).ToHashSet();
        await DaysAsync(figures, period, dirty, cancellationToken);
        await MonthsAsync(figures, period, months, cancellationToken);
        await EdgesAsync(figures, period, months, dirty, cancellationToken);
        foreach (var (from, until) in Runs(dirty.Order(), NextDay))
        {
            // Of one practitioner the days outside whole months were counted with the edges already; here only the days themselves are missing.
            await CountAsync(period, from, until, period.PractitionerId is null ? figures.Add : figures.AddDay, cancellationToken);
        }

        return figures;
    }

    /// <summary>Every day's total.</summary>
    private async Task DaysAsync(PeriodFigures figures, ReportPeriod period, HashSet<LocalDate> dirty, CancellationToken cancellationToken)
    {
        var (kind, key) = period.PractitionerId is { } only ? (FigureKind.Practitioner, only) : (FigureKind.All, 0);
        var rows = await db.Figures.AsNoTracking()
            .Where(f => f.Grain == FigureGrain.Day && f.PractitionerId == 0 && f.Kind == kind && f.Key == key && f.From >= period.From && f.From <= period.Until)
            .ToListAsync(cancellationToken);
        foreach (var row in rows.Where(row => !dirty.Contains(row.From)))
        {
            figures.AddDay(row.From, row);
        }
    }

    /// <summary>The parts of whole months.</summary>
    private async Task MonthsAsync(PeriodFigures figures, ReportPeriod period, HashSet<LocalDate> months, CancellationToken cancellationToken)
    {
        if (months.Count == 0)
        {
            return;
        }

        var whose = period.PractitionerId ?? 0;
        foreach (var (first, last) in Runs(months.Order(), date => date.PlusMonths(1)))
        {
            await SumAsync(
                figures, db.Figures.Where(f => f.Grain == FigureGrain.Month && f.PractitionerId == whose && f.Kind != FigureKind.All && f.From >= first && f.From <= last), cancellationToken);
        }
    }

    /// <summary>The parts of the days outside whole months: for everybody from the rows of days; one practitioner's few visits are counted.</summary>
    private async Task EdgesAsync(PeriodFigures figures, ReportPeriod period, HashSet<LocalDate> months, HashSet<LocalDate> dirty, CancellationToken cancellationToken)
    {
        var days = Dates(period).Where(date => !months.Contains(FigureTable.MonthOf(date)));
        foreach (var (from, until) in Runs(period.PractitionerId is null ? days.Where(date => !dirty.Contains(date)) : days, NextDay))
        {
            if (period.PractitionerId is not null)
            {
                await CountAsync(period, from, until, (_, visit) => figures.AddKeys(visit), cancellationToken);
                continue;
            }

            await SumAsync(
                figures, db.Figures.Where(f => f.Grain == FigureGrain.Day && f.PractitionerId == 0 && f.Kind != FigureKind.All && f.From >= from && f.From <= until), cancellationToken);
        }
    }

    /// <summary>Rows added up by the database: the sums are few, however many the rows.</summary>
    private static async Task SumAsync(PeriodFigures figures, IQueryable<Figure> rows, CancellationToken cancellationToken)
    {
        var sums = await rows.GroupBy(f => new { f.Kind, f.Key }).Select(g => new
        {
            g.Key,
            Sum = new FigureSum
            {
                Requested = g.Sum(f => f.Requested),
                Confirmed = g.Sum(f => f.Confirmed),
                Came = g.Sum(f => f.Came),
                NoShow = g.Sum(f => f.NoShow),
                Cancelled = g.Sum(f => f.Cancelled),
                Declined = g.Sum(f => f.Declined),
                Minutes = g.Sum(f => f.Minutes),
                LeadMinutes = g.Sum(f => f.LeadMinutes),
                LeadWithinDay = g.Sum(f => f.LeadWithinDay),
                LeadWithinThreeDays = g.Sum(f => f.LeadWithinThreeDays),
                LeadWithinWeek = g.Sum(f => f.LeadWithinWeek),
                LeadWithinTwoWeeks = g.Sum(f => f.LeadWithinTwoWeeks),
                LeadWithinFourWeeks = g.Sum(f => f.LeadWithinFourWeeks),
                LeadLonger = g.Sum(f => f.LeadLonger),
            },
        }).ToListAsync(cancellationToken);
        sums.ForEach(sum => figures.AddKey(sum.Key.Kind, sum.Key.Key, sum.Sum));
    }

    private async Task CountAsync(ReportPeriod period, LocalDate from, LocalDate until, Action<LocalDate, CountedVisit> count, CancellationToken cancellationToken)
    {
        var visits = period.PractitionerId is { } only ? db.Appointments.Where(a => a.PractitionerId == only) : db.Appointments;
        await foreach (var visit in FigureFolding.Visits(visits, calendar.Span(from, until)).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            count(calendar.DateOf(visit.Start), visit);
        }
    }

    private static IEnumerable<LocalDate> Dates(ReportPeriod period) =>
        Enumerable.Range(0, Period.DaysBetween(period.From, period.Until) + 1).Select(period.From.PlusDays);

    private static IEnumerable<LocalDate> WholeMonths(ReportPeriod period)
    {
        var first = FigureTable.MonthOf(period.From);
        for (var month = first == period.From ? first : first.PlusMonths(1); month.PlusMonths(1).PlusDays(-1) <= period.Until; month = month.PlusMonths(1))
        {
            yield return month;
        }
    }

    private static LocalDate NextDay(LocalDate date) => date.PlusDays(1);

    /// <summary>Dates in their order, as stretches without a gap.</summary>
    private static IEnumerable<(LocalDate From, LocalDate Until)> Runs(IEnumerable<LocalDate> dates, Func<LocalDate, LocalDate> next)
    {
        (LocalDate From, LocalDate Until)? run = null;
        foreach (var date in dates)
        {
            if (run is { } open && next(open.Until) == date)
            {
                run = (open.From, date);
                continue;
            }

            if (run is { } ended)
            {
                yield return ended;
            }

            run = (date, date);
        }

        if (run is { } last)
        {
            yield return last;
        }
    }
}
