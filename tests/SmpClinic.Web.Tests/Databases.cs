using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using SmpClinic.Web.Data;
using SmpClinic.Web.Operations;
using Xunit;

namespace SmpClinic.Web.Tests;

/// <summary>The databases a test body runs on. One that is not configured is reported as skipped, never left out in silence.</summary>
public static class Databases
{
    /// <summary>For <c>[MemberData(nameof(Databases.All), MemberType = typeof(Databases))]</c>.</summary>
    public static IEnumerable<TheoryDataRow<DatabaseProvider>> All =>
    [
        new(DatabaseProvider.Sqlite),
        new(DatabaseProvider.SqlServer) { Skip = SqlServer is null ? "TEST_SQLSERVER is not set, so there is no SQL Server to test on." : null },
    ];

    internal static string? SqlServer => Environment.GetEnvironmentVariable("TEST_SQLSERVER") is { Length: > 0 } text ? text : null;

    /// <summary>Prepares a fresh database with the demonstration clinic and gives the settings that lead to it.</summary>
    internal static async Task<Dictionary<string, string>> CreateAsync(DatabaseProvider provider, string folder)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Database:Provider"] = provider.ToString(),
            ["Database:MigrateOnStart"] = "false",
            ["Data:Folder"] = folder,
        };
        if (provider == DatabaseProvider.Sqlite)
        {
            File.Copy(await Template.Value, Path.Combine(folder, "clinic.db"));
            return settings;
        }

        var server = new SqlConnectionStringBuilder(SqlServer ?? throw new InvalidOperationException("TEST_SQLSERVER is not set."))
        {
            InitialCatalog = "clinic_test_" + Guid.NewGuid().ToString("N"),
        };
        settings["ConnectionStrings:Clinic"] = server.ConnectionString;
        Pass("Database:SqlServer:CompatibilityLevel", "TEST_SQLSERVER_COMPATIBILITY");
        Pass("Database:SqlServer:MaxBatchSize", "TEST_SQLSERVER_MAX_BATCH");
        await PrepareAsync(settings);
        return settings;

        void Pass(string key, string variable)
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value)
            {
                settings[key] = value;
            }
        }
    }

    /// <summary>Migrating and seeding takes a second; copying a file takes none.</summary>
    private static readonly Lazy<Task<string>> Template = new(async () =>
    {
        var folder = Directory.CreateTempSubdirectory("clinic-template-").FullName;
        await PrepareAsync(new(StringComparer.Ordinal) { ["Data:Folder"] = folder });
        return Path.Combine(folder, "clinic.db");
    });

    private static async Task PrepareAsync(Dictionary<string, string> settings)
    {
        var builder = Microsoft.AspNetCore.Builder.WebApplication.CreateBuilder(
            ["--environment=Testing", .. ClinicSite.Basics.Concat(settings).Select(pair => $"--{pair.Key}={pair.Value}")]);
        builder.AddClinic();
        builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(ClinicSite.Start));
        await using var app = builder.Build();
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<Migration>().RunAsync(CancellationToken.None);
        await scope.ServiceProvider.GetRequiredService<DemoClinic>().SeedClinicAsync(CancellationToken.None);
        var db = scope.ServiceProvider.GetRequiredService<ClinicDb>();
        if (db.Database.ProviderName!.EndsWith("Sqlite", StringComparison.Ordinal))
        {
            await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }
}
