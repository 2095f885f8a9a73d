using System.Globalization;

namespace SmpClinic.Benchmarks;

/// <summary>
/// What docs/scale.md stands on: what one node gives on the whole machine, and what two give together where each has one processor and a
/// source of load on the same processor, beside what one of them gives so. The two share nothing but the database.
/// </summary>
internal sealed class Scale(string site, string reference, string folder, bool quick)
{
    private const string Service = "smp-video-consultation";
    private const string Practitioner = "load-practitioner-01";

    private readonly ScaleTable _table = new();
    private readonly DateOnly _from = Run.OpenDay();

    private int Rounds => quick ? 1 : 3;

    public async Task<string> AllAsync()
    {
        using var clinic = quick ? new Clinic(site, folder, 2_000, 4) : new Clinic(site, folder, 200_000, 40);
        await clinic.SeedAsync();
        using var mail = await Served.StartAsync(reference, ["mail"], new Dictionary<string, string>(), folder);
        using var post = Served.Client(mail.Address);
        await OneNodeAsync(clinic, post);
        await TwoNodesAsync(clinic);
        return _table.ToString();
    }

    private static async Task WarmAsync(IEnumerable<Load> loads, int seconds)
    {
        foreach (var load in loads)
        {
            await load.RunAsync(seconds, keep: false);
        }
    }

    private async Task OneNodeAsync(Clinic clinic, HttpClient mail)
    {
        using var node = await clinic.StartNodeAsync(mailPort: await mail.GetStringAsync(new Uri("/port", UriKind.Relative)));
        var cookie = await Staff.SignInAsync(clinic, node);
        List<Load> loads =
        [
            new("a content page, kept", node, "/"),
            new("a page of times", node, $"/book/{Service}"),
            new("a page of times, one practitioner", node, $"/book/{Service}?practitioner={Practitioner}"),
            new("a day of the API, one practitioner", node, Run.Availability(_from, 1, Practitioner)),
            new("staff: today", node, "/staff", cookie: cookie),
            new("staff: requests", node, "/staff/requests", cookie: cookie),
            new("staff: the list of appointments", node, "/staff/appointments", cookie: cookie),
            new("staff: one appointment", node, await FirstAppointmentAsync(node, cookie), cookie: cookie),
        ];
        await WarmAsync(loads, quick ? 1 : 2);
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var load in loads)
            {
                await load.RunAsync(1, keep: true);
            }
        }

        foreach (var load in loads)
        {
            _table.One(load.Name, load.Rate);
        }

        // The mail server says nothing yet: what is queued now leaves afterwards, all at once.
        var bookings = new Bookings("the site's form", node);
        await bookings.PrepareAsync(_from);
        await bookings.RunAsync(quick ? 4 : 60, 8, keep: false);
        for (var round = 0; round < Rounds; round++)
        {
            await bookings.RunAsync(quick ? 4 : 100, 8, keep: true);
        }

        _table.One("bookings", bookings.Rate);
        _table.One("moves", await bookings.MoveAsync(quick ? 4 : 150, 8));
        await mail.PostAsync(new Uri("/open", UriKind.Relative), content: null);
        var (taken, seconds) = await TakenAsync(mail);
        _table.One(string.Create(CultureInfo.InvariantCulture, $"mail, {taken:N0} messages at a server that answers at once"), (taken - 1) / seconds);
    }

    /// <summary>Waits until no more arrives.</summary>
    private static async Task<(int Taken, double Seconds)> TakenAsync(HttpClient mail)
    {
        for (var before = -1; ; await Task.Delay(TimeSpan.FromSeconds(3)))
        {
            var said = (await mail.GetStringAsync(new Uri("/taken", UriKind.Relative))).Split(' ');
            var taken = int.Parse(said[0], CultureInfo.InvariantCulture);
            if (taken > 0 && taken == before)
            {
                return (taken, double.Parse(said[1], CultureInfo.InvariantCulture));
            }

            before = taken;
        }
    }

    private async Task TwoNodesAsync(Clinic clinic)
    {
        using var first = await clinic.StartNodeAsync(core: 0);
        using var second = await clinic.StartNodeAsync(core: 1);
        foreach (var (what, path) in new[] { ("pages of times", $"/book/{Service}"), ("days of the API", Run.Availability(_from, 1, Practitioner)) })
        {
            Load[] one = [new(what, first, path, core: 0)];
            Load[] both = [new(what, first, path, core: 0), new(what, second, path, core: 1)];
            await WarmAsync(both, quick ? 1 : 4);
            for (var round = 0; round < Rounds; round++)
            {
                await one[0].RunAsync(1, keep: true);
                await Task.WhenAll(both.Select(load => load.RunAsync(1, keep: true)));
            }

            _table.Two(what, one[0].Rate, both.Sum(load => load.Rate));
        }

        // Times of their own for each: the first half of the days for one, the second for the other.
        Bookings[] desks = [new("the site's form", first), new("the site's form", second)];
        await desks[0].PrepareAsync(_from, until: _from.AddDays(28));
        await desks[1].PrepareAsync(_from.AddDays(29), until: _from.AddDays(58));
        foreach (var desk in desks)
        {
            await desk.RunAsync(quick ? 4 : 60, 8, keep: false);
        }

        var (alone, together) = (new List<double>(), new List<double>());
        var count = quick ? 4 : 100;
        for (var round = 0; round < Rounds; round++)
        {
            alone.Add(await desks[0].RateAsync(count, 8));
            together.Add((await Task.WhenAll(desks.Select(desk => desk.RateAsync(count, 8)))).Sum());
        }

        _table.Two("bookings", alone.Order().ElementAt(Rounds / 2), together.Order().ElementAt(Rounds / 2));
        _table.Say(string.Create(CultureInfo.InvariantCulture, $"{desks.Sum(desk => desk.Refused)} bookings were told to try again. {Environment.ProcessorCount} processors, load by {Load.With} on the same machine, {Rounds} rounds; {clinic.Size:N0} appointments stored."));
    }

    private static async Task<string> FirstAppointmentAsync(Served node, string cookie)
    {
        using var http = Served.Client(node.Address);
        http.DefaultRequestHeaders.Add("Cookie", cookie);
        var list = await http.GetStringAsync(new Uri("/staff/appointments", UriKind.Relative));
        const string Link = "href=\"/staff/appointments/";
        var at = list.IndexOf(Link, StringComparison.Ordinal);
        return at < 0 ? throw new InvalidOperationException("The list names no appointment.") : list[(at + "href=\"".Length)..list.IndexOf('"', at + Link.Length)];
    }
}

/// <summary>The figures as docs/scale.md shows them.</summary>
internal sealed class ScaleTable
{
    private readonly List<string> _one = [];
    private readonly List<string> _two = [];
    private string _note = string.Empty;

    public void One(string what, double rate) => _one.Add(string.Create(CultureInfo.InvariantCulture, $"| {what} | {rate:N0} |"));

    public void Two(string what, double alone, double together) =>
        _two.Add(string.Create(CultureInfo.InvariantCulture, $"| {what} | {alone:N0} | {together:N0} | {together / alone:0.00} |"));

    public void Say(string note) => _note = note;

    public override string ToString() => string.Join('\n', (string[])
    [
        "| one node, the whole machine | a second |", "| --- | --- |", .. _one, string.Empty,
        "| one processor for each node and its load | one node | two nodes on one database | times |", "| --- | --- | --- | --- |", .. _two, string.Empty, _note, string.Empty,
    ]);
}
