using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Staff.Schedule.Emails;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Staff.Schedule;

/// <summary>How it stands with a change of the rules.</summary>
public enum RuleEnd
{
    /// <summary>It can be saved, or it was.</summary>
    Good,

    /// <summary>What was to be changed is not there.</summary>
    Gone,

    /// <summary>Somebody changed the same thing meanwhile.</summary>
    Stale,

    /// <summary>Something else speaks against it.</summary>
    Refused,

    /// <summary>It would affect visits that were not shown.</summary>
    Unseen,
}

/// <summary>What came of looking at a change, or of saving it.</summary>
public sealed record RuleOutcome(RuleEnd End)
{
    /// <summary>What speaks against it.</summary>
    public RuleObjection? Objection { get; init; }

    /// <summary>The version under which the thing stands now.</summary>
    public long? Version { get; init; }

    /// <summary>What others did to it since the form was shown.</summary>
    public IReadOnlyList<AuditEntry> Since { get; init; } = [];

    /// <summary>What the change amounts to.</summary>
    public RulePreview? Preview { get; init; }
}

/// <summary>What a change would do.</summary>
/// <param name="Effect">Before and after.</param>
/// <param name="Affected">The visits that it leaves where the rules no longer have them.</param>
/// <param name="Offers">What visitors would be offered.</param>
/// <param name="From">The first date of that.</param>
public sealed record RulePreview(RuleEffect Effect, IReadOnlyList<AffectedVisit> Affected, IReadOnlyList<ComparedOffer> Offers, LocalDate From);

/// <summary>
/// Changes of what is laid down about the diary: looked at without saving anything, or saved with their entry of history. No change
/// touches a visit that is booked; those it affects are shown first, and one that was booked meanwhile is shown before anything is saved.
/// </summary>
public sealed class RuleDesk(
    ClinicWrites writes, IDbContextFactory<ClinicDb> contexts, Diary diary, ClinicCalendar calendar, NotificationService notifications, OutboxSignal outbox, AppointmentCommands commands, IClock clock)
{
    /// <summary>How many affected visits are given other times to choose from; the rest have their own pages for it.</summary>
    private const int MostOffered = 20;

    private const int MostSince = 20;

    /// <summary>What a change would do. Nothing is saved.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="change">What.</param>
    /// <param name="seen">The visits shown before, by their keys; null where none were.</param>
    /// <param name="since">When the form was first shown.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<RuleOutcome> PreviewAsync(StaffCaller caller, RuleChange change, IReadOnlySet<string>? seen, Instant? since, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        var now = clock.GetCurrentInstant();
        var book = await diary.RulesAsync(db, cancellationToken);
        var (outcome, sheet, affected) = await MakeAsync(db, change, now, cancellationToken);
        if (outcome.End != RuleEnd.Good)
        {
            return await WithSinceAsync(outcome, since, cancellationToken);
        }

        var effect = outcome.Preview!.Effect;
        var comparison = new OfferComparison(db, diary, calendar, book, sheet!, now);
        for (var i = 0; i < affected.Count; i++)
        {
            affected[i] = affected[i] with
            {
                IsNew = seen?.Contains(affected[i].Key) == false,
                Others = i < MostOffered ? await comparison.OthersAsync(affected[i], caller.WithinDiaryOf, cancellationToken) : [],
            };
        }

        return outcome with { Preview = new(effect, affected, await comparison.ReadAsync(effect, cancellationToken), comparison.FirstOf(effect)) };
    }

    /// <summary>Saves a change, if all the visits it affects were shown, and asks the clients of some of them to choose another time.</summary>
    public async Task<RuleOutcome> SaveAsync(StaffCaller caller, RuleChange change, IReadOnlySet<string> seen, IReadOnlySet<Guid> tell, Instant? since, CancellationToken cancellationToken)
    {
        var written = await writes.RunAsync(
            async (db, ct) =>
            {
                var now = clock.GetCurrentInstant();
                var (outcome, _, affected) = await MakeAsync(db, change, now, ct);
                if (outcome.End == RuleEnd.Good && affected.Exists(visit => !seen.Contains(visit.Key)))
                {
                    outcome = new(RuleEnd.Unseen);
                }

                if (outcome.End != RuleEnd.Good || !outcome.Preview!.Effect.Differs)
                {
                    db.ChangeTracker.Clear();
                    return outcome;
                }

                Note(db, caller, change.Action, null, outcome.Preview.Effect.Detail, now);
                if (change.IsPublic)
                {
                    await Stamps.RaiseAsync(db, Stamp.Content, now, ct);
                }

                await AskAsync(db, caller, [.. affected.Where(visit => tell.Contains(visit.Id)).Select(visit => visit.Id)], now, ct);
                return outcome;
            },
            cancellationToken);
        outbox.Wake();
        return written.End switch
        {
            WriteEnd.Committed => await WithSinceAsync(written.Value!, since, cancellationToken),
            WriteEnd.DuplicateKey => new(RuleEnd.Refused) { Objection = new("Slug", "Something else has this name in addresses already. Choose another.") },
            _ => await WithSinceAsync(new(RuleEnd.Stale), since, cancellationToken),
        };
    }

    /// <summary>Moves one of the affected visits, under the rules as they still are.</summary>
    public Task<CommandOutcome> MoveAsync(StaffCaller caller, Guid visit, long version, Instant start, string practitioner, CancellationToken cancellationToken) =>
        commands.MoveAsync(caller.Command(visit, version), start, practitioner, cancellationToken);

    /// <summary>Makes the change to rows that are read for it, and finds the visits it affects.</summary>
    private async Task<(RuleOutcome Outcome, RuleSheet? Sheet, List<AffectedVisit> Affected)> MakeAsync(ClinicDb db, RuleChange change, Instant now, CancellationToken cancellationToken)
    {
        if (await change.ObjectionAsync(db, now, cancellationToken) is { } objection)
        {
            return (new(RuleEnd.Refused) { Objection = objection }, null, []);
        }

        var sheet = await RuleSheet.ReadAsync(db, cancellationToken);
        var before = new RuleSnapshot(sheet);
        if (change.Apply(sheet) is not { } effect)
        {
            return (new(RuleEnd.Gone), null, []);
        }

        if (change.Shown is { } shown && effect.Root is { } root && root.Version != shown)
        {
            return (new(RuleEnd.Stale) { Version = root.Version, Preview = new(effect, [], [], default) }, null, []);
        }

        var affected = await AffectedVisits.ReadAsync(db, before, new(sheet), effect, calendar, now, cancellationToken);
        return (new(RuleEnd.Good) { Version = effect.Root?.Version, Preview = new(effect, affected, [], default) }, sheet, affected);
    }

    private async Task AskAsync(ClinicDb db, StaffCaller caller, List<Guid> visits, Instant now, CancellationToken cancellationToken)
    {
        if (visits.Count == 0)
        {
            return;
        }

        var asked = await db.Appointments.Include(a => a.Service).Include(a => a.Practitioner).Include(a => a.Room)
            .Where(a => visits.Contains(a.Id)).OrderBy(a => a.Start).ToListAsync(cancellationToken);
        foreach (var visit in asked)
        {
            await notifications.QueueForClientAsync(db, visit, facts => new AnotherTimeNeededEmail(facts), now, cancellationToken);
            Note(db, caller, "appointment.asked-to-move", visit.Id, StartText.Write(visit.Start) + "; client told by e-mail", now);
        }
    }

    /// <summary>Where somebody was quicker: what was done since to the same thing.</summary>
    private async Task<RuleOutcome> WithSinceAsync(RuleOutcome outcome, Instant? since, CancellationToken cancellationToken)
    {
        if (outcome.End != RuleEnd.Stale || since is not { } from)
        {
            return outcome;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var about = outcome.Preview?.Effect.About + ": ";
        return outcome with
        {
            Since = await db.Audit.AsNoTracking()
                .Where(e => e.At >= from && e.AppointmentId == null && e.Detail != null && e.Detail.StartsWith(about))
                .OrderByDescending(e => e.At).Take(MostSince).ToListAsync(cancellationToken),
        };
    }

    private static void Note(ClinicDb db, StaffCaller caller, string action, Guid? appointment, string detail, Instant now) => db.Audit.Add(new()
    {
        At = now,
        ActorKind = ActorKind.Staff,
        ActorId = caller.Id,
        ActorName = caller.Name,
        Action = action,
        AppointmentId = appointment,
        Detail = detail,
    });
}
