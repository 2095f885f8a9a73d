using System.Diagnostics;
using System.Globalization;

namespace SmpClinic.Benchmarks;

/// <summary>One run: seeds, starts everything, lets the measurements take turns, writes the table.</summary>
internal sealed class Run(string site, string reference, string folder, bool quick, string? only)
{
    private const string Service = "smp-video-consultation";
    private const string Practitioner = "load-practitioner-01";
    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    private readonly Report _report = new();
    private readonly List<IDisposable> _open = [];
    private readonly DateOnly _from = OpenDay();

    private int Rounds => quick ? 1 : 5;

    private bool Wants(string part) => only is null || string.Equals(only, part, StringComparison.Ordinal);

    public async Task<string> AllAsync()
    {
        var began = Stopwatch.StartNew();
        try
        {
            if (Wants("pages") || Wants("bookings"))
            {
                await ServingAsync();
            }

            if (Wants("start"))
            {
                await StartAndMemoryAsync();
            }
        }
        finally
        {
            _open.ForEach(o => o.Dispose());
        }

        _report.Say(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, load by {Load.With} on the same machine, {Rounds} rounds, {began.Elapsed.TotalSeconds:0} s in all."));
        return _report.ToString();
    }

    private async Task ServingAsync()
    {
        var clinics = await OpenAsync();
        if (Wants("pages"))
        {
            await PagesAsync(clinics);
            await LongQuestionsAsync(clinics[0]);
        }

        if (Wants("bookings"))
        {
            await BookingsAsync(clinics);
        }

        foreach (var clinic in clinics.Where(c => c.Size > 1_000))
        {
            _report.Say(string.Create(CultureInfo.InvariantCulture, $"{clinic.Size:N0} appointments: {clinic.BytesEach:N0} bytes each in the file, everything included."));
        }

        _open.ForEach(o => o.Dispose());
        _open.Clear();
    }

    /// <summary>A weekday a few days on: practitioners of the load do not work on Sundays.</summary>
    internal static DateOnly OpenDay()
    {
        var day = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(3);
        return day.DayOfWeek == DayOfWeek.Sunday ? day.AddDays(1) : day;
    }

    internal static string Availability(DateOnly from, int days, string? with) => string.Create(
        CultureInfo.InvariantCulture,
        $"/api/availability?service={Service}&from={from:yyyy-MM-dd}&to={from.AddDays(days - 1):yyyy-MM-dd}{(with is null ? string.Empty : "&practitioner=" + with)}");

    private static async Task<int> SizeAsync(Served served, string path)
    {
        using var http = Served.Client(served.Address);
        return (await http.GetByteArrayAsync(new Uri(path, UriKind.Relative))).Length;
    }

    private async Task<List<Clinic>> OpenAsync()
    {
        List<Clinic> clinics = [new(site, folder, 20, 1)];
        clinics.AddRange(quick ? [new(site, folder, 2_000, 4)] : [new(site, folder, 20_000, 4), new(site, folder, 200_000, 40)]);
        foreach (var clinic in clinics)
        {
            await clinic.SeedAsync();
            await clinic.OpenAsync();
            _open.Add(clinic);
        }

        return clinics;
    }

    private async Task<Served> ReferAsync(params string[] arguments)
    {
        var served = await Served.StartAsync(reference, arguments, None, folder);
        _open.Add(served);
        return served;
    }

    private async Task PagesAsync(List<Clinic> clinics)
    {
        var first = clinics[0].Served;
        var times = $"/book/{Service}";
        var details = string.Create(CultureInfo.InvariantCulture, $"/book/{Service}/details?start={_from:yyyy-MM-dd}T10:00:00Z&practitioner={Practitioner}");
        var homeBytes = await SizeAsync(first, "/");
        var bare = await ReferAsync("bare", homeBytes.ToString(CultureInfo.InvariantCulture));
        var mvc = await ReferAsync("mvc");
        string Plain(int bytes) => "/page?bytes=" + bytes.ToString(CultureInfo.InvariantCulture);

        var fixedBody = new Load("a bare endpoint", bare, "/");
        var home = new Load("home page", first, "/");
        var homeSmall = new Load("home page, Brotli", first, "/", "br");
        var book = new Load("services", first, "/book");
        var plainBook = new Load("a plain page", mvc, Plain(await SizeAsync(first, "/book")));
        var form = new Load("details", first, details);
        var plainForm = new Load("a plain page", mvc, Plain(await SizeAsync(first, details)));
        var list = new Load("times", first, times);
        var plainList = new Load("a plain page", mvc, Plain(await SizeAsync(first, times)));
        List<Load> loads = [fixedBody, home, homeSmall, book, plainBook, form, plainForm, list, plainList];
        var days = new List<(Clinic Clinic, Load Day, Load Read)>();
        foreach (var clinic in clinics)
        {
            var path = Availability(_from, 1, Practitioner);
            var bytes = await SizeAsync(clinic.Served, path);
            var read = await ReferAsync("read", clinic.Database);
            days.Add((clinic, new("a day", clinic.Served, path), new("the same rows", read, path.Replace("/api/availability", "/day", StringComparison.Ordinal) + "&bytes=" + bytes.ToString(CultureInfo.InvariantCulture))));
        }

        var month = new Load("a month", clinics[1].Served, Availability(_from, 31, Practitioner));
        loads.AddRange(days.SelectMany(d => new[] { d.Day, d.Read }));
        loads.Add(month);
        await TakeTurnsAsync(loads);

        _report.Rate("cached content page", home.Rate, "bare Kestrel", fixedBody.Rate, "0.60", "0.80");
        _report.Rate("cached content page, Brotli accepted", homeSmall.Rate, "bare Kestrel, not compressed", fixedBody.Rate, "0.80", "1.2");
        _report.Rate("page that is never cached, one query (`/book`)", book.Rate, "plain MVC page", plainBook.Rate, "0.35", "");
        _report.Rate("booking page: details", form.Rate, "plain MVC page", plainForm.Rate, "0.40", "0.60");
        _report.Rate("booking page: times", list.Rate, "plain MVC page", plainList.Rate, "0.40", "0.60");
        foreach (var (clinic, day, read) in days)
        {
            _report.Rate(string.Create(CultureInfo.InvariantCulture, $"a day's availability, {clinic.Size:N0} stored"), day.Rate, "the same rows by ADO.NET", read.Rate, "0.35", "0.60");
        }

        foreach (var (clinic, day, _) in days.Skip(1))
        {
            _report.Rate(string.Create(CultureInfo.InvariantCulture, $"the same, {clinic.Size:N0} stored"), day.Rate, "20 stored", days[0].Day.Rate, "0.90", "");
        }

        _report.Times("a month's availability", string.Create(CultureInfo.InvariantCulture, $"{1000 / month.Rate:0.00} ms of the server"), "days", days[1].Day.Rate / month.Rate, "at most 3", "");
    }

    private async Task TakeTurnsAsync(List<Load> loads)
    {
        foreach (var load in loads)
        {
            await load.RunAsync(quick ? 1 : 3, keep: false);
        }

        for (var round = 0; round < Rounds; round++)
        {
            foreach (var load in loads)
            {
                await load.RunAsync(1, keep: true);
            }
        }
    }

    private async Task BookingsAsync(List<Clinic> clinics)
    {
        var pairs = new List<(Clinic Clinic, Bookings Site, Bookings Reference)>();
        foreach (var clinic in new[] { clinics[0], clinics[^1] })
        {
            var bookings = new Bookings("the site's form", clinic.Served);
            await bookings.PrepareAsync(_from);
            await bookings.RunAsync(2, 1, keep: false);
            await bookings.RunAsync(quick ? 8 : 150, 8, keep: false);
            var write = await ReferAsync("write", await clinic.CopyAsync());
            var minimal = new Bookings("the same inserts", write);
            await minimal.RunAsync(quick ? 8 : 150, 8, keep: false);
            pairs.Add((clinic, bookings, minimal));
        }

        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (_, bookings, minimal) in pairs)
            {
                await bookings.RunAsync(quick ? 8 : 100, 8, keep: true);
                await minimal.RunAsync(quick ? 8 : 200, 8, keep: true);
            }
        }

        if (pairs.Sum(p => p.Site.Refused) is > 0 and var refused)
        {
            _report.Say(string.Create(CultureInfo.InvariantCulture, $"{refused} bookings were told to try again, so the figures of bookings are worth nothing: the machine was too busy."));
        }

        foreach (var (clinic, bookings, minimal) in pairs)
        {
            _report.Rate(string.Create(CultureInfo.InvariantCulture, $"booking POST, {clinic.Size:N0} stored"), bookings.Rate, "the same inserts", minimal.Rate, "0.15", "0.30");
        }

        _report.Rate(string.Create(CultureInfo.InvariantCulture, $"the same, {pairs[1].Clinic.Size:N0} stored"), pairs[1].Site.Rate, "20 stored", pairs[0].Site.Rate, "0.90", "");
        var many = pairs[0].Site;
        var took = (await many.RunAsync(Math.Min(many.Left, quick ? 64 : 512), 64, keep: false)).Order().ToList();
        var slow = took[(int)Math.Ceiling(took.Count * 0.99) - 1];
        _report.Times("64 writers at once", string.Create(CultureInfo.InvariantCulture, $"p99 {Milliseconds(slow)}, {many.Refused} told to try again"), "0.5 s", slow.TotalSeconds / 0.5, "at most 1", "");
    }

    /// <summary>60 days of everybody, asked one at a time: what one visitor waits.</summary>
    private async Task LongQuestionsAsync(Clinic clinic)
    {
        using var http = Served.Client(clinic.Served.Address);
        var took = new List<TimeSpan>();
        for (var i = 0; i < (quick ? 5 : 60); i++)
        {
            var start = Stopwatch.GetTimestamp();
            await http.GetByteArrayAsync(new Uri(Availability(_from, 60, with: null), UriKind.Relative));
            took.Add(Stopwatch.GetElapsedTime(start));
        }

        var median = took.Order().ElementAt(took.Count / 2);
        _report.Times("60 days × 4 practitioners, one visitor", Milliseconds(median), "20 ms", median.TotalMilliseconds / 20, "under 1", "");
    }

    private async Task StartAndMemoryAsync()
    {
        using var clinic = new Clinic(site, folder, 20, 2);
        await clinic.SeedAsync();
        var (ours, theirs) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var i = 0; i < (quick ? 2 : 8); i++)
        {
            var first = await clinic.FirstAnswerAsync();
            var plain = await Served.FirstAnswerAsync(reference, ["mvc"], None, folder, "/page?bytes=12000");
            if (i > 0)
            {
                // The first of each only warms the disk's cache.
                ours.Add(first);
                theirs.Add(plain);
            }
        }

        var (start, plainStart) = (ours.Order().ElementAt(ours.Count / 2), theirs.Order().ElementAt(theirs.Count / 2));
        _report.Times("first 200 on an existing database", Milliseconds(start), $"plain MVC page's process {Milliseconds(plainStart)}", start / plainStart, "2.0", "1.5");

        await clinic.OpenAsync();
        using var mvc = await Served.StartAsync(reference, ["mvc"], None, folder);
        var requests = quick ? 300 : 10_000;
        var details = string.Create(CultureInfo.InvariantCulture, $"/book/{Service}/details?start={_from:yyyy-MM-dd}T10:00:00Z");
        await AskAsync(clinic.Served, requests, ["/", "/faq", details, $"/book/{Service}", Availability(_from, 1, Practitioner)]);
        await AskAsync(mvc, requests, ["/page?bytes=12000"]);
        var (used, plainUsed) = (clinic.Served.Memory / 1048576.0, mvc.Memory / 1048576.0);
        _report.Times(
            string.Create(CultureInfo.InvariantCulture, $"memory after {requests:N0} requests"),
            string.Create(CultureInfo.InvariantCulture, $"{used:0} MB"),
            string.Create(CultureInfo.InvariantCulture, $"plain MVC page's process {plainUsed:0} MB"),
            used / plainUsed,
            "2.0",
            "");
    }

    private static async Task AskAsync(Served served, int requests, string[] paths)
    {
        using var http = Served.Client(served.Address);
        var left = requests;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (var n = Interlocked.Decrement(ref left); n >= 0; n = Interlocked.Decrement(ref left))
            {
                await http.GetByteArrayAsync(new Uri(paths[n % paths.Length], UriKind.Relative));
            }
        }));
    }

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0} ms");
}
