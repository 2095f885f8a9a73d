using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using SmpClinic.Web.Tests.Hosting;

namespace SmpClinic.Endurance.Tests.Hostile;

/// <summary>One damaged request.</summary>
/// <param name="Bytes">What is written.</param>
/// <param name="Whole">Whether the server can tell where it ends; for the others it may rightly wait.</param>
/// <param name="Head">Whether the answer has no body.</param>
internal sealed record Mutant(byte[] Bytes, bool Whole, bool Head);

/// <summary>Who sends: their cookies, and a form token that goes with them.</summary>
internal sealed record Sender(string Cookies, string Token);

/// <summary>
/// Makes requests that are nearly right: a route of the site's own table, its own field names, a good token, values that mostly
/// pass, and then one to four damages. What is all nonsense is refused at the door; this gets further in.
/// </summary>
internal sealed class RequestMutator(Random random, IReadOnlyList<RouteEndpoint> routes, IReadOnlyList<Sender> senders, IReadOnlyDictionary<string, string[]> plausible)
{
    private static readonly string[] Verbs = ["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "get", "QUERY", "A\tB", "PRI", ""];

    private static readonly string[] Texts =
    [
        "", " ", "\0", "a\0b", "null", "undefined", "true", "yes", "no", "-1", "0", "1", "2147483648", "-9223372036854775809", "1e309", "NaN", "0x10", "٣", "１２",
        "2026-12-08", "2026-02-30", "9999-12-31", "0001-01-01", "10000-01-01", "2026-12-08T10:00:00Z", "2026-12-08T10:00:00+99:99", "1800-01-01T00:00:00Z", "2026-12-08T10:00:00Z|maya-okafor",
        "2026-12-08T10:00:00Z|", "|||||", "'", "\"", "' OR 1=1 --", "%", "_", "%27", "<script>", "../../etc/passwd", "..\\..\\web.config", "C:\\x", "file:///etc/passwd", "\r\nSet-Cookie: a=b", "\n", "\r",
        "\u202eabc", "\ufeff", "e\u0301", "\ud83d\ude00", "\uffff", "ﷺ", "ａ＠ｂ", "a@b", "a@xn--", "a@[127.0.0.1]", "\"a b\"@example.com", "a@b@c", "+44", "07700 900123", "+447700900123", "tel:1",
        "Europe/London", "Etc/GMT+99", "../zoneinfo", "UTC", "{{7*7}}", "${jndi:ldap://x}", "{0}", "%s%n", "[]", "{}", "a[0]", "00000000-0000-0000-0000-000000000000", "{00000000-0000-0000-0000-000000000000}",
    ];

    private static readonly string[] RawParts = ["%00", "%ff%fe", "%c0%ae%c0%ae", "%ed%a0%80", "%zz", "%", "%2", "%u0041", "%0d%0a", "..", ".", "%2e%2e", "%2f", "%5c", "\\", ";a=b", "//", "~", "*", "\x80\xff", "%F0%9F%98%80", "+", "@", ":80", "|"];

    private static readonly string[] Headers =
    [
        "Cookie: a", "Cookie: =", "Cookie: ;;;;", "Cookie: clinic-form=AAAA; clinic-staff=AAAA; clinic-hold=AAAA", "Cookie: clinic-hold=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "Cookie: clinic-staff=%00%ff",
        "Accept: ", "Accept: */*;q=999", "Accept: a/b;q=x", "Accept-Encoding: br;q=0, *;q=0", "Accept-Encoding: identity;q=0", "Accept-Encoding: \x80", "Accept-Language: xx-YY-zz-\x81", "Accept-Charset: utf-7",
        "If-None-Match: *", "If-None-Match: \"", "If-Match: W/\"x\"", "If-Modified-Since: yesterday", "If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT", "If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT", "If-Range: x", "Range: bytes=-0", "Range: bytes=9-1", "Range: bytes=0-0,0-0,0-0", "Range: bytes=99999999999999999999-",
        "Expect: 100-continue", "Expect: 200-maybe", "Upgrade: websocket", "Connection: upgrade", "Connection: close", "Connection: Host", "TE: trailers", "Trailer: Host", "Authorization: Basic AAAA", "Authorization: Bearer a.b.c",
        "Referer: javascript:x", "Referer: \x80\x81", "Origin: null", "Origin: http://evil.example", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: \x80", "Sec-Fetch-Mode: navigate", "User-Agent: () { :;}; x", "User-Agent: \x01",
        "X-Forwarded-For: \x80", "X-Forwarded-Proto: https", "X-Forwarded-Host: evil.example", "X-HTTP-Method-Override: DELETE", "RequestVerificationToken: AAAA", "Content-Encoding: gzip", "Content-Encoding: br", "Content-Range: bytes 0-1/2",
        "traceparent: 00-00000000000000000000000000000000-0000000000000000-00", "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "tracestate: \x80=1", "baggage: a=b,,,=", "Request-Id: |x.y.", "Correlation-Context: a=\x80", "Host: localhost", "Content-Length: 5", "Transfer-Encoding: chunked",
    ];

    private static readonly string[] Types =
    [
        "application/json", "text/plain", "application/x-www-form-urlencoded; charset=utf-7", "application/x-www-form-urlencoded; charset=", "application/x-www-form-urlencoded; charset=\"", "application/x-www-form-urlencoded;;;", "multipart/form-data", "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"\"", "multipart/form-data; boundary=b; boundary=c", "multipart/mixed; boundary=b", "multipart/form-data; boundary=\x80", "application/", "/", "\x80/\x81", "application/xml", "application/reports+json", "a/b; c=d; c=d",
    ];

    /// <summary>The next one.</summary>
    public Mutant Next()
    {
        var route = Pick(routes);
        var own = Endpoints.Verbs(route);
        var verb = own.Count == 0 ? Pick(Verbs[..2]) : Pick(own);
        var sender = Pick(senders);
        var fields = Fields(route);
        var path = new StringBuilder(PathOf(route));
        var headers = new List<string> { "Host: localhost" };
        var type = "application/x-www-form-urlencoded";
        byte[] body = [];
        var lengthAsIs = true;
        if (verb is "GET" or "HEAD")
        {
            var query = Encode(fields);
            path.Append(query.Length > 0 ? "?" + query : "");
        }
        else
        {
            body = Body(fields, sender.Token, ref type);
        }

        if (sender.Cookies.Length > 0)
        {
            headers.Add("Cookie: " + sender.Cookies);
        }

        for (var damages = random.Next(1, 5); damages > 0; damages--)
        {
            switch (random.Next(9))
            {
                case 0:
                    path.Insert(random.Next(1, path.Length + 1), Pick(RawParts));
                    break;
                case 1:
                    path.Append(path.ToString().Contains('?', StringComparison.Ordinal) ? '&' : '?').Append(Pick(RawParts)).Append('=').Append(Uri.EscapeDataString(Pick(Texts)));
                    break;
                case 2:
                    path.Append(new string('a', random.Next(10) == 0 ? 9_000 : 300));
                    break;
                case 3 when random.Next(3) == 0:
                    verb = Pick(Verbs);
                    break;
                case 4:
                    headers.Add(Pick(Headers));
                    break;
                case 5 when body.Length > 0:
                    body[random.Next(body.Length)] = (byte)random.Next(256);
                    break;
                case 6 when body.Length > 0:
                    type = Pick(Types);
                    break;
                case 7 when body.Length > 0:
                    body = body[..random.Next(body.Length)];
                    break;
                case 8 when body.Length > 0 && random.Next(8) == 0:
                    body = [.. body, .. Wire.Bytes("&Note=" + new string('n', random.Next(60_000, 70_000)))];
                    break;
                default:
                    headers.Add(Pick(Headers));
                    break;
            }
        }

        if (body.Length > 0 || verb is "POST" or "PUT")
        {
            headers.Add("Content-Type: " + type);
            lengthAsIs = !headers.Exists(h => h.StartsWith("Content-Length", StringComparison.Ordinal) || h.StartsWith("Transfer-Encoding", StringComparison.Ordinal));
            headers.Add("Content-Length: " + body.Length.ToString(CultureInfo.InvariantCulture));
        }

        var head = Wire.Bytes($"{verb} {path} HTTP/1.1\r\n{string.Join("\r\n", headers)}\r\n\r\n");
        byte[] all = [.. head, .. body];
        var whole = lengthAsIs && !headers.Exists(h => h.StartsWith("Content-Length: 5", StringComparison.Ordinal) || h.StartsWith("Transfer-Encoding", StringComparison.Ordinal));
        if (random.Next(20) == 0)
        {
            all[random.Next(head.Length)] = (byte)random.Next(256);
            whole = false;
        }

        return new(all, whole, verb == "HEAD");
    }

    private byte[] Body(List<KeyValuePair<string, string>> fields, string token, ref string type)
    {
        if (random.Next(20) > 0)
        {
            fields.Add(new("__form", token));
        }

        switch (random.Next(12))
        {
            case 0:
                type = "application/json";
                return Encoding.UTF8.GetBytes(Pick(["{", "[]", "{\"Email\":{\"a\":[1,2,{}]}}", "\"\\ud800\"", new string('[', 2_000), "{\"body\":{\"effectiveDirective\":\"\\u0000\"}}"]));
            case 1:
                type = "multipart/form-data; boundary=b";
                var parts = string.Concat(fields.Select(f => $"--b\r\nContent-Disposition: form-data; name=\"{f.Key}\"{Pick(["", "; filename=\"../x\"", "; filename*=utf-8''%ff", "; name=again"])}\r\n{Pick(["", "Content-Type: \x80\r\n", "X: y\r\n", "nothing\r\n"])}\r\n{f.Value}\r\n"));
                return Encoding.UTF8.GetBytes(parts + Pick(["--b--\r\n", "--b", "", "--b--\r\n--b\r\n", "\r\n\r\n"]));
            case 2:
                var noise = new byte[random.Next(1, 4_000)];
                random.NextBytes(noise);
                return noise;
            default:
                return Wire.Bytes(Encode(fields));
        }
    }

    private string Encode(List<KeyValuePair<string, string>> fields) => string.Join(
        Pick(["&", "&", "&", "&", ";", "&&"]),
        fields.Select(f => Uri.EscapeDataString(f.Key) + (random.Next(30) == 0 ? "" : "=") + (random.Next(15) == 0 ? Pick(RawParts) : Uri.EscapeDataString(f.Value))));

    /// <summary>What the action binds, by the names it binds them under, some left out, some twice.</summary>
    private List<KeyValuePair<string, string>> Fields(RouteEndpoint route)
    {
        var names = route.Metadata.GetMetadata<ControllerActionDescriptor>()?.Parameters
            .SelectMany(p => p.ParameterType == typeof(string) || p.ParameterType.IsValueType || p.ParameterType.Namespace?.StartsWith("SmpClinic", StringComparison.Ordinal) != true
                ? [p.Name]
                : p.ParameterType.GetProperties().Where(q => q.CanWrite).Select(q => q.Name)) ?? [];
        var fields = new List<KeyValuePair<string, string>>();
        foreach (var name in names)
        {
            for (var times = random.Next(12) switch { 0 => 0, 1 => 2, _ => 1 }; times > 0; times--)
            {
                fields.Add(new(name, Value(name)));
            }
        }

        return fields;
    }

    private string Value(string name) =>
        random.Next(4) > 0 && plausible.TryGetValue(name.ToLowerInvariant(), out var good) ? Pick(good)
        : random.Next(40) == 0 ? new string(Pick(["a", "é", "\0", "<", "😀"])[0], random.Next(1, 3_000))
        : Pick(Texts);

    private string PathOf(RouteEndpoint route) => "/" + string.Join('/', route.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart parameter => random.Next(5) > 0 && plausible.TryGetValue(parameter.Name.ToLowerInvariant(), out var good) ? Pick(good) : Uri.EscapeDataString(Pick(Texts)),
        _ => "",
    }))));

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
