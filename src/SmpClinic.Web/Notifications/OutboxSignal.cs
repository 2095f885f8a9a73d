using System.Threading.Channels;

namespace SmpClinic.Web.Notifications;

/// <summary>Tells the worker of this process that something was queued, so that mail need not wait for the next look.</summary>
public sealed class OutboxSignal
{
    // One place: waking twice before the worker looks is waking once.
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Call it after the commit; never blocks, never throws.</summary>
    public void Wake() => _wakes.Writer.TryWrite(true);

    /// <summary>Returns when woken, or after <paramref name="atMost"/>.</summary>
    /// <exception cref="OperationCanceledException">The process is stopping.</exception>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await _wakes.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nobody woke us: look anyway.
        }
    }
}
