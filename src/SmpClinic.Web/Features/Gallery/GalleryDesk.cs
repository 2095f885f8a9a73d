using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Photos;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Gallery;

/// <summary>A pair in the gallery, with the day its photo before was allowed to be shown.</summary>
public sealed record ShownPair(PhotoPair Pair, LocalDate Allowed);

/// <summary>What the gallery shows of the clinic's own clients: pairs that are published and allowed today, and nothing else.</summary>
public sealed class GalleryDesk(ClinicDb db, PhotoStore store, ClinicCalendar calendar, IClock clock)
{
    private const int Most = 60;

    private LocalDate Today => calendar.DateOf(clock.GetCurrentInstant());

    /// <summary>The pairs, the newest first.</summary>
    public async Task<IReadOnlyList<ShownPair>> ShownAsync(CancellationToken cancellationToken)
    {
        var pairs = await db.PhotoPairs.AsNoTracking().ShownOn(db, Today).Include(p => p.Before!).ThenInclude(p => p.Consents).Include(p => p.After)
            .OrderByDescending(p => p.PublishedAt).Take(Most).AsSplitQuery().ToListAsync(cancellationToken);
        return [.. pairs.Select(p => new ShownPair(p, calendar.DateOf(p.Before!.Consents.Where(r => r.Use == PhotoUse.Website && r.WithdrawnAt is null).Max(r => r.GivenAt))))];
    }

    /// <summary>A picture of the gallery by the name it has there; null unless it is shown now.</summary>
    public async Task<byte[]?> PictureAsync(string name, PhotoSize size, CancellationToken cancellationToken)
    {
        var photo = await db.PhotoPairs.AsNoTracking().ShownOn(db, Today)
            .Where(p => p.BeforeName == name || p.AfterName == name)
            .Select(p => p.BeforeName == name ? new { p.Before!.Name, p.Before.SealedKey } : new { p.After!.Name, p.After.SealedKey })
            .FirstOrDefaultAsync(cancellationToken);
        return photo is null ? null : await store.ReadAsync(photo.Name, size, photo.SealedKey, cancellationToken);
    }
}
