using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.StaticAssets;

namespace SmpClinic.Web.Hosting;

/// <summary>
/// Another site may link to any page, and may show what is the same for everybody. A page or file that depends on who asks it
/// gets by no other way: not as an image, a script or a frame, and not by its script, whatever the browser would have shown of it.
/// </summary>
public sealed class CrossSiteGuard(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.IsErrorPage() || !RequestGuards.ComesFromElsewhere(context.Request) || IsNavigation(context.Request)
            || context.GetEndpoint() is not { } endpoint || IsForEverybody(endpoint))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private static bool IsNavigation(HttpRequest request) =>
        request.Headers["Sec-Fetch-Mode"] == "navigate" && (request.Headers["Sec-Fetch-Dest"] is var to && (to.Count == 0 || to == "document"));

    private static bool IsForEverybody(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null
        || endpoint.Metadata.GetMetadata<OutputCacheAttribute>()?.PolicyName is ContentCache.Policy
        || endpoint.Metadata.GetMetadata<NoPageOnError>() is not null;
}
