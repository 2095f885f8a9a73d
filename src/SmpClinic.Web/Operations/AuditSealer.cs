using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Operations;

/// <summary>
/// Puts new entries of history into the chain, after their own commit: those who write history do not stand in line for the chain's end.
/// One node does it at a time; should two ever try at once, the number of the next link is a key, and one of them starts again.
/// </summary>
public sealed class AuditSealer(IDbContextFactory<ClinicDb> contexts, ClinicWrites writes, Sealer sealer, AuditAnchor anchor, IClock clock)
{
    private const int AtOnce = 200;

    private static readonly Duration Lease = Duration.FromSeconds(30);

    private readonly Guid _node = Guid.NewGuid();

    /// <summary>Seals some of what is owed.</summary>
    /// <returns>How many entries; none when nothing is owed, or another node is at it.</returns>
    public async Task<int> SealOnceAsync(CancellationToken cancellationToken)
    {
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            if (!await db.AuditUnsealed.AnyAsync(cancellationToken))
            {
                return 0;
            }
        }

        var written = await writes.RunAsync(SealAsync, cancellationToken);
        if (written is not { End: WriteEnd.Committed, Value: { Count: > 0 } done })
        {
            return 0;
        }

        anchor.Note(done.Key, done.Number, done.Hash);
        return done.Count;
    }

    private async Task<(int Count, string Key, long Number, string Hash)> SealAsync(ClinicDb unit, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var head = await unit.AuditHeads.SingleOrDefaultAsync(h => h.Id == AuditHead.OnlyId, cancellationToken);
        if (head is { LeasedBy: { } other, LeasedUntil: { } until } && other != _node && until > now && until < now + Lease + Lease)
        {
            return default;
        }

        if (head is null)
        {
            head = new() { Hash = AuditChain.Beginning, Key = sealer.Seal(AuditChain.NewKey())!.Value };
            unit.AuditHeads.Add(head);
        }

        // An entry that was promised and is gone stays promised: that is a finding.
        var owed = await unit.AuditUnsealed.Join(unit.Audit.AsNoTracking(), u => u.EntryId, a => a.Id, (u, a) => new { Owed = u, Entry = a })
            .OrderBy(one => one.Owed.EntryId).Take(AtOnce).ToListAsync(cancellationToken);
        var key = sealer.Open(head.Key)!;
        foreach (var one in owed)
        {
            head.Hash = AuditChain.HashOf(key, ++head.Number, head.Hash, one.Entry);
            unit.AuditSeals.Add(new() { Number = head.Number, EntryId = one.Entry.Id, Hash = head.Hash, SealedAt = now });
            unit.AuditUnsealed.Remove(one.Owed);
        }

        (head.LeasedBy, head.LeasedUntil) = (_node, now + Lease);
        return (owed.Count, key, head.Number, head.Hash);
    }
}

/// <summary>Seals as long as the process runs, within seconds of the entry.</summary>
public sealed class AuditSealWorker(AuditSealer sealer, TimeProvider time, ILogger<AuditSealWorker> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var next = Pause;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(next, time, stoppingToken);
                next = await sealer.SealOnceAsync(stoppingToken) > 0 ? TimeSpan.FromMilliseconds(200) : Pause;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // Stopping is how it ends.
            }
            catch (Exception e)
            {
                // The database may be away, or not migrated yet. What is owed stays owed.
                log.LogWarning(e, "A round of sealing failed");
                next = PauseAfterFault;
            }
        }
    }
}
