using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace SmpClinic.Benchmarks;

/// <summary>
/// The search for clients at 100,000 clients (of 200,000 appointments) beside the same at 2,000: what people type, from one letter to a
/// whole number, asked one after the other as somebody at the desk would, the two clinics taking turns. The times are those of the whole
/// request as its sender sees it on this machine, the redirect to what was found included, so the server's own are below them.
/// </summary>
internal sealed partial class Clients(string site, string folder, bool quick)
{
    /// <summary>What is typed: a part of the name, of the address or the number, rare and common; with a name of the load's own syllables.</summary>
    private static readonly (string Kind, string[] Words)[] Typed =
    [
        ("one letter", ["a", "m", "w"]),
        ("two letters", ["as", "qu", "zo"]),
        ("three letters", ["ash", "wic", "orn"]),
        ("a first name", ["zoë", "BJÖRN", "pearl"]),
        ("a surname", ["ashdown", "thornwick", "whitcombe"]),
        ("the end of a surname", ["thwaite", "ourne", "stoke"]),
        ("both names", ["ada ashdown", "wickham tegan", "fen umar"]),
        ("a part of an address", ["down.1", "wood.77@", "@example.com"]),
        ("a part of a number", ["900123", "0117 496", "960 0"]),
        ("a whole number", ["07700 900123", "+44 117 496 0555", "0044 131 496 0777"]),
        ("words that fit nobody", ["zzyzx", "ada zzyzx", "999999999"]),
    ];

    private readonly List<string> _rows = [];

    private int Rounds => quick ? 1 : 20;

    public async Task<string> AllAsync()
    {
        using var small = new Clinic(site, folder, 4_000, 40);
        using var large = quick ? new Clinic(site, folder, 8_000, 40) : new Clinic(site, folder, 200_000, 40);
        var (few, many) = (await OpenAsync(small), await OpenAsync(large));
        var all = (Few: new List<double>(), Many: new List<double>());
        foreach (var (kind, words) in Typed)
        {
            var (a, b) = (new List<double>(), new List<double>());
            foreach (var word in words)
            {
                // The first of each is not counted: its query is put together, and its pages of the file are read.
                await few.FindAsync(word);
                await many.FindAsync(word);
                for (var round = 0; round < Rounds; round++)
                {
                    a.Add(await few.FindAsync(word));
                    b.Add(await many.FindAsync(word));
                }
            }

            Row(kind, a, b);
            all.Few.AddRange(a);
            all.Many.AddRange(b);
        }

        Row("all of them", all.Few, all.Many);
        return string.Join('\n', (string[])
        [
            string.Create(CultureInfo.InvariantCulture, $"| typed | {small.Size / 2:N0} clients: median | p95 | {large.Size / 2:N0} clients: median | p95 | p95 times |"),
            "| --- | --- | --- | --- | --- | --- |", .. _rows, string.Empty,
            string.Create(CultureInfo.InvariantCulture, $"Milliseconds of a search and the page of what it found, one at a time; {Rounds} rounds of three words each. {Environment.ProcessorCount} processors; {large.Size:N0} appointments stored, {new FileInfo(large.Database).Length / 1e6:N0} MB."),
            string.Empty,
        ]);
    }

    private static async Task<Desk> OpenAsync(Clinic clinic)
    {
        await clinic.SeedAsync();
        await clinic.OpenAsync();
        var desk = new Desk(Served.Client(clinic.Served.Address), await Staff.SignInAsync(clinic, clinic.Served));
        await desk.PrepareAsync();
        return desk;
    }

    private void Row(string kind, List<double> few, List<double> many) => _rows.Add(string.Create(
        CultureInfo.InvariantCulture, $"| {kind} | {At(few, 0.5):0.0} | {At(few, 0.95):0.0} | {At(many, 0.5):0.0} | {At(many, 0.95):0.0} | {At(many, 0.95) / At(few, 0.95):0.00} |"));

    private static double At(List<double> times, double share) => times.Order().ElementAt((int)Math.Min(times.Count - 1, Math.Floor(times.Count * share)));

    /// <summary>Somebody at the desk with the list of clients open.</summary>
    private sealed partial class Desk(HttpClient http, string cookie)
    {
        private string _cookie = cookie;
        private string _token = string.Empty;

        public async Task PrepareAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/staff/clients");
            request.Headers.Add("Cookie", _cookie);
            using var answer = await http.SendAsync(request);
            answer.EnsureSuccessStatusCode();
            _token = WebUtility.HtmlDecode(Token().Match(await answer.Content.ReadAsStringAsync()).Groups["value"].Value);
            foreach (var set in answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [])
            {
                _cookie += "; " + set.Split(';')[0];
            }
        }

        /// <summary>Looks for some words and reads the page they lead to.</summary>
        /// <returns>How long it took, in milliseconds.</returns>
        public async Task<double> FindAsync(string words)
        {
            var began = Stopwatch.GetTimestamp();
            using var request = new HttpRequestMessage(HttpMethod.Post, "/staff/clients/find") { Content = new FormUrlEncodedContent([new("__form", _token), new("Words", words)]) };
            request.Headers.Add("Cookie", _cookie);
            using var answer = await http.SendAsync(request);
            if (answer.StatusCode != HttpStatusCode.Found || answer.Headers.Location?.OriginalString.StartsWith("/staff/clients?find=", StringComparison.Ordinal) != true)
            {
                throw new InvalidOperationException($"'{words}': {answer.StatusCode} {answer.Headers.Location}");
            }

            using var page = new HttpRequestMessage(HttpMethod.Get, answer.Headers.Location);
            page.Headers.Add("Cookie", _cookie);
            using var found = await http.SendAsync(page);
            found.EnsureSuccessStatusCode();
            await found.Content.ReadAsByteArrayAsync();
            return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        [GeneratedRegex("name=\"__form\"[^>]*value=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex Token();
    }
}
