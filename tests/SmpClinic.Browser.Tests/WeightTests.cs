using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.Playwright;
using SmpClinic.Web.Features.Content;
using Xunit;

namespace SmpClinic.Browser.Tests;

public sealed class WeightTests(Chromium chromium)
{
    [Theory]
    [InlineData("/book/smp-consultation")]
    [InlineData("/book/smp-video-consultation")]
    [InlineData("/")]
    public async Task A_first_visit_takes_at_most_8_requests_60_KB_and_15_KB_of_script(string path)
    {
        await using var visitor = await chromium.VisitAsync(375);
        var cdp = await visitor.Context.NewCDPSessionAsync(visitor.Page);
        var kinds = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var bytes = new ConcurrentDictionary<string, double>(StringComparer.Ordinal);
        cdp.Event("Network.responseReceived").OnEvent += (_, e) => kinds[Text(e, "requestId")] = Text(e, "type");
        cdp.Event("Network.loadingFinished").OnEvent += (_, e) => bytes[Text(e, "requestId")] = e!.Value.GetProperty("encodedDataLength").GetDouble();
        await cdp.SendAsync("Network.enable");

        await visitor.Page.GotoAsync(path, new() { WaitUntil = WaitUntilState.NetworkIdle });

        var script = bytes.Where(b => kinds.GetValueOrDefault(b.Key) == "Script").Sum(b => b.Value);
        var total = bytes.Values.Sum();
        TestContext.Current.TestOutputHelper?.WriteLine($"{path}: {visitor.Requests.Count} requests, {total / 1024:0.0} KB, of which {script / 1024:0.0} KB script");
        Assert.InRange(visitor.Requests.Count, 1, 8);
        Assert.InRange(total, 1000, 60 * 1024);
        Assert.InRange(script, 0, 15 * 1024);
        visitor.AssertQuiet();
    }

    /// <summary>Pages to read. The visualiser draws, and has a weight of its own.</summary>
    public static TheoryData<string> PagesToRead => [.. SitePages.All.Where(page => page.Path is not ("/" or "/visualiser")).Select(page => page.Path)];

    [Theory]
    [MemberData(nameof(PagesToRead))]
    public async Task A_first_visit_to_a_content_page_takes_at_most_6_requests_60_KB_with_fonts_and_8_KB_of_script_and_nothing_moves(string path)
    {
        await using var visitor = await chromium.VisitAsync(375);
        var cdp = await visitor.Context.NewCDPSessionAsync(visitor.Page);
        var bytes = new ConcurrentDictionary<string, double>(StringComparer.Ordinal);
        var kinds = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        cdp.Event("Network.responseReceived").OnEvent += (_, e) => kinds[Text(e, "requestId")] = Text(e, "type");
        cdp.Event("Network.loadingFinished").OnEvent += (_, e) => bytes[Text(e, "requestId")] = e!.Value.GetProperty("encodedDataLength").GetDouble();
        await cdp.SendAsync("Network.enable");
        await visitor.Context.AddInitScriptAsync("window.__moved = 0; new PerformanceObserver((l) => { for (const e of l.getEntries()) window.__moved += e.value; }).observe({ type: 'layout-shift', buffered: true });");

        await visitor.Page.GotoAsync(path, new() { WaitUntil = WaitUntilState.NetworkIdle });

        TestContext.Current.TestOutputHelper?.WriteLine($"{path}: {visitor.Requests.Count} requests, {bytes.Values.Sum() / 1024:0.0} KB");
        Assert.InRange(visitor.Requests.Count, 1, 6);
        Assert.InRange(bytes.Values.Sum(), 1000, 60 * 1024);
        Assert.InRange(bytes.Where(b => kinds.GetValueOrDefault(b.Key) == "Script").Sum(b => b.Value), 0, 8 * 1024);
        Assert.Equal(0, await visitor.Page.EvaluateAsync<double>("() => window.__moved"));
        visitor.AssertQuiet();
    }

    [Fact]
    public async Task A_content_page_is_rendered_once_and_the_same_for_everybody()
    {
        await (await chromium.VisitAsync()).DisposeAsync();
        using var handler = new HttpClientHandler { UseCookies = false, AutomaticDecompression = DecompressionMethods.None };
        using var http = new HttpClient(handler) { BaseAddress = new(chromium.Site.Address) };
        http.DefaultRequestHeaders.AcceptEncoding.ParseAdd("br");

        foreach (var page in SitePages.All.Where(page => !page.Answers))
        {
            var first = await ReadAsync(page.Path);
            var second = await ReadAsync(page.Path);
            Assert.Equal(first, second);
        }

        async Task<byte[]> ReadAsync(string path)
        {
            using var response = await http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.False(response.Headers.Contains("Set-Cookie"), path);
            Assert.DoesNotContain("nonce", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Equal("br", response.Content.Headers.ContentEncoding.Single());
            return await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        }
    }

    private static string Text(JsonElement? e, string name) => e!.Value.GetProperty(name).GetString()!;
}
