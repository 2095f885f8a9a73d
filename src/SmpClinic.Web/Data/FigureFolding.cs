using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Data;

/// <summary>
/// Counts anew the months in which something has changed. Visits are read before the writer's turn is taken: what changes meanwhile has a
/// row of its own that is not among those taken away here, so its day stays marked. Of two nodes that count one month at once the second
/// finds its marks gone, and leaves everything as the first has it.
/// </summary>
public sealed class FigureFolding(IDbContextFactory<ClinicDb> contexts, ClinicWrites writes, ClinicCalendar calendar, IClock clock)
{
    private const int MostMarks = 500;

    /// <summary>Counts everything that is marked.</summary>
    /// <returns>How many months were counted.</returns>
    public async Task<int> FoldAsync(CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken);
        for (var months = 0; ; months++)
        {
            if (!await FoldOldestAsync(cancellationToken))
            {
                return months;
            }
        }
    }

    /// <summary>The first time of all: every day on which there ever was a visit is marked.</summary>
    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Stamps.AnyAsync(s => s.Name == Stamp.Figures, cancellationToken))
        {
            return;
        }

        await writes.RunAsync(
            async (unit, ct) =>
            {
                var first = await unit.Appointments.MinAsync(a => (Instant?)a.Start, ct);
                var last = await unit.Appointments.MaxAsync(a => (Instant?)a.Start, ct);
                for (var date = first is { } f ? calendar.DateOf(f) : LocalDate.MaxIsoValue; last is { } l && date <= calendar.DateOf(l); date = date.PlusDays(1))
                {
                    unit.FigureChanges.Add(new() { At = calendar.DayOf(date).Start });
                }

                unit.Stamps.Add(new() { Name = Stamp.Figures, Number = 1, At = clock.GetCurrentInstant() });
                return true;
            },
            cancellationToken);
    }

    private async Task<bool> FoldOldestAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.FigureChanges.OrderBy(c => c.At).Select(c => (Instant?)c.At).FirstOrDefaultAsync(cancellationToken) is not { } oldest)
        {
            return false;
        }

        var month = FigureTable.MonthOf(calendar.DateOf(oldest));
        var span = calendar.Span(month, month.PlusMonths(1).PlusDays(-1));
        var marks = await db.FigureChanges.Where(c => c.At >= span.Start && c.At < span.End).OrderBy(c => c.At).Take(MostMarks).Select(c => c.Id).ToListAsync(cancellationToken);
        var table = new FigureTable();
        await foreach (var visit in Visits(db.Appointments, span).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            table.Count(calendar.DateOf(visit.Start), visit);
        }

        var written = await writes.RunAsync((unit, ct) => ReplaceAsync(unit, month, marks, table.Rows, ct), cancellationToken);
        return written.End == WriteEnd.Committed;
    }

    /// <summary>What is counted of the visits within a span.</summary>
    public static IQueryable<CountedVisit> Visits(IQueryable<Appointment> appointments, Interval span) =>
        Visits(appointments.AsNoTracking().Where(a => a.Start >= span.Start && a.Start < span.End));

    private static IQueryable<CountedVisit> Visits(IQueryable<Appointment> appointments) =>
        appointments.Select(a => new CountedVisit(a.PractitionerId, a.ServiceId, a.Source, a.Status, a.Start, a.End, a.CreatedAt));

    private static async Task<bool> ReplaceAsync(ClinicDb unit, LocalDate month, List<Guid> marks, List<Figure> counted, CancellationToken cancellationToken)
    {
        if (await unit.FigureChanges.Where(c => marks.Contains(c.Id)).ExecuteDeleteAsync(cancellationToken) != marks.Count)
        {
            throw new DbUpdateConcurrencyException("Another node has counted this month meanwhile.");
        }

        var last = month.PlusMonths(1).PlusDays(-1);
        var stored = await unit.Figures.Where(f => (f.Grain == FigureGrain.Day || f.Grain == FigureGrain.Month) && f.From >= month && f.From <= last).ToListAsync(cancellationToken);
        var byKey = stored.ToDictionary(f => (f.Grain, f.PractitionerId, f.Kind, f.Key, f.From));
        foreach (var row in counted)
        {
            if (byKey.Remove((row.Grain, row.PractitionerId, row.Kind, row.Key, row.From), out var old))
            {
                unit.Entry(old).CurrentValues.SetValues(row);
            }
            else
            {
                unit.Figures.Add(row);
            }
        }

        unit.Figures.RemoveRange(byKey.Values);
        return true;
    }
}
