using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(SmpClinic.Browser.Tests.Chromium))]

namespace SmpClinic.Browser.Tests;

/// <summary>
/// One browser and one site for the whole assembly, started by the first test that needs them. Without a browser the tests say
/// that they were skipped, and why; where REQUIRE_BROWSER is 1 they fail.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Arguments =
    [
        "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly SemaphoreSlim _one = new(1, 1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private BrowserSite? _site;

    /// <summary>The running site. Open a visitor first.</summary>
    public BrowserSite Site => _site ?? throw new InvalidOperationException("Open a visitor first: that starts the site.");

    /// <summary>The build without windows is the same engine and takes a third less of the processor; the whole browser will do.</summary>
    private static string Path { get; } = Environment.GetEnvironmentVariable("CHROMIUM_PATH")
        ?? (File.Exists("/usr/bin/chromium-headless-shell") ? "/usr/bin/chromium-headless-shell" : "/usr/bin/chromium");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A visitor with a browser window, cookies and cache of their own.</summary>
    public async Task<Visitor> VisitAsync(int width = 1280, bool script = true, string zone = "Europe/London")
    {
        if (!File.Exists(Path))
        {
            var why = $"There is no Chromium at {Path}. Install it, or say in CHROMIUM_PATH where it is.";
            Assert.False(Environment.GetEnvironmentVariable("REQUIRE_BROWSER") == "1", why);
            Assert.Skip(why);
        }

        var browser = await StartAsync();
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = Site.Address,
            ViewportSize = new() { Width = width, Height = width < 600 ? 812 : 900 },
            JavaScriptEnabled = script,
            ColorScheme = ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            TimezoneId = zone,
            Locale = "en-GB",
        });
        context.SetDefaultTimeout(15_000);
        return await Visitor.ComeAsync(context, Site, script);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_site is not null)
        {
            await _site.DisposeAsync();
        }

        _one.Dispose();
    }

    private async Task<IBrowser> StartAsync()
    {
        await _one.WaitAsync();
        try
        {
            _site ??= new BrowserSite();
            _playwright ??= await Playwright.CreateAsync();
            return _browser ??= await _playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = Path,
                Headless = true,
                ChromiumSandbox = false,
                Args = Arguments,
            });
        }
        finally
        {
            _one.Release();
        }
    }
}
