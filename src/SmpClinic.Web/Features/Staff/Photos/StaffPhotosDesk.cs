using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Photos;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Photos;

/// <summary>The photos of one visit and of the same client's others.</summary>
/// <param name="Appointment">The visit, with service and practitioner.</param>
/// <param name="Photos">The newest first, with permissions.</param>
/// <param name="Pairs">Photos side by side, the newest first.</param>
/// <param name="Agreed">When the client agreed that photos are kept; null while they have not.</param>
/// <param name="Today">At the clinic.</param>
public sealed record StaffPhotosPage(Appointment Appointment, IReadOnlyList<Photo> Photos, IReadOnlyList<PhotoPair> Pairs, Instant? Agreed, LocalDate Today)
{
    /// <summary>What is wrong with what was sent.</summary>
    public FormErrors Errors { get; init; } = new();

    /// <summary>What has just been done.</summary>
    public string? Done { get; init; }

    /// <summary>The fields of the upload that was refused.</summary>
    public UploadForm? Sent { get; init; }

    /// <summary>Its address.</summary>
    public string Address => $"/staff/appointments/{Appointment.Id}/photos";
}

/// <summary>Photos as staff see them: the practitioner who treats the client, and nobody else, whatever their role.</summary>
public sealed class StaffPhotosDesk(ClinicDb db, PhotoStore store, ClinicWrites writes, ClinicCalendar calendar, IClock clock)
{
    /// <summary>The practitioner that the caller is, where they may see photos at all.</summary>
    public static int? TreatingAs(StaffCaller caller) => caller.Role == StaffRoles.FrontDesk ? null : caller.PractitionerId;

    /// <summary>The page; null where there is no such appointment of theirs.</summary>
    public async Task<StaffPhotosPage?> ReadAsync(StaffCaller caller, Guid id, CancellationToken cancellationToken)
    {
        if (TreatingAs(caller) is not { } practitioner
            || await db.Appointments.AsNoTracking().Include(a => a.Service).Include(a => a.Practitioner).FirstOrDefaultAsync(a => a.Id == id && a.PractitionerId == practitioner, cancellationToken) is not { } appointment)
        {
            return null;
        }

        var mine = OfClient(db.Photos.AsNoTracking().TreatedBy(db, practitioner), appointment);
        var photos = await mine.Include(p => p.Consents).OrderByDescending(p => p.AddedAt).ToListAsync(cancellationToken);
        var ids = photos.Select(p => p.Id).ToList();
        var pairs = await db.PhotoPairs.AsNoTracking().Include(p => p.Before).Include(p => p.After)
            .Where(p => ids.Contains(p.BeforeId) && ids.Contains(p.AfterId)).OrderByDescending(p => p.CreatedAt).ToListAsync(cancellationToken);
        return new(appointment, photos, pairs, await AgreedAsync(appointment, cancellationToken), calendar.DateOf(clock.GetCurrentInstant()));
    }

    /// <summary>The photo with this name, if the caller treats its client.</summary>
    public async Task<Photo?> FindAsync(StaffCaller caller, string name, CancellationToken cancellationToken) => TreatingAs(caller) is { } practitioner
        ? await db.Photos.AsNoTracking().TreatedBy(db, practitioner).FirstOrDefaultAsync(p => p.Name == name, cancellationToken)
        : null;

    /// <summary>Its picture. That they looked at it is written down before it is given out.</summary>
    public async Task<byte[]?> PictureAsync(StaffCaller caller, string name, PhotoSize size, CancellationToken cancellationToken)
    {
        if (await FindAsync(caller, name, cancellationToken) is not { } photo)
        {
            return null;
        }

        await writes.RunAsync(
            (context, _) =>
            {
                context.Audit.Add(PhotoAudit.Entry(photo, "photo.viewed", caller.Actor, clock.GetCurrentInstant(), size == PhotoSize.Small ? "small" : null));
                return Task.FromResult(true);
            },
            cancellationToken);
        return await store.ReadAsync(photo.Name, size, photo.SealedKey, cancellationToken);
    }

    /// <summary>When the client agreed that photos are kept, for this visit or for another of theirs.</summary>
    private async Task<Instant?> AgreedAsync(Appointment appointment, CancellationToken cancellationToken)
    {
        var consents = db.Set<ConsentRecord>().Where(c => c.Kind == ConsentKinds.RecordPhotos && c.WithdrawnAt == null);
        return await (appointment.ClientId is { } client
                ? consents.Where(c => db.Appointments.Any(a => a.Id == c.AppointmentId && (a.Id == appointment.Id || a.ClientId == client)))
                : consents.Where(c => c.AppointmentId == appointment.Id))
            .OrderByDescending(c => c.GivenAt).Select(c => (Instant?)c.GivenAt).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Writes down that the client agreed in the room, with who was told.</summary>
    public async Task NoteAgreedAsync(StaffCaller caller, Appointment appointment, CancellationToken cancellationToken) => await writes.RunAsync(
        (context, _) =>
        {
            var now = clock.GetCurrentInstant();
            context.Set<ConsentRecord>().Add(new() { AppointmentId = appointment.Id, Kind = ConsentKinds.RecordPhotos, TextVersion = PhotoWords.TextVersion, GivenAt = now, NotedBy = ActorKind.Staff });
            context.Audit.Add(new()
            {
                At = now,
                ActorKind = ActorKind.Staff,
                ActorId = caller.Id,
                ActorName = caller.Name,
                Action = "consent.given",
                AppointmentId = appointment.Id,
                Detail = ConsentKinds.RecordPhotos + ", said to staff",
            });
            return Task.FromResult(true);
        },
        cancellationToken);

    private static IQueryable<Photo> OfClient(IQueryable<Photo> photos, Appointment appointment) => appointment.ClientId is { } client
        ? photos.Where(p => p.AppointmentId == appointment.Id || p.Appointment!.ClientId == client)
        : photos.Where(p => p.AppointmentId == appointment.Id);
}
