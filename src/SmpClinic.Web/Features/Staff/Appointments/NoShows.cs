using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Appointments;

/// <summary>Whose earlier visits are looked for: by client where one is linked, and by e-mail and phone.</summary>
public readonly record struct Contact(Guid Appointment, Guid? Client, string Email, string Phone);

/// <summary>Counts how often people did not come.</summary>
public static class NoShows
{
    /// <summary>For each contact's appointment, how many visits of the same client the caller may see were missed. None is left out.</summary>
    public static async Task<IReadOnlyDictionary<Guid, int>> OfAsync(ClinicDb db, StaffCaller caller, IReadOnlyList<Contact> contacts, CancellationToken cancellationToken)
    {
        if (contacts.Count == 0)
        {
            return new Dictionary<Guid, int>();
        }

        // One index each: a question with "or" in it would be answered from none of them.
        var clients = contacts.Where(c => c.Client is not null).Select(c => c.Client!.Value).Distinct().ToList();
        var roots = await RootsAsync(db, clients, cancellationToken);
        var records = roots.Keys.ToList();
        var emails = contacts.Select(c => c.Email).Distinct(StringComparer.Ordinal).ToList();
        var phones = contacts.Select(c => c.Phone).Distinct(StringComparer.Ordinal).ToList();
        var missed = db.Appointments.AsNoTracking().VisibleTo(caller).Where(a => a.Status == AppointmentStatus.NoShow);
        var found = new Dictionary<Guid, (Guid? Client, string Email, string Phone)>();
        IQueryable<Appointment>[] ways =
        [
            missed.Where(a => emails.Contains(a.ContactEmailNormalised)),
            missed.Where(a => phones.Contains(a.ContactPhone)),
            missed.Where(a => a.ClientId != null && records.Contains(a.ClientId.Value)),
        ];
        foreach (var way in ways)
        {
            foreach (var row in await way.Select(a => new { a.Id, a.ClientId, a.ContactEmailNormalised, a.ContactPhone }).ToListAsync(cancellationToken))
            {
                found[row.Id] = (row.ClientId, row.ContactEmailNormalised, row.ContactPhone);
            }
        }

        return contacts.ToDictionary(c => c.Appointment, c => found.Count(f => f.Key != c.Appointment
            && (f.Value.Email == c.Email || f.Value.Phone == c.Phone || (c.Client is { } mine && f.Value.Client is { } theirs && roots.GetValueOrDefault(theirs) == roots.GetValueOrDefault(mine, mine)))));
    }

    /// <summary>Every record that belongs together with one of some clients', and the one that it leads to.</summary>
    private static async Task<Dictionary<Guid, Guid>> RootsAsync(ClinicDb db, List<Guid> clients, CancellationToken cancellationToken)
    {
        if (clients.Count == 0)
        {
            return [];
        }

        var roots = await db.Clients.Where(c => clients.Contains(c.Id)).Select(c => c.RootId).Distinct().ToListAsync(cancellationToken);
        return await db.Clients.Where(c => roots.Contains(c.RootId)).Select(c => new { c.Id, c.RootId }).ToDictionaryAsync(c => c.Id, c => c.RootId, cancellationToken);
    }
}
