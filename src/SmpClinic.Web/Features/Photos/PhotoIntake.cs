using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Photos;

/// <summary>What is known of a photo before it is looked at.</summary>
/// <param name="AppointmentId">Whose it is.</param>
/// <param name="Angle">From where.</param>
/// <param name="Moment">When in the treatment.</param>
/// <param name="By">Who sends it.</param>
public sealed record NewPhoto(Guid AppointmentId, PhotoAngle Angle, PhotoMoment Moment, Actor By);

/// <summary>How taking in a photo ended: it is kept, or what is wrong and with which status.</summary>
public sealed record PhotoTaken(Photo? Photo, string? Fault, int Status)
{
    /// <summary>It is kept.</summary>
    public static PhotoTaken Kept(Photo photo) => new(photo, null, StatusCodes.Status200OK);

    /// <summary>Nothing is kept.</summary>
    public static PhotoTaken Refused(string fault, int status = StatusCodes.Status422UnprocessableEntity) => new(null, fault, status);
}

/// <summary>
/// Takes in a photo: counted while it streams, judged by its header, made anew, written to the store, and then entered, with the
/// permission to keep it. Files come before the row: a row whose picture is missing would be worse than the other way round.
/// </summary>
public sealed class PhotoIntake(
    PhotoStore store, Pictures pictures, ClinicWrites writes, IDbContextFactory<ClinicDb> contexts, ClinicCalendar calendar, TimeProvider time, IClock clock) : IDisposable
{
    /// <summary>Photos a client may send for one appointment.</summary>
    public const int MostByClient = 20;

    /// <summary>Photos of one appointment in all.</summary>
    public const int MostInAll = 80;

    private const int AtOnce = 16;
    private const string Elsewhere = "This appointment has as many photos as we keep. Delete one that is not needed, then send this one.";

    /// <summary>What the reader of the form gives its own exceptions; those of the disk have numbers of their own.</summary>
    private const int BrokenOff = unchecked((int)0x80131620);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _places = new(AtOnce);

    /// <summary>Takes in what the form brings.</summary>
    public async Task<PhotoTaken> TakeAsync(Stream? file, NewPhoto facts, CancellationToken cancellationToken)
    {
        if (file is null)
        {
            return PhotoTaken.Refused("Choose a photo first.");
        }

        if (!await _places.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return PhotoTaken.Refused("Many photos are being sent to us right now. Wait half a minute, then send yours again.", StatusCodes.Status503ServiceUnavailable);
        }

        try
        {
            using var late = new CancellationTokenSource(Longest, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
            return await TakeInTurnAsync(file, facts, both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return PhotoTaken.Refused("Sending the photo took too long. Try again where the connection is better.", StatusCodes.Status408RequestTimeout);
        }
        catch (IOException e) when (e is not BadHttpRequestException && e.HResult == BrokenOff)
        {
            return PhotoTaken.Refused("The photo was not sent whole. Choose it again, then send it.", StatusCodes.Status400BadRequest);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private async Task<PhotoTaken> TakeInTurnAsync(Stream file, NewPhoto facts, CancellationToken cancellationToken)
    {
        // Asked before the upload is taken in, and again when it is entered.
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            if (await IsFullAsync(db, facts, cancellationToken))
            {
                return PhotoTaken.Refused(Elsewhere);
            }
        }

        await using var incoming = await store.ReceiveAsync(file, TakesUploadAttribute.MostBytes, cancellationToken);
        if (incoming is null)
        {
            return PhotoTaken.Refused(
                $"This photo is larger than {TakesUploadAttribute.MostBytes / 1024 / 1024} megabytes. Choose a smaller one, or take it again with an ordinary camera setting.", StatusCodes.Status413PayloadTooLarge);
        }

        var (picture, fault) = await pictures.CleanAsync(() => incoming.OpenAsync(cancellationToken), cancellationToken);
        return picture is null ? PhotoTaken.Refused(fault!) : await EnterAsync(picture, facts, cancellationToken);
    }

    private async Task<PhotoTaken> EnterAsync(CleanPicture picture, NewPhoto facts, CancellationToken cancellationToken)
    {
        var name = PhotoStore.NewName();
        var key = await store.WriteAsync(name, picture.Full, picture.Small, cancellationToken);
        var kept = false;
        try
        {
            var written = await writes.RunAsync((db, ct) => AddAsync(db, name, key, picture, facts, ct), cancellationToken);
            kept = written is { End: WriteEnd.Committed, Value: not null };
            return kept ? PhotoTaken.Kept(written.Value!) : PhotoTaken.Refused(Elsewhere);
        }
        catch
        {
            kept = await StandsAsync(name);
            throw;
        }
        finally
        {
            if (!kept)
            {
                store.Delete(name);
            }
        }
    }

    private async Task<Photo?> AddAsync(ClinicDb db, string name, byte[] key, CleanPicture picture, NewPhoto facts, CancellationToken cancellationToken)
    {
        if (await IsFullAsync(db, facts, cancellationToken))
        {
            return null;
        }

        var now = clock.GetCurrentInstant();
        var photo = new Photo
        {
            Name = name,
            AppointmentId = facts.AppointmentId,
            Angle = facts.Angle,
            Moment = facts.Moment,
            ByClient = facts.By.IsClient,
            TakenBy = facts.By.Id,
            AddedAt = now,
            Day = calendar.DateOf(now),
            Width = picture.Width,
            Height = picture.Height,
            SealedKey = key,
        };
        photo.Consents.Add(new() { Use = PhotoUse.Record, TextVersion = PhotoWords.TextVersion, GivenAt = now, NotedBy = facts.By.Kind });
        db.Photos.Add(photo);
        db.Audit.Add(PhotoAudit.Entry(photo, "photo.added", facts.By, now));
        return photo;
    }

    private static async Task<bool> IsFullAsync(ClinicDb db, NewPhoto facts, CancellationToken cancellationToken)
    {
        var there = await db.Photos.Where(p => p.AppointmentId == facts.AppointmentId).Select(p => p.ByClient).ToListAsync(cancellationToken);
        return there.Count >= MostInAll || (facts.By.IsClient && there.Count(byClient => byClient) >= MostByClient);
    }

    /// <summary>Whether the row is there after all. Where that cannot be asked the files stay: without a row the sweep takes them.</summary>
    private async Task<bool> StandsAsync(string name)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync(CancellationToken.None);
            return await db.Photos.AnyAsync(p => p.Name == name, CancellationToken.None);
        }
        catch (Exception e) when (e is System.Data.Common.DbException or InvalidOperationException or DatabaseBusyException or DatabaseAwayException)
        {
            return true;
        }
    }
}

/// <summary>How photos stand in the history: by the beginning of their name, never by what they show.</summary>
public static class PhotoAudit
{
    /// <summary>An entry about a photo.</summary>
    public static AuditEntry Entry(Photo photo, string action, Actor by, Instant now, string? more = null) => new()
    {
        At = now,
        ActorKind = by.Kind,
        ActorId = by.Id,
        ActorName = by.Name,
        Action = action,
        AppointmentId = photo.AppointmentId,
        Detail = "Photo " + photo.Name[..8] + (more is null ? null : ", " + more),
    };
}
