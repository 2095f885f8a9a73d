using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using Xunit;

namespace SmpClinic.Browser.Tests;

/// <summary>
/// Somebody with a browser. Whatever goes wrong unseen is noted: errors in the console, breaches of the content policy, dialogs,
/// requests to anybody else, and personal data in an address or a title.
/// </summary>
public sealed class Visitor : IAsyncDisposable
{
    private const string Watch = """
        window.__ran = (what) => console.error('SCRIPT RAN: ' + what);
        document.addEventListener('securitypolicyviolation', (e) => console.error('POLICY: ' + e.effectiveDirective + ' ' + e.blockedURI + ' ' + e.sample));
        """;

    /// <summary>Axe in the page itself; the package's own runner opens a second page each time and takes ten times as long.</summary>
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript() + ";undefined";

    private const string RunAxe = """
        async (coloursOnly) => {
          // What is not laid out before it comes near is looked at as well.
          for (const part of document.querySelectorAll('main > *, .site-footer > .band')) part.style.contentVisibility = 'visible';
          const found = await axe.run(document, coloursOnly
            ? { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }, resultTypes: ['violations'] }
            : {
                runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
                rules: { 'target-size': { enabled: true } },
                resultTypes: ['violations'],
              });
          return found.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html} ${n.failureSummary}`));
        }
        """;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<string> _troubles = new();
    private readonly string _site;
    private readonly bool _script;
    private IBrowserContext? _inspector;

    private Visitor(IBrowserContext context, IPage page, BrowserSite site, bool script) =>
        (Context, Page, Site, _site, _script) = (context, page, site, site.Address, script);

    /// <summary>The site they visit.</summary>
    internal BrowserSite Site { get; }

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    /// <summary>Every address asked for, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Statuses that a test brings about on purpose.</summary>
    public HashSet<int> Expected { get; } = [];

    /// <summary>What must appear in no address, title or web storage.</summary>
    public List<string> Private { get; } = [];

    /// <summary>Where the visitor is, without the site's own part.</summary>
    public string Path => Page.Url.StartsWith(_site, StringComparison.Ordinal) ? Page.Url[_site.Length..] : Page.Url;

    internal static async Task<Visitor> ComeAsync(IBrowserContext context, BrowserSite site, bool script)
    {
        await context.AddInitScriptAsync(Watch);
        var visitor = new Visitor(context, await context.NewPageAsync(), site, script);
        context.Request += (_, request) => visitor.See(request);
        context.Console += (_, message) => visitor.Hear(message);
        context.WebError += (_, error) => visitor._troubles.Enqueue("Uncaught: " + error.Error);
        context.Dialog += async (_, dialog) =>
        {
            visitor._troubles.Enqueue("Dialog: " + dialog.Message);
            await dialog.DismissAsync();
        };
        return visitor;
    }

    /// <summary>Opens an address; the answer's status must be the one given.</summary>
    public async Task GoAsync(string path, int status = 200)
    {
        if (status != 200)
        {
            Expected.Add(status);
        }

        var response = await Page.GotoAsync(path);
        Assert.True(response?.Status == status, $"{path} answered {response?.Status}.");
    }

    /// <summary>Follows the first link or button of that name, or whose name begins so.</summary>
    public async Task FollowAsync(string name, AriaRole role = AriaRole.Link) =>
        await Page.GetByRole(role, new() { Name = name }).First.ClickAsync();

    /// <summary>The page meets WCAG 2.2 AA as far as a machine can tell, fits its width, and keeps private what is.</summary>
    public async Task<Visitor> CheckAsync()
    {
        await Page.WaitForLoadStateAsync(LoadState.Load);
        var at = $"{Path} ({Page.ViewportSize?.Width} px)";
        var sandboxed = Path.StartsWith("/dev/mail/", StringComparison.Ordinal) && Path.EndsWith("/html", StringComparison.Ordinal);
        var inspected = _script && !sandboxed ? Page : await CopyAsync();
        await inspected.EvaluateAsync(Axe).WaitAsync(Longest);
        await RunAxeAsync(inspected, coloursOnly: false);

        var beyond = await inspected.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        if (beyond > 0)
        {
            _troubles.Enqueue($"{at}: {beyond} px wider than the window.");
        }

        var stored = inspected == Page ? await Page.EvaluateAsync<int>("() => localStorage.length + sessionStorage.length") : 0;
        if (stored > 0)
        {
            _troubles.Enqueue($"{at}: something is kept in web storage.");
        }

        var seen = Uri.UnescapeDataString(Page.Url) + " " + await Page.TitleAsync();
        foreach (var secret in Private.Where(secret => seen.Contains(secret, StringComparison.OrdinalIgnoreCase)))
        {
            _troubles.Enqueue($"{at}: '{secret}' stands in the address or the title.");
        }

        return this;
    }

    /// <summary>The page that was checked just now has enough contrast in the dark scheme too; nothing else depends on it.</summary>
    public async Task CheckInTheDarkAsync()
    {
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await RunAxeAsync(Page, coloursOnly: true);
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }

    /// <summary>Nothing went wrong so far.</summary>
    public void AssertQuiet() => Assert.True(_troubles.IsEmpty, string.Join(Environment.NewLine, _troubles.Distinct(StringComparer.Ordinal)));

    public async ValueTask DisposeAsync()
    {
        if (_inspector is not null)
        {
            await _inspector.DisposeAsync();
        }

        await Context.DisposeAsync();
    }

    private async Task RunAxeAsync(IPage page, bool coloursOnly)
    {
        foreach (var violation in await page.EvaluateAsync<string[]>(RunAxe, coloursOnly).WaitAsync(Longest))
        {
            _troubles.Enqueue($"{Path} ({Page.ViewportSize?.Width} px{(coloursOnly ? ", dark" : "")}): {violation}");
        }
    }

    /// <summary>
    /// What a window without script shows, in one where axe can run: the same document under the same address, its own scripts
    /// left out.
    /// </summary>
    private async Task<IPage> CopyAsync()
    {
        if (_inspector is null)
        {
            _inspector = await Context.Browser!.NewContextAsync(new()
            {
                ViewportSize = new() { Width = Page.ViewportSize!.Width, Height = Page.ViewportSize.Height },
                ReducedMotion = ReducedMotion.Reduce,
            });
            await _inspector.RouteAsync("**/*.js", route => route.AbortAsync());
        }

        foreach (var earlier in _inspector.Pages.ToList())
        {
            await earlier.CloseAsync();
        }

        var html = await Page.ContentAsync();
        var copy = await _inspector.NewPageAsync();
        await copy.RouteAsync(Page.Url, route => route.FulfillAsync(new() { ContentType = "text/html; charset=utf-8", Body = html }));
        await copy.GotoAsync(Page.Url);
        return copy;
    }

    private void See(IRequest request)
    {
        Requests.Enqueue(request.Url);
        if (!request.Url.StartsWith(_site + "/", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
        {
            _troubles.Enqueue("A request to somebody else: " + request.Url);
        }
    }

    private void Hear(IConsoleMessage message)
    {
        if (message.Type is not ("error" or "warning")
            || Expected.Any(status => message.Text.Contains($"status of {status} ", StringComparison.Ordinal)))
        {
            return;
        }

        _troubles.Enqueue($"Console at {message.Location}: {message.Text}");
    }
}
