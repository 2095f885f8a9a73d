namespace SmpClinic.Web.Notifications;

/// <summary>Looks every minute for reminders that have fallen due, as long as the process runs.</summary>
public sealed class ReminderWorker(ReminderDispatcher dispatcher, QuestionnaireReminders questionnaires, TimeProvider time, ILogger<ReminderWorker> log) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await DrainAsync(stoppingToken);
                await Task.Delay(Poll, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping is how it ends.
        }
    }

    private async Task DrainAsync(CancellationToken stoppingToken)
    {
        try
        {
            int closed;
            do
            {
                closed = await dispatcher.DispatchOnceAsync(stoppingToken) + await questionnaires.DispatchOnceAsync(stoppingToken);
            }
            while (closed > 0);

            await questionnaires.SweepAsync(stoppingToken);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            // The database may be away. The rows stay; the next round finds them.
            log.LogError(e, "A round of the reminders failed");
        }
    }
}
