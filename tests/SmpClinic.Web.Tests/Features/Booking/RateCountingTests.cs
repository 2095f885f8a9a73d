using NodaTime;
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
