using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.WaitingList;

/// <summary>
/// Offers free times to who waits for them, in their order. It does not wait to be told that a time was freed: it looks at what the diary
/// offers, so a cancellation, a hold that ran out, time off taken back and hours made longer are all the same to it. Nothing is kept in
/// memory between rounds, and several processes may look at once: each offer is settled by keys in one transaction.
/// </summary>
public sealed class WaitingDispatcher(
    IDbContextFactory<ClinicDb> contexts, ClinicWrites writes, Diary diary, WaitingCommands commands, OfferHours hours, ClinicCalendar calendar, IClock clock)
{
    private const int Batch = 200;

    /// <summary>More people than any clinic has waiting: those behind them are looked at when the line is shorter.</summary>
    private const int LongestLine = 5_000;

    private const int MostTries = 5;

    /// <summary>Ended entries are kept so long, for questions, and then deleted.</summary>
    private static readonly Duration KeptAfterEnd = Duration.FromDays(30);

    /// <summary>One round: closes what ran out, ends what is past its date, deletes what was kept long enough, and offers what is free.</summary>
    /// <returns>How many offers this call made.</returns>
    public async Task<int> RoundAsync(CancellationToken cancellationToken)
    {
        await CloseAsync(cancellationToken);
        await DeleteAsync(cancellationToken);
        return hours.IsDay(clock.GetCurrentInstant()) ? await OfferAsync(cancellationToken) : 0;
    }

    private async Task CloseAsync(CancellationToken cancellationToken)
    {
        List<(Guid Offer, Guid Entry)> lapsed;
        List<Guid> past;
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            var now = clock.GetCurrentInstant();
            var today = calendar.DateOf(now);
            lapsed = (await db.TimeOffers.Where(o => o.State == OfferState.Open && o.ExpiresAt <= now && o.WaitingEntryId != null)
                .OrderBy(o => o.ExpiresAt).Take(Batch).Select(o => new { o.Id, Entry = o.WaitingEntryId!.Value }).ToListAsync(cancellationToken)).ConvertAll(o => (o.Id, o.Entry));
            past = [];
            foreach (var state in (WaitingState[])[WaitingState.Unconfirmed, WaitingState.Waiting, WaitingState.Offered])
            {
                past.AddRange(await db.WaitingList.Where(w => w.State == state && w.LastDate < today).Take(Batch).Select(w => w.Id).ToListAsync(cancellationToken));
            }
        }

        foreach (var (offer, entry) in lapsed)
        {
            await commands.LapseAsync(entry, offer, cancellationToken);
        }

        foreach (var entry in past)
        {
            await commands.ExpireAsync(entry, cancellationToken);
        }
    }

    private Task<Written<int>> DeleteAsync(CancellationToken cancellationToken) => writes.RunAsync(
        async (db, ct) =>
        {
            var now = clock.GetCurrentInstant();
            var (unconfirmed, ended) = (now - WaitingCommands.ToConfirm, now - KeptAfterEnd);
            var old = await db.WaitingList.Where(w => w.EndedAt <= ended || (w.State == WaitingState.Unconfirmed && w.Since <= unconfirmed)).Take(Batch).ToListAsync(ct);
            db.WaitingList.RemoveRange(old);
            foreach (var entry in old)
            {
                db.Audit.Add(new() { At = now, ActorKind = ActorKind.System, Action = "waiting.deleted", Detail = $"waiting list {entry.Reference}" });
            }

            return old.Count;
        },
        cancellationToken);

    private async Task<int> OfferAsync(CancellationToken cancellationToken)
    {
        var made = 0;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetCurrentInstant();
        var line = await db.WaitingList.AsNoTracking().Where(w => w.State == WaitingState.Waiting && w.RestsUntil <= now)
            .OrderBy(w => w.Since).ThenBy(w => w.Id).Take(LongestLine).ToListAsync(cancellationToken);
        if (line.Count == 0)
        {
            return 0;
        }

        var before = (await db.OfferedTimes.AsNoTracking()
            .Join(db.TimeOffers.Where(o => o.WaitingEntry!.State == WaitingState.Waiting), t => t.OfferId, o => o.Id, (t, o) => new { Entry = o.WaitingEntryId!.Value, t.Start, t.PractitionerId })
            .ToListAsync(cancellationToken)).Select(t => (t.Entry, t.Start, t.PractitionerId)).ToHashSet();
        var free = new Dictionary<int, IReadOnlyList<Slot>>();
        foreach (var entry in line)
        {
            // Who is first stays first: where somebody else was quicker at one time, another is looked for before the next in line gets one.
            for (var (end, tries) = (WaitingEnd.TimeRefused, 0); end == WaitingEnd.TimeRefused && tries < MostTries; tries++)
            {
                if (!free.TryGetValue(entry.ServiceId, out var slots))
                {
                    free[entry.ServiceId] = slots = await FreeAsync(db, entry.ServiceId, line, cancellationToken);
                }

                // What they did not want once is not offered to them again.
                if (slots.Where(s => Wishes.Fit(entry, s, calendar) && !before.Contains((entry.Id, s.Start, s.PractitionerId))).Select(s => (Slot?)s).FirstOrDefault() is not { } slot)
                {
                    break;
                }

                end = (await commands.OfferAsync(new(entry.Id, Actor.TheSite), slot.Start, slot.PractitionerId, cancellationToken)).End;
                made += end == WaitingEnd.Done ? 1 : 0;

                // Whatever became of it, the diary is another one now: this one took a time, or somebody else did.
                free.Clear();
            }
        }

        return made;
    }

    /// <summary>What of a service can be offered to people who have as long to answer as an offer lasts now.</summary>
    private async Task<IReadOnlyList<Slot>> FreeAsync(ClinicDb db, int serviceId, List<WaitingEntry> line, CancellationToken cancellationToken)
    {
        var book = await diary.RulesAsync(db, cancellationToken);
        if (book.Services.FirstOrDefault(s => s.Id == serviceId) is not { } service)
        {
            return [];
        }

        var now = clock.GetCurrentInstant();
        var today = calendar.DateOf(now);
        var until = LocalDate.Min(line.Where(w => w.ServiceId == serviceId).Max(w => w.LastDate), today.PlusDays(service.HorizonDays));
        var rules = commands.RulesFor(service, now, hours.Until(now));
        return until < today ? [] : (await diary.PeekAsync(db, book, service, rules, today, until, now, own: null, only: null, cancellationToken)).Offer(now, today, until);
    }
}

/// <summary>Makes a round every minute, as long as the process runs.</summary>
public sealed class WaitingWorker(WaitingDispatcher dispatcher, TimeProvider time, ILogger<WaitingWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Poll, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await dispatcher.RoundAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                logger.LogError(e, "A round of the waiting list failed; the next minute tries again");
            }
        }
    }
}
