using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SmpClinic.Benchmarks;

/// <summary>Books through the site's own form, a time of its own for every booking, or asks the reference for the same inserts.</summary>
internal sealed partial class Bookings(string name, Served served)
{
    private const string Service = "smp-video-consultation";
    private static int _people;
    private readonly List<double> _rates = [];
    private readonly Queue<(string Start, string Practitioner)> _times = [];
    private string? _cookie;
    private string _token = string.Empty;
    private string _rendered = string.Empty;
    private readonly ConcurrentQueue<string> _pages = [];

    public string Name => name;

    /// <summary>Bookings a second, the median of the rounds.</summary>
    public double Rate => _rates.Order().ElementAt(_rates.Count / 2);

    /// <summary>How many times are left to book.</summary>
    public int Left => _times.Count;

    /// <summary>Opens the form once, and notes times that do not meet one another.</summary>
    public async Task PrepareAsync(DateOnly from, DateOnly? until = null)
    {
        using var http = Served.Client(served.Address);
        using var json = JsonDocument.Parse(await http.GetStringAsync(new Uri(
            string.Create(CultureInfo.InvariantCulture, $"/api/availability?service={Service}&from={from:yyyy-MM-dd}&to={until ?? from.AddDays(58):yyyy-MM-dd}"), UriKind.Relative)));
        var free = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var slot in json.RootElement.GetProperty("slots").EnumerateArray())
        {
            var (start, who) = (slot.GetProperty("start").GetDateTimeOffset(), slot.GetProperty("practitioner").GetString()!);
            if (!free.TryGetValue(who, out var after) || start >= after)
            {
                _times.Enqueue((start.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), who));
                free[who] = slot.GetProperty("end").GetDateTimeOffset().AddMinutes(60);
            }
        }

        var (first, with) = _times.Peek();
        using var page = await http.GetAsync(new Uri($"/book/{Service}/details?start={first}&practitioner={with}", UriKind.Relative));
        var html = await page.Content.ReadAsStringAsync();
        _cookie = string.Join("; ", page.Headers.GetValues("Set-Cookie").Select(c => c.Split(';')[0]));
        _token = WebUtility.HtmlDecode(Token().Match(html).Groups["value"].Value);
        _rendered = WebUtility.HtmlDecode(Rendered().Match(html).Groups["value"].Value);
    }

    /// <summary>How many were told to try again, because their turn to write did not come in time.</summary>
    public int Refused { get; private set; }

    /// <summary>Sends so many, a few at a time, and gives how long each took.</summary>
    public async Task<List<TimeSpan>> RunAsync(int count, int atOnce, bool keep)
    {
        using var http = Served.Client(served.Address);
        var waiting = count;
        var took = new List<TimeSpan>(count);
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(async _ =>
        {
            while (Interlocked.Decrement(ref waiting) >= 0)
            {
                using var request = _cookie is null ? new HttpRequestMessage(HttpMethod.Post, "/write") { Content = new StringContent("x") } : Form();
                var sent = Stopwatch.GetTimestamp();
                using var answer = await http.SendAsync(request);
                var elapsed = Stopwatch.GetElapsedTime(sent);
                if (answer.StatusCode is not (HttpStatusCode.Found or HttpStatusCode.ServiceUnavailable))
                {
                    throw new InvalidOperationException($"{name}: {answer.StatusCode} {Told().Match(await answer.Content.ReadAsStringAsync()).Value}");
                }

                if (_cookie is not null && answer.Headers.Location is { } location)
                {
                    _pages.Enqueue(location.OriginalString.Split('?')[0]);
                }

                lock (took)
                {
                    took.Add(elapsed);
                    Refused += answer.StatusCode == HttpStatusCode.ServiceUnavailable ? 1 : 0;
                }
            }
        }));
        if (keep)
        {
            _rates.Add(count / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return took;
    }

    /// <summary>Sends so many, a few at a time, and gives how many a second that was.</summary>
    public async Task<double> RateAsync(int count, int atOnce)
    {
        var start = Stopwatch.GetTimestamp();
        await RunAsync(count, atOnce, keep: false);
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Moves what was booked to times nobody has: opens the forms first, then sends them a few at a time.</summary>
    /// <returns>Moves a second.</returns>
    public async Task<double> MoveAsync(int count, int atOnce)
    {
        using var http = Served.Client(served.Address);
        var forms = new ConcurrentQueue<(string Path, KeyValuePair<string, string>[] Fields)>();
        while (forms.Count < count && _pages.TryDequeue(out var page))
        {
            var (start, with) = NextTime();
            using var ask = new HttpRequestMessage(HttpMethod.Get, $"{page}/reschedule/confirm?start={start}&practitioner={with}") { Headers = { { "Cookie", _cookie } } };
            using var answer = await http.SendAsync(ask);
            var html = await answer.Content.ReadAsStringAsync();
            forms.Enqueue((page + "/reschedule",
            [
                new("__form", WebUtility.HtmlDecode(Token().Match(html).Groups["value"].Value)), new("Start", start), new("Practitioner", with),
                new("Version", Version().Match(html).Groups["value"].Value),
            ]));
        }

        var moves = forms.Count;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(async _ =>
        {
            while (forms.TryDequeue(out var form))
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, form.Path) { Headers = { { "Cookie", _cookie } }, Content = new FormUrlEncodedContent(form.Fields) };
                using var answer = await http.SendAsync(request);
                if (answer.Headers.Location?.OriginalString.EndsWith("done=moved", StringComparison.Ordinal) != true)
                {
                    throw new InvalidOperationException($"a move: {answer.StatusCode} {Told().Match(await answer.Content.ReadAsStringAsync()).Value}");
                }
            }
        }));
        return moves / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private (string Start, string Practitioner) NextTime()
    {
        lock (_times)
        {
            return _times.Dequeue();
        }
    }

    private HttpRequestMessage Form()
    {
        var time = NextTime();

        var person = Interlocked.Increment(ref _people);
        var number = person.ToString(CultureInfo.InvariantCulture);
        return new(HttpMethod.Post, $"/book/{Service}/details")
        {
            Headers = { { "Cookie", _cookie } },
            Content = new FormUrlEncodedContent(
            [
                new("__form", _token),
                new("Rendered", _rendered),
                new("Key", Guid.NewGuid().ToString("N")),
                new("Start", time.Start),
                new("Practitioner", time.Practitioner),
                new("Name", "Bench Visitor " + number),
                new("Email", $"bench.{number}@example.com"),

                // Ofcom's London numbers for drama, which the stored load does not use.
                new("Phone", "020 7946 0" + (person % 1_000).ToString("000", CultureInfo.InvariantCulture)),
                new("Preference", "Email"),
                new("Hopes", "To see a hairline again that looks like my own."),
                new("HealthWords", "yes"),
                new("Adult", "yes"),
                new("Terms", "yes"),
                new("Website", string.Empty),
            ]),
        };
    }

    [GeneratedRegex("name=\"__form\"[^>]*value=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();

    [GeneratedRegex("name=\"Version\"[^>]*value=\"(?<value>\\d+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Version();

    [GeneratedRegex("name=\"Rendered\"[^>]*value=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rendered();

    [GeneratedRegex("error-message.{0,300}", RegexOptions.Singleline, 1000)]
    private static partial Regex Told();
}
