using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using SmpClinic.Web.Tests;
using Xunit;

namespace SmpClinic.Endurance.Tests.Hostile;

/// <summary>Clients that send a byte now and then, take nothing, or come in crowds.</summary>
[Collection(nameof(Alone))]
public sealed class GreedyClientTests
{
    private const string Ask = "GET /faq HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FL07_slow_and_greedy_clients_are_cut_and_nobody_else_notices()
    {
        var (headers, bodies, readers) = (Profile.Of(60, 500), Profile.Of(60, 500), Profile.Of(40, 200));
        await using var site = await HostileSite.StartAsync();
        using var visitor = site.Visitor();
        await AskForAWhileAsync(visitor, TimeSpan.FromSeconds(2), []);
        var before = site.Megabytes;
        var cut = new ConcurrentBag<(string Kind, double Seconds)>();
        var slow = Task.WhenAll(
            Enumerable.Range(0, headers).Select(_ => LingerAsync(site, "headers", "GET / HTTP/1.1\r\nHost: localhost\r\n", "X: y\r\n", 4096, cut))
            .Concat(Enumerable.Range(0, bodies).Select(_ => LingerAsync(site, "body", "POST /staff/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\n", "a", 4096, cut)))
            .Concat(Enumerable.Range(0, readers).Select(_ => LingerAsync(site, "reader", string.Concat(Enumerable.Repeat(Ask, 150)), Ask, 4096, cut))));

        var waits = new List<double>();
        while (!slow.IsCompleted)
        {
            await AskForAWhileAsync(visitor, TimeSpan.FromMilliseconds(500), waits);
        }

        await slow;
        await AskForAWhileAsync(visitor, TimeSpan.FromSeconds(1), []);
        var p95 = waits.Order().ElementAt((int)(waits.Count * 0.95));
        var grown = site.Megabytes - before;
        var worst = cut.GroupBy(c => c.Kind).OrderBy(g => g.Key).Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Key} {g.Max(c => c.Seconds):0.0} s"));
        Profile.Figure("FL-07", string.Create(CultureInfo.InvariantCulture, $"{headers} slow headers, {bodies} slow bodies, {readers} that do not read: last cut after {string.Join(", ", worst)}; {waits.Count} requests of others, p95 {p95:0} ms, slowest {waits.Max():0} ms; memory {grown:+0;-0} MB"));
        Assert.Equal(headers + bodies + readers, cut.Count);
        Assert.All(cut, c => Assert.True(c.Seconds <= (Profile.IsLong ? 15 : 25), string.Create(CultureInfo.InvariantCulture, $"{c.Kind} was cut after {c.Seconds:0.0} s")));
        Assert.True(p95 <= Profile.Of(2_000, 500), string.Create(CultureInfo.InvariantCulture, $"others waited {p95:0} ms"));
        Assert.True(grown < 100, string.Create(CultureInfo.InvariantCulture, $"memory grew by {grown:0} MB"));
        Assert.Empty(site.Errors);
    }

    [Fact]
    public async Task FL08_a_crowd_of_four_times_what_fits_is_partly_asked_to_come_back_and_soon_forgotten()
    {
        // One at once and one waiting, against 128 who never stop asking. On the embedded database reading never waits, so that no
        // more are in the room than there are threads; with the room of a real site this crowd is slow, and none is sent away.
        await using var site = await HostileSite.StartAsync(new(StringComparer.Ordinal) { ["Limits:RequestsAtOnce"] = "1", ["Limits:RequestsWaiting"] = "1" });
        using var visitor = site.Visitor();
        await AskForAWhileAsync(visitor, TimeSpan.FromSeconds(1), []);
        var statuses = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        end.CancelAfter(TimeSpan.FromSeconds(Profile.Of(4, 20)));
        var liveSlowest = 0.0;
        var crowd = Enumerable.Range(0, 128).Select(i => Task.Run(() => CrowdAsync(site, i, statuses, end.Token), Stop)).ToList();
        while (!end.IsCancellationRequested)
        {
            var watch = Stopwatch.StartNew();
            Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(new Uri("/health/live", UriKind.Relative), Stop)).StatusCode);
            liveSlowest = Math.Max(liveSlowest, watch.Elapsed.TotalMilliseconds);
            await Task.Delay(50, Stop);
        }

        await Task.WhenAll(crowd);
        var after = Stopwatch.StartNew();
        var calm = new List<double>();
        while (calm.Count < 20)
        {
            await AskForAWhileAsync(visitor, TimeSpan.FromMilliseconds(100), calm);
        }

        Profile.Figure("FL-08", string.Create(CultureInfo.InvariantCulture, $"128 who never stop against two places: {string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{s.Key} x {s.Value}"))}; slowest liveness {liveSlowest:0} ms; ordinary answers again after {after.Elapsed.TotalSeconds:0.0} s"));
        Assert.All(statuses.Keys, status => Assert.Contains(status, (string[])["200", "503 with Retry-After"]));
        Assert.Contains("503 with Retry-After", statuses.Keys);
        Assert.Contains("200", statuses.Keys);
        Assert.True(site.IsAlive);
        Assert.True(after.Elapsed < TimeSpan.FromSeconds(10), "The site did not recover in ten seconds.");
        Assert.Empty(site.Errors);
    }

    private static async Task CrowdAsync(HostileSite site, int number, ConcurrentDictionary<string, int> statuses, CancellationToken end)
    {
        var ask = Wire.Bytes(number % 2 == 0 ? "GET /book HTTP/1.1\r\nHost: localhost\r\n\r\n" : "GET /book/smp-consultation HTTP/1.1\r\nHost: localhost\r\n\r\n");
        using var wire = await Wire.OpenAsync(site.Address, cancellationToken: Stop);
        while (!end.IsCancellationRequested)
        {
            await wire.SendAsync(ask, Stop);
            var answer = await wire.ReadAsync(TimeSpan.FromSeconds(30), cancellationToken: Stop);
            var what = answer is null ? "cut" : answer.Status.ToString(CultureInfo.InvariantCulture) + (answer["Retry-After"] is null ? "" : " with Retry-After");
            statuses.AddOrUpdate(what, 1, (_, count) => count + 1);
            if (answer is null)
            {
                return;
            }
        }
    }

    /// <summary>Sends the beginning, then a little every two seconds, and reads nothing, until the server has had enough.</summary>
    private static async Task LingerAsync(HostileSite site, string kind, string beginning, string more, int receiveBuffer, ConcurrentBag<(string, double)> cut)
    {
        using var wire = await Wire.OpenAsync(site.Address, receiveBuffer, Stop);
        var watch = Stopwatch.StartNew();
        await wire.SendAsync(Wire.Bytes(beginning), Stop);
        while (watch.Elapsed < TimeSpan.FromSeconds(60))
        {
            // A client that reads nothing sees its end only when it writes.
            var ended = kind == "reader" ? await NapAsync() : await wire.IsEndedAsync(TimeSpan.FromMilliseconds(1_000), Stop);
            if (ended || !await wire.SendAsync(Wire.Bytes(more), Stop))
            {
                cut.Add((kind, watch.Elapsed.TotalSeconds));
                return;
            }
        }

        static async Task<bool> NapAsync()
        {
            await Task.Delay(500, Stop);
            return false;
        }
    }

    private static async Task AskForAWhileAsync(HttpClient visitor, TimeSpan time, List<double> milliseconds)
    {
        for (var all = Stopwatch.StartNew(); all.Elapsed < time;)
        {
            foreach (var path in (string[])["/", "/book/smp-consultation", "/staff/sign-in"])
            {
                var watch = Stopwatch.StartNew();
                using var answer = await visitor.GetAsync(new Uri(path, UriKind.Relative), Stop);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                milliseconds.Add(watch.Elapsed.TotalMilliseconds);
            }

            await Task.Delay(20, Stop);
        }
    }
}
