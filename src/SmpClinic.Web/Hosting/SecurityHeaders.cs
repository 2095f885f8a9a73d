using Microsoft.Extensions.Primitives;

namespace SmpClinic.Web.Hosting;

/// <summary>
/// First in the pipeline, and written as the response starts, so that errors, redirects and static files carry the headers too.
/// A policy that an action has set for itself stays.
/// </summary>
public sealed class SecurityHeaders(RequestDelegate next, IHostEnvironment environment)
{
    public const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types 'none'; ";

    public const string Permissions =
        "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), "
        + "hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), "
        + "publickey-credentials-get=(), screen-wake-lock=(), serial=(), sync-xhr=(), usb=(), xr-spatial-tracking=()";

    private static readonly PathString LinkPages = "/appointments";

    public Task InvokeAsync(HttpContext context)
    {
        // The path is taken now: an error page is rendered under another one.
        var path = context.Request.Path;
        context.Response.OnStarting(() =>
        {
            Write(context, path);
            return Task.CompletedTask;
        });
        return next(context);
    }

    private void Write(HttpContext context, PathString path)
    {
        var headers = context.Response.Headers;
        var tls = context.Request.IsHttps;
        Unless(headers, "Content-Security-Policy", ContentPolicy + (tls ? "upgrade-insecure-requests; report-to csp" : "report-to csp"));
        headers["Reporting-Endpoints"] = $"csp=\"{CspReports.Address}\"";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = path.StartsWithSegments(LinkPages, StringComparison.OrdinalIgnoreCase) ? "no-referrer" : "strict-origin-when-cross-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = Permissions;
        Unless(headers, "Cache-Control", "no-store");
        if (tls && !environment.IsDevelopment())
        {
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        }
    }

    private static void Unless(IHeaderDictionary headers, string name, string value)
    {
        if (StringValues.IsNullOrEmpty(headers[name]))
        {
            headers[name] = value;
        }
    }
}
