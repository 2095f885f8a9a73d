using Microsoft.EntityFrameworkCore;
using NodaTime;
using NodaTime.Text;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Photos;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Appointments.Photos;

/// <summary>A client's page of photos.</summary>
/// <param name="Own">The appointment.</param>
/// <param name="Photos">Theirs, the newest first, with their permissions.</param>
/// <param name="Agreed">When they agreed that photos are kept in their record; null while they have not.</param>
/// <param name="Today">At the clinic.</param>
public sealed record ClientPhotosPage(ClientAppointment Own, IReadOnlyList<Photo> Photos, Instant? Agreed, LocalDate Today)
{
    /// <summary>What is wrong with what was sent.</summary>
    public FormErrors Errors { get; init; } = new();

    /// <summary>The name of the photo whose form was sent, where it was one.</summary>
    public string? Sent { get; init; }

    /// <summary>What that form said.</summary>
    public PermissionForm? Form { get; init; }

    /// <summary>What has just been done.</summary>
    public string? Done { get; init; }

    /// <summary>The angles asked for.</summary>
    public IReadOnlyList<PhotoAngle> Angles => PhotoWords.AnglesFor(Own.Service.Slug);

    /// <summary>How many more they may send.</summary>
    public int Left => Math.Max(0, PhotoIntake.MostByClient - Photos.Count(p => p.ByClient && p.AppointmentId == Own.Appointment.Id));
}

/// <summary>What is said about one photo.</summary>
public sealed class PermissionForm
{
    /// <summary>Years ahead that an end may lie.</summary>
    public const int MostYears = 10;

    /// <summary>The uses ticked.</summary>
    public IReadOnlyList<string>? Uses { get; set; }

    /// <summary>"hidden" or "shown".</summary>
    public string? Face { get; set; }

    /// <summary>The last day, as a date field sends it; may be left out.</summary>
    public string? Until { get; set; }

    /// <summary>Reads it.</summary>
    public bool TryRead(LocalDate today, out IReadOnlyList<PhotoUse> uses, out bool faceHidden, out LocalDate? until, out FormErrors errors)
    {
        errors = new();
        var read = (Uses ?? []).Distinct(StringComparer.Ordinal).Select(text => PhotoWords.Uses.Where(use => use.ToString() == text).Cast<PhotoUse?>().FirstOrDefault()).ToList();
        errors.Require(read.TrueForAll(use => use is not null), nameof(Uses), "Choose from the uses in the list.");
        uses = [.. read.OfType<PhotoUse>()];
        faceHidden = Face == "hidden";
        errors.Require(uses.Count == 0 || Face is "hidden" or "shown", nameof(Face), "Say whether your face may be recognised.");
        until = null;
        if (!string.IsNullOrWhiteSpace(Until))
        {
            var day = LocalDatePattern.Iso.Parse(Until.Trim());
            until = day.Success ? day.Value : null;
            errors.Require(day.Success && day.Value >= today && day.Value <= today.PlusYears(MostYears), nameof(Until), $"Give a last day from today on, at most {MostYears} years ahead, or leave it out.");
        }

        return !errors.Any;
    }
}

/// <summary>A client's own photos: of this appointment, and of others of theirs that were booked with the same address.</summary>
public sealed class ClientPhotosDesk(ClinicDb db, PhotoStore store, ClinicWrites writes, ClinicCalendar calendar, IClock clock)
{
    /// <summary>The page.</summary>
    public async Task<ClientPhotosPage> ReadAsync(ClientAppointment own, CancellationToken cancellationToken)
    {
        var photos = await Of(own.Appointment).Include(p => p.Consents).OrderByDescending(p => p.AddedAt).ToListAsync(cancellationToken);
        return new(own, photos, await AgreedAsync(own.Appointment, cancellationToken), calendar.DateOf(clock.GetCurrentInstant()));
    }

    /// <summary>When they agreed that photos are kept in their record; null while they have not.</summary>
    public Task<Instant?> AgreedAsync(Appointment appointment, CancellationToken cancellationToken) => db.Set<ConsentRecord>()
        .Where(c => c.AppointmentId == appointment.Id && c.Kind == ConsentKinds.RecordPhotos && c.WithdrawnAt == null)
        .OrderByDescending(c => c.GivenAt).Select(c => (Instant?)c.GivenAt).FirstOrDefaultAsync(cancellationToken);

    /// <summary>Writes down that they agree.</summary>
    public async Task AgreeAsync(Appointment appointment, CancellationToken cancellationToken) => await writes.RunAsync(
        async (context, ct) =>
        {
            if (!await context.Set<ConsentRecord>().AnyAsync(c => c.AppointmentId == appointment.Id && c.Kind == ConsentKinds.RecordPhotos && c.WithdrawnAt == null, ct))
            {
                var now = clock.GetCurrentInstant();
                context.Set<ConsentRecord>().Add(new() { AppointmentId = appointment.Id, Kind = ConsentKinds.RecordPhotos, TextVersion = PhotoWords.TextVersion, GivenAt = now, NotedBy = ActorKind.Client });
                context.Audit.Add(new() { At = now, ActorKind = ActorKind.Client, Action = "consent.given", AppointmentId = appointment.Id, Detail = ConsentKinds.RecordPhotos });
            }

            return true;
        },
        cancellationToken);

    /// <summary>One of their photos; null for any other.</summary>
    public Task<Photo?> FindAsync(ClientAppointment own, string name, CancellationToken cancellationToken) =>
        Of(own.Appointment).FirstOrDefaultAsync(p => p.Name == name, cancellationToken);

    /// <summary>Its picture.</summary>
    public async Task<byte[]?> PictureAsync(ClientAppointment own, string name, PhotoSize size, CancellationToken cancellationToken) =>
        await FindAsync(own, name, cancellationToken) is { } photo ? await store.ReadAsync(photo.Name, size, photo.SealedKey, cancellationToken) : null;

    private IQueryable<Photo> Of(Appointment appointment) => appointment.ClientId is { } client
        ? db.Photos.AsNoTracking().Where(p => p.AppointmentId == appointment.Id
            || (p.Appointment!.ClientId == client && p.Appointment.ContactEmailNormalised == appointment.ContactEmailNormalised))
        : db.Photos.AsNoTracking().Where(p => p.AppointmentId == appointment.Id);
}
