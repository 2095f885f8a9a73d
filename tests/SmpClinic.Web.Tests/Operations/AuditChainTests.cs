using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using SmpClinic.Web.Operations;
using Xunit;

namespace SmpClinic.Web.Tests.Operations;

/// <summary>PR-04: history is complete, and whoever changes it past the program is found out, with the place.</summary>
public sealed class AuditChainTests
{
    /// <summary>What somebody with the database, and without the keys, might do to twelve sealed entries.</summary>
    public static TheoryData<string, string, string> Crimes => new()
    {
        { "a changed word", "UPDATE Audit SET Detail = 'nothing' WHERE Id = (SELECT EntryId FROM AuditSeals WHERE Number = 5)", "Link 5 does not fit its entry" },
        { "another actor", "UPDATE Audit SET ActorName = 'Somebody Else' WHERE Id = (SELECT EntryId FROM AuditSeals WHERE Number = 1)", "Link 1 does not fit its entry" },
        { "another time", "UPDATE Audit SET At = '2020-01-01 00:00:00' WHERE Id = (SELECT EntryId FROM AuditSeals WHERE Number = 12)", "Link 12 does not fit its entry" },
        { "a word moved from one field to the next", "UPDATE Audit SET Detail = NULL, Before = Detail WHERE Id = (SELECT EntryId FROM AuditSeals WHERE Number = 4)", "Link 4 does not fit its entry" },
        { "an entry filed where no search finds it", "UPDATE Audit SET Kind = 'zzz' WHERE Id = (SELECT EntryId FROM AuditSeals WHERE Number = 3)", "link 3 is filed under 'zzz'" },
        { "an entry taken away", "DELETE FROM Audit WHERE Id = (SELECT EntryId FROM AuditSeals WHERE Number = 6)", "The entry of link 6 is missing" },
        { "an entry and its link taken away", "DELETE FROM Audit WHERE Id = (SELECT EntryId FROM AuditSeals WHERE Number = 6); DELETE FROM AuditSeals WHERE Number = 6", "Link 6 is missing" },
        { "the gap closed up", "DELETE FROM Audit WHERE Id = (SELECT EntryId FROM AuditSeals WHERE Number = 6); DELETE FROM AuditSeals WHERE Number = 6; UPDATE AuditSeals SET Number = Number - 1 WHERE Number > 6; UPDATE AuditHead SET Number = 11", "Link 6 does not fit its entry" },
        { "two entries exchanged", "UPDATE Audit SET Detail = CASE Detail WHEN '3' THEN '4' ELSE '3' END WHERE Detail IN ('3', '4')", "does not fit its entry" },
        { "the end cut off", "DELETE FROM Audit WHERE Id IN (SELECT EntryId FROM AuditSeals WHERE Number > 9); DELETE FROM AuditSeals WHERE Number > 9; UPDATE AuditHead SET Number = 9, Hash = (SELECT Hash FROM AuditSeals WHERE Number = 9)", "Links 10 to 12 were cut off" },
        { "the end cut off, its head forgotten", "DELETE FROM Audit WHERE Id IN (SELECT EntryId FROM AuditSeals WHERE Number > 9); DELETE FROM AuditSeals WHERE Number > 9", "The chain ends with link 9, but its head says 12" },
        { "an entry slipped in", "INSERT INTO Audit (Id, At, ActorKind, Action, Kind) VALUES ('00000000-0000-0000-0000-000000000001', '2026-12-01 09:00:00', 2, 'staff.signed-in', 'staff')", "was slipped in" },
        { "everything gone", "DELETE FROM Audit; DELETE FROM AuditSeals; DELETE FROM AuditHead; DELETE FROM AuditUnsealed", "The chain is gone" },
        { "the key exchanged", "UPDATE AuditHead SET Key = 'CfDJ8none'", "The key of the chain cannot be opened" },
    };

    [Theory, MemberData(nameof(Crimes))]
    public async Task PR04_whoever_changes_history_past_the_program_is_found_out(string crime, string statement, string finding)
    {
        await using var site = await ClinicSite.StartAsync();
        await WriteAsync(site, 12);
        Assert.Equal(12, await SealAsync(site));
        Assert.Empty((await VerifyAsync(site)).Faults);
        await site.InDatabaseAsync(async db =>
        {
            await db.Database.OpenConnectionAsync();
            await using var command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // The crimes above.
            command.CommandText = statement;
#pragma warning restore CA2100
            return await command.ExecuteNonQueryAsync();
        });

        var report = await VerifyAsync(site);

        Assert.True(report.Faults.Any(f => f.Contains(finding, StringComparison.Ordinal)), $"{crime}: {string.Join(" | ", report.Faults)}");
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task PR04_each_entry_is_owed_its_link_from_its_own_transaction_on_and_gets_it_once(DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        await WriteAsync(site, 450);
        Assert.Equal(450, await site.InDatabaseAsync(db => db.AuditUnsealed.CountAsync()));

        // Two nodes at it at once.
        var other = ActivatorUtilities.CreateInstance<AuditSealer>(site.Services);
        var first = site.Services.GetRequiredService<AuditSealer>();
        for (var round = 0; round < 20 && await site.InDatabaseAsync(db => db.AuditUnsealed.AnyAsync()); round++)
        {
            await Task.WhenAll(first.SealOnceAsync(TestContext.Current.CancellationToken), other.SealOnceAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal(0, await site.InDatabaseAsync(db => db.AuditUnsealed.CountAsync()));
        Assert.Equal(450, await site.InDatabaseAsync(db => db.AuditSeals.Select(s => s.EntryId).Distinct().CountAsync()));
        var report = await VerifyAsync(site);
        Assert.Empty(report.Faults);
        Assert.Equal(450, report.Sealed);
    }

    [Fact]
    public async Task PR04_the_program_has_no_way_to_change_history()
    {
        await using var site = await ClinicSite.StartAsync();
        await WriteAsync(site, 1);
        await Assert.ThrowsAsync<InvalidOperationException>(() => site.InDatabaseAsync(db => db.Audit.ExecuteDeleteAsync()));
        await Assert.ThrowsAsync<InvalidOperationException>(() => site.InDatabaseAsync(db => db.Audit.ExecuteUpdateAsync(set => set.SetProperty(a => a.Detail, "x"))));
        await Assert.ThrowsAsync<InvalidOperationException>(() => site.ChangeAsync<AuditEntry>(_ => true, entry => entry.Detail = "x"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => site.InDatabaseAsync(async db =>
        {
            db.Audit.Remove(await db.Audit.FirstAsync());
            return await db.SaveChangesAsync();
        }));
    }

    [Fact]
    public async Task PR04_an_entry_taken_away_before_it_had_its_link_is_missed_too_and_holds_up_nobody()
    {
        await using var site = await ClinicSite.StartAsync();
        await WriteAsync(site, 3);
        await site.InDatabaseAsync(db => db.Database.ExecuteSqlAsync($"DELETE FROM Audit WHERE Id = (SELECT MIN(Id) FROM Audit)"));
        Assert.Equal(2, await SealAsync(site));
        Assert.Contains("before it had its link", Assert.Single((await VerifyAsync(site)).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PR04_an_anchor_that_was_made_up_or_taken_away_is_noticed()
    {
        await using var site = await ClinicSite.StartAsync();
        await WriteAsync(site, 2);
        await SealAsync(site);
        var anchor = site.Services.GetRequiredService<AuditAnchor>();
        var text = await File.ReadAllTextAsync(anchor.Path, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(anchor.Path, text.Replace("\"Number\":2", "\"Number\":1", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Contains((await VerifyAsync(site)).Faults, f => f.Contains("changed by somebody without the key", StringComparison.Ordinal));
        File.Delete(anchor.Path);
        Assert.Contains((await VerifyAsync(site)).Faults, f => f.Contains("There is no anchor", StringComparison.Ordinal));
        Assert.Empty((await VerifyAsync(site, withoutAnchor: true)).Faults);
    }

    [Fact]
    public async Task OP02_a_backup_that_was_put_back_ends_sooner_and_is_no_finding()
    {
        await using var site = await ClinicSite.StartAsync();
        await WriteAsync(site, 5);
        await SealAsync(site);
        var end = await site.InDatabaseAsync(db => db.AuditHeads.AsNoTracking().SingleAsync());
        await WriteAsync(site, 3);
        await SealAsync(site);
        await site.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"DELETE FROM Audit WHERE Id IN (SELECT EntryId FROM AuditSeals WHERE Number > 5); DELETE FROM AuditSeals WHERE Number > 5; UPDATE AuditHead SET Number = 5, Hash = {end.Hash}"));
        Assert.Contains((await VerifyAsync(site)).Faults, f => f.Contains("Links 6 to 8 were cut off", StringComparison.Ordinal));

        site.Services.GetRequiredService<AuditAnchor>().NoteRestored(site.Services.GetRequiredService<Sealer>().Open(end.Key), 5, end.Hash);

        var report = await VerifyAsync(site);
        Assert.Empty(report.Faults);
        Assert.Contains("a backup was put back", Assert.Single(report.Notes), StringComparison.Ordinal);
        await WriteAsync(site, 2);
        Assert.Equal(2, await SealAsync(site));
        Assert.Empty((await VerifyAsync(site)).Faults);
    }

    private static async Task WriteAsync(ClinicSite site, int entries)
    {
        await site.InDatabaseAsync(db =>
        {
            db.Audit.AddRange(Enumerable.Range(0, entries).Select(i => new AuditEntry
            {
                At = site.Now,
                ActorKind = ActorKind.Staff,
                ActorName = "Ada Marsh",
                Action = "test.done",
                Detail = i.ToString(CultureInfo.InvariantCulture),
                RecordKind = "test",
                RecordId = "1",
            }));
            return db.SaveChangesAsync();
        });
    }

    private static async Task<int> SealAsync(ClinicSite site)
    {
        var sealer = site.Services.GetRequiredService<AuditSealer>();
        var all = 0;
        for (int done; (done = await sealer.SealOnceAsync(TestContext.Current.CancellationToken)) > 0;)
        {
            all += done;
        }

        return all;
    }

    private static async Task<AuditReport> VerifyAsync(ClinicSite site, bool withoutAnchor = false)
    {
        await using var scope = site.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AuditVerification>().RunAsync(withoutAnchor, TestContext.Current.CancellationToken);
    }
}
