using System.Diagnostics;
using System.Globalization;

namespace SmpClinic.Benchmarks;

/// <summary>
/// How the reports bear size: the same questions to a clinic with 2,000 appointments and to one with 200,000, one at a time and by
/// turns, from one member of staff. The time is the whole answer's on the loopback, the request's own handling included.
/// </summary>
internal sealed class Reports(string site, string folder, bool quick)
{
    private readonly DateTime _today = TimeProvider.System.GetUtcNow().UtcDateTime.Date;

    private int Times => quick ? 5 : 200;

    public async Task<string> AllAsync()
    {
        // As many people in both: a page with more rows takes longer whatever is stored.
        using var small = new Clinic(site, folder, 2_000, 40);
        using var large = new Clinic(site, folder, quick ? 4_000 : 200_000, 40);
        var asks = new List<(Clinic Clinic, HttpClient Http)>();
        foreach (var clinic in (Clinic[])[small, large])
        {
            await clinic.SeedAsync();
            await clinic.OpenAsync();
            var cookie = await Staff.SignInAsync(clinic, clinic.Served);
            var http = Served.Client(clinic.Served.Address);
            http.DefaultRequestHeaders.Add("Cookie", cookie);
            asks.Add((clinic, http));
        }

        string Path(int from, int until, string more = "") =>
            string.Create(CultureInfo.InvariantCulture, $"/staff/reports?from={_today.AddDays(from):yyyy-MM-dd}&until={_today.AddDays(until):yyyy-MM-dd}{more}");
        var table = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"| what | {small.Size:N0} stored, p50 | p95 | {large.Size:N0} stored, p50 | p95 | p95, times |"),
            "| --- | --- | --- | --- | --- | --- |",
        };
        foreach (var (what, path) in new[]
        {
            ("a report of a year, everybody", Path(-182, 182)), ("a report of a year, one practitioner", Path(-182, 182, "&practitioner=load-practitioner-01")),
            ("a report of thirteen weeks, everybody", "/staff/reports"), ("the day sheet of everybody", "/staff/day-sheet"),
        })
        {
            var took = asks.ConvertAll(_ => new List<double>());
            for (var i = -5; i < Times; i++)
            {
                for (var clinic = 0; clinic < asks.Count; clinic++)
                {
                    var start = Stopwatch.GetTimestamp();
                    await asks[clinic].Http.GetByteArrayAsync(new Uri(path, UriKind.Relative));
                    if (i >= 0)
                    {
                        took[clinic].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                    }
                }
            }

            table.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"| {what} | {At(took[0], 0.5):0.0} ms | {At(took[0], 0.95):0.0} ms | {At(took[1], 0.5):0.0} ms | {At(took[1], 0.95):0.0} ms | {At(took[1], 0.95) / At(took[0], 0.95):0.00} |"));
        }

        asks.ForEach(ask => ask.Http.Dispose());
        table.Add(string.Empty);
        table.Add(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} processors; {Times} times each, by turns; 40 practitioners in both."));
        return string.Join('\n', table) + "\n";
    }

    private static double At(List<double> took, double share) => took.Order().ElementAt(Math.Max(0, (int)Math.Ceiling(took.Count * share) - 1));
}
