namespace SmpClinic.Web.Notifications;

/// <summary>Sends mail as long as the process runs: when woken, and every 15 seconds for what other processes queued or put off.</summary>
public sealed class OutboxWorker(OutboxDispatcher dispatcher, OutboxSignal signal, TimeProvider time, ILogger<OutboxWorker> log) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                if (await DrainAsync(stoppingToken))
                {
                    await signal.WaitAsync(Poll, time, stoppingToken);
                }
                else
                {
                    await Task.Delay(PauseAfterFault, time, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping is how it ends.
        }
    }

    /// <returns>False if the round failed.</returns>
    private async Task<bool> DrainAsync(CancellationToken stoppingToken)
    {
        try
        {
            int handled;
            do
            {
                handled = await dispatcher.DispatchOnceAsync(stoppingToken);
            }
            while (handled > 0);
            return true;
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            // The database may be away. The rows stay; the next round finds them.
            log.LogError(e, "A round of the outbox failed");
            return false;
        }
    }
}
