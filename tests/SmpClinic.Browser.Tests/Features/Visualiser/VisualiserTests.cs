using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using Microsoft.Playwright;
using SmpClinic.Web.Features.Visualiser;
using Xunit;

namespace SmpClinic.Browser.Tests.Features.Visualiser;

public sealed class VisualiserTests(Chromium chromium)
{
    private static readonly string[] Areas = ["scalp", "brows"];

    [Fact]
    public async Task The_same_settings_give_the_same_picture_and_others_another()
    {
        await using var one = await chromium.VisitAsync();
        await using var other = await chromium.VisitAsync(375);
        await one.GoAsync("/visualiser");
        await other.GoAsync("/visualiser");
        var first = await Drawn.PictureAsync(one.Page);
        Assert.Equal(first, await Drawn.PictureAsync(other.Page));
        Assert.Equal(255, await one.Page.EvaluateAsync<int>("() => document.getElementById('look-canvas').getContext('2d').getImageData(400, 300, 1, 1).data[3]"));

        foreach (var change in new[] { "stage-norwood-7", "tone-9", "view-close", "age-five", "stage-ludwig-2", "edge-soft", "area-brows", "browview-close", "own-little", "browage-three" })
        {
            await one.Page.CheckAsync("#" + change, new() { Force = true });
            await other.Page.CheckAsync("#" + change, new() { Force = true });
            var now = await Drawn.PictureAsync(one.Page);
            Assert.Equal(now, await Drawn.PictureAsync(other.Page));
            if (change != "edge-soft")
            {
                Assert.NotEqual(first, now);
            }

            first = now;
        }

        one.AssertQuiet();
        other.AssertQuiet();
    }

    [Fact]
    public async Task The_page_says_and_codes_the_settings_exactly_as_the_server_does()
    {
        await using var visitor = await chromium.VisitAsync();
        var chance = new Random(20_261_125);
        for (var i = 0; i < 6; i++)
        {
            var look = Look.Usual.With([.. LookTables.All.Select(question => (question.Name, question.Choices[chance.Next(question.Choices.Count)].Value))]);
            var query = string.Join('&', LookTables.All.Select(question => $"{question.Name}={look.Chosen(question.Name).Value}"));
            await visitor.GoAsync("/visualiser/look?" + query);
            Assert.Equal(look.Words, await visitor.Page.Locator("#look-words").InnerTextAsync());
            await Drawn.PictureAsync(visitor.Page);
            var said = await visitor.Page.EvaluateAsync<string[]>("async () => { const page = await import(document.querySelector('script[src*=visualiser]').src); return [page.described(), page.code()]; }");
            Assert.Equal([look.Words, look.Code], said);
        }

        visitor.AssertQuiet();
    }

    [Fact]
    public async Task Everything_is_done_by_keyboard_and_said_in_words()
    {
        await using var visitor = await chromium.VisitAsync();
        await visitor.GoAsync("/visualiser");
        var before = await Drawn.PictureAsync(visitor.Page);
        var words = visitor.Page.Locator("#look-words");
        await Assertions.Expect(words).ToHaveAttributeAsync("aria-live", "polite");

        await visitor.Page.FocusAsync("#tone-5");
        await visitor.Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(words).ToContainTextAsync("skin tone 6 of 10");
        var toned = await Drawn.PictureAsync(visitor.Page);
        Assert.NotEqual(before, toned);

        await visitor.Page.FocusAsync("#density");
        await visitor.Page.Keyboard.PressAsync("End");
        await Assertions.Expect(visitor.Page.Locator("#density-value")).ToHaveTextAsync("about 120 dots in each square centimetre");
        await Assertions.Expect(words).ToContainTextAsync("about 120 dots");
        var dense = await Drawn.PictureAsync(visitor.Page);
        Assert.NotEqual(toned, dense);

        await visitor.Page.FocusAsync("#look-split");
        for (var i = 0; i < 5; i++)
        {
            await visitor.Page.Keyboard.PressAsync("PageUp");
        }

        await Assertions.Expect(visitor.Page.Locator("#look-split-value")).ToContainTextAsync("before on the left 50 %");
        Assert.NotEqual(dense, await Drawn.PictureAsync(visitor.Page));
        await visitor.Page.FocusAsync("[data-split='0']");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visitor.Page.Locator("#look-split")).ToHaveValueAsync("0");
        Assert.Equal(dense, await Drawn.PictureAsync(visitor.Page));

        // Whoever tabs comes past every question once, and none of the other area.
        var seen = new List<string>();
        await visitor.Page.FocusAsync("#look-save");
        for (var i = 0; i < 18; i++)
        {
            await visitor.Page.Keyboard.PressAsync("Tab");
            seen.Add(await visitor.Page.EvaluateAsync<string>("() => document.activeElement.name || document.activeElement.id || document.activeElement.textContent.trim()"));
        }

        var expected = LookTables.All.Where(question => question.IsAbout(LookArea.Scalp)).Select(question => question.Name).ToList();
        Assert.Equal(expected, seen.Where(name => LookTables.All.Any(question => question.Name == name)), StringComparer.Ordinal);
        Assert.Contains("look-file", seen);
        visitor.AssertQuiet();
    }

    [Theory]
    [InlineData(375)]
    [InlineData(1280)]
    public async Task Both_areas_and_the_open_photo_meet_WCAG_2_2_AA_in_light_and_dark_and_nothing_moves_while_it_loads(int width)
    {
        await using var visitor = await chromium.VisitAsync(width);
        await visitor.Context.AddInitScriptAsync("window.__moved = 0; new PerformanceObserver((list) => { for (const e of list.getEntries()) { if (!e.hadRecentInput) { window.__moved += e.value; } } }).observe({ type: 'layout-shift', buffered: true });");
        await visitor.GoAsync("/visualiser");
        await Drawn.PictureAsync(visitor.Page);
        Assert.Equal(0, await visitor.Page.EvaluateAsync<double>("() => window.__moved"));

        foreach (var area in Areas)
        {
            await visitor.Page.CheckAsync("#area-" + area, new() { Force = true });
            await Drawn.PictureAsync(visitor.Page);
            await visitor.CheckAsync();
            await visitor.CheckInTheDarkAsync();
        }

        await Drawn.OpenPhotoAsync(visitor.Page);
        await visitor.CheckAsync();
        await visitor.CheckInTheDarkAsync();
        visitor.AssertQuiet();
    }

    [Fact]
    public async Task Without_script_the_page_shows_a_picture_and_answers_in_words()
    {
        await using var visitor = await chromium.VisitAsync(375, script: false);
        await visitor.GoAsync("/visualiser");
        await Assertions.Expect(visitor.Page.Locator("figure img")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.Locator("#look-canvas")).ToBeHiddenAsync();
        await Assertions.Expect(visitor.Page.Locator("#look-photo")).ToBeHiddenAsync();
        await visitor.CheckAsync();
        await visitor.Page.CheckAsync("#area-brows", new() { Force = true });
        await visitor.Page.CheckAsync("#arch-high", new() { Force = true });
        await visitor.FollowAsync("Show these settings", AriaRole.Button);
        await Assertions.Expect(visitor.Page.Locator("#look-words")).ToContainTextAsync("a high arch");
        Assert.True(await visitor.Page.Locator("figure img").EvaluateAsync<bool>("(image) => image.complete && image.naturalWidth > 0"));
        await visitor.CheckAsync();
        visitor.AssertQuiet();
    }

    [Fact]
    public async Task A_first_visit_takes_at_most_60_KB_everything_included()
    {
        await using var visitor = await chromium.VisitAsync(375);
        var answers = new ConcurrentQueue<(bool IsPage, Task<byte[]> Body)>();
        visitor.Page.Response += (_, response) => answers.Enqueue((response.Request.ResourceType == "document", response.BodyAsync()));
        await visitor.Page.GotoAsync("/visualiser", new() { WaitUntil = WaitUntilState.NetworkIdle });
        await Drawn.PictureAsync(visitor.Page);

        // As it is sent when published: pages are compressed as they are asked for, files once and thoroughly. Headers are counted as half a kilobyte each.
        var sent = 0;
        foreach (var (isPage, body) in answers)
        {
            using var packed = new MemoryStream();
            await using (var brotli = new BrotliStream(packed, isPage ? CompressionLevel.Optimal : CompressionLevel.SmallestSize, leaveOpen: true))
            {
                await brotli.WriteAsync(await body, TestContext.Current.CancellationToken);
            }

            sent += (int)packed.Length + 512;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"FIGURE visualiser: {answers.Count} requests, {sent / 1024.0:0.0} KB");
        Assert.InRange(sent, 10 * 1024, 60 * 1024);
        Assert.InRange(visitor.Requests.Count, 8, 10);
    }

    /// <summary>The figures stand in docs/performance.md; here only that nothing is out of all proportion on a busy machine.</summary>
    [Fact]
    public async Task Twenty_thousand_dots_are_drawn_within_a_frame()
    {
        await using var visitor = await chromium.VisitAsync();
        await visitor.GoAsync("/visualiser");
        await Drawn.PictureAsync(visitor.Page);
        await visitor.Page.CheckAsync("#stage-norwood-7", new() { Force = true });
        await Drawn.PictureAsync(visitor.Page);
        await visitor.Page.CheckAsync("#view-above", new() { Force = true });
        await Drawn.PictureAsync(visitor.Page);

        foreach (var density in new[] { 0.63, 1.25 })
        {
            var figures = await visitor.Page.EvaluateAsync<double[]>("""
                async (density) => {
                  const page = await import(document.querySelector('script[src*=visualiser]').src);
                  page.measure(30, density);
                  const { count, times } = page.measure(120, density);
                  return [count, times[60], times[113], times[119]];
                }
                """, density);
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"FIGURE visualiser: {figures[0]} dots, median {figures[1]:0.0} ms, p95 {figures[2]:0.0} ms, longest {figures[3]:0.0} ms"));
            Assert.InRange(figures[0], 20_000, 60_000);
            Assert.InRange(figures[1], 0.1, 100);
        }
    }
}
