using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Hosting;

/// <summary>
/// Live says that the process runs and looks at nothing else. Ready says that it can serve: database there and up to date,
/// mail flowing. The public learns only which of the two; why is in the log.
/// </summary>
public static class Health
{
    public const string Folder = "/health";

    private const string Ready = "ready";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public static void AddHealth(this IServiceCollection services) =>
        services.AddHealthChecks()
            .AddCheck<DatabaseHealth>("database", tags: [Ready], timeout: Patience)
            .AddCheck<OutboxHealth>("outbox", tags: [Ready], timeout: Patience);

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        Map(Folder + "/live", _ => false);
        Map(Folder + "/ready", check => check.Tags.Contains(Ready));

        void Map(string path, Func<HealthCheckRegistration, bool> which) =>
            app.MapHealthChecks(path, new HealthCheckOptions
            {
                Predicate = which,
                ResponseWriter = (context, report) =>
                    context.Response.WriteAsync(report.Status == HealthStatus.Healthy ? "ok" : "not ready", context.RequestAborted),
            }).AllowAnonymous().WithMetadata(new NoPageOnError(), new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]));
    }

    private sealed class DatabaseHealth(IDbContextFactory<ClinicDb> contexts) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var owed = await db.Database.GetPendingMigrationsAsync(cancellationToken);
            return owed.Any() ? HealthCheckResult.Unhealthy("The database is not up to date.") : HealthCheckResult.Healthy();
        }
    }

    private sealed class OutboxHealth(IDbContextFactory<ClinicDb> contexts, IClock clock) : IHealthCheck
    {
        /// <summary>Mail that could have left for longer than this does not move. What waits behind a message that was put off is no sign of it.</summary>
        private static readonly Duration Stuck = Duration.FromMinutes(30);

        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var limit = clock.GetCurrentInstant() - Stuck;
            return await OutboxDispatcher.Sendable(db, limit).AnyAsync(cancellationToken)
                ? HealthCheckResult.Unhealthy("Mail has been due for more than half an hour.")
                : HealthCheckResult.Healthy();
        }
    }
}
