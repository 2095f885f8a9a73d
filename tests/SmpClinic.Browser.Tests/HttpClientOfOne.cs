using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace SmpClinic.Browser.Tests;

/// <summary>Books without a browser, for tests that need many appointments to look at.</summary>
public sealed partial class HttpClientOfOne : IDisposable
{
    private readonly HttpClient _http;
    private readonly HttpClientHandler _handler = new() { AllowAutoRedirect = false, CookieContainer = new CookieContainer() };

    public HttpClientOfOne(string site) => _http = new(_handler) { BaseAddress = new(site) };

    /// <summary>Starts of a service between two dates that do not touch each other, with the practitioner of each.</summary>
    public async Task<IReadOnlyList<(string Start, string Practitioner)>> StartsAsync(string service, string from, string until)
    {
        var json = await _http.GetStringAsync(new Uri($"/api/availability?service={service}&from={from}&to={until}", UriKind.Relative));
        using var answer = JsonDocument.Parse(json);
        var free = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var starts = new List<(string, string)>();
        foreach (var slot in answer.RootElement.GetProperty("slots").EnumerateArray())
        {
            var practitioner = slot.GetProperty("practitioner").GetString()!;
            if (slot.GetProperty("start").GetDateTimeOffset() >= free.GetValueOrDefault(practitioner))
            {
                free[practitioner] = slot.GetProperty("end").GetDateTimeOffset();
                starts.Add((slot.GetProperty("start").GetString()!, practitioner));
            }
        }

        return starts;
    }

    /// <summary>Books and returns the path of the client's own page.</summary>
    public async Task<string> BookAsync(string service, (string Start, string Practitioner) slot, Steps.Client client, string words)
    {
        var form = $"/book/{service}/details?start={Uri.EscapeDataString(slot.Start)}&practitioner={slot.Practitioner}";
        var fields = Hidden(await _http.GetStringAsync(new Uri(form, UriKind.Relative)));
        (fields["Name"], fields["Email"], fields["Phone"]) = (client.Name, client.Email, client.Phone);
        (fields["Hopes"], fields["Note"]) = (words, words);
        (fields["Preference"], fields["Adult"], fields["Terms"], fields["HealthWords"]) = ("Email", "yes", "yes", "yes");
        return await PostAsync($"/book/{service}/details", fields);
    }

    /// <summary>What an address answers.</summary>
    public Task<string> ReadAsync(string path) => _http.GetStringAsync(new Uri(path, UriKind.Relative));

    /// <summary>Cancels by the client's link.</summary>
    public async Task CancelAsync(string own, string reason)
    {
        var fields = Hidden(await _http.GetStringAsync(new Uri(own + "/cancel", UriKind.Relative)));
        fields["Reason"] = reason;
        await PostAsync(own + "/cancel", fields);
    }

    public void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
    }

    private async Task<string> PostAsync(string path, Dictionary<string, string> fields)
    {
        using var body = new FormUrlEncodedContent(fields);
        using var response = await _http.PostAsync(new Uri(path, UriKind.Relative), body);
        Assert.True(response.StatusCode == HttpStatusCode.Redirect, $"{(int)response.StatusCode} for {string.Join(" | ", fields.Values)}");
        return response.Headers.Location!.ToString().Split('?')[0];
    }

    private static Dictionary<string, string> Hidden(string html) => HiddenInput().Matches(html)
        .Select(m => (Name: NameOf().Match(m.Value).Groups["v"].Value, Value: ValueOf().Match(m.Value).Groups["v"].Value))
        .ToDictionary(f => f.Name, f => WebUtility.HtmlDecode(f.Value), StringComparer.Ordinal);

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HiddenInput();

    [GeneratedRegex(" name=\"(?<v>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NameOf();

    [GeneratedRegex(" value=\"(?<v>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ValueOf();
}
