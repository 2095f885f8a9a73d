using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace SmpClinic.Web.Hosting;

/// <summary>Sends away what no visitor's browser asks for: a foreign host name, a form without TLS, a form from another site.</summary>
public sealed class RequestGuards(RequestDelegate next, StartSettings settings, SecurityLog security)
{
    private readonly IList<StringSegment> _hosts = [.. settings.AllowedHosts.Select(host => new StringSegment(host))];
    private readonly bool _anyHost = settings.AllowedHosts.Contains("*", StringComparer.Ordinal);

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (context.IsErrorPage())
        {
            return next(context);
        }

        if (!IsKnown(request.Method))
        {
            return Part(context, StatusCodes.Status405MethodNotAllowed);
        }

        // A proxy may hand on whatever scheme its client claims; redirects are made of it.
        if (IsFramedOddly(request) || AsksWithBody(request) || request.Scheme is not ("http" or "https"))
        {
            return Part(context, StatusCodes.Status400BadRequest);
        }

        if (!_anyHost && !IsOurs(request))
        {
            security.Note(context, SecurityEvent.HostRefused);
            return Refuse(context, StatusCodes.Status400BadRequest);
        }

        if (settings.RequireHttps && !request.IsHttps && !request.Path.StartsWithSegments(Health.Folder, StringComparison.OrdinalIgnoreCase))
        {
            if (!IsSafe(request.Method))
            {
                return Refuse(context, StatusCodes.Status400BadRequest);
            }

            // To the configured host: a forged Host header must not choose where people are sent.
            context.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
            context.Response.Headers.Location = settings.BaseUrl + request.PathBase + request.Path + request.QueryString;
            return Task.CompletedTask;
        }

        if (!IsSafe(request.Method) && ComesFromElsewhere(request) && !request.Path.Equals(CspReports.Address, StringComparison.Ordinal))
        {
            security.Note(context, SecurityEvent.OriginRefused);
            return Refuse(context, StatusCodes.Status403Forbidden);
        }

        if (!IsSafe(request.Method) && HasForeignLetters(request))
        {
            return Refuse(context, StatusCodes.Status415UnsupportedMediaType);
        }

        return next(context);
    }

    private bool IsOurs(HttpRequest request)
    {
        try
        {
            return HostString.MatchesAny(request.Host.Host, _hosts);
        }
        catch (ArgumentException)
        {
            // The name claims to be punycode and is not.
            return false;
        }
    }

    /// <summary>Browsers send forms in UTF-8; some of the other charsets a program can name fail where the form is read.</summary>
    private static bool HasForeignLetters(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.Charset is { Length: > 0 } charset
        && !HeaderUtilities.RemoveQuotes(charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a browser says that another site's page sent this. Older browsers and programs say nothing; the form token judges those.</summary>
    internal static bool ComesFromElsewhere(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"];
        return !StringValues.IsNullOrEmpty(site) && site != "same-origin" && site != "none";
    }

    /// <summary>Written exactly so: to HTTP "get" is another verb, and to a proxy it may be.</summary>
    private static bool IsKnown(string method) => method is "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" or "OPTIONS";

    /// <summary>Two lengths, or a coding beside "chunked": what comes after such a request may be the rest of it or another one, as one likes.</summary>
    private static bool IsFramedOddly(HttpRequest request)
    {
        var coding = request.Headers.TransferEncoding;
        return coding.Count > 0 && (request.Headers.ContentLength is not null || !coding.Equals("chunked"));
    }

    /// <summary>No browser sends a body with a question; one that cannot be read would leave an action without its arguments.</summary>
    private static bool AsksWithBody(HttpRequest request) =>
        IsSafe(request.Method) && (request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0);

    private static bool IsSafe(string method) => method is "GET" or "HEAD" or "OPTIONS";

    /// <summary>Refuses and ends the connection.</summary>
    private static Task Part(HttpContext context, int status)
    {
        context.Response.Headers.Connection = "close";
        return Refuse(context, status);
    }

    private static Task Refuse(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}

internal static class ErrorPageRequests
{
    /// <summary>Whether this pass through the pipeline renders the error page of an earlier one, which must not be refused again.</summary>
    public static bool IsErrorPage(this HttpContext context) =>
        context.Features.Get<IStatusCodeReExecuteFeature>() is not null || context.Features.Get<IExceptionHandlerFeature>() is not null;
}
