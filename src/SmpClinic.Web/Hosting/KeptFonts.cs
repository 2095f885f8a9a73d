using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.Primitives;

namespace SmpClinic.Web.Hosting;

/// <summary>
/// The stylesheet names the fonts, so their addresses cannot carry a fingerprint of the build; their version stands in the file's name
/// instead. Another cut is another name, and a browser need never ask again.
/// </summary>
internal static class KeptFonts
{
    private static readonly StringValues ForGood = "public, max-age=31536000, immutable";

    public static StaticAssetsEndpointConventionBuilder KeepFontsForGood(this StaticAssetsEndpointConventionBuilder assets)
    {
        assets.Add(endpoint =>
        {
            if (endpoint is RouteEndpointBuilder { RoutePattern.RawText: { } path, RequestDelegate: { } send } && path.TrimStart('/').StartsWith("fonts/", StringComparison.Ordinal) && path.EndsWith(".woff2", StringComparison.Ordinal))
            {
                endpoint.RequestDelegate = context =>
                {
                    context.Response.OnStarting(static state => Keep((HttpResponse)state), context.Response);
                    return send(context);
                };
            }
        });
        return assets;
    }

    private static Task Keep(HttpResponse response)
    {
        if (response.StatusCode < StatusCodes.Status400BadRequest)
        {
            response.Headers.CacheControl = ForGood;
        }

        return Task.CompletedTask;
    }
}
