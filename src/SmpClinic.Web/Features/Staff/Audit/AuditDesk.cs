using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Audit;

/// <summary>One page of history.</summary>
/// <param name="Rows">The entries, newest first.</param>
/// <param name="Filters">What was asked for.</param>
/// <param name="People">Whom one can ask for.</param>
/// <param name="Kinds">The kinds there are.</param>
/// <param name="References">References of the appointments on the page.</param>
/// <param name="Names">Names of the users on the page.</param>
/// <param name="Older">Where the next page begins; null on the last.</param>
public sealed record AuditPage(
    IReadOnlyList<AuditEntry> Rows, AuditFilters Filters, IReadOnlyList<(string Value, string Words)> People, IReadOnlyList<string> Kinds,
    IReadOnlyDictionary<Guid, string> References, IReadOnlyDictionary<string, string> Names, string? Older);

/// <summary>Searches history. Whatever is asked for, an index leads to it; pages go on from where the last one ended, so that none has to count or skip what is before.</summary>
public sealed class AuditDesk(ClinicDb db, ClinicCalendar calendar)
{
    private const int MostKinds = 100;

    /// <summary>One page.</summary>
    public async Task<AuditPage> ReadAsync(AuditFilters filters, CancellationToken cancellationToken)
    {
        var found = filters.Errors.Any ? null : await WhereAsync(filters, cancellationToken);
        var rows = found is null ? [] : await PageAsync(found, filters.Cursor, cancellationToken);
        var more = rows.Count > Paging.Size;
        rows = more ? rows[..Paging.Size] : rows;
        var appointments = rows.Select(r => r.AppointmentId).OfType<Guid>().Distinct().ToArray();
        var users = rows.Where(r => r.RecordKind == "user").Select(r => Guid.TryParse(r.RecordId, out var id) ? id : Guid.Empty).Distinct().ToArray();
        return new(
            rows,
            filters,
            await PeopleAsync(cancellationToken),
            await KindsAsync(cancellationToken),
            await db.Appointments.Where(a => appointments.Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => a.Reference, cancellationToken),
            await db.Users.Where(u => users.Contains(u.Id)).ToDictionaryAsync(u => u.Id.ToString(), u => u.DisplayName, StringComparer.OrdinalIgnoreCase, cancellationToken),
            more ? AuditCursor.After(rows, filters.Cursor).ToString() : null);
    }

    /// <returns>Null where nothing can be found: there is no such record.</returns>
    private async Task<IQueryable<AuditEntry>?> WhereAsync(AuditFilters filters, CancellationToken cancellationToken)
    {
        var entries = db.Audit.AsNoTracking();
        if (filters.Actor is { } actor)
        {
            entries = entries.Where(e => e.ActorId == actor);
        }
        else if (filters.ActorKind is { } kind)
        {
            entries = entries.Where(e => e.ActorKind == kind);
        }

        if (filters.Kind is { } about)
        {
            entries = entries.Where(e => e.Kind == about);
        }

        if (filters.Record is { } record)
        {
            var reference = record.ToUpperInvariant();
            var appointment = Guid.TryParse(record, out var id)
                ? await db.Appointments.AnyAsync(a => a.Id == id, cancellationToken) ? id : null
                : await db.Appointments.Where(a => a.Reference == reference).Select(a => (Guid?)a.Id).FirstOrDefaultAsync(cancellationToken);
            entries = appointment is { } one ? entries.Where(e => e.AppointmentId == one) : entries.Where(e => e.RecordId == record);
        }

        if (filters.From is { } from)
        {
            var start = calendar.DayOf(from).Start;
            entries = entries.Where(e => e.At >= start);
        }

        if (filters.Until is { } until)
        {
            var end = calendar.DayOf(until).End;
            entries = entries.Where(e => e.At < end);
        }

        return entries;
    }

    /// <summary>From the cursor's instant on, past those of that instant which were shown; they are few.</summary>
    private static Task<List<AuditEntry>> PageAsync(IQueryable<AuditEntry> entries, AuditCursor? cursor, CancellationToken cancellationToken)
    {
        if (cursor is { } from)
        {
            entries = entries.Where(e => e.At <= from.At);
        }

        return entries.OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Skip(cursor?.Seen ?? 0).Take(Paging.Size + 1).ToListAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<(string Value, string Words)>> PeopleAsync(CancellationToken cancellationToken)
    {
        var staff = await db.Users.AsNoTracking().OrderBy(u => u.DisplayName).Select(u => new { u.Id, u.DisplayName, u.Email }).ToListAsync(cancellationToken);
        return
        [
            .. staff.Select(u => (u.Id.ToString(), $"{u.DisplayName}, {u.Email}")),
            .. Enum.GetValues<ActorKind>().Select(k => (k.ToString().ToLowerInvariant(), AuditWords.AllOf(k))),
        ];
    }

    /// <summary>From one kind to the next by the index: a handful of looks instead of one at every entry.</summary>
    private async Task<IReadOnlyList<string>> KindsAsync(CancellationToken cancellationToken)
    {
        var kinds = new List<string>();
        var last = string.Empty;
#pragma warning disable CA1309 // Translated into the database's own comparison.
        while (kinds.Count < MostKinds && await db.Audit.Where(e => string.Compare(e.Kind, last) > 0).MinAsync(e => (string?)e.Kind, cancellationToken) is { } next)
#pragma warning restore CA1309
        {
            kinds.Add(next);
            last = next;
        }

        return kinds;
    }
}
