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
            Assert.Contains("https://localhost/staff/set-password?user=", link.Words, StringComparison.Ordinal);
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
        var (appointments, cells) = await site.Services.GetRequiredService<LoadSeed>().RunAsync(501, 4, TestContext.Current.CancellationToken);
        Assert.Equal(501, appointments);
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
            await demo.SeedAppointmentsAsync(TestContext.Current.CancellationToken);
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
