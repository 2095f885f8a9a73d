using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Hosting;

/// <summary>Reads from the database how the clinic's machinery is doing.</summary>
public sealed class VitalSignsReading(IDbContextFactory<ClinicDb> contexts, ClinicMetrics metrics, IClock clock)
{
    /// <summary>Reads, and gives the reading to the gauges. After a reading that failed they say nothing.</summary>
    public async Task<VitalSigns> TakeAsync(CancellationToken cancellationToken)
    {
        metrics.VitalSigns = null;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetCurrentInstant();
        var depth = await db.Outbox.CountAsync(m => m.State == OutboxState.Waiting, cancellationToken);
        var due = await OutboxLeases.Sendable(db, now).MinAsync(m => (Instant?)m.NextAttemptAt, cancellationToken);
        var dead = await db.Outbox.CountAsync(m => m.State == OutboxState.Dead, cancellationToken);
        var reminder = await db.Reminders.Where(r => r.State == ReminderState.Waiting && r.DueAt <= now).MinAsync(r => (Instant?)r.DueAt, cancellationToken);
        var hold = await db.SlotHolds.Where(h => h.ExpiresAt <= now).MinAsync(h => (Instant?)h.ExpiresAt, cancellationToken);
        var failed = await TransportBreaker.FailedInARowAsync(db, cancellationToken);
        var backup = await db.Stamps.Where(s => s.Name == Stamp.Backup).Select(s => (Instant?)s.At).FirstOrDefaultAsync(cancellationToken);
        return metrics.VitalSigns = new(depth, Since(due), dead, failed, Since(reminder), Since(hold), backup is { } made ? now - made : null);

        Duration Since(Instant? oldest) => oldest is { } at ? now - at : Duration.Zero;
    }
}

/// <summary>Takes a reading every half minute while somebody listens; otherwise it asks nothing of the database.</summary>
public sealed class VitalSignsWorker(VitalSignsReading reading, ClinicMetrics metrics, TimeProvider time, ILogger<VitalSignsWorker> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        do
        {
            try
            {
                if (metrics.VitalSignsAreWatched)
                {
                    await reading.TakeAsync(stoppingToken);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogWarning(e, "The vital signs could not be read; the gauges are silent until they can");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
