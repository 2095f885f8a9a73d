using Microsoft.Playwright;
using SmpClinic.Web.Features.Content;
using Xunit;

namespace SmpClinic.Browser.Tests.Features.Content;

/// <summary>WCAG 1.4.4, 1.4.10 and 2.1.1: larger letters and narrow windows lose nothing, and the keyboard comes everywhere.</summary>
public sealed class ZoomTests(Chromium chromium)
{
    /// <summary>Text that is cut off: a box that hides what does not fit, with more in it than fits. What is hidden from the eye on purpose is one pixel wide, and the frame of a drawing holds no text for the eye.</summary>
    private const string CutOff = """
        () => [...document.querySelectorAll('body *')].filter((e) => {
          if (e.closest('svg, canvas, select, textarea, .visually-hidden') || e.matches('.look-frame') || !e.checkVisibility({ visibilityProperty: true }) || !e.textContent.trim()) return false;
          const s = getComputedStyle(e);
          const hides = (o) => o === 'hidden' || o === 'clip';
          return e.clientWidth > 1 && ((hides(s.overflowX) && e.scrollWidth > e.clientWidth + 1) || (hides(s.overflowY) && e.scrollHeight > e.clientHeight + 1));
        }).map((e) => e.outerHTML.slice(0, 160))
        """;

    /// <summary>Text outside the window that no scrolling brings in.</summary>
    private const string Outside = """
        () => {
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const found = [];
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const parent = node.parentElement;
            if (!node.data.trim() || parent.closest('.visually-hidden, .skip-link, svg, [hidden], .slot > span:not([class])') || !parent.checkVisibility({ visibilityProperty: true })) continue;
            let scroller = parent;
            while (scroller && !['auto', 'scroll'].includes(getComputedStyle(scroller).overflowX)) scroller = scroller.parentElement;
            if (scroller) continue;
            let clipped = parent;
            while (clipped && getComputedStyle(clipped).clipPath === 'none') clipped = clipped.parentElement;
            if (clipped) continue;
            const range = document.createRange();
            range.selectNodeContents(node);
            if ([...range.getClientRects()].some((r) => r.width > 2 && (r.right > document.documentElement.clientWidth + 1 || r.left < -1))) found.push(node.data.trim().slice(0, 80));
          }
          return found;
        }
        """;

    private const string Wide = """
        () => [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1
          && !e.parentElement.closest('.table-wrap')).slice(0, 8).map((e) => '    ' + e.outerHTML.slice(0, 120))
        """;

    private const string Stops = """
        () => {
          const radios = new Set();
          const stops = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')].filter((e) => {
            if (e.tabIndex < 0 || e.disabled || !e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: false })) return false;
            if (e.type !== 'radio') return true;
            // One stop for a group: the chosen one, or the first.
            const group = [...document.querySelectorAll(`input[type=radio][name="${e.name}"]`)];
            return e === (group.find((one) => one.checked) ?? group[0]);
          });
          stops.forEach((e, i) => { e.dataset.stop = i; });
          return stops.length;
        }
        """;

    private const string Here = """
        () => {
          const e = document.activeElement;
          const r = e.getBoundingClientRect();
          const s = getComputedStyle(e.matches('.look-choice input') ? e.nextElementSibling : e);
          return [Number(e.dataset?.stop ?? -1), s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 ? 1 : 0, r.bottom > 0 && r.top < innerHeight ? 1 : 0];
        }
        """;

    private static IEnumerable<string> Paths => SitePages.All.Select(page => page.Path)
        .Concat(["/book", "/book/smp-consultation", "/book/smp-video-consultation?zone=Asia/Kolkata", "/suitability/check", "/staff/sign-in", "/faq?q=transplant", "/cost?currency=USD&years=15"]);

    /// <param name="width">Of the window in CSS pixels: 640 is 1,280 at 200 %, and 320 the same at 400 %.</param>
    /// <param name="text">Size of the letters in per cent.</param>
    [Theory]
    [InlineData(320, 100)]
    [InlineData(640, 100)]
    [InlineData(1280, 200)]
    [InlineData(375, 200)]
    public async Task Nothing_is_lost_in_a_narrow_window_or_at_twice_the_size_of_letters(int width, int text)
    {
        await using var visitor = await chromium.VisitAsync(width);
        var faults = new List<string>();
        foreach (var path in Paths)
        {
            await visitor.GoAsync(path);
            await visitor.Page.EvaluateAsync($$"""
                () => {
                  document.documentElement.style.fontSize = '{{text}}%';
                  for (const part of document.querySelectorAll('main > *, .site-footer > .band')) part.style.contentVisibility = 'visible';
                }
                """);

            var beyond = await visitor.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
            faults.AddRange(beyond > 0 ? [$"{path}: {beyond} px wider than the window", .. await visitor.Page.EvaluateAsync<string[]>(Wide)] : []);
            faults.AddRange((await visitor.Page.EvaluateAsync<string[]>(CutOff)).Select(one => $"{path}: cut off: {one}"));
            faults.AddRange((await visitor.Page.EvaluateAsync<string[]>(Outside)).Select(one => $"{path}: outside: {one}"));
        }

        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
        visitor.AssertQuiet();
    }

    [Theory]
    [InlineData(375)]
    [InlineData(1280)]
    public async Task The_keyboard_comes_to_everything_that_can_be_operated_in_order_and_shows_where_it_is(int width)
    {
        await using var visitor = await chromium.VisitAsync(width);
        foreach (var path in (string[])["/", "/treatments/microblading", "/compare/smp-vs-microblading", "/cost", "/visualiser", "/faq", "/prices", "/suitability/check", "/book", "/contact"])
        {
            await visitor.GoAsync(path);
            var count = await visitor.Page.EvaluateAsync<int>(Stops);
            for (var i = 0; i < count; i++)
            {
                await visitor.Page.Keyboard.PressAsync("Tab");
                var here = await visitor.Page.EvaluateAsync<int[]>(Here);
                Assert.True(here[0] == i, $"{path} ({width} px): stop {i} of {count} was to come, and {here[0]} came.");
                Assert.True(here[1] == 1, $"{path} ({width} px): stop {i} does not show that it has the focus.");
                Assert.True(here[2] == 1, $"{path} ({width} px): stop {i} is out of sight.");
            }
        }

        visitor.AssertQuiet();
    }
}
