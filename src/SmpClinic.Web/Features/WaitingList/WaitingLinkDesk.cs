using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.WaitingList;

/// <summary>What somebody on the waiting list sees behind their link, and no more.</summary>
/// <param name="Entry">With service and practitioner.</param>
/// <param name="Offer">A time that is kept for them at the moment.</param>
/// <param name="Secret">Their secret.</param>
/// <param name="Now">When it was read.</param>
public sealed record OwnEntry(WaitingEntry Entry, TimeOffer? Offer, string Secret, Instant Now)
{
    /// <summary>What has just been done.</summary>
    public string? Done { get; init; }

    /// <summary>Whether it can still be confirmed.</summary>
    public bool MayConfirm => Entry.State == WaitingState.Unconfirmed && Entry.CreatedAt + WaitingCommands.ToConfirm > Now;

    /// <summary>The address of this page, or of one below it.</summary>
    public string Path(string below = "") => $"/waiting-list/{Secret}{below}";
}

/// <summary>Finds an entry by its secret link, for as long as the entry is kept.</summary>
public sealed class WaitingLinkDesk(ClinicDb db, IClock clock)
{
    /// <summary>The entry behind a secret; null for one that was never issued, or whose entry is deleted.</summary>
    public async Task<OwnEntry?> FindAsync(string? secret, string? done, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(secret))
        {
            return null;
        }

        var (hash, now) = (Secret.Hash(secret), clock.GetCurrentInstant());
        var id = await db.WaitingLinks.Where(l => l.Hash == hash).Select(l => l.EntryId).FirstOrDefaultAsync(cancellationToken);
        var entry = id == Guid.Empty
            ? null
            : await db.WaitingList.AsNoTracking().Include(w => w.Practitioner).Include(w => w.Service).FirstOrDefaultAsync(w => w.Id == id, cancellationToken);
        if (entry is null)
        {
            return null;
        }

        var offer = entry.State == WaitingState.Offered
            ? await db.TimeOffers.AsNoTracking().Include(o => o.Times).ThenInclude(t => t.Practitioner)
                .FirstOrDefaultAsync(o => o.WaitingEntryId == id && o.State == OfferState.Open && o.ExpiresAt > now, cancellationToken)
            : null;
        return new(entry, offer, secret, now) { Done = done };
    }
}
