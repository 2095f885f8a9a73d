using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Tests.Notifications;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Booking;

public sealed class RateCountingTests
{
    private static readonly Instant Nine = Instant.FromUtc(2026, 12, 1, 9, 0);

    [Fact]
    public async Task IN09_what_is_counted_counts_for_an_hour_in_buckets_of_five_minutes()
    {
        await using var bench = await MailBench.MakeAsync();
        await CountAsync(bench, "a", Nine);
        await CountAsync(bench, "a", Nine + Duration.FromMinutes(5) - Duration.FromTicks(1));
        await CountAsync(bench, "a", Nine + Duration.FromMinutes(5));
        await CountAsync(bench, "b", Nine);

        Assert.Equal(3, await InLastHourAsync(bench, "a", Nine + Duration.FromMinutes(5)));
        Assert.Equal(3, await InLastHourAsync(bench, "a", Nine + Duration.FromHours(1) - Duration.FromTicks(1)));
        Assert.Equal(1, await InLastHourAsync(bench, "a", Nine + Duration.FromHours(1)));
        Assert.Equal(0, await InLastHourAsync(bench, "a", Nine + Duration.FromMinutes(65)));
        Assert.Equal(1, await InLastHourAsync(bench, "b", Nine));
        Assert.Equal(0, await InLastHourAsync(bench, "c", Nine));

        await using var db = await bench.OpenAsync();
        Assert.Equal(
            [("a", Nine, 2), ("a", Nine + Duration.FromMinutes(5), 1), ("b", Nine, 1)],
            db.RateCounters.AsEnumerable().Select(c => (c.Key, c.WindowStart, c.Count)).Order());
    }

    [Fact]
    public async Task IN09_where_writers_do_not_take_turns_those_who_count_the_same_stand_in_line_and_are_not_counted_by_it()
    {
        await using var bench = await MailBench.MakeAsync();
        var options = new DbContextOptionsBuilder<SideBySideDb>().UseSqlite(bench.ConnectionString).Options;
        for (var i = 0; i < 2; i++)
        {
            await using var db = new SideBySideDb(options);
            await using var transaction = await db.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await RateCounting.StandInLineAsync(db, ["b", "a"], Nine + Duration.FromHours(i), TestContext.Current.CancellationToken);

            // The row is changed, so it is this transaction's until its end.
            Assert.Equal(["a:line", "b:line"], db.RateCounters.AsNoTracking().Select(c => c.Key).OrderBy(k => k));
            await transaction.CommitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, await InLastHourAsync(bench, "a", Nine));
        await bench.WriteAsync(async db =>
        {
            await RateCounting.StandInLineAsync(db, ["c"], Nine, TestContext.Current.CancellationToken);
            Assert.False(await db.RateCounters.AnyAsync(c => c.Key == "c:line", TestContext.Current.CancellationToken));
            return true;
        });
    }

    /// <summary>A provider that lets writers work side by side, as SQL Server does.</summary>
    private sealed class SideBySideDb(DbContextOptions<SideBySideDb> options) : ClinicDb(options);

    private static Task<bool> CountAsync(MailBench bench, string key, Instant now) => bench.WriteAsync(async db =>
    {
        await RateCounting.CountAsync(db, key, now, TestContext.Current.CancellationToken);
        return true;
    });

    private static async Task<int> InLastHourAsync(MailBench bench, string key, Instant now)
    {
        await using var db = await bench.OpenAsync();
        return await RateCounting.InLastHourAsync(db, key, now, TestContext.Current.CancellationToken);
    }
}
