using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Photos;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Photos;

/// <summary>One pair, as its page shows it.</summary>
/// <param name="Pair">With both photos and their permissions.</param>
/// <param name="Website">What the client allows for the gallery: null where one of the two may not be shown there.</param>
public sealed record PairPage(PhotoPair Pair, WebsiteLeave? Website)
{
    /// <summary>What is wrong with what was sent.</summary>
    public FormErrors Errors { get; init; } = new();

    /// <summary>The form for the gallery as it was sent.</summary>
    public PublishForm? Sent { get; init; }

    /// <summary>The form of the alignment as it was sent.</summary>
    public AlignForm? Aligning { get; init; }

    /// <summary>What has just been done.</summary>
    public string? Done { get; init; }
}

/// <summary>That both photos may be shown in the gallery, and how.</summary>
/// <param name="FaceHidden">Only where the face cannot be told.</param>
/// <param name="Until">The last day, if there is one.</param>
public sealed record WebsiteLeave(bool FaceHidden, LocalDate? Until);

/// <summary>How a change of a pair ended.</summary>
public enum PairEnd
{
    Done,
    Gone,
    ChangedMeanwhile,
    NotAllowed,
}

/// <summary>Two photos side by side: made, laid over one another, put into the gallery and taken out again. For the practitioner who treats the client.</summary>
public sealed class PairDesk(ClinicDb db, ClinicWrites writes, ContentStamp stamp, ClinicCalendar calendar, IClock clock)
{
    /// <summary>The pair's page; null where the caller does not treat its client.</summary>
    public async Task<PairPage?> ReadAsync(StaffCaller caller, Guid id, CancellationToken cancellationToken)
    {
        var pair = await Mine(db, caller).AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, cancellationToken);
        return pair is null ? null : new(pair, LeaveOf(pair));
    }

    /// <summary>Puts two photos side by side.</summary>
    public async Task<Guid?> MakeAsync(StaffCaller caller, Photo before, Photo after, CancellationToken cancellationToken)
    {
        var pair = new PhotoPair { BeforeId = before.Id, AfterId = after.Id, CreatedAt = clock.GetCurrentInstant() };
        var written = await writes.RunAsync(
            (context, _) =>
            {
                context.PhotoPairs.Add(new() { Id = pair.Id, BeforeId = pair.BeforeId, AfterId = pair.AfterId, CreatedAt = pair.CreatedAt });
                context.Audit.Add(PhotoAudit.Entry(after, "pair.made", caller.Actor, pair.CreatedAt));
                return Task.FromResult(true);
            },
            cancellationToken);
        return written.End == WriteEnd.Committed ? pair.Id : null;
    }

    /// <summary>Lays one over the other.</summary>
    public Task<PairEnd> AlignAsync(StaffCaller caller, Guid id, long? version, (int Scale, int X, int Y) how, CancellationToken cancellationToken) => ChangeAsync(
        caller,
        id,
        version,
        "pair.aligned",
        pair =>
        {
            (pair.ScalePercent, pair.ShiftX, pair.ShiftY) = how;
            return true;
        },
        cancellationToken);

    /// <summary>Puts it into the gallery, if the client allows it now.</summary>
    public Task<PairEnd> PublishAsync(
        StaffCaller caller, Guid id, long? version, (string Title, string Shows, int Sessions, int DaysHealed) words, bool faceless, CancellationToken cancellationToken) => ChangeAsync(
        caller,
        id,
        version,
        "pair.published",
        pair =>
        {
            if (LeaveOf(pair) is not { } leave || (leave.FaceHidden && !faceless))
            {
                return false;
            }

            (pair.Title, pair.Shows, pair.Sessions, pair.DaysHealed) = words;
            (pair.PublishedAt, pair.BeforeName, pair.AfterName) = (clock.GetCurrentInstant(), PhotoStore.NewName(), PhotoStore.NewName());
            return true;
        },
        cancellationToken);

    /// <summary>Takes it out of the gallery.</summary>
    public Task<PairEnd> UnpublishAsync(StaffCaller caller, Guid id, CancellationToken cancellationToken) => ChangeAsync(
        caller,
        id,
        version: null,
        "pair.unpublished",
        pair =>
        {
            pair.Withdraw();
            return true;
        },
        cancellationToken);

    /// <summary>Takes the two apart; the photos stay.</summary>
    public Task<PairEnd> DeleteAsync(StaffCaller caller, Guid id, CancellationToken cancellationToken) =>
        ChangeAsync(caller, id, version: null, "pair.deleted", _ => true, cancellationToken, (context, pair) => context.PhotoPairs.Remove(pair));

    private static IQueryable<PhotoPair> Mine(ClinicDb context, StaffCaller caller)
    {
        var practitioner = StaffPhotosDesk.TreatingAs(caller) ?? 0;
        var treated = context.Photos.TreatedBy(context, practitioner);
        return context.PhotoPairs.Include(p => p.Before!).ThenInclude(p => p.Consents).Include(p => p.After!).ThenInclude(p => p.Consents).AsSplitQuery()
            .Where(p => treated.Any(t => t.Id == p.BeforeId) && treated.Any(t => t.Id == p.AfterId));
    }

    private WebsiteLeave? LeaveOf(PhotoPair pair)
    {
        var today = calendar.DateOf(clock.GetCurrentInstant());
        var given = new[] { pair.Before!, pair.After! }.Select(photo => photo.Consents.Find(p => p.Use == PhotoUse.Website && p.HoldsOn(today))).ToList();
        return given.Exists(p => p is null) ? null : new(given.Exists(p => p!.FaceHidden), given.Select(p => p!.Until).Where(day => day is not null).Min());
    }

    private async Task<PairEnd> ChangeAsync(
        StaffCaller caller, Guid id, long? version, string action, Func<PhotoPair, bool> change, CancellationToken cancellationToken, Action<ClinicDb, PhotoPair>? after = null)
    {
        var written = await writes.RunAsync(
            async (context, ct) =>
            {
                if (await Mine(context, caller).FirstOrDefaultAsync(p => p.Id == id, ct) is not { } pair)
                {
                    return PairEnd.Gone;
                }

                if (version is not null && pair.Version != version)
                {
                    return PairEnd.ChangedMeanwhile;
                }

                var shown = pair.PublishedAt is not null;
                if (!change(pair))
                {
                    return PairEnd.NotAllowed;
                }

                after?.Invoke(context, pair);
                var now = clock.GetCurrentInstant();
                context.Audit.Add(PhotoAudit.Entry(pair.After!, action, caller.Actor, now));
                if (shown || pair.PublishedAt is not null)
                {
                    await Stamps.RaiseAsync(context, Stamp.Content, now, ct);
                }

                return PairEnd.Done;
            },
            cancellationToken);
        await stamp.LookAsync(cancellationToken);
        return written.End == WriteEnd.Stale ? PairEnd.ChangedMeanwhile : written.Value;
    }
}
