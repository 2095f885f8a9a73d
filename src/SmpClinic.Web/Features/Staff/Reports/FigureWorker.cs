using SmpClinic.Web.Data;

namespace SmpClinic.Web.Features.Staff.Reports;

/// <summary>Counts every minute what has changed. Reports need not wait for it: what it has not counted they count themselves.</summary>
public sealed class FigureWorker(FigureFolding folding, TimeProvider time, ILogger<FigureWorker> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failing = false;
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await folding.FoldAsync(stoppingToken);
                failing = false;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                if (!failing)
                {
                    log.LogWarning(e, "The figures of the reports could not be counted; reports count for themselves until they can");
                }

                failing = true;
            }
        }
    }
}
