using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace SmpClinic.Browser.Tests;

public sealed class TextIsShownAsTextTests(Chromium chromium)
{
    private const string Service = "smp-video-consultation";

    /// <summary>The elements and attributes of a page in their order, without what any text says.</summary>
    private const string Shape = """
        (html) => Array.from((html ? new DOMParser().parseFromString(html, 'text/html') : document).querySelectorAll('*'), (e) => e.localName + '[' + Array.from(e.attributes, (a) => a.name).join(' ') + ']').join('\n')
        """;

    /// <summary>Sixty ways to make text run, each short enough for a name.</summary>
    private static readonly string[] Payloads =
    [
        "<script>__ran(1)</script>", "<SCRIPT>__ran(2)</SCRIPT>", "<scr<script>ipt>__ran(3)</scr</script>ipt>", "\"><script>__ran(4)</script>",
        "'><script>__ran(5)</script>", "</title><script>__ran(6)</script>", "</textarea><script>__ran(7)</script>", "</pre><script>__ran(8)</script>",
        "</dd></dl><script>__ran(9)</script>", "--><script>__ran(10)</script>", "<script src=data:,__ran(11)></script>", "<script src=//evil.example/x.js></script>",
        "<script type=module>__ran(13)</script>", "<script >__ran(14)</script>", "<script/x>__ran(15)</script>", "<script>__ran`16`</script>",
        "<img src=x onerror=__ran(17)>", "<img src=x onerror=\"__ran(18)\">", "<img/src=x/onerror=__ran(19)>", "<img src=`x`onerror=__ran(20)>",
        "<svg onload=__ran(21)>", "<svg/onload=__ran(22)>", "<svg><script>__ran(23)</script></svg>", "<svg><animate onbegin=__ran(24) attributeName=x dur=1s>",
        "<svg><a xlink:href=javascript:__ran(25)><text>x</text></a></svg>", "<math><mi xlink:href=javascript:__ran(26)>x</mi></math>",
        "<body onload=__ran(27)>", "<input autofocus onfocus=__ran(28)>", "<select autofocus onfocus=__ran(29)>", "<textarea autofocus onfocus=__ran(30)>",
        "<details open ontoggle=__ran(31)>", "<video><source onerror=__ran(32)></video>", "<audio src=x onerror=__ran(33)>", "<marquee onstart=__ran(34)>",
        "<iframe src=javascript:__ran(35)>", "<iframe srcdoc='<script>parent.__ran(36)</script>'>", "<object data=javascript:__ran(37)>", "<embed src=javascript:__ran(38)>",
        "<a href=javascript:__ran(39)>x</a>", "<a href=' java\tscript:__ran(40)'>x</a>", "<form action=javascript:__ran(41)><button>x", "<base href=//evil.example/>",
        "<link rel=stylesheet href=//evil.example/x.css>", "<meta http-equiv=refresh content='0;url=javascript:__ran(44)'>", "<style>@import '//evil.example/x';</style>",
        "<template><script>__ran(46)</script></template>", "<noscript><img src=x onerror=__ran(47)></noscript>", "\" autofocus onfocus=\"__ran(48)", "' autofocus onfocus='__ran(49)",
        "x onmouseover=__ran(50) style=position:fixed;inset:0", "javascript:__ran(51)", "{{constructor.constructor('__ran(52)')()}}", "${__ran(53)}", "@(__ran(54))",
        "&lt;script&gt;__ran(55)&lt;/script&gt;", "&#60;script&#62;__ran(56)&#60;/script&#62;", "\\u003cscript\\u003e__ran(57)\\u003c/script\\u003e",
        "%3Cscript%3E__ran(58)%3C/script%3E", "\uFF1Cscript\uFF1E__ran(59)\uFF1C/script\uFF1E", "<\u017Fcript>__ran(60)</\u017Fcript>",
    ];

    [Fact]
    public async Task IN02_Sixty_ways_to_make_text_run_stay_text_on_the_clients_pages_in_mail_and_in_the_staff_area()
    {
        Assert.Equal(60, Payloads.Distinct(StringComparer.Ordinal).Count());
        await using var client = await chromium.VisitAsync();
        await using var desk = await chromium.VisitAsync();
        await desk.SignInAsync("admin@example.com");
        using var http = new HttpClientOfOne(chromium.Site.Address);
        var empty = await client.Context.NewPageAsync();
        var starts = await http.StartsAsync(Service, BrowserSite.Week(7), BrowserSite.Week(11));

        // Somebody harmless first: what the pages look like.
        var harmless = await PagesAsync(http, starts[0], "Harmless words", client, desk, empty);
        for (var i = 0; i < Payloads.Length; i++)
        {
            var pages = await PagesAsync(http, starts[i + 1], Payloads[i], client, desk, empty);
            Assert.Equal(harmless.Keys, pages.Keys);
            foreach (var (page, shape) in pages)
            {
                Assert.True(shape == harmless[page], $"{Payloads[i]} changes the shape of {page}.");
            }
        }

        foreach (var list in new[] { "/staff", "/staff/requests", "/staff/mail", $"/staff/appointments?from={BrowserSite.Week(7)}" })
        {
            await desk.GoAsync(list);
            Assert.DoesNotContain("script[]", await desk.Page.EvaluateAsync<string>(Shape), StringComparison.Ordinal);
        }

        client.AssertQuiet();
        desk.AssertQuiet();
    }

    [Fact]
    public async Task IN02_What_a_form_shows_again_after_a_mistake_stays_text()
    {
        await using var visitor = await chromium.VisitAsync();
        visitor.Expected.Add(422);
        string? shape = null;
        foreach (var chunk in Payloads.Prepend("Harmless words").Chunk(6).Prepend(["Harmless words"]))
        {
            var text = string.Join(' ', chunk);
            await visitor.OpenTimesAsync(Service, 6);
            await visitor.ChooseTimeAsync();
            foreach (var field in new[] { "Name", "Email", "Phone", "Hopes", "Note", "Website" })
            {
                await visitor.Page.Locator("#" + field).EvaluateAsync("(e, text) => { e.removeAttribute('maxlength'); e.value = text; }", text);
            }

            await visitor.Page.Locator("[name=Zone]").EvaluateAsync("(e, text) => { e.value = text; }", text);
            await visitor.Page.ClickAsync("[data-submit]");
            await Assertions.Expect(visitor.Page.Locator("#error-summary")).ToBeVisibleAsync();
            var now = await visitor.Page.EvaluateAsync<string>("() => Array.from(document.querySelectorAll('main *:not(#hold *):not(#error-summary *):not(.error-message):not(.error-message *)'), (e) => e.localName).join(' ')");
            shape ??= now;
            Assert.Equal(shape, now);
        }

        visitor.AssertQuiet();
    }

    /// <summary>Every message about somebody's appointment, once all are sent: what it is, and under which name to read it.</summary>
    private async Task<List<(string Called, string Name)>> SentAsync(string email)
    {
        var messages = await chromium.Site.InDatabaseAsync(db => db.Outbox.Where(m => m.Appointment!.ContactEmail == email).Select(m => new { m.Id, m.Kind, m.Audience }).ToListAsync(TestContext.Current.CancellationToken));
        var sent = new List<(string, string)>();
        var began = TimeProvider.System.GetTimestamp();
        foreach (var message in messages)
        {
            string? file;
            while ((file = Directory.Exists(chromium.Site.MailFolder) ? Directory.EnumerateFiles(chromium.Site.MailFolder, $"*-{message.Id:N}.eml").FirstOrDefault() : null) is null)
            {
                Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(20), "A message was not sent within 20 s.");
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }

            sent.Add(($"{message.Kind} to {message.Audience}", Path.GetFileNameWithoutExtension(file)));
        }

        return sent;
    }

    /// <summary>Books and cancels with a text in every field that takes one; the shape of each page that shows it.</summary>
    private async Task<SortedDictionary<string, string>> PagesAsync(
        HttpClientOfOne http, (string Start, string Practitioner) slot, string text, Visitor client, Visitor desk, IPage empty)
    {
        var local = string.Concat(text.Where(c => char.IsAsciiLetterOrDigit(c) || "'`{}=/$&#%".Contains(c, StringComparison.Ordinal)).Take(40));
        var mark = Guid.NewGuid().ToString("N")[..8];
        var person = new Steps.Client("A " + text, $"{mark}{local}@example.com", "+447700900777");
        var own = await http.BookAsync(Service, slot, person, text);
        var pages = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await SeeAsync(client, own, "the client's page");
        await SeeMailsAsync();
        await http.CancelAsync(own, text);
        await SeeAsync(client, own + "?done=cancelled", "the client's page, cancelled");
        await SeeMailsAsync();
        var id = await chromium.Site.InDatabaseAsync(db => db.Appointments.Where(a => a.ContactEmail == person.Email).Select(a => a.Id).SingleAsync(TestContext.Current.CancellationToken));
        await SeeAsync(desk, $"/staff/appointments/{id}", "the staff's page");
        return pages;

        async Task SeeAsync(Visitor visitor, string path, string called)
        {
            await visitor.GoAsync(path);
            pages[called] = await visitor.Page.EvaluateAsync<string>(Shape);
        }

        async Task SeeMailsAsync()
        {
            foreach (var (called, name) in await SentAsync(person.Email))
            {
                // Parsed as the browser parses it, but in an empty window: visiting all five hundred would take minutes.
                pages["mail " + called] = await empty.EvaluateAsync<string>(Shape, await http.ReadAsync($"/dev/mail/{name}"));
                pages["mail " + called + ", HTML"] = await empty.EvaluateAsync<string>(Shape, await http.ReadAsync($"/dev/mail/{name}/html"));
            }
        }
    }
}
