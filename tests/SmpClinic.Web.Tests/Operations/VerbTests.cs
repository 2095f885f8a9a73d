using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using SmpClinic.Web.Operations;
using Xunit;

namespace SmpClinic.Web.Tests.Operations;

public sealed class VerbTests
{
    [Fact]
    public async Task The_program_migrates_seeds_backs_up_and_refuses_as_a_process_of_its_own()
    {
        var folder = Directory.CreateTempSubdirectory("clinic-verbs-").FullName;
        try
        {
            Assert.Equal(0, (await RunAsync(folder, "migrate")).Code);
            Assert.Equal(0, (await RunAsync(folder, "seed", "demo")).Code);
            var link = await RunAsync(folder, "users", "add", "--email", "boss@clinic.example", "--role", "Administrator");
            Assert.Equal(0, link.Code);
            Assert.Contains("https://localhost/staff/set-password?token=", link.Words, StringComparison.Ordinal);
            var copy = Path.Combine(folder, "copy.db");
            Assert.Equal(0, (await RunAsync(folder, "backup", copy)).Code);
            Assert.Contains("exists already", await RefusalAsync(folder, "backup", copy), StringComparison.Ordinal);
            Assert.Equal(0, (await RunAsync(folder, "restore", copy)).Code);
            Assert.Contains("no file", await RefusalAsync(folder, "restore", copy + "x"), StringComparison.Ordinal);
            Assert.Contains("Chef", await RefusalAsync(folder, "users", "add", "--email", "a@b.example", "--role", "Chef"), StringComparison.Ordinal);
            Assert.Contains("teleport", await RefusalAsync(folder, "teleport"), StringComparison.Ordinal);
            Assert.Contains("Usage", (await RunAsync(folder, "seed", "load", "--help")).Words, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task PR04_verify_ends_with_one_where_history_was_changed_past_the_program()
    {
        var folder = Directory.CreateTempSubdirectory("clinic-verbs-").FullName;
        try
        {
            Assert.Equal(0, (await RunAsync(folder, "migrate")).Code);
            Assert.Equal(0, (await RunAsync(folder, "users", "add", "--email", "boss@clinic.example", "--role", "Administrator")).Code);
            Assert.Contains("/staff/set-password?token=", (await RunAsync(folder, "users", "link", "--email", "boss@clinic.example", "--reset-factors")).Words, StringComparison.Ordinal);
            Assert.Contains("Usage", (await RunAsync(folder, "verify", "--help")).Words, StringComparison.Ordinal);
            var whole = await RunAsync(folder, "verify");
            Assert.Equal(0, whole.Code);
            Assert.Contains("History is whole", whole.Words, StringComparison.Ordinal);
            await using (var db = new SqliteConnection($"Data Source={Path.Combine(folder, "clinic.db")};Pooling=False"))
            {
                await db.OpenAsync(TestContext.Current.CancellationToken);
                await using var crime = db.CreateCommand();
                crime.CommandText = "DELETE FROM Audit WHERE Action = 'staff.added'";
                await crime.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            }

            Assert.Contains("is missing", await RefusalAsync(folder, "verify"), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task OP03_a_bad_setting_ends_the_process_with_its_name()
    {
        var (code, words) = await RunAsync(Path.GetTempPath(), "--Database:Provider=Oracle");
        Assert.NotEqual(0, code);
        Assert.Contains("Database:Provider is 'Oracle'; it may be Sqlite or SqlServer.", words, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", words, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task The_load_claims_exactly_the_cells_of_its_live_appointments(DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        var (appointments, cells, clients) = await site.Services.GetRequiredService<LoadSeed>().RunAsync(501, 4, TestContext.Current.CancellationToken);
        Assert.Equal((501, 250), (appointments, clients));
        Assert.Equal(0, await site.InDatabaseAsync(db => db.Appointments.CountAsync(a => a.ClientId == null)));
        Assert.Equal(await site.InDatabaseAsync(async db => (await db.Clients.ToListAsync()).Sum(c => SearchWords.TermsOf(c.SearchText).Count)), await site.InDatabaseAsync(db => db.ClientTerms.CountAsync()));
        await AssertClaimsAsync(site, 501, cells);
        var past = await site.InDatabaseAsync(db => db.Appointments.CountAsync(a => a.Start < site.Now));
        Assert.InRange(past, 245, 255);
        await Assert.ThrowsAsync<InvalidOperationException>(() => site.Services.GetRequiredService<LoadSeed>().RunAsync(1, 1, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_demonstration_clinic_is_whole_and_seeding_again_changes_nothing()
    {
        await using var site = await ClinicSite.StartAsync();
        for (var i = 0; i < 2; i++)
        {
            await using var scope = site.Services.CreateAsyncScope();
            var demo = scope.ServiceProvider.GetRequiredService<DemoClinic>();
            await demo.SeedClinicAsync(TestContext.Current.CancellationToken);
            await demo.SeedStaffAsync(TestContext.Current.CancellationToken);
            await scope.ServiceProvider.GetRequiredService<DemoDiary>().SeedAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(["aftercare-check", "microblading-consultation", "patch-test", "smp-consultation", "smp-video-consultation"],
            await site.InDatabaseAsync(db => db.Services.Select(s => s.Slug).Order().ToListAsync()));
        Assert.Equal(3, await site.InDatabaseAsync(db => db.Practitioners.CountAsync()));
        Assert.Equal(3, await site.InDatabaseAsync(db => db.Users.CountAsync()));
        var count = await site.InDatabaseAsync(db => db.Appointments.CountAsync());
        Assert.InRange(count, 22, 26);
        await AssertClaimsAsync(site, count, await site.InDatabaseAsync(db => db.ClaimedCells.CountAsync()));
        Assert.Contains(AppointmentStatus.Requested, await site.InDatabaseAsync(db => db.Appointments.Select(a => a.Status).Distinct().ToListAsync()));
    }

    [Fact]
    public async Task OP02_a_backup_of_the_running_site_holds_what_was_committed_and_restoring_waits_for_it_to_stop()
    {
        await using var site = await ClinicSite.StartAsync();
        var copy = Path.Combine(site.Folder, "backup", "copy.db");
        var backup = site.Services.GetRequiredService<Backup>();
        await backup.CreateAsync(copy, TestContext.Current.CancellationToken);
        await using (var db = new SqliteConnection($"Data Source={copy};Mode=ReadOnly;Pooling=False"))
        {
            await db.OpenAsync(TestContext.Current.CancellationToken);
            await using var count = db.CreateCommand();
            count.CommandText = "SELECT COUNT(*) FROM Services";
            Assert.Equal(5L, await count.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        }

        var refused = await Assert.ThrowsAsync<OperationRefusedException>(() => backup.RestoreAsync(copy, TestContext.Current.CancellationToken));
        Assert.Contains("Stop it first", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OP02_what_is_no_backup_is_not_restored_and_what_was_there_is_kept_with_all_its_words()
    {
        var folder = Directory.CreateTempSubdirectory("clinic-verbs-").FullName;
        try
        {
            Assert.Equal(0, (await RunAsync(folder, "migrate")).Code);
            var file = Path.Combine(folder, "clinic.db");
            var copy = Path.Combine(folder, "copy.db");
            Assert.Equal(0, (await RunAsync(folder, "backup", copy)).Code);

            // A database in use, and one copied from it by hand, whose last words are in the log beside it.
            await using (var use = new SqliteConnection($"Data Source={file};Pooling=False"))
            {
                await use.OpenAsync(TestContext.Current.CancellationToken);
                await using var write = use.CreateCommand();
                write.CommandText = "INSERT INTO RateCounters (Key, WindowStart, Count) VALUES ('last words', '2026-12-01', 1)";
                await write.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
                Assert.Contains("no backup", await RefusalAsync(folder, "restore", file), StringComparison.Ordinal);
                File.Copy(file, Path.Combine(folder, "by-hand.db"));
                File.Copy(file + "-wal", Path.Combine(folder, "by-hand.db-wal"));
            }

            Assert.Contains("no backup", await RefusalAsync(folder, "restore", Path.Combine(folder, "by-hand.db")), StringComparison.Ordinal);
            await File.WriteAllTextAsync(Path.Combine(folder, "letter.db"), "Dear clinic", TestContext.Current.CancellationToken);
            Assert.Contains("is not a database", await RefusalAsync(folder, "restore", Path.Combine(folder, "letter.db")), StringComparison.Ordinal);
            Assert.Contains("no file", await RefusalAsync(folder, "restore", folder), StringComparison.Ordinal);

            Assert.Equal(0, (await RunAsync(folder, "restore", copy)).Code);
            Assert.Equal(0L, await CountAsync(file));
            Assert.Equal(1L, await CountAsync(file + ".before-restore"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static async Task<object?> CountAsync(string file)
        {
            await using var db = new SqliteConnection($"Data Source={file};Pooling=False");
            await db.OpenAsync(TestContext.Current.CancellationToken);
            await using var count = db.CreateCommand();
            count.CommandText = "SELECT COUNT(*) FROM RateCounters WHERE Key = 'last words'";
            return await count.ExecuteScalarAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task PR01_nobody_but_the_owner_reads_the_database_its_backups_and_the_keys()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has rights of another kind.");
        var folder = Directory.CreateTempSubdirectory("clinic-verbs-").FullName;
        try
        {
            Assert.Equal(0, (await RunAsync(folder, "migrate")).Code);
            Assert.Equal(0, (await RunAsync(folder, "users", "add", "--email", "boss@clinic.example", "--role", "Administrator")).Code);
            Assert.Equal(0, (await RunAsync(folder, "backup", Path.Combine(folder, "copies", "copy.db"))).Code);
            Assert.Equal(0, (await RunAsync(folder, "restore", Path.Combine(folder, "copies", "copy.db"))).Code);
            var open = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(file => new FileInfo(file).Length > 0 && !file.EndsWith(".lock", StringComparison.Ordinal))
                .Where(file => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != UnixFileMode.None);
            Assert.Empty(open);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("backup", "")]
    [InlineData("backup", "clinic.db")]
    [InlineData("backup", ".")]
    [InlineData("backup", "clinic.db/copy.db")]
    [InlineData("backup", "copies/")]
    [InlineData("backup", "a\u0001b\n")]
    [InlineData("restore", "")]
    [InlineData("restore", "/dev/null")]
    [InlineData("restore", "appsettings.json")]
    [InlineData("content", "changed")]
    [InlineData("mail", "test", "--to", "two@example.com, three@example.com")]
    [InlineData("users", "add", "--email", "a@b.example\nBcc: c@d.example", "--role", "Administrator")]
    [InlineData("seed", "load", "--appointments", "-1")]
    public async Task OP02_a_verb_that_cannot_says_so_in_words_and_never_in_a_stack_of_calls(params string[] args)
    {
        var folder = Directory.CreateTempSubdirectory("clinic-verbs-").FullName;
        try
        {
            var (code, words) = await RunAsync(folder, args);
            Assert.True(code == 1 || words.Contains("The backup is whole", StringComparison.Ordinal), $"{code}: {words}");
            Assert.DoesNotContain("   at ", words, StringComparison.Ordinal);
            Assert.NotEqual(string.Empty, words.Trim());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task FL10_the_lock_row_of_a_killed_migration_is_cleared()
    {
        await using var site = await ClinicSite.StartAsync();
        await site.InDatabaseAsync(async db =>
        {
            await db.Database.ExecuteSqlRawAsync("CREATE TABLE IF NOT EXISTS \"__EFMigrationsLock\" (\"Id\" INTEGER NOT NULL PRIMARY KEY, \"Timestamp\" TEXT NOT NULL)");
            return await db.Database.ExecuteSqlRawAsync("INSERT INTO \"__EFMigrationsLock\" VALUES (1, '2026-01-01')");
        });
        await site.Services.GetRequiredService<Migration>().RunAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);
    }

    private static async Task AssertClaimsAsync(ClinicSite site, int appointments, int cells)
    {
        var visits = await site.InDatabaseAsync(db => db.Appointments.AsNoTracking().ToListAsync());
        Assert.Equal(appointments, visits.Count);
        var expected = visits.Where(v => v.HoldsTime)
            .SelectMany(v => v.Cells.Cells.SelectMany(cell => new[] { (v.PractitionerId, cell, v.Id), (v.RoomId ?? 0, cell, v.Id) }))
            .Where(claim => claim.Item1 != 0).ToHashSet();
        var claims = await site.InDatabaseAsync(db => db.ClaimedCells.AsNoTracking().ToListAsync());
        Assert.Equal(cells, claims.Count);
        Assert.Equal(expected.Count, claims.Count);
        Assert.All(claims, claim => Assert.Contains((claim.ResourceId, claim.Cell, claim.OccupationId), expected));
    }

    private static async Task<string> RefusalAsync(string folder, params string[] args)
    {
        var (code, words) = await RunAsync(folder, args);
        Assert.NotEqual(0, code);
        return words;
    }

    private static async Task<(int Code, string Words)> RunAsync(string folder, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, .. args])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in ClinicSite.Basics.Append(new("Data:Folder", folder)))
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Testing";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }
}
