using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace SmpClinic.Benchmarks;

/// <summary>A member of staff, from the link that sets the password over the setting up of an app to the cookie that opens the pages.</summary>
internal static partial class Staff
{
    private const string Email = "bench@example.com";
    private const string Password = "four unrelated heron words";

    /// <summary>Adds one and signs in.</summary>
    /// <returns>The cookies, as a header has them.</returns>
    public static async Task<string> SignInAsync(Clinic clinic, Served node)
    {
        var link = new Uri(await clinic.AddStaffAsync(Email));
        using var http = Served.Client(node.Address);
        var cookies = new Dictionary<string, string>(StringComparer.Ordinal);

        var choose = await AskAsync(http, cookies, HttpMethod.Get, link.PathAndQuery, []);
        await AskAsync(http, cookies, HttpMethod.Post, "/staff/set-password",
        [
            new("__form", Field("__form", choose)), new("Token", Field("Token", choose)), new("Password", Password), new("Repeated", Password),
        ]);
        var door = await AskAsync(http, cookies, HttpMethod.Get, "/staff/sign-in", []);
        await AskAsync(http, cookies, HttpMethod.Post, "/staff/sign-in", [new("__form", Field("__form", door)), new("Email", Email), new("Password", Password)]);
        var setUp = await AskAsync(http, cookies, HttpMethod.Get, "/staff/set-up", []);
        var key = Key().Match(setUp).Groups["key"].Value.Replace(" ", string.Empty, StringComparison.Ordinal);
        var code = CodeOf(key, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30);
        await AskAsync(http, cookies, HttpMethod.Post, "/staff/set-up/app", [new("__form", Field("__form", setUp)), new("Pending", Field("Pending", setUp)), new("Code", code)], HttpStatusCode.OK);
        return Header(cookies);
    }

    private static async Task<string> AskAsync(
        HttpClient http, Dictionary<string, string> cookies, HttpMethod method, string path, KeyValuePair<string, string>[] fields, HttpStatusCode? answered = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = fields.Length == 0 ? null : new FormUrlEncodedContent(fields) };
        if (cookies.Count > 0)
        {
            request.Headers.Add("Cookie", Header(cookies));
        }

        using var answer = await http.SendAsync(request);
        if (answer.StatusCode != (answered ?? (method == HttpMethod.Get ? HttpStatusCode.OK : HttpStatusCode.Found)))
        {
            throw new InvalidOperationException($"{path}: {answer.StatusCode}");
        }

        foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            var pair = cookie.Split(';')[0].Split('=', 2);
            cookies[pair[0]] = pair[1];
        }

        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>What an authenticator app shows (RFC 6238).</summary>
    private static string CodeOf(string key, long step)
    {
        var bits = string.Concat(key.Select(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        var secret = Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2)).ToArray();
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // What the apps compute.
        var hash = HMACSHA1.HashData(secret, counter);
#pragma warning restore CA5350
        return ((BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 15)) & 0x7FFF_FFFF) % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    private static string Header(Dictionary<string, string> cookies) => string.Join("; ", cookies.Select(c => c.Key + "=" + c.Value));

    private static string Field(string name, string html) =>
        WebUtility.HtmlDecode(Inputs().Matches(html).First(input => input.Groups["name"].Value == name).Groups["value"].Value);

    [GeneratedRegex("<code class=\"key\">(?<key>[^<]+)<", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Key();

    [GeneratedRegex("<input[^>]*name=\"(?<name>[^\"]+)\"[^>]*value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Inputs();
}
