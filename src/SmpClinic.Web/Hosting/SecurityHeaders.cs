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
        + "publickey-credentials-create=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), sync-xhr=(), usb=(), xr-spatial-tracking=()";

    /// <summary>Pages whose address is a secret.</summary>
    private static readonly PathString[] LinkPages = ["/appointments", "/feeds", "/staff/set-password", "/waiting-list"];

    private static readonly StringValues PolicyOverTls = ContentPolicy + "upgrade-insecure-requests; report-to csp";
    private static readonly StringValues PolicyWithoutTls = ContentPolicy + "report-to csp";
    private static readonly StringValues ReportTo = $"csp=\"{CspReports.Address}\"";
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues NoReferrer = "no-referrer";
    private static readonly StringValues OriginOnly = "strict-origin-when-cross-origin";
    private static readonly StringValues SameOrigin = "same-origin";
    private static readonly StringValues Denied = Permissions;

    /// <summary>Staff may be asked for passkeys; nobody else is.</summary>
    private static readonly StringValues DeniedToStaff = Permissions
        .Replace("publickey-credentials-create=(), publickey-credentials-get=()", "publickey-credentials-create=(self), publickey-credentials-get=(self)", StringComparison.Ordinal);
    private static readonly StringValues NoStore = "no-store";
    private static readonly StringValues TlsForAYear = "max-age=31536000; includeSubDomains";

    private readonly bool _development = environment.IsDevelopment();

    /// <summary>
    /// The policy of the staff's calendar, whose library writes one style element (let in by its nonce) with a font for its arrows in it, and measures the browser
    /// with two fixed scraps of markup (let through by wwwroot/js/diary/scraps.js, which refuses every other). Nothing else is loosened.
    /// </summary>
    public static StringValues PolicyForTheCalendar(bool tls, string nonce) => (tls ? PolicyOverTls : PolicyWithoutTls).ToString()
        .Replace("style-src 'self'", $"style-src 'self' 'nonce-{nonce}'", StringComparison.Ordinal)
        .Replace("font-src 'self'", "font-src 'self' data:", StringComparison.Ordinal)
        .Replace("trusted-types 'none'", "trusted-types default", StringComparison.Ordinal);

    public Task InvokeAsync(HttpContext context)
    {
        // The path is taken now: an error page is rendered under another one.
        context.Response.OnStarting(static state => ((Response)state).Write(), new Response(context, context.Request.Path, _development));
        return next(context);
    }

    private sealed class Response(HttpContext context, PathString path, bool development)
    {
        public Task Write()
        {
            var headers = context.Response.Headers;
            var tls = context.Request.IsHttps;
            if (StringValues.IsNullOrEmpty(headers.ContentSecurityPolicy))
            {
                headers.ContentSecurityPolicy = tls ? PolicyOverTls : PolicyWithoutTls;
            }

            headers["Reporting-Endpoints"] = ReportTo;
            headers.XContentTypeOptions = NoSniff;
            headers["Referrer-Policy"] = LinkPages.Any(page => path.StartsWithSegments(page, StringComparison.OrdinalIgnoreCase)) ? NoReferrer : OriginOnly;
            headers["Cross-Origin-Opener-Policy"] = SameOrigin;
            headers["Cross-Origin-Resource-Policy"] = SameOrigin;
            headers["Permissions-Policy"] = path.StartsWithSegments(StaffSignIn.Area, StringComparison.OrdinalIgnoreCase) ? DeniedToStaff : Denied;
            if (StringValues.IsNullOrEmpty(headers.CacheControl))
            {
                headers.CacheControl = NoStore;
            }

            if (tls && !development)
            {
                headers.StrictTransportSecurity = TlsForAYear;
            }

            return Task.CompletedTask;
        }
    }
}
