using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;

namespace SmpClinic.Web.Features.Photos;

/// <summary>Every quarter of an hour: files that a crash left without a row, and permissions whose day has passed.</summary>
public sealed class PhotoSweep(PhotoStore store, PhotoRights rights, IDbContextFactory<ClinicDb> contexts, IClock clock)
{
    /// <summary>Sweeps once.</summary>
    /// <returns>How many files went.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await rights.EndExpiredAsync(cancellationToken);
        return await store.SweepAsync(clock.GetCurrentInstant(), async names =>
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            return (await db.Photos.Where(p => names.Contains(p.Name)).Select(p => p.Name).ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
        });
    }
}

/// <summary>Runs the sweep.</summary>
public sealed class PhotoWorker(PhotoSweep sweep, TimeProvider time, ILogger<PhotoWorker> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(15);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var gone = await sweep.RunAsync(stoppingToken);
                if (gone > 0)
                {
                    log.LogInformation("{Files} files of photos had been left behind and are deleted", gone);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogError(e, "Sweeping the photos failed; it is tried again in a quarter of an hour");
            }
        }
    }
}
