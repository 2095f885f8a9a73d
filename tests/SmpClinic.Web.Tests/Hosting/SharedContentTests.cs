using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SmpClinic.Web.Data;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;
using StackExchange.Redis;
using Xunit;

namespace SmpClinic.Web.Tests.Hosting;

/// <summary>Rendered pages: one node's own or, through Redis, all nodes'; never older than the stamp; and never down with Redis.</summary>
[Collection(nameof(Alone))]
public sealed class SharedContentTests
{
    private const string Address = "/trouble/content";

    [Fact]
    public async Task A_page_is_rendered_anew_when_the_content_has_changed_and_not_before()
    {
        await using var site = await NodeAsync();
        await LookAsync(site);
        var first = await ReadAsync(site);
        Assert.Equal(first, await ReadAsync(site));

        await ChangeContentAsync(site);
        Assert.Equal(first, await ReadAsync(site));
        await LookAsync(site);
        Assert.NotEqual(first, await ReadAsync(site));
    }

    [Fact]
    public async Task Without_the_database_kept_pages_are_still_served()
    {
        await using var site = await NodeAsync();
        await LookAsync(site);
        var first = await ReadAsync(site);
        await site.InDatabaseAsync(db => db.Database.ExecuteSqlRawAsync("DROP TABLE \"Stamps\""));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => LookAsync(site));
        Assert.Equal(first, await ReadAsync(site));
    }

    [Fact]
    public async Task Two_nodes_share_pages_and_a_change_reaches_each_when_it_looks()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var one = await NodeAsync(redis);
        await using var two = await NodeAsync(redis);
        await SharedAsync(one);
        var first = await ReadAsync(one);
        await SharedAsync(two);
        Assert.Equal(first, await ReadAsync(two));

        await ChangeContentAsync(two);
        await LookAsync(two);
        Assert.NotEqual(first, await ReadAsync(two));
    }

    [Fact]
    public async Task Nodes_that_would_render_differently_share_nothing()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var one = await NodeAsync(redis);
        await using var other = await NodeAsync(redis, s => s.Settings["Clinic:Phone"] = "0117 496 0999");
        await SharedAsync(one);
        await SharedAsync(other);
        Assert.NotEqual(await ReadAsync(one), await ReadAsync(other));
    }

    [Fact]
    public async Task FL05_a_redis_that_is_killed_or_frozen_takes_no_page_down_and_is_taken_back_when_it_returns()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var site = await NodeAsync(redis);
        await SharedAsync(site);
        var first = await ReadAsync(site);

        await redis.KillAsync();
        var alone = await ReadAsync(site, within: TimeSpan.FromSeconds(5));
        Assert.Equal(alone, await ReadAsync(site, within: TimeSpan.FromSeconds(5)));

        await redis.AgainAsync();
        await SharedAsync(site);
        redis.Freeze();
        try
        {
            var watch = Stopwatch.StartNew();
            for (var i = 0; i < 20; i++)
            {
                await ReadAsync(site, within: TimeSpan.FromSeconds(5));
            }

            Profile.Figure("FL-05", $"20 pages with a frozen Redis in {watch.Elapsed.TotalSeconds:0.00} s");
        }
        finally
        {
            redis.Thaw();
        }

        await SharedAsync(site);
        Assert.NotEmpty(first);
    }

    [Fact]
    public async Task A_site_starts_and_serves_with_a_redis_that_was_never_there()
    {
        await using var site = await ClinicSite.StartAsync(with: s => s.Settings["Cache:Redis"] = "127.0.0.1:1");
        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/")).Status);
        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/health/ready")).Status);
    }

    private static Task<ClinicSite> NodeAsync(RedisServer? redis = null, Action<ClinicSite>? with = null) => ClinicSite.StartAsync(with: s =>
    {
        s.WithServices = TroubleController.AddTo;
        if (redis is not null)
        {
            s.Settings["Cache:Redis"] = redis.ConnectionString;
        }

        with?.Invoke(s);
    });

    /// <summary>Waits until what the node keeps goes to Redis. Moves the site's clock past the pause after a fault.</summary>
    private static async Task SharedAsync(ClinicSite node)
    {
        await LookAsync(node);
        var store = node.Services.GetRequiredService<IOutputCacheStore>();
        await using var client = await ConnectionMultiplexer.ConnectAsync(node.Settings["Cache:Redis"]);
        for (var wait = Stopwatch.StartNew(); wait.Elapsed < TimeSpan.FromSeconds(30); await Task.Delay(50, TestContext.Current.CancellationToken))
        {
            node.Clock.Advance(TimeSpan.FromSeconds(6));
            var key = Guid.NewGuid().ToString("N");
            await store.SetAsync(key, [1], [], TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            if (client.GetServers()[0].Keys(pattern: $"*{key}*").Any())
            {
                return;
            }
        }

        Assert.Fail("Nothing came to Redis.");
    }

    private static async Task<string> ReadAsync(ClinicSite node, TimeSpan? within = null)
    {
        var watch = Stopwatch.StartNew();
        var page = (await node.GetAsync(Address)).Is(HttpStatusCode.OK);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, within ?? TimeSpan.FromMinutes(1));
        return page.Body;
    }

    private static Task LookAsync(ClinicSite node) => node.Services.GetRequiredService<ContentStamp>().LookAsync(TestContext.Current.CancellationToken);

    private static Task<int> ChangeContentAsync(ClinicSite node) => node.InDatabaseAsync(async db =>
    {
        await Stamps.RaiseAsync(db, Stamp.Content, node.Now, TestContext.Current.CancellationToken);
        return await db.SaveChangesAsync();
    });
}
