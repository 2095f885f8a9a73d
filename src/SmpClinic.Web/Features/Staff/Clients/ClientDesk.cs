using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Staff.Mail;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Clients;

/// <summary>Reads everything about one client, as far as the caller may know it.</summary>
public sealed class ClientDesk(ClinicDb db, ClientNotesDesk notes, IClock clock)
{
    private const int MostShown = 50;

    /// <summary>The record that an identifier leads to; null where there is none for this caller.</summary>
    public async Task<Guid?> RootAsync(StaffCaller caller, Guid id, CancellationToken cancellationToken) =>
        (await db.RecordAsync(caller, id, cancellationToken))?.Id;

    /// <summary>The page of a record that stands for itself; null where there is none for this caller.</summary>
    public async Task<ClientPage?> ReadAsync(StaffCaller caller, Guid id, int page, CancellationToken cancellationToken)
    {
        var records = await db.Clients.AsNoTracking().Where(c => c.RootId == id).ToListAsync(cancellationToken);
        if (records.Find(c => c.Id == id) is not { } client || !await db.Clients.VisibleTo(caller, db).AnyAsync(c => c.Id == id, cancellationToken))
        {
            return null;
        }

        var now = clock.GetCurrentInstant();
        var ids = records.ConvertAll(c => c.Id);
        var some = ids.ConvertAll(one => (Guid?)one);
        var visits = db.Appointments.AsNoTracking().VisibleTo(caller).Where(a => some.Contains(a.ClientId));
        var tally = await visits.GroupBy(a => a.Status).Select(g => new StatusCount(g.Key, g.Count())).ToListAsync(cancellationToken);
        var history = await visits.OrderByDescending(a => a.Start).ThenBy(a => a.Id).Skip((page - 1) * Paging.Size).Take(Paging.Size)
            .Select(a => new ClientVisit(a.Id, a.Reference, a.Start, a.Service!.Name, a.Practitioner!.Name, a.Status, a.ContactPreference))
            .ToListAsync(cancellationToken);
        var messages = await MailDesk.Rows(db.Outbox.AsNoTracking().Where(m => m.Audience == MailAudience.Client && visits.Any(a => a.Id == m.AppointmentId)).OrderByDescending(m => m.CreatedAt).Take(MostShown))
            .ToListAsync(cancellationToken);
        var log = await db.Audit.AsNoTracking().Where(e => some.Contains(e.ClientId)).OrderByDescending(e => e.At).Take(MostShown).ToListAsync(cancellationToken);
        return new(
            client,
            await MergedAsync(client.Id, now, cancellationToken),
            [.. (await db.ClientAlerts.AsNoTracking().Where(a => ids.Contains(a.ClientId)).ToListAsync(cancellationToken)).OrderBy(a => a.RemovedAt is not null).ThenBy(a => a.CreatedAt)],
            [.. tally.OrderBy(t => t.Status)],
            new(history, page, tally.Sum(t => t.Count)),
            caller.MayLinkClients ? await UnlinkedAsync(records, cancellationToken) : [],
            await notes.ReadAsync(caller, ids, cancellationToken),
            messages,
            await ConsentsAsync(visits, cancellationToken),
            await db.ClientContactsBefore.AsNoTracking().Where(b => ids.Contains(b.ClientId)).OrderByDescending(b => b.ChangedAt).Take(MostShown).ToListAsync(cancellationToken),
            caller.MayReadClinical ? log : log.FindAll(e => e.Detail?.StartsWith("clinical", StringComparison.Ordinal) != true),
            caller.MayReadClinical,
            caller.MayLinkClients,
            now);
    }

    private async Task<List<MergedRecord>> MergedAsync(Guid id, Instant now, CancellationToken cancellationToken)
    {
        var merges = await db.ClientMerges.AsNoTracking().Include(m => m.Gone).Where(m => m.Gone!.RootId == id && m.UndoneAt == null).ToListAsync(cancellationToken);
        return [.. merges.OrderByDescending(m => m.At).Select(m => new MergedRecord(m.Id, m.Gone!, m.At, m.By, m.KeptId == id && m.MayBeUndone(now) ? m.UndoUntil : null))];
    }

    private async Task<List<UnlinkedBooking>> UnlinkedAsync(List<Client> records, CancellationToken cancellationToken)
    {
        var found = new List<UnlinkedBooking>();
        foreach (var (email, phone) in records.Select(r => (r.EmailNormalised, r.Phone)).Distinct())
        {
            // Two questions, each by its own key: with "or" between them some database would read every booking.
            var open = db.Appointments.AsNoTracking().Where(a => a.ClientId == null);
            found.AddRange(await Shown(open.Where(a => a.ContactEmailNormalised == email)).ToListAsync(cancellationToken));
            found.AddRange(await Shown(open.Where(a => a.ContactPhone == phone)).ToListAsync(cancellationToken));
        }

        return [.. found.DistinctBy(b => b.Id).OrderByDescending(b => b.Start).Take(MostShown)];

        static IQueryable<UnlinkedBooking> Shown(IQueryable<Appointment> bookings) => bookings.OrderByDescending(a => a.Start).Take(MostShown)
            .Select(a => new UnlinkedBooking(a.Id, a.Reference, a.Start, a.ContactName, a.Service!.Name));
    }

    private static async Task<List<ClientConsent>> ConsentsAsync(IQueryable<Appointment> visits, CancellationToken cancellationToken) => await visits
        .SelectMany(a => a.Consents, (a, c) => new { Visit = a, Consent = c })
        .OrderByDescending(b => b.Consent.GivenAt).ThenBy(b => b.Consent.Kind).Take(MostShown)
        .Select(b => new ClientConsent(b.Consent.Kind, b.Consent.TextVersion, b.Consent.GivenAt, b.Visit.Id, b.Visit.Reference))
        .ToListAsync(cancellationToken);
}
