using System.Net;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;

namespace SmpClinic.Endurance.Tests.Processes;

[Collection(nameof(RealProcesses))]
public sealed class NodesTests
{
    private const string Administrator = "admin@example.com";
    private const string Wrong = "not the words at all";

    [Fact]
    public async Task FL05_two_nodes_that_start_on_an_empty_key_ring_at_once_make_one_key_between_them()
    {
        var rounds = Profile.Of(quick: 1, full: 10);
        for (var round = 0; round < rounds; round++)
        {
            await using var clinic = await ClinicFolder.CreateAsync(several: true);
            var nodes = await Task.WhenAll(clinic.StartAsync(), clinic.StartAsync(), clinic.StartAsync());
            Assert.Single(Directory.GetFiles(clinic.KeyFolder, "*.xml"));

            var cookies = new CookieContainer();
            using var first = nodes[0].Visitor(cookies);
            using var last = nodes[2].Visitor(cookies);
            (await SignInAsync(first, last)).Is(HttpStatusCode.Redirect);
            (await Page.GetAsync(first, "/staff")).Is(HttpStatusCode.OK);
        }

        Profile.Figure("FL05", $"{rounds} x three nodes at once on an empty key ring: one key each time, signed in at one by another's form");
    }

    [Fact]
    public async Task FL05_signed_in_on_one_node_a_form_of_it_is_taken_by_the_other_and_a_restart_of_each_changes_nothing()
    {
        await using var clinic = await ClinicFolder.CreateAsync(several: true);
        var nodes = await Task.WhenAll(clinic.StartAsync(), clinic.StartAsync());
        var cookies = new CookieContainer();
        using var first = nodes[0].Visitor(cookies);
        using var second = nodes[1].Visitor(cookies);
        (await SignInAsync(first, first)).Is(HttpStatusCode.Redirect);
        (await Page.GetAsync(second, "/staff")).Is(HttpStatusCode.OK);

        // A visitor's whole way, each step at the other node.
        var start = (await ClinicFolder.SeparateTimesAsync(first, 2))[0];
        var details = await BookingSteps.DetailsAsync(first, BookingSteps.Video, start, "maya-okafor");
        var fields = BookingSteps.Filled(details).Fields();
        var booked = await TwoProcessTests.SendAsync(second, details.Path.Split('?')[0], fields);
        var client = booked.Is(HttpStatusCode.Redirect).Location!.Split('?')[0];
        var cancel = (await Page.GetAsync(first, client + "/cancel")).Form(client + "/cancel");

        await nodes[0].StopAsync();
        await clinic.StartAsync(address: nodes[0].Address);
        await nodes[1].StopAsync();
        await clinic.StartAsync(address: nodes[1].Address);

        (await TwoProcessTests.SendAsync(first, cancel.Action, cancel.Fields())).Is(HttpStatusCode.Redirect);
        (await Page.GetAsync(first, "/staff")).Is(HttpStatusCode.OK);
        (await Page.GetAsync(second, "/staff")).Is(HttpStatusCode.OK);

        // Out at one node is out at the other.
        var signOut = (await Page.GetAsync(first, "/staff")).Form("/staff/sign-out");
        var copied = new CookieContainer();
        copied.Add(cookies.GetAllCookies());
        (await TwoProcessTests.SendAsync(first, "/staff/sign-out", signOut.Fields())).Is(HttpStatusCode.Redirect);
        using var thief = nodes[1].Visitor(copied);
        Assert.StartsWith("/staff/sign-in", (await Page.GetAsync(thief, "/staff")).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AU07_wrong_passwords_sent_to_two_nodes_all_at_once_are_all_counted()
    {
        await using var clinic = await ClinicFolder.CreateAsync(several: true);
        var nodes = await Task.WhenAll(clinic.StartAsync(), clinic.StartAsync());
        var browsers = nodes.Select(n => n.Visitor()).ToList();
        var doors = await Task.WhenAll(browsers.Select(b => Page.GetAsync(b, "/staff/sign-in")));
        var tries = Enumerable.Range(0, 12).Select(i => doors[i % 2].Form("/staff/sign-in").Fill("Email", Administrator).Fill("Password", Wrong).SubmitAsync());
        Assert.All(await Task.WhenAll(tries), a => Assert.Equal(HttpStatusCode.UnprocessableEntity, a.Status));

        var right = await doors[0].Form("/staff/sign-in").Fill("Email", Administrator).Fill("Password", DemoClinic.StaffPassword).SubmitAsync();
        right.Is(HttpStatusCode.UnprocessableEntity).Says("locked for a while");

        // A restart forgives nothing.
        await nodes[0].StopAsync();
        await clinic.StartAsync(address: nodes[0].Address);
        (await doors[0].Form("/staff/sign-in").Fill("Email", Administrator).Fill("Password", DemoClinic.StaffPassword).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);
        browsers.ForEach(b => b.Dispose());
        Profile.Figure("AU07", "12 wrong passwords at two nodes at once: the account is locked, also after a restart");
    }

    [Fact]
    public async Task FL05_a_rolling_restart_under_load_fails_no_idempotent_request_and_sends_each_mail_once()
    {
        await using var clinic = await ClinicFolder.CreateAsync(several: true);
        var nodes = await Task.WhenAll(clinic.StartAsync(), clinic.StartAsync());
        var cookies = new CookieContainer();
        using var first = nodes[0].Visitor(cookies);
        using var second = nodes[1].Visitor(cookies);
        (await SignInAsync(first, second)).Is(HttpStatusCode.Redirect);
        var times = await BookingSteps.OfferedAsync(first, BookingSteps.Video, ClinicFolder.Today.PlusDays(2), 60);
        using var stop = new CancellationTokenSource();
        var proxy = new TwoNodeProxy(first, second);
        var load = Task.WhenAll(Enumerable.Range(0, 4).Select(i => VisitAsync(proxy, times, new Random(i), stop.Token)));
        var rounds = Profile.Of(quick: 1, full: 5);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var node in (int[])[0, 1])
            {
                var (code, _) = await nodes[node].StopAsync();
                Assert.Equal(0, code);
                nodes[node] = await clinic.StartAsync(address: nodes[node].Address);
            }
        }

        await stop.CancelAsync();
        var requests = (await load).Sum();
        Assert.Empty(await clinic.InDatabaseAsync(db => DatabaseCheck.FaultsAsync(db, TestContext.Current.CancellationToken)));
        await Until.TrueAsync(
            () => clinic.InDatabaseAsync(async db => !await db.Outbox.AnyAsync(m => m.State == OutboxState.Waiting)), TimeSpan.FromSeconds(60));
        var sent = await clinic.InDatabaseAsync(db => db.Outbox.Where(m => m.State == OutboxState.Sent).Select(m => m.Id).ToListAsync());
        var files = Directory.GetFiles(Path.Combine(clinic.Folder, "mail"), "*.eml").Select(f => Path.GetFileNameWithoutExtension(f).Split('-')[1]).ToList();
        Assert.Equal(sent.Select(id => id.ToString("N")).Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
        Profile.Figure("FL05", $"{rounds} rolling restarts of two nodes: {requests} requests, 0 failed, 0 sign-outs, 0 antiforgery errors, {proxy.Retried} taken by the other node, {sent.Count} mails each once");
    }

    /// <summary>Fetches the form at one node and sends it at the other; the code then likewise.</summary>
    private static async Task<Page> SignInAsync(HttpClient form, HttpClient post)
    {
        var door = await Page.GetAsync(form, "/staff/sign-in");
        var doorway = await TwoProcessTests.SendAsync(
            post, "/staff/sign-in", door.Form("/staff/sign-in").Fill("Email", Administrator).Fill("Password", DemoClinic.StaffPassword).Fields());
        return await ClinicFolder.Phones().PassAsync(doorway, Administrator, () => TimeProvider.System.GetUtcNow());
    }

    private static async Task<int> VisitAsync(TwoNodeProxy proxy, List<NodaTime.Instant> times, Random random, CancellationToken stop)
    {
        var requests = 0;
        while (!stop.IsCancellationRequested)
        {
            var start = times[random.Next(times.Count)];
            var path = $"/book/{BookingSteps.Video}/details";
            var details = await proxy.SendAsync(b => BookingSteps.DetailsAsync(b, BookingSteps.Video, start, "maya-okafor"));
            var fields = BookingSteps.Filled(details.Is(HttpStatusCode.OK)).Fields();
            var answer = await proxy.SendAsync(b => TwoProcessTests.SendAsync(b, path, fields));
            Assert.True(answer.Status is HttpStatusCode.Redirect or HttpStatusCode.Conflict, $"{answer.Status} {answer.Heading}");
            (await proxy.SendAsync(b => Page.GetAsync(b, "/staff"))).Is(HttpStatusCode.OK);
            requests += 3;
        }

        return requests;
    }

    /// <summary>What a reverse proxy does: the next node in turn, and the other one where that does not answer.</summary>
    private sealed class TwoNodeProxy(HttpClient first, HttpClient second)
    {
        private int _turn;
        private int _retried;

        public int Retried => _retried;

        public async Task<Page> SendAsync(Func<HttpClient, Task<Page>> request)
        {
            var (one, other) = Interlocked.Increment(ref _turn) % 2 == 0 ? (first, second) : (second, first);
            try
            {
                return await request(one);
            }
            catch (HttpRequestException)
            {
                Interlocked.Increment(ref _retried);
                return await request(other);
            }
        }
    }
}
