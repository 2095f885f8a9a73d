using Microsoft.AspNetCore.Diagnostics;
using SmpClinic.Web.Data;

namespace SmpClinic.Web.Hosting;

/// <summary>Whatever goes wrong ends on a plain page with a reference, never on a stack trace.</summary>
public static class ErrorPages
{
    /// <summary>The address errors are rendered under; asked for directly, it does not exist.</summary>
    public const string Route = "errors/{status:int}";

    private const string RetrySeconds = "5";
    private const string RetrySecondsAway = "30";

    public static void UseErrorPages(this IApplicationBuilder app)
    {
        app.UseStatusCodePagesWithReExecute("/errors/{0}");
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = "/errors/500",
            StatusCodeSelector = Status,
            AllowStatusCode404Response = true,

            // What failed once in the request's own services, signing in among it, would be remembered there and fail again.
            CreateScopeForErrors = true,

            // A visitor's broken request and a full queue are no bugs of ours; the request log has them. A database that is away is logged.
            SuppressDiagnosticsCallback = context => Status(context.Exception) < 500 || DbErrors.IsBusy(context.Exception),
        });
        app.Use((context, next) =>
        {
            if (context.Features.Get<IStatusCodeReExecuteFeature>() is { Endpoint: { } asked })
            {
                // The framework forgets it with the page's rendering, and the log would name the error page instead.
                context.Items[ClinicLogging.AskedFor] = asked;
            }

            if (context.Features.Get<IExceptionHandlerFeature>() is { } failed && context.Response.StatusCode == StatusCodes.Status503ServiceUnavailable)
            {
                context.Response.Headers.RetryAfter = DbErrors.IsAway(failed.Error) ? RetrySecondsAway : RetrySeconds;
            }

            return next(context);
        });
    }

    private static int Status(Exception exception) => exception switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        _ when DbErrors.IsBusy(exception) || DbErrors.IsAway(exception) => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };
}
