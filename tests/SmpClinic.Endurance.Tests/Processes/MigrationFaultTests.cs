using System.Data.Common;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using SmpClinic.Web;
using SmpClinic.Web.Data;
using SmpClinic.Web.Tests;
using Xunit;

namespace SmpClinic.Endurance.Tests.Processes;

[Collection(nameof(RealProcesses))]
public sealed class MigrationFaultTests
{
    /// <summary>The quick profile takes every so many statements; the long one all.</summary>
    private static readonly int Stride = Profile.Of(quick: 12, full: 1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>
    /// Just before each statement the files are copied as they lie on the disk: what a kill at that moment leaves. Whoever
    /// starts on such a copy must come through.
    /// </summary>
    [Fact]
    public async Task FL10_a_migration_killed_before_any_statement_is_finished_by_the_next_one()
    {
        var wanted = await SchemaAfterAsync(await FolderAsync(null));
        var (moments, slowest) = (0, TimeSpan.Zero);
        foreach (var from in await StepsAsync())
        {
            var folder = await FolderAsync(from);
            var images = new List<string>();
            await MigrateAsync(folder, (_, _) =>
            {
                var image = Directory.CreateTempSubdirectory("clinic-image-").FullName;
                using var copy = Process.Start("/bin/sh", ["-c", $"cp -a '{folder}'/. '{image}'/"]);
                copy.WaitForExit();
                images.Add(image);
            });
            Assert.NotEmpty(images);
            foreach (var image in images.Where((_, i) => i % Stride == 0 || i > images.Count - 3))
            {
                var watch = Stopwatch.StartNew();
                Assert.Equal(wanted, await SchemaAfterAsync(image));
                slowest = slowest > watch.Elapsed ? slowest : watch.Elapsed;
                AssertBackedUp(image, from);
                moments++;
            }

            images.ForEach(image => Directory.Delete(image, recursive: true));
            Directory.Delete(folder, recursive: true);
        }

        Assert.True(slowest < TimeSpan.FromSeconds(60), $"{slowest}");
        Profile.Figure("FL10", $"killed before each of {moments} statements of {(await StepsAsync()).Count} migrations: the next start reaches the new schema, after at most {slowest.TotalSeconds:0.0} s");
    }

    [Fact]
    public async Task FL10_a_migration_that_fails_at_any_statement_is_finished_by_the_next_one()
    {
        var wanted = await SchemaAfterAsync(await FolderAsync(null));
        var faults = 0;
        foreach (var from in await StepsAsync())
        {
            for (var k = 1; ; k += Stride)
            {
                var folder = await FolderAsync(from);
                var met = 0;
                var failed = await Record.ExceptionAsync(() => MigrateAsync(folder, (_, _) =>
                {
                    if (++met == k)
                    {
                        throw new PlantedFaultException();
                    }
                }));
                if (met >= k)
                {
                    Assert.NotNull(failed);
                    faults++;
                }

                Assert.Equal(wanted, await SchemaAfterAsync(folder));
                AssertBackedUp(folder, from);
                Directory.Delete(folder, recursive: true);
                if (met < k)
                {
                    break;
                }
            }
        }

        Profile.Figure("FL10", $"failed at each of {faults} statements: the next start reaches the new schema");
    }

    [Fact]
    public async Task FL10_migrate_killed_at_random_and_two_at_once_end_with_the_new_schema()
    {
        var wanted = await SchemaAfterAsync(await FolderAsync(null));
        var random = new Random(Profile.Seeds(1, 1).First());
        await using var clinic = await ClinicFolder.CreateAsync(empty: true);
        var kills = Profile.Of(quick: 2, full: 30);
        for (var round = 0; round < kills; round++)
        {
            foreach (var file in Directory.GetFiles(clinic.Folder))
            {
                File.Delete(file);
            }

            using var migrate = SiteProcess.StartVerb(clinic.Settings, "migrate");
            await Until.TrueAsync(() => File.Exists(clinic.Database) || migrate.HasExited, TimeSpan.FromSeconds(60));
            await Task.Delay(random.Next(0, 150), Token);
            migrate.Kill();
            await migrate.WaitForExitAsync(Token);
            var both = await Task.WhenAll(SiteProcess.RunVerbAsync(clinic.Settings, "migrate"), SiteProcess.RunVerbAsync(clinic.Settings, "migrate"));
            Assert.All(both, end => Assert.True(end.Code == 0, end.Words));
            Assert.Equal(wanted, await SchemaAsync(clinic.Folder));
        }

        Profile.Figure("FL10", $"{kills} x `migrate` killed at random, then two at once: both end well, one schema");
    }

    [Fact]
    public async Task FL10_a_database_of_a_newer_version_is_not_touched_and_the_words_say_what_to_do()
    {
        await using var clinic = await ClinicFolder.CreateAsync();
        Assert.Equal(1, await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlRawAsync("INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_FromTheFuture', '99.0.0')")));
        var (code, words) = await SiteProcess.RunVerbAsync(clinic.Settings, "migrate");
        Assert.Equal(1, code);
        Assert.Contains("29990101000000_FromTheFuture", words, StringComparison.Ordinal);
        Assert.Contains("newer version", words, StringComparison.Ordinal);

        foreach (var migrates in (string[])["true", "false"])
        {
            clinic.Settings["Database:MigrateOnStart"] = migrates;
            await using var site = await clinic.StartAsync(SiteState.Live);
            using var browser = site.Visitor();
            Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, (await Page.GetAsync(browser, "/health/ready")).Status);
            Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, (await Page.GetAsync(browser, "/health/ready")).Status);
            Assert.Contains("newer version", site.Log, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task FL10_a_newer_schema_that_comes_while_the_site_runs_leaves_it_in_rotation()
    {
        await using var clinic = await ClinicFolder.CreateAsync();
        var site = await clinic.StartAsync();
        using var browser = site.Visitor();
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlRawAsync("INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_FromTheFuture', '99.0.0')"));
        (await Page.GetAsync(browser, "/health/ready")).Is(System.Net.HttpStatusCode.OK);
    }

    [Fact]
    public async Task FL10_migrate_gives_up_within_a_minute_when_another_does_not_finish()
    {
        Assert.SkipUnless(Profile.IsLong, "It takes a minute; the long profile runs it.");
        await using var clinic = await ClinicFolder.CreateAsync();
        await using var other = new FileStream(clinic.Database + ".migrating", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var watch = Stopwatch.StartNew();
        var (code, words) = await SiteProcess.RunVerbAsync(clinic.Settings, "migrate");
        Assert.Equal(1, code);
        Assert.Contains("Another process is migrating", words, StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(75), $"{watch.Elapsed}");
    }

    /// <summary>Every state a database may be in before the last migration: empty, and after each one but the last.</summary>
    private static async Task<List<string?>> StepsAsync()
    {
        var folder = Directory.CreateTempSubdirectory("clinic-steps-").FullName;
        await using var db = Open(folder);
        var all = db.Database.GetMigrations().ToList();
        Directory.Delete(folder, recursive: true);
        await Task.CompletedTask;
        return [null, .. all.SkipLast(1)];
    }

    /// <summary>A folder whose database has come as far as one migration; without any, no database at all.</summary>
    private static async Task<string> FolderAsync(string? upTo)
    {
        var folder = Directory.CreateTempSubdirectory("clinic-migration-").FullName;
        if (upTo is not null)
        {
            await using var db = Open(folder);
            await db.GetService<IMigrator>().MigrateAsync(upTo, Token);
        }

        return folder;
    }

    private static async Task MigrateAsync(string folder, Action<DbCommand?, string> before)
    {
        var builder = WebApplication.CreateBuilder(["--environment=Testing", $"--Data:Folder={folder}", "--Mail:Transport=PickupFolder", "--Mail:From=hello@example.com", "--Site:BaseUrl=https://localhost"]);
        builder.AddClinic();
        builder.Services.ConfigureDbContext<SqliteClinicDb>(o => o.AddInterceptors(new Statements(before), new Commits(before)));
        await using var app = builder.Build();
        try
        {
            await app.Services.GetRequiredService<SmpClinic.Web.Operations.Migration>().RunAsync(Token);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
        }
    }

    private static async Task<string> SchemaAfterAsync(string folder)
    {
        await MigrateAsync(folder, (_, _) => { });
        return await SchemaAsync(folder);
    }

    private static async Task<string> SchemaAsync(string folder)
    {
        await using var db = Open(folder);
        Assert.Equal(["ok"], await db.Database.SqlQueryRaw<string>("SELECT integrity_check AS Value FROM pragma_integrity_check").ToListAsync(Token));
        Assert.Empty(await db.Database.GetPendingMigrationsAsync(Token));
        Assert.Equal(["wal"], await db.Database.SqlQueryRaw<string>("SELECT journal_mode AS Value FROM pragma_journal_mode").ToListAsync(Token));
        var lines = await db.Database.SqlQueryRaw<string>("SELECT COALESCE(sql, name) AS Value FROM sqlite_master ORDER BY name").ToListAsync(Token);
        return string.Join('\n', lines);
    }

    private static void AssertBackedUp(string folder, string? from)
    {
        if (from is null)
        {
            return;
        }

        using var copy = new SqliteConnection($"Data Source={Path.Combine(folder, $"clinic.db.{from}.bak")};Mode=ReadOnly;Pooling=False");
        copy.Open();
        using var check = copy.CreateCommand();
        check.CommandText = "PRAGMA integrity_check";
        Assert.Equal("ok", check.ExecuteScalar());
    }

    private static SqliteClinicDb Open(string folder)
    {
        var options = new DbContextOptionsBuilder<SqliteClinicDb>();
        ClinicDatabase.UseSqlite(options, $"Data Source={Path.Combine(folder, "clinic.db")};Pooling=False");
        return new(options.Options);
    }

    private sealed class Statements(Action<DbCommand?, string> before) : DbCommandInterceptor
    {
        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            before(command, command.CommandText);
            return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
        }

        public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
        {
            before(command, command.CommandText);
            return base.ScalarExecutingAsync(command, eventData, result, cancellationToken);
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            before(command, command.CommandText);
            return base.NonQueryExecutingAsync(command, eventData, result, cancellationToken);
        }
    }

    private sealed class Commits(Action<DbCommand?, string> before) : DbTransactionInterceptor
    {
        public override ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            before(null, "COMMIT");
            return base.TransactionCommittingAsync(transaction, eventData, result, cancellationToken);
        }
    }
}
