using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Features.Booking;
using SmpClinic.Web.Tests.Hosting;
using Xunit;

namespace SmpClinic.Endurance.Tests.Hostile;

[Collection(nameof(Alone))]
public sealed class MutatedRequestTests
{
    private const int Rivals = 8;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<int> Seeds => [.. Profile.Seeds(1, 5)];

    [Theory, MemberData(nameof(Seeds))]
    public Task IN01_damaged_requests_over_all_routes_break_nothing(int seed) => Profile.WithSeedAsync(seed, async random =>
    {
        var count = Profile.Of(2_000, 4_000);
        var routes = await RoutesAsync();
        await using var site = await HostileSite.StartAsync(new(StringComparer.Ordinal)
        {
            ["Limits:BookingsPerAddressPerHour"] = "1000000",
            ["Limits:HoldsPerAddressPerHour"] = "1000000",
            ["Limits:OpenBookingsPerContact"] = "1000000",
        });
        var (plausible, senders) = await PrepareAsync(site);
        var mutator = new RequestMutator(random, routes, senders, plausible);
        var mutants = Enumerable.Range(0, count).Select(_ => mutator.Next()).ToList();
        await SendAllAsync(site, mutants[..(count / 10)]);
        var before = site.Megabytes;
        var watch = Stopwatch.StartNew();
        var outcomes = await SendAllAsync(site, mutants);
        var took = watch.Elapsed;
        var grown = site.Megabytes - before;
        var waits = outcomes.Where(o => o.Mutant.Whole).Select(o => o.Milliseconds).Order().ToList();
        var p99 = waits[(int)(waits.Count * 0.99)];
        var statuses = string.Join(", ", outcomes.GroupBy(o => o.Status).OrderBy(g => g.Key).Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Key} x {g.Count()}")));
        Profile.Figure("IN-01", string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {count} damaged requests over {routes.Count} routes in {took.TotalSeconds:0} s, p99 {p99:0} ms, slowest {waits[^1]:0} ms, memory {grown:+0;-0} MB; {statuses}"));
        var broken = outcomes.Where(o => o.Status is >= 500 and not 505).Select(o => Shown(o)).Take(5).ToList();
        Assert.True(broken.Count == 0, string.Join("\n\n", broken.Concat(site.Errors.Take(4))));
        Assert.Empty(outcomes.Where(o => o.Status == 0 && o.Mutant.Whole).Select(o => Shown(o)).Take(5));
        Assert.True(site.Errors.Count == 0, string.Join('\n', site.Errors.Take(3)));
        site.LogIsOneEventALine();
        Assert.True(site.IsAlive);
        Assert.True(grown < 100, string.Create(CultureInfo.InvariantCulture, $"memory grew by {grown:0} MB"));
        Assert.True(p99 <= Profile.Of(10_000, 1_000), string.Create(CultureInfo.InvariantCulture, $"p99 was {p99:0} ms"));
        using var visitor = site.Visitor();
        (await Page.GetAsync(visitor, "/health/ready")).Is(HttpStatusCode.OK);
        (await Page.GetAsync(visitor, "/book/smp-consultation")).Is(HttpStatusCode.OK);
    });

    private static async Task<List<Microsoft.AspNetCore.Routing.RouteEndpoint>> RoutesAsync()
    {
        await using var site = await ClinicSite.StartAsync();

        // Signing out would make strangers of the senders.
        return [.. Endpoints.Of(site).Where(e => Endpoints.Path(e) != "/staff/sign-out")];
    }

    private static async Task<(Dictionary<string, string[]> Plausible, List<Sender> Senders)> PrepareAsync(HostileSite site)
    {
        var cookies = new CookieContainer();
        using var visitor = site.Visitor(cookies);
        var today = NodaTime.LocalDate.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var times = await BookingSteps.OfferedAsync(visitor, BookingSteps.OnRequest, today.PlusDays(3), 30);
        var links = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            var details = await BookingSteps.DetailsAsync(visitor, BookingSteps.OnRequest, times[i * 5]);
            links.Add((await BookingSteps.Filled(details).SubmitAsync()).Is(HttpStatusCode.Redirect).Location!.Split('?')[0].Split('/')[2]);
        }

        var ids = await site.InDatabaseAsync(db => db.Appointments.Select(a => a.Id).ToListAsync(Stop));
        var mails = await site.InDatabaseAsync(db => db.Outbox.Select(m => m.Id).ToListAsync(Stop));
        var page = await Page.GetAsync(visitor, "/staff/sign-in");
        var senders = new List<Sender> { new("", ""), await SenderAsync(visitor, cookies, "/staff/sign-in") };
        foreach (var role in StaffRoles.All)
        {
            var own = new CookieContainer();
            using var browser = await site.SignInAsync(role, own);
            senders.Add(await SenderAsync(browser, own, "/staff"));
        }

        string[] starts = [.. times.Skip(40).Take(60).Select(StartText.Write)];
        Dictionary<string, string[]> plausible = new(StringComparer.Ordinal)
        {
            ["service"] = ["smp-consultation", "microblading-consultation", "patch-test"],
            ["secret"] = [.. links],
            ["id"] = [.. ids.Concat(mails).Select(id => id.ToString())],
            ["start"] = starts,
            ["practitioner"] = ["maya-okafor", ""],
            ["slug"] = ["maya-okafor"],
            ["name"] = ["Ada Example", "Zoë O’Neill"],
            ["email"] = ["ada@example.com", "zoe@example.com"],
            ["phone"] = ["07700 900123"],
            ["preference"] = ["Email", "Phone"],
            ["adult"] = ["yes"],
            ["terms"] = ["yes"],
            ["healthwords"] = ["yes"],
            ["hopes"] = ["", "A natural look"],
            ["key"] = [.. Enumerable.Range(0, 200).Select(i => i.ToString("x32", CultureInfo.InvariantCulture))],
            ["rendered"] = [page.Html.QuerySelector("input[name=Rendered]")?.GetAttribute("value") ?? ""],
            ["version"] = ["1", "2", "3"],
            ["from"] = [today.PlusDays(7).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)],
            ["to"] = [today.PlusDays(20).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)],
            ["status"] = ["404", "500"],
            ["returnurl"] = ["/staff", "/staff/appointments"],
            ["reason"] = ["Something came up"],
        };
        var details2 = await BookingSteps.DetailsAsync(visitor, BookingSteps.OnRequest, times[90]);
        plausible["rendered"] = [details2.Html.QuerySelector("input[name=Rendered]")!.GetAttribute("value")!];
        return (plausible, senders);
    }

    private static async Task<Sender> SenderAsync(HttpClient browser, CookieContainer cookies, string path)
    {
        var page = (await Page.GetAsync(browser, path)).Is(HttpStatusCode.OK);
        var token = page.Html.QuerySelector("input[name=__form]")!.GetAttribute("value")!;
        return new(cookies.GetCookieHeader(browser.BaseAddress!), token);
    }

    private static async Task<List<Outcome>> SendAllAsync(HostileSite site, List<Mutant> mutants)
    {
        var left = new ConcurrentQueue<Mutant>(mutants);
        var outcomes = new ConcurrentBag<Outcome>();
        await Task.WhenAll(Enumerable.Range(0, Rivals).Select(_ => Task.Run(
            async () =>
            {
                while (left.TryDequeue(out var mutant))
                {
                    outcomes.Add(await SendAsync(site, mutant));
                }
            },
            Stop)));
        return [.. outcomes];
    }

    private static async Task<Outcome> SendAsync(HostileSite site, Mutant mutant)
    {
        var watch = Stopwatch.StartNew();
        using var wire = await Wire.OpenAsync(site.Address, cancellationToken: Stop);
        await wire.SendAsync(mutant.Bytes, Stop);
        var answer = await wire.ReadAsync(mutant.Whole ? TimeSpan.FromSeconds(15) : TimeSpan.FromMilliseconds(300), mutant.Head, Stop);
        return new(mutant, answer?.Status ?? 0, watch.Elapsed.TotalMilliseconds);
    }

    private static string Shown(Outcome outcome) =>
        string.Create(CultureInfo.InvariantCulture, $"{outcome.Status} for {System.Text.Encoding.Latin1.GetString(outcome.Mutant.Bytes[..Math.Min(outcome.Mutant.Bytes.Length, 1500)])}");

    private sealed record Outcome(Mutant Mutant, int Status, double Milliseconds);
}
