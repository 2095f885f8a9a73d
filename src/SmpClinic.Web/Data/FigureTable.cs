using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using NodaTime;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Data;

/// <summary>Which visits' days have to be counted anew after a change.</summary>
internal static class FigureChanging
{
    private static readonly string[] Counted =
    [
        nameof(Appointment.PractitionerId), nameof(Appointment.ServiceId), nameof(Appointment.Source), nameof(Appointment.Status),
        nameof(Appointment.Start), nameof(Appointment.End), nameof(Appointment.CreatedAt),
    ];

    /// <summary>None where nothing that is counted changes; two where a visit goes from one moment to another.</summary>
    public static IEnumerable<FigureChange> Of(EntityEntry entry)
    {
        var start = entry.Property(nameof(Appointment.Start));
        if (entry.State is EntityState.Added || (entry.State is EntityState.Modified && Array.Exists(Counted, name => entry.Property(name).IsModified)))
        {
            yield return new() { At = (Instant)start.CurrentValue! };
        }

        if (entry.State is EntityState.Deleted || (entry.State is EntityState.Modified && start.IsModified))
        {
            yield return new() { At = (Instant)start.OriginalValue! };
        }
    }
}

/// <summary>Counts visits into the rows that are kept: by day for everybody, by month for everybody and for each practitioner.</summary>
public sealed class FigureTable
{
    private readonly Dictionary<(FigureGrain Grain, int PractitionerId, FigureKind Kind, int Key, LocalDate From), Figure> _rows = [];

    /// <summary>The rows so far.</summary>
    public List<Figure> Rows => [.. _rows.Values];

    /// <summary>Counts one visit of a clinic date.</summary>
    public void Count(LocalDate date, CountedVisit visit)
    {
        var month = MonthOf(date);
        foreach (var (kind, key) in (ReadOnlySpan<(FigureKind, int)>)
            [(FigureKind.All, 0), (FigureKind.Service, visit.ServiceId), (FigureKind.Practitioner, visit.PractitionerId), (FigureKind.Source, (int)visit.Source)])
        {
            Row(FigureGrain.Day, 0, kind, key, date).Add(visit);
            Row(FigureGrain.Month, 0, kind, key, month).Add(visit);
            if (kind is FigureKind.Service or FigureKind.Source)
            {
                Row(FigureGrain.Month, visit.PractitionerId, kind, key, month).Add(visit);
            }
        }
    }

    /// <summary>The first of a date's month.</summary>
    public static LocalDate MonthOf(LocalDate date) => new(date.Year, date.Month, 1);

    private Figure Row(FigureGrain grain, int practitioner, FigureKind kind, int key, LocalDate from)
    {
        ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(_rows, (grain, practitioner, kind, key, from), out _);
        return row ??= new() { Grain = grain, PractitionerId = practitioner, Kind = kind, Key = key, From = from };
    }
}
