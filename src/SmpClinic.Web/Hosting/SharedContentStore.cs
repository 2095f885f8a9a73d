using Microsoft.AspNetCore.OutputCaching;
using StackExchange.Redis;

namespace SmpClinic.Web.Hosting;

/// <summary>
/// Rendered pages in Redis, for all nodes together. Redis is a convenience, not a part: while it is away, or slow, pages are kept
/// in this process as they would be without it, and every few seconds one request finds out whether it is back.
/// </summary>
public sealed class SharedContentStore(IOutputCacheStore shared, IOutputCacheStore local, TimeProvider time, ILogger<SharedContentStore> log) : IOutputCacheStore
{
    /// <summary>Longer than a healthy Redis ever needs; shorter than a visitor notices.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private long _closedUntil;

    /// <inheritdoc/>
    public async ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken)
    {
        var (answered, page) = await AskAsync(limit => shared.GetAsync(key, limit).AsTask(), cancellationToken);
        return answered ? page : await local.GetAsync(key, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask SetAsync(string key, byte[] value, string[]? tags, TimeSpan validFor, CancellationToken cancellationToken)
    {
        var (answered, _) = await AskAsync(
            async limit =>
            {
                await shared.SetAsync(key, value, tags, validFor, limit);
                return true;
            },
            cancellationToken);
        if (!answered)
        {
            await local.SetAsync(key, value, tags, validFor, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask EvictByTagAsync(string tag, CancellationToken cancellationToken)
    {
        await local.EvictByTagAsync(tag, cancellationToken);
        await AskAsync(
            async limit =>
            {
                await shared.EvictByTagAsync(tag, limit);
                return true;
            },
            cancellationToken);
    }

    private async Task<(bool Answered, T? Value)> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        var closedUntil = Interlocked.Read(ref _closedUntil);
        if (closedUntil != 0 && (now < closedUntil || Interlocked.CompareExchange(ref _closedUntil, Later(now), closedUntil) != closedUntil))
        {
            return (false, default);
        }

        try
        {
            var value = await ask(cancellationToken).WaitAsync(Patience, time, cancellationToken);
            if (closedUntil != 0)
            {
                Interlocked.Exchange(ref _closedUntil, 0);
                log.LogInformation("Redis answers again; pages are shared");
            }

            return (true, value);
        }
        catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
        {
            if (Interlocked.Exchange(ref _closedUntil, Later(now)) == 0)
            {
                log.LogWarning("Redis does not answer ({Fault}); pages are kept by this node alone", e.GetType().Name);
            }

            return (false, default);
        }
    }

    private long Later(long now) => now + (long)(Pause.TotalSeconds * time.TimestampFrequency);
}
