using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.WaitingList.Emails;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.WaitingList;

/// <summary>How a command to an entry of the waiting list ended.</summary>
public enum WaitingEnd
{
    /// <summary>Done, or it already was so.</summary>
    Done,

    /// <summary>There is no such entry for whoever asks.</summary>
    NotFound,

    /// <summary>As it stands that cannot be done: the offer is over, or the entry.</summary>
    NotAllowed,

    /// <summary>The time cannot be had.</summary>
    TimeRefused,

    /// <summary>Somebody changed it at the same moment; nothing was done.</summary>
    Stale,
}

/// <summary>How it ended, why a time was refused if it was, and where to go on from there.</summary>
public readonly record struct WaitingOutcome(WaitingEnd End, Refusal? Why = null)
{
    /// <summary>The client's own page of what was booked.</summary>
    public string? Location { get; init; }
}

/// <summary>A command to one entry.</summary>
/// <param name="Id">Which.</param>
/// <param name="Actor">Who.</param>
/// <param name="WithinDiaryOf">The one practitioner whose entries the actor may touch; null for no such bound.</param>
/// <param name="TellClient">Whether they are written to about it.</param>
public sealed record WaitingCommand(Guid Id, Actor Actor, int? WithinDiaryOf = null, bool TellClient = true);

/// <summary>
/// What can be done with an entry of the waiting list. Each is one transaction of entry, offer, cells, mail and audit. Who stands in whose
/// way is decided by keys: the claimed cells for a time, the entry's version for the person.
/// </summary>
public sealed partial class WaitingCommands(
    ClinicWrites writes, Diary diary, ClinicCalendar calendar, NotificationService notifications, WaitingMail mail, OfferHours hours, Sealer sealer, OutboxSignal outbox, IClock clock, ClinicMetrics metrics)
{
    /// <summary>After so many offers in a row without an answer somebody is written to no more.</summary>
    public const int MostUnanswered = 3;

    /// <summary>How long the link to confirm is good, and an entry that nobody confirms is kept.</summary>
    public static readonly Duration ToConfirm = Duration.FromDays(2);

    private static readonly Duration RestUnanswered = Duration.FromHours(12);
    private static readonly Duration RestDeclined = Duration.FromHours(1);

    /// <summary>Whoever reads the mail says that they want to be on the list. They stand in line from now on.</summary>
    public Task<WaitingOutcome> ConfirmAsync(WaitingCommand command, CancellationToken cancellationToken) => RunAsync(
        command,
        (db, entry, now, _) =>
        {
            if (entry.State is WaitingState.Waiting or WaitingState.Offered)
            {
                return Task.FromResult(new WaitingOutcome(WaitingEnd.Done));
            }

            if (entry.State != WaitingState.Unconfirmed || entry.CreatedAt + ToConfirm <= now || entry.LastDate < calendar.DateOf(now))
            {
                return Task.FromResult(new WaitingOutcome(WaitingEnd.NotAllowed));
            }

            (entry.State, entry.Since) = (WaitingState.Waiting, now);
            Note(db, entry, command.Actor, "waiting.confirmed", null, now);
            mail.Queue(db, entry, f => new OnTheListEmail(f), now);
            return Task.FromResult(new WaitingOutcome(WaitingEnd.Done));
        },
        cancellationToken);

    /// <summary>Leaves the list, by link or with the help of staff. What was kept for them is free again.</summary>
    public Task<WaitingOutcome> LeaveAsync(WaitingCommand command, CancellationToken cancellationToken) => RunAsync(
        command,
        async (db, entry, now, ct) =>
        {
            var (state, action) = command.Actor.IsClient ? (WaitingState.Left, "waiting.left") : (WaitingState.Removed, "waiting.removed");
            if (entry.State == state)
            {
                return new(WaitingEnd.Done);
            }

            if (!entry.IsOpen)
            {
                return new(WaitingEnd.NotAllowed);
            }

            await EndAsync(db, entry, state, now, ct);
            Note(db, entry, command.Actor, action, command.Actor.IsClient ? null : command.TellClient ? "client told by e-mail" : "client not told", now);
            if (!command.Actor.IsClient && command.TellClient)
            {
                mail.Queue(db, entry, f => new WaitingOverEmail(f, WaitingOver.Removed), now);
            }

            return new(WaitingEnd.Done);
        },
        cancellationToken);

    /// <summary>The last date has passed.</summary>
    public Task<WaitingOutcome> ExpireAsync(Guid id, CancellationToken cancellationToken) => RunAsync(
        new(id, Actor.TheSite),
        async (db, entry, now, ct) =>
        {
            if (!entry.IsOpen || entry.LastDate >= calendar.DateOf(now))
            {
                return new(WaitingEnd.NotAllowed);
            }

            var told = entry.State != WaitingState.Unconfirmed;
            await EndAsync(db, entry, WaitingState.Ended, now, ct);
            Note(db, entry, Actor.TheSite, "waiting.ended", "its last date has passed", now);
            if (told)
            {
                mail.Queue(db, entry, f => new WaitingOverEmail(f, WaitingOver.DatePassed), now);
            }

            return new(WaitingEnd.Done);
        },
        cancellationToken);

    private async Task<WaitingOutcome> RunAsync(
        WaitingCommand command, Func<ClinicDb, WaitingEntry, Instant, CancellationToken, Task<WaitingOutcome>> act, CancellationToken cancellationToken)
    {
        // A lost race, for a cell or for the entry itself, is judged anew by a reading that sees the winner.
        for (var attempt = 0; ; attempt++)
        {
            var written = await writes.RunAsync(
                async (db, ct) =>
                {
                    var entry = await db.WaitingList
                        .Include(w => w.Practitioner)
                        .Include(w => w.Service!).ThenInclude(s => s.Practitioners)
                        .Include(w => w.Service!).ThenInclude(s => s.Rooms)
                        .Include(w => w.Offers.Where(o => o.State == OfferState.Open)).ThenInclude(o => o.Times)
                        .AsSplitQuery()
                        .FirstOrDefaultAsync(w => w.Id == command.Id, ct);
                    return entry is null || (command.WithinDiaryOf is { } only && only != entry.PractitionerId)
                        ? new(WaitingEnd.NotFound)
                        : await act(db, entry, clock.GetCurrentInstant(), ct);
                },
                cancellationToken);
            switch (written.End)
            {
                case WriteEnd.Committed:
                    outbox.Wake();
                    return written.Value;
                case WriteEnd.Stale when attempt >= 4:
                    return new(WaitingEnd.Stale);
                case WriteEnd.DuplicateKey when attempt >= 4:
                    return new(WaitingEnd.TimeRefused, Refusal.Taken);
                default:
                    metrics.RaceLost("waiting");
                    break;
            }
        }
    }

    private static async Task EndAsync(ClinicDb db, WaitingEntry entry, WaitingState state, Instant now, CancellationToken cancellationToken)
    {
        foreach (var offer in entry.Offers.Where(o => o.State == OfferState.Open))
        {
            await KeptTimes.EndAsync(db, offer, OfferState.Withdrawn, now, cancellationToken);
        }

        (entry.State, entry.EndedAt) = (state, now);
    }

    private static void Note(ClinicDb db, WaitingEntry entry, Actor actor, string action, string? detail, Instant now) => db.Audit.Add(new()
    {
        At = now,
        ActorKind = actor.Kind,
        ActorId = actor.Id,
        ActorName = actor.Name,
        Action = action,
        Detail = $"waiting list {entry.Reference}" + (detail is null ? string.Empty : ": " + detail),
    });
}
