using System.Net;
using System.Text.RegularExpressions;

namespace SmpClinic.Benchmarks;

/// <summary>A member of staff, from the link that sets the password to the cookie that opens the pages.</summary>
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
            new("__form", Field("__form", choose)), new("User", Field("User", choose)), new("Token", Field("Token", choose)), new("Password", Password), new("Repeated", Password),
        ]);
        var door = await AskAsync(http, cookies, HttpMethod.Get, "/staff/sign-in", []);
        await AskAsync(http, cookies, HttpMethod.Post, "/staff/sign-in", [new("__form", Field("__form", door)), new("Email", Email), new("Password", Password)]);
        return Header(cookies);
    }

    private static async Task<string> AskAsync(
        HttpClient http, Dictionary<string, string> cookies, HttpMethod method, string path, KeyValuePair<string, string>[] fields)
    {
        using var request = new HttpRequestMessage(method, path) { Content = fields.Length == 0 ? null : new FormUrlEncodedContent(fields) };
        if (cookies.Count > 0)
        {
            request.Headers.Add("Cookie", Header(cookies));
        }

        using var answer = await http.SendAsync(request);
        if (answer.StatusCode != (method == HttpMethod.Get ? HttpStatusCode.OK : HttpStatusCode.Found))
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

    private static string Header(Dictionary<string, string> cookies) => string.Join("; ", cookies.Select(c => c.Key + "=" + c.Value));

    private static string Field(string name, string html) =>
        WebUtility.HtmlDecode(Inputs().Matches(html).First(input => input.Groups["name"].Value == name).Groups["value"].Value);

    [GeneratedRegex("<input[^>]*name=\"(?<name>[^\"]+)\"[^>]*value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Inputs();
}
