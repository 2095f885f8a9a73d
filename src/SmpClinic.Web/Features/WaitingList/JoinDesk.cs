using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.WaitingList.Emails;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.WaitingList;

/// <summary>How asking to be put on the list ended.</summary>
public enum JoinEnd
{
    /// <summary>A mail is on its way, unless that mailbox has had enough of them; nothing tells which.</summary>
    Sent,

    /// <summary>This form was sent before with other contents.</summary>
    AlreadySent,

    /// <summary>Too many forms from one network address.</summary>
    TooMany,
}

/// <summary>Puts people on the waiting list: a visitor once they have confirmed by mail, whomever staff add at once.</summary>
public sealed class JoinDesk(ClinicWrites writes, WaitingMail mail, Sealer sealer, OutboxSignal outbox, IOptions<BookingLimits> limits, IClock clock)
{
    /// <summary>Open entries of one mailbox.</summary>
    public const int MostOfMailbox = 5;

    private const int MostMailsAnHour = 3;
    private static readonly Duration KeyLife = Duration.FromDays(7);

    /// <summary>Keeps a visitor's entry until they confirm it, and mails the way there. Changes nothing that is there already.</summary>
    public async Task<JoinEnd> AskAsync(WaitingEntry entry, string formKey, string bodyHash, string addressHash, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var written = await writes.RunAsync((db, ct) => TryAskAsync(db, entry, formKey, bodyHash, addressHash, ct), cancellationToken);
            if (written.End == WriteEnd.Committed)
            {
                outbox.Wake();
                return written.Value;
            }
        }

        return JoinEnd.TooMany;
    }

    /// <summary>Staff put somebody on the list; the client is told, and can leave by the link.</summary>
    public async Task AddAsync(WaitingEntry entry, Actor actor, CancellationToken cancellationToken)
    {
        await writes.RunAsync(
            async (db, ct) =>
            {
                var now = clock.GetCurrentInstant();
                var added = await PrepareAsync(db, entry, now, ct);
                (added.State, added.AddedBy) = (WaitingState.Waiting, actor.Name);
                db.Audit.Add(new()
                {
                    At = now,
                    ActorKind = actor.Kind,
                    ActorId = actor.Id,
                    ActorName = actor.Name,
                    Action = "waiting.added",
                    Detail = $"waiting list {added.Reference}: {Wishes.Words(added)}",
                });
                mail.Queue(db, added, f => new OnTheListEmail(f), now);
                return added.Id;
            },
            cancellationToken);
        outbox.Wake();
    }

    private async Task<JoinEnd> TryAskAsync(ClinicDb db, WaitingEntry entry, string formKey, string bodyHash, string addressHash, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var (from, to) = ("waiting-from:" + addressHash, "waiting-to:" + Secret.Hash(entry.ContactEmailNormalised));
        await RateCounting.StandInLineAsync(db, [from, to], now, cancellationToken);
        var keyHash = Secret.Hash(formKey);
        if (await db.IdempotencyKeys.AsNoTracking().FirstOrDefaultAsync(k => k.Hash == keyHash, cancellationToken) is { } seen)
        {
            return seen.BodyHash == bodyHash ? JoinEnd.Sent : JoinEnd.AlreadySent;
        }

        if (await RateCounting.InLastHourAsync(db, from, now, cancellationToken) >= limits.Value.BookingsPerAddressPerHour)
        {
            return JoinEnd.TooMany;
        }

        db.IdempotencyKeys.Add(new() { Hash = keyHash, BodyHash = bodyHash, Location = sealer.Seal("/waiting-list/sent")!.Value, CreatedAt = now, ExpiresAt = now + KeyLife });
        await RateCounting.CountAsync(db, from, now, cancellationToken);
        var email = entry.ContactEmailNormalised;
        var open = await db.WaitingList.CountAsync(
            w => w.ContactEmailNormalised == email && (w.State == WaitingState.Unconfirmed || w.State == WaitingState.Waiting || w.State == WaitingState.Offered), cancellationToken);

        // What is said does not depend on it: a form of ours tells nobody whom we know, and fills nobody's mailbox.
        if (open < MostOfMailbox && await RateCounting.InLastHourAsync(db, to, now, cancellationToken) < MostMailsAnHour)
        {
            await RateCounting.CountAsync(db, to, now, cancellationToken);
            var asked = await PrepareAsync(db, entry, now, cancellationToken);
            db.Audit.Add(new() { At = now, ActorKind = ActorKind.Visitor, Action = "waiting.asked", Detail = $"waiting list {asked.Reference}: {Wishes.Words(asked)}" });
            mail.Queue(db, asked, f => new ConfirmWaitingEmail(f), now);
        }

        return JoinEnd.Sent;
    }

    /// <summary>A row of its own for each attempt of the unit: what an attempt that failed has tracked is not saved again.</summary>
    private static async Task<WaitingEntry> PrepareAsync(ClinicDb db, WaitingEntry like, Instant now, CancellationToken cancellationToken)
    {
        var entry = new WaitingEntry
        {
            Id = like.Id,
            Reference = like.Reference,
            ServiceId = like.ServiceId,
            Service = await db.Services.Include(s => s.Practitioners).SingleAsync(s => s.Id == like.ServiceId, cancellationToken),
            PractitionerId = like.PractitionerId,
            Days = like.Days,
            EarliestTime = like.EarliestTime,
            LatestTime = like.LatestTime,
            FirstDate = like.FirstDate,
            LastDate = like.LastDate,
            ContactName = like.ContactName,
            ContactEmail = like.ContactEmail,
            ContactEmailNormalised = like.ContactEmailNormalised,
            ContactPhone = like.ContactPhone,
            ConsentTextVersion = like.ConsentTextVersion,
            CreatedAt = now,
            Since = now,
            RestsUntil = now,
        };
        db.WaitingList.Add(entry);
        return entry;
    }
}
