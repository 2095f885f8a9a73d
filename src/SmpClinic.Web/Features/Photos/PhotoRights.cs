using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Photos.Emails;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Photos;

/// <summary>What is allowed with a photo: given for one use at a time, taken back at once, and at the end the photo itself.</summary>
public sealed class PhotoRights(
    PhotoStore store, ClinicWrites writes, NotificationService notifications, OutboxSignal outbox, ContentStamp stamp, ClinicCalendar calendar, IClock clock)
{
    /// <summary>Gives these uses of a photo anew: one that is not among them is taken back.</summary>
    /// <param name="photo">Its key.</param>
    /// <param name="uses">What is allowed beyond the record.</param>
    /// <param name="faceHidden">Only where the face cannot be told.</param>
    /// <param name="until">The last day; null for no end.</param>
    /// <param name="by">The client, by their link.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <returns>False where somebody changed the photo meanwhile, or it is gone.</returns>
    public Task<bool> SetAsync(Guid photo, IReadOnlyCollection<PhotoUse> uses, bool faceHidden, LocalDate? until, Actor by, CancellationToken cancellationToken) => ChangeAsync(
        photo,
        async (db, found, now, ct) =>
        {
            var wanted = uses.Where(use => use != PhotoUse.Record).ToHashSet();
            foreach (var old in found.Consents.Where(p => p.Use != PhotoUse.Record && p.WithdrawnAt is null && !(wanted.Contains(p.Use) && p.FaceHidden == faceHidden && p.Until == until)).ToList())
            {
                old.WithdrawnAt = now;
            }

            foreach (var use in wanted.Where(use => !found.Consents.Any(p => p.Use == use && p.WithdrawnAt is null)))
            {
                // Added through the set: the key is made here, and a key that is there already looks like a row that is.
                db.PhotoConsents.Add(new() { PhotoId = found.Id, Use = use, FaceHidden = faceHidden, Until = until, TextVersion = PhotoWords.TextVersion, GivenAt = now, NotedBy = by.Kind });
            }

            db.Audit.Add(PhotoAudit.Entry(found, "photo.permissions-set", by, now, wanted.Count == 0 ? "none" : string.Join(", ", wanted.Order())));
            await DropUnlessAllowedAsync(db, found, wanted.Contains(PhotoUse.Website), now, ct);
        },
        cancellationToken);

    /// <summary>Takes back one use. From our own website the photo is gone when this returns; the clinic is told to see to the rest.</summary>
    /// <param name="photo">Its key.</param>
    /// <param name="use">Which; without the record nothing else is left either.</param>
    /// <param name="by">Who takes it back.</param>
    /// <param name="tells">Whether the clinic is told of it here.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <returns>False where the photo is gone.</returns>
    public Task<bool> WithdrawAsync(Guid photo, PhotoUse use, Actor by, bool tells, CancellationToken cancellationToken) => ChangeAsync(
        photo,
        async (db, found, now, ct) =>
        {
            // Without the record there is nothing left that could be shown.
            var open = found.Consents.Where(p => (p.Use == use || use == PhotoUse.Record) && p.WithdrawnAt is null).ToList();
            if (open.Count == 0)
            {
                return;
            }

            open.ForEach(p => p.WithdrawnAt = now);
            db.Audit.Add(PhotoAudit.Entry(found, "photo.permission-withdrawn", by, now, use.ToString()));
            await DropUnlessAllowedAsync(db, found, use is not (PhotoUse.Website or PhotoUse.Record), now, ct);
            if (tells)
            {
                await notifications.QueueForClinicAsync(db, found.Appointment!, facts => new PermissionWithdrawnNotice(facts, PhotoWords.Of(use)), now, ct);
            }
        },
        cancellationToken);

    /// <summary>Deletes a photo: the row and with it the key, then the files.</summary>
    public async Task<bool> DeleteAsync(Guid photo, Actor by, CancellationToken cancellationToken)
    {
        var name = string.Empty;
        var gone = await ChangeAsync(
            photo,
            async (db, found, now, ct) =>
            {
                name = found.Name;
                await DropUnlessAllowedAsync(db, found, allowed: false, now, ct);
                db.PhotoPairs.RemoveRange(await db.PhotoPairs.Where(p => p.BeforeId == photo || p.AfterId == photo).ToListAsync(ct));
                db.Photos.Remove(found);
                db.Audit.Add(PhotoAudit.Entry(found, "photo.deleted", by, now));
            },
            cancellationToken);
        if (gone)
        {
            store.Delete(name);
        }

        return gone;
    }

    /// <summary>Pairs of this photo leave the gallery unless it may be shown there, on every node: the stamp says so to them.</summary>
    private static async Task DropUnlessAllowedAsync(ClinicDb db, Photo photo, bool allowed, Instant now, CancellationToken cancellationToken)
    {
        var shown = await db.PhotoPairs.Where(p => (p.BeforeId == photo.Id || p.AfterId == photo.Id) && p.PublishedAt != null).ToListAsync(cancellationToken);
        if (allowed || shown.Count == 0)
        {
            return;
        }

        shown.ForEach(p => p.Withdraw());
        await Stamps.RaiseAsync(db, Stamp.Content, now, cancellationToken);
    }

    private async Task<bool> ChangeAsync(Guid photo, Func<ClinicDb, Photo, Instant, CancellationToken, Task> change, CancellationToken cancellationToken)
    {
        var written = await writes.RunAsync(
            async (db, ct) =>
            {
                var found = await db.Photos.Include(p => p.Consents)
                    .Include(p => p.Appointment!).ThenInclude(a => a.Service).Include(p => p.Appointment!).ThenInclude(a => a.Practitioner).Include(p => p.Appointment!).ThenInclude(a => a.Room)
                    .AsSplitQuery().FirstOrDefaultAsync(p => p.Id == photo, ct);
                if (found is null)
                {
                    return false;
                }

                // So that of two who change it at once one is told.
                db.Entry(found).State = EntityState.Modified;
                await change(db, found, clock.GetCurrentInstant(), ct);
                return true;
            },
            cancellationToken);
        outbox.Wake();
        await stamp.LookAsync(cancellationToken);
        return written is { End: WriteEnd.Committed, Value: true };
    }

    /// <summary>Takes out of the gallery what may no longer be shown there because its day has passed.</summary>
    public async Task<int> EndExpiredAsync(CancellationToken cancellationToken)
    {
        var today = calendar.DateOf(clock.GetCurrentInstant());
        var written = await writes.RunAsync(
            async (db, ct) =>
            {
                var now = clock.GetCurrentInstant();
                var ended = await db.PhotoPairs.Include(p => p.Before).Where(p => p.PublishedAt != null).NotAllowedOn(db, today).ToListAsync(ct);
                foreach (var pair in ended)
                {
                    pair.Withdraw();
                    db.Audit.Add(PhotoAudit.Entry(pair.Before!, "pair.ended", new(ActorKind.System, null, null), now));
                }

                if (ended.Count > 0)
                {
                    await Stamps.RaiseAsync(db, Stamp.Content, now, ct);
                }

                return ended.Count;
            },
            cancellationToken);
        return written.Value;
    }
}

/// <summary>Which pairs the gallery may show.</summary>
public static class PhotoScope
{
    /// <summary>Those that are published, and whose two photos may be shown on the website on that day.</summary>
    public static IQueryable<PhotoPair> ShownOn(this IQueryable<PhotoPair> pairs, ClinicDb db, LocalDate day) => pairs
        .Where(p => p.PublishedAt != null)
        .Where(p => db.PhotoConsents.Any(r => r.PhotoId == p.BeforeId && r.Use == PhotoUse.Website && r.WithdrawnAt == null && (r.Until == null || r.Until >= day)))
        .Where(p => db.PhotoConsents.Any(r => r.PhotoId == p.AfterId && r.Use == PhotoUse.Website && r.WithdrawnAt == null && (r.Until == null || r.Until >= day)));

    /// <summary>Those of which one photo may not be shown on the website on that day.</summary>
    public static IQueryable<PhotoPair> NotAllowedOn(this IQueryable<PhotoPair> pairs, ClinicDb db, LocalDate day) => pairs.Where(p =>
        !db.PhotoConsents.Any(r => r.PhotoId == p.BeforeId && r.Use == PhotoUse.Website && r.WithdrawnAt == null && (r.Until == null || r.Until >= day))
        || !db.PhotoConsents.Any(r => r.PhotoId == p.AfterId && r.Use == PhotoUse.Website && r.WithdrawnAt == null && (r.Until == null || r.Until >= day)));

    /// <summary>The photos whose client a practitioner treats: of visits to them, and of the same client's other visits; without those that may no longer be kept in the record.</summary>
    public static IQueryable<Photo> TreatedBy(this IQueryable<Photo> photos, ClinicDb db, int practitioner) => photos.Where(p => p.Consents.Any(r => r.Use == PhotoUse.Record && r.WithdrawnAt == null)).Where(p =>
        p.Appointment!.PractitionerId == practitioner
        || (p.Appointment.ClientId != null && db.Appointments.Any(a => a.ClientId == p.Appointment.ClientId && a.PractitionerId == practitioner
            && a.Status != AppointmentStatus.Cancelled && a.Status != AppointmentStatus.Declined)));
}
