using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Data;

namespace SmpClinic.Web.Features.Staff.Clients;

/// <summary>
/// Fills in what clients are found by where that is missing: for records from before there was a search, and for those that a node of an
/// older release adds while releases change. A little at a time, each in its own transaction, so that it may be cut off anywhere and go on later.
/// </summary>
public sealed class ClientSearchFill(ClinicWrites writes)
{
    private const int AtOnce = 200;

    /// <summary>Fills in all that is missing. Several nodes may do so at once: who loses a record finds it filled.</summary>
    /// <returns>How many records it filled.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var filled = 0;
        while (true)
        {
            var written = await writes.RunAsync(TryFillAsync, cancellationToken);
            if (written is { End: WriteEnd.Committed, Value: 0 })
            {
                return filled;
            }

            filled += written.End == WriteEnd.Committed ? written.Value : 0;
        }
    }

    private static async Task<int> TryFillAsync(ClinicDb unit, CancellationToken cancellationToken)
    {
        var missing = await unit.Clients.Where(c => c.SearchKey == null).OrderBy(c => c.Id).Take(AtOnce).ToListAsync(cancellationToken);
        foreach (var client in missing)
        {
            // Saving does the rest.
            unit.Entry(client).Property(c => c.SearchKey).IsModified = true;
        }

        return missing.Count;
    }
}

/// <summary>Fills at start, and looks again from time to time.</summary>
public sealed class ClientSearchWorker(ClientSearchFill fill, TimeProvider time, ILogger<ClientSearchWorker> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await FillAsync(stoppingToken);
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping is how it ends.
        }
    }

    private async Task FillAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (await fill.RunAsync(stoppingToken) is > 0 and var filled)
            {
                log.LogInformation("{Count} clients can be found now", filled);
            }
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            // The database may be away, or not migrated yet. What is missing stays missing; the next round finds it.
            log.LogError(e, "A round of filling in what clients are found by failed");
        }
    }
}
