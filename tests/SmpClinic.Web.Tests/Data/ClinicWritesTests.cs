using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests.Notifications;
using Xunit;

namespace SmpClinic.Web.Tests;

public sealed class ClinicWritesTests
{
    /// <summary>On a database whose connection may break: SQLite with a strategy that tries again, as SQL Server's does.</summary>
    [Theory]
    [InlineData("during the unit", 1, false, 2)]
    [InlineData("before the commit", 2, false, 2)]
    [InlineData("after the commit", 2, true, 1)]
    public async Task BK14_a_fault_is_tried_again_and_a_commit_whose_answer_was_lost_is_settled_by_looking(string when, int statement, bool after, int expectedRuns)
    {
        var faults = new StatementFaults();
        await using var site = await ClinicSite.StartAsync(with: s => s.WithServices = services => services.ConfigureDbContext<SqliteClinicDb>(o => o
            .AddInterceptors(faults.Commands, faults.Commits)
            .UseSqlite(sqlite => sqlite.ExecutionStrategy(dependencies => new Again(dependencies)))));
        var runs = 0;
        var written = await site.Services.GetRequiredService<ClinicWrites>().RunAsync(
            async (db, ct) =>
            {
                if (++runs == 1 && statement == 1)
                {
                    faults.Plant(1, after);
                }

                await db.Roles.Where(r => r.Name != null).ExecuteUpdateAsync(set => set.SetProperty(r => r.ConcurrencyStamp, r => r.Name + "*"), ct);
                db.Audit.Add(new AuditEntry { At = site.Now, ActorKind = ActorKind.System, Action = "test.witness" });
                if (runs == 1 && statement == 2)
                {
                    // One statement saves the entry, one that it is to be sealed, and the next is the commit.
                    faults.Plant(3, after);
                }

                return runs;
            },
            TestContext.Current.CancellationToken);

        Assert.True(faults.Fired, when);
        Assert.Equal(expectedRuns, runs);
        Assert.Equal((WriteEnd.Committed, expectedRuns), (written.End, written.Value));
        Assert.Equal(1, await site.InDatabaseAsync(db => db.Audit.CountAsync()));
        Assert.All(await site.InDatabaseAsync(db => db.Roles.ToListAsync()), role => Assert.Equal(role.Name + "*", role.ConcurrencyStamp));
    }

    [Fact]
    public async Task BK01_a_key_that_is_there_already_ends_the_unit_and_keeps_nothing_of_it()
    {
        await using var bench = await MailBench.MakeAsync();
        Task<Written<bool>> Claim(int cell) => bench.Writes.RunAsync(
            (db, _) =>
            {
                db.ClaimedCells.Add(new ClaimedCell { ResourceId = 1, Cell = cell, OccupationId = Guid.NewGuid() });
                db.ClaimedCells.Add(new ClaimedCell { ResourceId = 1, Cell = 7, OccupationId = Guid.NewGuid() });
                return Task.FromResult(true);
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(new(WriteEnd.Committed, true), await Claim(6));
        Assert.Equal(new(WriteEnd.DuplicateKey, false), await Claim(8));
        await using var db = await bench.OpenAsync();
        Assert.Equal([6, 7], await db.ClaimedCells.Select(c => c.Cell).Order().ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task BK13_what_somebody_else_changed_meanwhile_is_stale_and_a_bug_is_thrown_on()
    {
        await using var bench = await MailBench.MakeAsync();
        var id = await bench.BookAsync();
        var stale = await bench.Writes.RunAsync(
            async (db, ct) =>
            {
                var appointment = await db.Appointments.SingleAsync(a => a.Id == id, ct);
                appointment.CancelReason = "mine";
                await db.Appointments.Where(a => a.Id == id).ExecuteUpdateAsync(set => set.SetProperty(a => a.Version, a => a.Version + 1), ct);
                return true;
            },
            TestContext.Current.CancellationToken);
        Assert.Equal(new(WriteEnd.Stale, false), stale);
        await Assert.ThrowsAsync<InvalidOperationException>(() => bench.Writes.RunAsync<bool>((_, _) => throw new InvalidOperationException("a bug"), TestContext.Current.CancellationToken));
    }

    private sealed class Again(ExecutionStrategyDependencies dependencies) : ExecutionStrategy(dependencies, maxRetryCount: 3, maxRetryDelay: TimeSpan.Zero)
    {
        protected override bool ShouldRetryOn(Exception exception) => exception is PlantedFaultException;
    }
}
