using System.Globalization;
using SmpClinic.Web.Tests;
using Xunit;

namespace SmpClinic.Endurance.Tests.Hostile;

/// <summary>What a proxy and the site might read differently is refused, and nothing smuggled in it is answered.</summary>
public sealed class FramingTests(FramingTests.Site running) : IClassFixture<FramingTests.Site>
{
    private const string Host = "Host: localhost\r\n";
    private const string Smuggled = "GET /smuggled HTTP/1.1\r\n" + Host + "\r\n";

    private readonly HostileSite _site = running.Running;

    public static TheoryData<string, string> Methods => new()
    {
        { "TRACE", "TRACE / HTTP/1.1\r\n" + Host + "\r\n" },
        { "TRACE of a page behind a link", "TRACE /appointments/none HTTP/1.1\r\n" + Host + "\r\n" },
        { "TRACE where nothing is", "TRACE /no/such/page HTTP/1.1\r\n" + Host + "\r\n" },
        { "TRACE of a file", "TRACE /css/site.css HTTP/1.1\r\n" + Host + "\r\n" },
        { "TRACE of the health address", "TRACE /health/live HTTP/1.1\r\n" + Host + "\r\n" },
        { "TRACK", "TRACK / HTTP/1.1\r\n" + Host + "\r\n" },
        { "CONNECT", "CONNECT localhost:443 HTTP/1.1\r\nHost: localhost:443\r\n\r\n" },
        { "a verb of somebody's own", "FROBNICATE /book HTTP/1.1\r\n" + Host + "\r\n" },
        { "PROPFIND", "PROPFIND /staff HTTP/1.1\r\n" + Host + "\r\n" },
        { "a verb in small letters", "get / HTTP/1.1\r\n" + Host + "\r\n" },
        { "a verb of 400 letters", new string('A', 400) + " / HTTP/1.1\r\n" + Host + "\r\n" },
        { "a verb with a quote", "GE\"T / HTTP/1.1\r\n" + Host + "\r\n" },
        { "no verb", " / HTTP/1.1\r\n" + Host + "\r\n" },
    };

    public static TheoryData<string, string> Frames
    {
        get
        {
            const string form = "POST /staff/sign-in HTTP/1.1\r\n" + Host + "Content-Type: application/x-www-form-urlencoded\r\n";
            const string chunked = form + "Transfer-Encoding: chunked\r\n\r\n";
            var all = new TheoryData<string, string>
            {
                { "length and chunks", form + "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + Smuggled },
                { "chunks and length", form + "Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\n" + Smuggled },
                { "two lengths", form + "Content-Length: 5\r\nContent-Length: 0\r\n\r\n" + Smuggled },
                { "two equal lengths", form + "Content-Length: 0\r\nContent-Length: 0\r\n\r\n" + Smuggled },
                { "a list of lengths", form + "Content-Length: 0, 5\r\n\r\n" + Smuggled },
                { "a negative length", form + "Content-Length: -1\r\n\r\n" + Smuggled },
                { "a length in hex", form + "Content-Length: 0x0\r\n\r\n" + Smuggled },
                { "a length past all numbers", form + "Content-Length: 18446744073709551616\r\n\r\n" + Smuggled },
                { "a coding nobody knows", form + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + Smuggled },
                { "identity after chunked", form + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + Smuggled },
                { "gzip before chunked", form + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + Smuggled },
                { "chunked twice", form + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + Smuggled },
                { "chunked, then another", form + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + Smuggled },
                { "chunked with a tab", form + "Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n" + Smuggled },
                { "a space before the colon", form + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + Smuggled },
                { "a folded header", "GET / HTTP/1.1\r\n" + Host + "X-One: a\r\n Transfer-Encoding: chunked\r\n\r\n" + Smuggled },
                { "a folded coding", form + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" + Smuggled },
                { "a lone LF after the request line", "GET / HTTP/1.1\n" + Host + "\r\n" + Smuggled },
                { "a lone LF in a header", "GET / HTTP/1.1\r\nHost: localhost\nX-Two: b\r\n\r\n" + Smuggled },
                { "lone LFs throughout", "GET / HTTP/1.1\nHost: localhost\n\n" + Smuggled },
                { "a lone CR in a header", "GET / HTTP/1.1\r\n" + Host + "X: a\rContent-Length: 5\r\n\r\n" + Smuggled },
                { "a NUL in a header", "GET / HTTP/1.1\r\n" + Host + "X: a\0b\r\n\r\n" + Smuggled },
                { "a header without a colon", "GET / HTTP/1.1\r\n" + Host + "Nothing here\r\n\r\n" + Smuggled },
                { "a header without a name", "GET / HTTP/1.1\r\n" + Host + ": x\r\n\r\n" + Smuggled },
                { "a question with a body", "GET / HTTP/1.1\r\n" + Host + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 7\r\n\r\na=%00&b" + Smuggled },
                { "a question with chunks", "GET / HTTP/1.1\r\n" + Host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + Smuggled },
                { "no host", "GET / HTTP/1.1\r\n\r\n" + Smuggled },
                { "two hosts", "GET / HTTP/1.1\r\n" + Host + Host + "\r\n" + Smuggled },
                { "no version", "GET /\r\n\r\n" + Smuggled },
                { "a version of HTTP yet to come", "GET / HTTP/9.9\r\n" + Host + "\r\n" + Smuggled },
                { "a NUL in the address", "GET /%00 HTTP/1.1\r\n" + Host + "\r\n" + Smuggled },
            };

            // CVE-2025-55315: a line end inside a chunk's extension that one side takes for its end and the other does not.
            foreach (var (name, size) in ((string, string)[])[
                ("LF in an extension", "2;\nxx"), ("LF after an extension", "2;a=b\n"), ("CR in an extension", "2;a\rb"), ("LF without extension", "2\n"),
                ("a CR LF pair split", "2;\r\r\n"), ("LF in a quoted extension", "2;a=\"\n\""), ("a NUL for a size", "\0"), ("no size", ""), ("a signed size", "-2"),
                ("a size in a pair", "0x2"), ("a size past all numbers", "FFFFFFFFFFFFFFFFF"), ("a size with a space", "2 ;a"), ("LF and a size", "2;\n0")])
            {
                all.Add("chunk: " + name, chunked + size + "\r\nxy\r\n0\r\n\r\n" + Smuggled);
            }

            foreach (var (name, tail) in ((string, string)[])[
                ("data longer than said", "2\r\nxyz\r\n0\r\n\r\n"), ("LF after data", "2\r\nxy\n0\r\n\r\n"), ("nothing after data", "2\r\nxy0\r\n\r\n"), ("a trailer with a lone LF", "0\r\nX: a\nY: b\r\n\r\n")])
            {
                all.Add("chunk: " + name, chunked + tail + Smuggled);
            }

            return all;
        }
    }

    [Theory, MemberData(nameof(Methods))]
    public async Task HD08_a_verb_that_no_form_or_link_sends_is_refused_and_the_connection_ended(string what, string bytes)
    {
        var (answers, closed) = await Wire.ExchangeAsync(_site.Address, bytes, TestContext.Current.CancellationToken);
        var answer = Assert.Single(answers);
        Assert.True(answer.Status is 405 or 400, $"{what}: {Number(answer.Status)}");
        Assert.True(closed, $"{what} left the connection open");
        Assert.DoesNotContain("Host: localhost", answer.Body, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Frames))]
    public async Task HD08_a_request_whose_end_is_doubtful_is_refused_and_nothing_after_it_answered(string what, string bytes)
    {
        var (answers, closed) = await Wire.ExchangeAsync(_site.Address, bytes, TestContext.Current.CancellationToken);
        var answer = Assert.Single(answers);
        Assert.True(answer.Status is 400 or 408 or 413 or 501 or 505, $"{what}: {Number(answer.Status)}");
        Assert.True(closed, $"{what} left the connection open");
        Assert.DoesNotContain(_site.Log, line => line.Contains("smuggled", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost.evil.example\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost@evil.example\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: evil.example:80\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: \r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400)]
    [InlineData("GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 400)]
    [InlineData("GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.0\r\n\r\n", 400)]
    [InlineData("GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 200)]
    public async Task HD06_only_our_own_host_is_answered_however_it_is_named(string bytes, int status)
    {
        var (answers, _) = await Wire.ExchangeAsync(_site.Address, Wire.Bytes(bytes), TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken);
        var answer = Assert.Single(answers);
        Assert.Equal(status, answer.Status);
        Assert.DoesNotContain("evil", answer.Body + string.Concat(answer.Headers.Select(h => h.Value)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("GET /no/such/page HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("GET /staff HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("POST /staff/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("POST /staff/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 70000\r\n\r\n")]
    [InlineData("POST /staff/sign-in HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: cross-site\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("GET /api/availability HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("GET / HTTP/9.9\r\nHost: localhost\r\n\r\n")]
    [InlineData("nonsense\r\n\r\n")]
    public async Task HD09_no_answer_tells_what_machinery_gave_it(string bytes)
    {
        var (answers, _) = await Wire.ExchangeAsync(_site.Address, Wire.Bytes(bytes), TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken);
        var answer = Assert.Single(answers);
        Assert.All((string[])["Server", "X-Powered-By", "X-AspNet-Version", "X-AspNetMvc-Version", "Via"], name => Assert.Null(answer[name]));
        var all = string.Concat(answer.Headers.Select(h => $"{h.Key}: {h.Value}\n")) + answer.Body;
        Assert.All(
            (string[])["Kestrel", "ASP.NET", "Microsoft", "SQLite", "EntityFramework", "Exception", "   at ", ".cs:line"],
            word => Assert.DoesNotContain(word, all, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("POST /staff/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 65537\r\n\r\n", 413)]
    [InlineData("POST /csp-reports HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n", 413)]
    [InlineData("POST /csp-reports HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n20000\r\nBODY", 413)]
    [InlineData("POST /staff/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n20000\r\nBODY", 413)]
    [InlineData("POST /staff/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 2000\r\n\r\nFIELDS", 400)]
    [InlineData("POST /staff/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 2000\r\n\r\nKEY", 400)]
    [InlineData("GET /HEADER HTTP/1.1\r\nHost: localhost\r\n\r\n", 414)]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nX: HEADERHEADERHEADERHEADER\r\n\r\n", 431)]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nMANY\r\n", 431)]
    public async Task FL07_more_than_there_is_room_for_is_refused_by_its_name(string request, int status)
    {
        var bytes = request.Replace("BODY", new('x', 0x20000), StringComparison.Ordinal)
            .Replace("FIELDS", string.Concat(Enumerable.Repeat("a=b&", 500)), StringComparison.Ordinal)
            .Replace("KEY", new string('k', 1998) + "=v", StringComparison.Ordinal)
            .Replace("HEADER", new('h', 9000), StringComparison.Ordinal)
            .Replace("MANY\r\n", string.Concat(Enumerable.Range(0, 101).Select(i => $"X-{i.ToString(CultureInfo.InvariantCulture)}: y\r\n")), StringComparison.Ordinal);
        var (answers, _) = await Wire.ExchangeAsync(_site.Address, Wire.Bytes(bytes), TimeSpan.FromMilliseconds(500), TestContext.Current.CancellationToken);
        Assert.Equal(status, Assert.Single(answers).Status);
        Assert.Empty(_site.Errors.Take(2));
    }

    private static string Number(int status) => status.ToString(CultureInfo.InvariantCulture);

    public sealed class Site : IAsyncLifetime
    {
        internal HostileSite Running { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Running = await HostileSite.StartAsync();

        public ValueTask DisposeAsync() => Running.DisposeAsync();
    }
}
