namespace SmpClinic.Web.Features.Appointments;

/// <summary>Looks every minute for times that ran out unanswered.</summary>
public sealed class OfferWorker(OfferLapses lapses, TimeProvider time, ILogger<OfferWorker> logger) : BackgroundService
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
                while (await lapses.CloseOnceAsync(stoppingToken) > 0)
                {
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                logger.LogError(e, "Closing offers that ran out failed; the next minute tries again");
            }
        }
    }
}
