using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Operations;

namespace SmpClinic.Benchmarks;

/// <summary>
/// Measures what a visitor waits for, on diaries of several sizes, against a bare reading of the same rows in the same run.
/// The measurements take turns, so that the machine's moods fall on all of them alike; medians are compared as ratios.
/// </summary>
internal static class Program
{
    private const int Rounds = 60;
    private const int WarmUp = 15;
    private static readonly int[] Sizes = [20, 20_000, 200_000];

    private static async Task<int> Main(string[] args)
    {
        var target = args.FirstOrDefault();
        var text = new StringBuilder();
        var clinics = new List<Clinic>();
        try
        {
            foreach (var size in Sizes)
            {
                clinics.Add(await Clinic.OpenAsync(size));
            }

            text.AppendLine("| appointments stored | written in | file |").AppendLine("| --- | --- | --- |");
            foreach (var clinic in clinics)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"| {clinic.Size:N0} | {clinic.Seeded.TotalSeconds:0.0} s | {clinic.Megabytes:0} MB |");
            }

            var measures = clinics.SelectMany(c => c.Measures()).ToList();
            for (var round = -WarmUp; round < Rounds; round++)
            {
                foreach (var measure in measures)
                {
                    await measure.RunAsync(keep: round >= 0);
                }
            }

            text.AppendLine().AppendLine("| what | appointments stored | median | of the bare reading of the same rows | of the same with 20 stored |").AppendLine("| --- | --- | --- | --- | --- |");
            foreach (var measure in measures.Where(m => m.Reference is not null))
            {
                var small = measures.First(m => m.What == measure.What);
                text.AppendLine(CultureInfo.InvariantCulture, $"| {measure.What} | {measure.Size:N0} | {measure.Median.TotalMilliseconds:0.00} ms | {measure.Median / measure.Reference!.Median:0.0} × | {measure.Median / small.Median:0.00} × |");
            }

            foreach (var clinic in clinics)
            {
                var day = measures.First(m => m.Size == clinic.Size && m.What == Clinic.OneDay);
                var month = measures.First(m => m.Size == clinic.Size && m.What == Clinic.OneMonth);
                text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"With {clinic.Size:N0} stored a month costs {month.Median / day.Median:0.0} days.");
            }
        }
        finally
        {
            clinics.ForEach(c => c.Dispose());
        }

        Console.WriteLine(text);
        if (target is not null)
        {
            var page = await File.ReadAllTextAsync(target);
            const string Begin = "<!-- figures -->", End = "<!-- /figures -->";
            var (from, to) = (page.IndexOf(Begin, StringComparison.Ordinal), page.IndexOf(End, StringComparison.Ordinal));
            if (from < 0 || to < from)
            {
                await Console.Error.WriteLineAsync($"{target} has no place for figures between {Begin} and {End}.");
                return 1;
            }

            await File.WriteAllTextAsync(target, page[..(from + Begin.Length)] + "\n" + text + page[to..]);
        }

        return 0;
    }
}

/// <summary>Something timed again and again.</summary>
internal sealed class Measure(string what, int size, Measure? reference, Func<Task> act)
{
    private readonly List<TimeSpan> _times = [];

    public string What => what;

    public int Size => size;

    /// <summary>What it is compared with; null for a reference itself.</summary>
    public Measure? Reference => reference;

    public TimeSpan Median => _times.Order().ElementAt(_times.Count / 2);

    public async Task RunAsync(bool keep)
    {
        var start = Stopwatch.GetTimestamp();
        await act();
        if (keep)
        {
            _times.Add(Stopwatch.GetElapsedTime(start));
        }
    }
}

/// <summary>A clinic on a database file of its own, with so many appointments.</summary>
internal sealed class Clinic : IDisposable
{
    public const string OneDay = "a day of times, one practitioner";
    public const string OneMonth = "a month of times, one practitioner";
    private const string Service = "smp-video-consultation";
    private const string Practitioner = "load-practitioner-01";

    private readonly WebApplication _app;
    private readonly string _folder;

    private Clinic(WebApplication app, string folder, int size) => (_app, _folder, Size) = (app, folder, size);

    public int Size { get; }

    public TimeSpan Seeded { get; private set; }

    public double Megabytes => new FileInfo(Database).Length / 1048576.0;

    private string Database => Path.Combine(_folder, "clinic.db");

    public static async Task<Clinic> OpenAsync(int size)
    {
        var folder = Directory.CreateTempSubdirectory("clinic-bench-").FullName;
        var builder = WebApplication.CreateBuilder(
        [
            "--environment=Testing", $"--Data:Folder={folder}", "--Site:BaseUrl=https://localhost", "--Mail:Transport=PickupFolder", "--Mail:From=hello@example.com",
        ]);
        builder.AddClinic();
        var clinic = new Clinic(builder.Build(), folder, size);
        var services = clinic._app.Services;
        await services.GetRequiredService<Migration>().RunAsync(CancellationToken.None);
        await using (var scope = services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<DemoClinic>().SeedClinicAsync(CancellationToken.None);
        }

        var start = Stopwatch.GetTimestamp();
        await services.GetRequiredService<LoadSeed>().RunAsync(size, Math.Clamp(size / 5_000, 1, 40), CancellationToken.None);
        clinic.Seeded = Stopwatch.GetElapsedTime(start);
        await using var db = await services.GetRequiredService<IDbContextFactory<ClinicDb>>().CreateDbContextAsync();
        await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        return clinic;
    }

    public IEnumerable<Measure> Measures()
    {
        var services = _app.Services;
        var times = services.GetRequiredService<TimesDesk>();
        var calendar = services.GetRequiredService<ClinicCalendar>();
        var from = calendar.DateOf(services.GetRequiredService<IClock>().GetCurrentInstant()).PlusDays(3);
        foreach (var (what, days, with) in new[]
        {
            (OneDay, 1, Practitioner),
            (OneMonth, 31, Practitioner),
            ("60 days of times, every practitioner", 60, null),
        })
        {
            var until = from.PlusDays(days - 1);
            var bare = new Measure(what + " (bare)", Size, reference: null, () => BareAsync(calendar, from, until, with));
            yield return bare;
            yield return new Measure(what, Size, bare, async () =>
            {
                if (await times.BetweenAsync(Service, with, from, until, own: null, CancellationToken.None) is not { Slots.Count: > 0 } && days > 7)
                {
                    throw new InvalidOperationException("No times to measure.");
                }
            });
        }
    }

    public void Dispose()
    {
        ((IDisposable)_app).Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The least that can be done: the same claimed cells by plain ADO.NET, and nothing made of them.</summary>
    private async Task BareAsync(ClinicCalendar calendar, LocalDate from, LocalDate until, string? with)
    {
        var span = calendar.Span(from, until);
        var cells = CellRange.Covering(span.Start, span.End);
        await using var connection = new SqliteConnection($"Data Source={Database}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT "ResourceId", "Cell" FROM "ClaimedCells"
            WHERE "ResourceId" IN (SELECT r."Id" FROM "Resources" r JOIN "ServicePractitioners" sp ON sp."PractitionersId" = r."Id"
                JOIN "Services" s ON s."Id" = sp."ServicesId" WHERE s."Slug" = $service AND ($with IS NULL OR r."Slug" = $with))
            AND "Cell" >= $first AND "Cell" < $end AND ("HeldUntil" IS NULL OR "HeldUntil" > '2020-01-01')
            """;
        command.Parameters.AddWithValue("$service", Service);
        command.Parameters.AddWithValue("$with", (object?)with ?? DBNull.Value);
        command.Parameters.AddWithValue("$first", cells.First);
        command.Parameters.AddWithValue("$end", cells.End);
        await using var reader = await command.ExecuteReaderAsync();
        var sum = 0L;
        while (await reader.ReadAsync())
        {
            sum += reader.GetInt32(0) + reader.GetInt32(1);
        }

        GC.KeepAlive(sum);
    }
}
