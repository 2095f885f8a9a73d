using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.EntityFrameworkCore;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Hosting;

/// <summary>
/// Figures and traces for those who run the site, sent by OTLP where an endpoint is configured. Requests appear under their route
/// pattern and statements without their parameters; no path, query, header or value leaves the process.
/// </summary>
public static class Telemetry
{
    /// <summary>The framework's source of requests.</summary>
    private const string Requests = "Microsoft.AspNetCore";

    public static void AddTelemetry(this WebApplicationBuilder builder, StartSettings settings)
    {
        var services = builder.Services;
        services.AddSingleton<ClinicMetrics>();
        services.AddSingleton<SecurityLog>();
        services.AddSingleton<VitalSignsReading>();
        services.AddHostedService<VitalSignsWorker>();
        services.AddSingleton<DistributedContextPropagator, NoForeignTraces>();
        if (settings.OtlpEndpoint is { } endpoint)
        {
            // In a method of its own, so that without an endpoint not even the library is loaded.
            Export(services, endpoint, settings.OtlpOverGrpc);
        }
    }

    /// <summary>Names each request by its route pattern, and counts those that went wrong on our side.</summary>
    public static void UseTelemetry(this IApplicationBuilder app)
    {
        var metrics = app.ApplicationServices.GetRequiredService<ClinicMetrics>();
        app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            finally
            {
                Finish(context, metrics);
            }
        });
    }

    private static void Finish(HttpContext context, ClinicMetrics metrics)
    {
        var status = context.Response.StatusCode;
        var activity = context.Features.Get<IHttpActivityFeature>()?.Activity;
        if (activity is not { IsAllDataRequested: true } && status < StatusCodes.Status500InternalServerError)
        {
            return;
        }

        var route = ClinicLogging.RouteOf(context);
        if (status >= StatusCodes.Status500InternalServerError && !context.Request.Path.StartsWithSegments(Health.Folder, StringComparison.OrdinalIgnoreCase))
        {
            metrics.ServerError(route, status);
        }

        if (activity is { IsAllDataRequested: true })
        {
            var verb = ClinicLogging.Verb(context.Request.Method);
            activity.DisplayName = verb + " " + route;
            activity.SetTag("http.request.method", verb);
            activity.SetTag("http.route", route);
            activity.SetTag("http.response.status_code", status);
            if (status >= StatusCodes.Status500InternalServerError)
            {
                activity.SetStatus(ActivityStatusCode.Error);
            }
        }
    }

    private static void Export(IServiceCollection services, Uri endpoint, bool grpc)
    {
        services.ConfigureDbContext<SqliteClinicDb>(options => options.AddInterceptors(StatementSpans.Instance));
        services.ConfigureDbContext<SqlServerClinicDb>(options => options.AddInterceptors(StatementSpans.Instance));
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                "smpclinic-web", serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(), serviceInstanceId: Environment.MachineName))
            .WithTracing(traces => traces
                .AddSource(Requests, ClinicMetrics.Name)
                .AddProcessor(new OnlyOurWords())
                .AddOtlpExporter(otlp => Aim(otlp, "v1/traces")))
            .WithMetrics(metrics => metrics
                .AddMeter(ClinicMetrics.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
                .AddOtlpExporter(otlp => Aim(otlp, "v1/metrics")));

        void Aim(OtlpExporterOptions otlp, string path)
        {
            otlp.Protocol = grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
            otlp.Endpoint = grpc ? endpoint : new Uri(endpoint.AbsoluteUri.TrimEnd('/') + "/" + path);
        }
    }

    /// <summary>
    /// A visitor's trace headers are not taken over: on a public site they would let anybody choose the reference on our error
    /// pages, and send their own words into our traces.
    /// </summary>
    private sealed class NoForeignTraces : DistributedContextPropagator
    {
        public override IReadOnlyCollection<string> Fields => [];

        public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState) =>
            (traceId, traceState) = (null, null);

        public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;

        public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter)
        {
            // Nothing that this site asks of others needs to know.
        }
    }

    /// <summary>Whatever a newer framework may put on a request's span: only what is named here leaves.</summary>
    private sealed class OnlyOurWords : BaseProcessor<Activity>
    {
        private static readonly HashSet<string> Kept = new(StringComparer.Ordinal) { "http.request.method", "http.route", "http.response.status_code", "error.type" };

        public override void OnEnd(Activity data)
        {
            if (!string.Equals(data.Source.Name, Requests, StringComparison.Ordinal))
            {
                return;
            }

            foreach (var tag in data.TagObjects.Where(tag => !Kept.Contains(tag.Key)).ToList())
            {
                data.SetTag(tag.Key, null);
            }

            var route = data.GetTagItem("http.route") as string;
            if (route is null || route.StartsWith("/health", StringComparison.Ordinal))
            {
                // Asked every few seconds by machines; and what never came to a route has nothing to say.
                data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            }
        }
    }
}
