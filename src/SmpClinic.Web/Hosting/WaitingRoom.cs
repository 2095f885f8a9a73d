using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.Metadata;

namespace SmpClinic.Web.Hosting;

/// <summary>
/// So many requests are worked on at once, so many wait for their turn, and more are asked to come back: a crowd makes
/// the site slow for a while, never for good. The health addresses pass by it.
/// </summary>
public sealed class WaitingRoom(StartSettings settings) : IMiddleware, IDisposable
{
    private const string ComeBackIn = "5";

    private readonly ConcurrencyLimiter _room = new(new()
    {
        PermitLimit = settings.RequestsAtOnce,
        QueueLimit = settings.RequestsWaiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <inheritdoc/>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.IsErrorPage() || context.Request.Path.StartsWithSegments(Health.Folder, StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }

        using var turn = await _room.AcquireAsync(1, context.RequestAborted);
        if (turn.IsAcquired)
        {
            await next(context);
            return;
        }

        // Not our page of errors: rendering it is the very work there is no room for.
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = ComeBackIn;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync("We are very busy right now. Nothing was changed. Wait a few seconds, then try again.", context.RequestAborted);
    }

    /// <inheritdoc/>
    public void Dispose() => _room.Dispose();
}

/// <summary>
/// Takes in the whole of what a form sends before anything is done for it. Whoever sends slowly then keeps nobody's turn, and
/// a body that is too large, too slow or broken off is answered as that, not as a form without its token.
/// </summary>
public sealed class WholeBodies(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (context.GetEndpoint() is { } endpoint && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)
            && endpoint.Metadata.GetMetadata<IRequestSizeLimitMetadata>() is null && !context.IsErrorPage())
        {
            // What has a limit of its own is large and taken in pieces; the rest has that of the server.
            var whole = new MemoryStream((int)Math.Clamp(request.ContentLength ?? 0, 0, ServerLimits.BodyBytes));
            try
            {
                await request.Body.CopyToAsync(whole, context.RequestAborted);
            }
            catch (IOException e) when (e is not BadHttpRequestException && !context.RequestAborted.IsCancellationRequested)
            {
                // Some damage to the framing the server reports as a failed reading, as if it were ours.
                throw new BadHttpRequestException("The body could not be read.", StatusCodes.Status400BadRequest, e);
            }

            whole.Position = 0;
            request.Body = whole;
        }

        await next(context);
    }
}
