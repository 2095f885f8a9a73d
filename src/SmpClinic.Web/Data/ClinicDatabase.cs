using Microsoft.EntityFrameworkCore;

namespace SmpClinic.Web.Data;

/// <summary>Which database the clinic runs on.</summary>
public enum DatabaseProvider
{
    /// <summary>The embedded file: one process, nothing to install.</summary>
    Sqlite,

    /// <summary>SQL Server 2022, or one that speaks its language: any number of processes.</summary>
    SqlServer,
}

/// <summary>Registers the context of the configured provider, once.</summary>
public static class ClinicDatabase
{
    /// <summary>Seconds one command may take on SQL Server before it is given up.</summary>
    private const int CommandTimeout = 10;

    /// <summary>Seconds one command goes on asking for a locked SQLite file. How long it then works is not bounded by it.</summary>
    private const int SqliteLockTimeout = 5;

    /// <summary>Registers <see cref="ClinicDb"/>, its factory, <see cref="ClinicWrites"/> and <see cref="ContentShelf"/>.</summary>
    /// <param name="services">The container.</param>
    /// <param name="provider">Which subclass.</param>
    /// <param name="connectionString">The database.</param>
    /// <param name="compatibilityLevel">SQL Server only: for older or wire-compatible servers.</param>
    /// <param name="maxBatchSize">SQL Server only: statements sent together.</param>
    public static IServiceCollection AddClinicDatabase(
        this IServiceCollection services, DatabaseProvider provider, string connectionString, int? compatibilityLevel, int? maxBatchSize)
    {
        if (provider == DatabaseProvider.SqlServer)
        {
            services.AddPooledDbContextFactory<SqlServerClinicDb>(o => UseSqlServer(o, connectionString, compatibilityLevel, maxBatchSize));
            services.AddSingleton<IDbContextFactory<ClinicDb>, ClinicDbFactory<SqlServerClinicDb>>();
        }
        else
        {
            services.AddPooledDbContextFactory<SqliteClinicDb>(o => UseSqlite(o, connectionString));
            services.AddSingleton<IDbContextFactory<ClinicDb>, ClinicDbFactory<SqliteClinicDb>>();
        }

        services.AddScoped(sp => sp.GetRequiredService<IDbContextFactory<ClinicDb>>().CreateDbContext());
        services.AddSingleton<ClinicWrites>();
        services.AddSingleton<ContentShelf>();
        return services;
    }

    /// <summary>The options of a SQL Server context.</summary>
    public static void UseSqlServer(DbContextOptionsBuilder options, string connectionString, int? compatibilityLevel, int? maxBatchSize) =>
        options.UseSqlServer(connectionString, sql =>
        {
            sql.CommandTimeout(CommandTimeout).EnableRetryOnFailure(3);
            if (compatibilityLevel is { } level)
            {
                sql.UseCompatibilityLevel(level);
            }

            if (maxBatchSize is { } size)
            {
                sql.MaxBatchSize(size);
            }
        }).AddInterceptors(RulesAreTracked.Instance);

    /// <summary>The options of a SQLite context.</summary>
    public static void UseSqlite(DbContextOptionsBuilder options, string connectionString) =>
        options.UseSqlite(connectionString, sqlite => sqlite.CommandTimeout(SqliteLockTimeout))
            .AddInterceptors(SqliteClinicDb.SqliteProfile.Instance, RulesAreTracked.Instance);

    private sealed class ClinicDbFactory<TContext>(IDbContextFactory<TContext> inner) : IDbContextFactory<ClinicDb>
        where TContext : ClinicDb
    {
        public ClinicDb CreateDbContext() => inner.CreateDbContext();

        public async Task<ClinicDb> CreateDbContextAsync(CancellationToken cancellationToken = default) =>
            await inner.CreateDbContextAsync(cancellationToken);
    }
}
