using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Hosting;

/// <summary>
/// Live says that the process runs and looks at nothing else. Ready says that it can serve: database there and up to date, keys
/// usable, room on the disk, mail seen to. The public learns only which of the two; why is in the log.
/// </summary>
public static class Health
{
    public const string Folder = "/health";

    private const string Ready = "ready";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public static void AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<DatabaseHealth>();
        services.AddHealthChecks()
            .AddCheck<DatabaseHealth>("database", tags: [Ready], timeout: Patience)
            .AddCheck<KeyRingHealth>("key ring", tags: [Ready], timeout: Patience)
            .AddCheck<DiskHealth>("disk", tags: [Ready], timeout: Patience)
            .AddCheck<OutboxHealth>("outbox", tags: [Ready], timeout: Patience);
    }

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        Map(Folder + "/live", _ => false);
        Map(Folder + "/ready", check => check.Tags.Contains(Ready));

        void Map(string path, Func<HealthCheckRegistration, bool> which) =>
            app.MapHealthChecks(path, new HealthCheckOptions
            {
                Predicate = which,
                ResponseWriter = (context, report) =>
                    context.Response.WriteAsync(report.Status == HealthStatus.Unhealthy ? "not ready" : "ok", context.RequestAborted),
            }).AllowAnonymous().WithMetadata(new NoPageOnError(), new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]));
    }

    /// <summary>
    /// A schema that is newer than this program is judged by when it came: one that was there at the first look means that the
    /// wrong version was started; one that comes later is an upgrade under way, which is made so that old nodes can go on.
    /// </summary>
    private sealed class DatabaseHealth(IDbContextFactory<ClinicDb> contexts, StartSettings settings) : IHealthCheck
    {
        private volatile bool _fitted;

        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            if (settings.Provider == DatabaseProvider.Sqlite && !File.Exists(new SqliteConnectionStringBuilder(settings.ConnectionString).DataSource))
            {
                // Pooled handles lead to the file that was taken away; what comes in its place is to be opened anew.
                SqliteConnection.ClearPool((SqliteConnection)db.Database.GetDbConnection());
                return HealthCheckResult.Unhealthy("The database's file is not there.");
            }

            var applied = (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
            var known = db.Database.GetMigrations().ToList();
            if (known.Exists(one => !applied.Contains(one)))
            {
                return HealthCheckResult.Unhealthy("The database is not up to date.");
            }

            if (!_fitted && applied.Count > known.Count)
            {
                return HealthCheckResult.Unhealthy("The database belongs to a newer version. Start that version, or restore the backup made before it.");
            }

            _fitted = true;
            return HealthCheckResult.Healthy();
        }
    }

    /// <summary>Without its keys the site can read no cookie, no form and no sealed word, and takes in no one.</summary>
    private sealed class KeyRingHealth(IKeyManager keys) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            // By the machine's own clock, as the framework judges its keys.
            var now = TimeProvider.System.GetUtcNow();

            // The one question that goes to where the keys lie; asking a protector would be answered from memory.
            var usable = keys.GetAllKeys().Any(key => !key.IsRevoked && key.ExpirationDate > now && key.CreateEncryptor() is not null);
            return Task.FromResult(usable ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("No usable key in the key ring."));
        }
    }

    private sealed class DiskHealth(StartSettings settings) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            // On SQL Server there need be no data folder; then what would hold it is asked.
            var folder = new DirectoryInfo(settings.DataFolder);
            while (!folder.Exists && folder.Parent is { } parent)
            {
                folder = parent;
            }

            var free = new DriveInfo(folder.FullName).AvailableFreeSpace / 1024 / 1024;
            return Task.FromResult(free >= settings.FreeMegabytes
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"Only {free} MiB are free where the data lies."));
        }
    }

    /// <summary>
    /// Mail that waits because the mail server is away is no reason to take a node out: every node would go, and with them the
    /// booking that goes on without the server. Mail that waits because this node's sender does not get round to it is.
    /// </summary>
    private sealed class OutboxHealth(IDbContextFactory<ClinicDb> contexts, SenderPulse sender, IClock clock) : IHealthCheck
    {
        /// <summary>Mail that could have left for longer than this does not move. What waits behind a message that was put off is no sign of it.</summary>
        private static readonly Duration Stuck = Duration.FromMinutes(30);

        /// <summary>Twice as long as one message may take, and the pause after a fault.</summary>
        private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(5);

        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var limit = clock.GetCurrentInstant() - Stuck;
            return !await OutboxLeases.Sendable(db, limit).AnyAsync(cancellationToken) ? HealthCheckResult.Healthy()
                : sender.Silence > LongestSilence ? HealthCheckResult.Unhealthy("Mail has been due for more than half an hour, and this node's sender does not get round to it.")
                : HealthCheckResult.Degraded("Mail has been due for more than half an hour. This node's sender works: the mail server does not.");
        }
    }
}
