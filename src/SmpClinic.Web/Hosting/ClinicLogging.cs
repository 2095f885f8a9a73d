using Microsoft.AspNetCore.Diagnostics;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace SmpClinic.Web.Hosting;

/// <summary>
/// One event, one line: JSON in Production and Staging, words in Development. Requests are logged by their route, never by their
/// path or query, because those can hold secrets; and no event carries personal data.
/// </summary>
public static class ClinicLogging
{
    /// <summary>Under this the request keeps the endpoint that was asked for while an error page is rendered.</summary>
    internal static readonly object AskedFor = new();

    public static void AddClinicLogging(this WebApplicationBuilder builder)
    {
        if (WritesJson(builder.Environment))
        {
            builder.Services.AddSingleton(all => new LogLines(new CompactJsonFormatter(), Console.OpenStandardOutput(), all.GetRequiredService<TimeProvider>()));
        }

        builder.Services.AddSerilog(
            (services, log) => log.MinimumLevel.Information()
                .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
                .MinimumLevel.Override("System", LogEventLevel.Warning)
                .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)

                // The key ring lies in the clear beside a developer's database; a warning at every first run would teach nothing.
                .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", builder.Environment.IsDevelopment() ? LogEventLevel.Error : LogEventLevel.Warning)
                // A made-up or outdated form cookie is its sender's; that the form was refused stands in the request log.
                .MinimumLevel.Override("Microsoft.AspNetCore.Antiforgery", LogEventLevel.Fatal)
                // "Degraded" every few seconds for as long as a mail server is away; that it is was said once, and the figures show it.
                .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Error)
                .ReadFrom.Configuration(LevelsOf(builder.Configuration))
                .Filter.ByExcluding(TellsAddresses)
                .Enrich.FromLogContext()
                .Enrich.With<NoPaths>()
                .WriteTo.Sink(new FaultsWithoutValues(Sinks(builder, services))),
            preserveStaticLogger: true);
    }

    /// <summary>Where events go: what the settings name, what the container holds, and the console.</summary>
    private static Logger Sinks(WebApplicationBuilder builder, IServiceProvider services)
    {
        var log = new LoggerConfiguration().MinimumLevel.Verbose().ReadFrom.Configuration(builder.Configuration).ReadFrom.Services(services);
        if (builder.Environment.IsDevelopment())
        {
            log.WriteTo.Console(formatProvider: System.Globalization.CultureInfo.InvariantCulture);
        }
        else if (WritesJson(builder.Environment))
        {
            log.WriteTo.Sink(services.GetRequiredService<LogLines>());
        }

        return log.CreateLogger();
    }

    private static bool WritesJson(IHostEnvironment environment) => environment.IsProduction() || environment.IsStaging();

    /// <summary>Only what the settings say of levels; the sinks are made apart.</summary>
    private static IConfigurationRoot LevelsOf(ConfigurationManager configuration) => new ConfigurationBuilder()
        .AddInMemoryCollection(configuration.GetSection("Serilog:MinimumLevel").AsEnumerable())
        .Build();

    /// <summary>
    /// Below warnings the web framework tells raw addresses and redirects, which hold secret links, and its server raw requests.
    /// No setting of levels shall turn that on; the request log has what may be known.
    /// </summary>
    private static bool TellsAddresses(LogEvent logEvent) =>
        logEvent.Level < LogEventLevel.Warning
        && logEvent.Properties.TryGetValue(Constants.SourceContextPropertyName, out var source)
        && source is ScalarValue { Value: string category }
        && category.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal);

    public static void UseRequestLog(this IApplicationBuilder app) => app.UseMiddleware<RequestLog>();

    /// <summary>The pattern of the endpoint that was asked for, also when an error page answered.</summary>
    internal static string RouteOf(HttpContext context)
    {
        var endpoint = context.Items.TryGetValue(AskedFor, out var asked) ? asked as Endpoint
            : context.Features.Get<IStatusCodeReExecuteFeature>() is { } page ? page.Endpoint
            : context.Features.Get<IExceptionHandlerFeature>() is { } failed ? failed.Endpoint
            : context.GetEndpoint();
        return endpoint is RouteEndpoint route ? "/" + route.RoutePattern.RawText?.TrimStart('/') : "(none)";
    }

    /// <summary>A verb as it may be written down.</summary>
    internal static string Verb(string method) => method.Length <= 10 && method.All(char.IsAsciiLetterUpper) ? method : "(other)";

    /// <summary>The framework's own scope puts the raw path on every event of a request; here it is taken off again.</summary>
    private sealed class NoPaths : ILogEventEnricher
    {
        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory) => logEvent.RemovePropertyIfPresent("RequestPath");
    }
}
