namespace SmpClinic.Web.Hosting;

/// <summary>
/// Whoever asks and then does not read what comes loses the connection between eight and twelve seconds after the answer began.
/// Kestrel's own least rate does not see to that: it counts what the kernel buffered as read, and lends the time it would have taken.
/// An answer that fits the buffers, as every page of ours does, is out at once however slow its reader.
/// </summary>
/// <remarks>An answer that is longer than the buffers, and sees for itself to a reader who stands still, says so by <see cref="StreamedAttribute"/>.</remarks>
public sealed class TakenInTime(RequestDelegate next, TimeProvider time)
{
    private const int MostLooks = 2;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(4);

    public Task InvokeAsync(HttpContext context)
    {
        var work = next(context);
        return work.IsCompleted || context.GetEndpoint()?.Metadata.GetMetadata<StreamedAttribute>() is not null ? work : WatchAsync(context, work);
    }

    private async Task WatchAsync(HttpContext context, Task work)
    {
        var looks = 0;
        await using var watch = time.CreateTimer(
            _ =>
            {
                if (context.Response.HasStarted && ++looks > MostLooks)
                {
                    context.Abort();
                }
            },
            state: null,
            BetweenLooks,
            BetweenLooks);
        await work;
    }
}

/// <summary>The answer is written piece by piece and ends by itself where a piece is not taken in time.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StreamedAttribute : Attribute;
