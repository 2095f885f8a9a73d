using System.Net;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using Xunit;
using static SmpClinic.Web.Tests.Features.Booking.BookingSteps;

namespace SmpClinic.Web.Tests.Features.Booking;

[Collection(nameof(Alone))]
public sealed class RaceTests
{
    private const int Rivals = 64;

    /// <summary>
    /// BK-01 on the embedded database, which belongs to one process: a real one, over real sockets. On SQL Server the same
    /// runs through two processes where TEST_SQLSERVER names a server.
    /// </summary>
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task BK01_of_sixty_four_posts_for_one_time_exactly_one_books_a_hundred_times_over(DatabaseProvider provider)
    {
        var folder = Directory.CreateTempSubdirectory("clinic-race-").FullName;
        var settings = await Databases.CreateAsync(provider, folder);
        settings["Limits:MinimumFillSeconds"] = "0";
        settings["Limits:BookingsPerAddressPerHour"] = "1000000";
        settings["Limits:OpenBookingsPerContact"] = "1000000";
        settings["Limits:PostsPerMinute"] = "1000000";
        settings["Mail:Transport"] = "PickupFolder";
        settings["Mail:From"] = "hello@example.com";
        await using var one = await SiteProcess.StartAsync(settings);
        await using var two = provider == DatabaseProvider.SqlServer ? await SiteProcess.StartAsync(settings) : null;
        using var browser = one.Visitor();
        using var other = two?.Visitor();
        var rounds = await SeparateTimesAsync(browser, 100);

        foreach (var start in rounds)
        {
            var forms = new List<Form>();
            foreach (var client in new[] { browser, other }.OfType<HttpClient>())
            {
                var page = await DetailsAsync(client, Video, start, "maya-okafor");
                forms.AddRange(Enumerable.Range(0, Rivals / (two is null ? 1 : 2)).Select(_ => Filled(page).Fill("Key", Guid.NewGuid().ToString("N"))));
            }

            var answers = await Task.WhenAll(forms.Select(f => f.SubmitAsync()));

            Assert.Equal("Conflict 63, Found 1", string.Join(", ", answers.GroupBy(a => a.Status).OrderBy(g => g.Key.ToString()).Select(g => $"{g.Key} {g.Count()}")));
            var losers = answers.Where(a => a.Status == HttpStatusCode.Conflict).ToList();
            Assert.All(losers, l => Assert.NotEmpty(l.Html.QuerySelectorAll("input[name=Start][type=radio]")));
        }
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task BK13_of_sixty_four_movers_into_one_time_one_wins_and_the_others_keep_theirs(DatabaseProvider provider)
    {
        await using var site = await BusySiteAsync(provider);
        var times = await OfferedAsync(site.Visitor(), Video, new(2026, 12, 2), 60, "maya-okafor");
        var apart = Apart(times, Duration.FromMinutes(60)).Take(Rivals + 1).ToList();
        var target = apart[^1];
        var clients = new List<(string Page, Instant Start)>();
        foreach (var start in apart.SkipLast(1))
        {
            clients.Add((await BookAsync(site, Video, start, "maya-okafor"), start));
        }

        var forms = await Task.WhenAll(clients.Select(async c =>
            (await site.GetAsync($"{c.Page}/reschedule/confirm?start={SmpClinic.Web.Features.Booking.StartText.Write(target)}&practitioner=maya-okafor")).Form($"{c.Page}/reschedule")));
        var answers = await Task.WhenAll(forms.Select(f => f.SubmitAsync()));

        Assert.Single(answers, a => a.Status == HttpStatusCode.Redirect);
        Assert.Equal(Rivals - 1, answers.Count(a => a.Status == HttpStatusCode.Conflict));
        var winner = Array.FindIndex(answers, a => a.Status == HttpStatusCode.Redirect);
        for (var i = 0; i < clients.Count; i++)
        {
            Assert.Equal(i == winner ? target : clients[i].Start, (await AppointmentAsync(site, clients[i].Page)).Start);
        }

        await DiaryIsSoundAsync(site);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task BK13_two_who_swap_at_once_are_refused_in_order_or_both_served_and_nobody_is_lost(DatabaseProvider provider)
    {
        await using var site = await BusySiteAsync(provider);
        var times = Apart(await OfferedAsync(site.Visitor(), Video, new(2026, 12, 2), 30, "maya-okafor"), Duration.FromMinutes(60)).ToList();
        for (var round = 0; round < 5; round++)
        {
            var (a, b) = (times[round * 2], times[(round * 2) + 1]);
            var first = await BookAsync(site, Video, a, "maya-okafor");
            var second = await BookAsync(site, Video, b, "maya-okafor");
            var forms = await Task.WhenAll(MoveFormAsync(site, first, b), MoveFormAsync(site, second, a));

            var answers = await Task.WhenAll(forms.Select(f => f.SubmitAsync()));

            Assert.All(answers, answer => Assert.True(answer.Status is HttpStatusCode.Redirect or HttpStatusCode.Conflict, $"{answer.Status}"));
            Assert.Equal([a, b], new[] { (await AppointmentAsync(site, first)).Start, (await AppointmentAsync(site, second)).Start }.Order());
        }

        await DiaryIsSoundAsync(site);
    }

    [Fact]
    public async Task An_appointment_moves_onto_a_time_that_overlaps_itself()
    {
        await using var site = await BusySiteAsync();
        var start = await FirstOfferedAsync(site, OnRequest, practitioner: "maya-okafor");
        var page = await BookAsync(site, OnRequest, start, "maya-okafor");
        var later = start + Duration.FromMinutes(15);
        (await (await MoveFormAsync(site, page, later)).SubmitAsync()).Is(HttpStatusCode.Redirect);
        Assert.Equal(later, (await AppointmentAsync(site, page)).Start);
        await DiaryIsSoundAsync(site);
    }

    [Fact]
    public async Task BK05_a_request_that_waits_occupies_its_time_like_a_confirmed_one()
    {
        await using var site = await BusySiteAsync();
        var start = await FirstOfferedAsync(site, OnRequest, practitioner: "tom-hale");
        var page = await BookAsync(site, OnRequest, start, "tom-hale");
        Assert.Equal(AppointmentStatus.Requested, (await AppointmentAsync(site, page)).Status);
        var second = await Filled(await DetailsAsync(site.Visitor(), OnRequest, start, "tom-hale")).SubmitAsync();
        second.Is(HttpStatusCode.Conflict);
        Assert.DoesNotContain(start, await OfferedAsync(site.Visitor(), Video, new(2026, 12, 8), 7, "tom-hale"));
    }

    private static async Task<Form> MoveFormAsync(ClinicSite site, string page, Instant to) =>
        (await site.GetAsync($"{page}/reschedule/confirm?start={SmpClinic.Web.Features.Booking.StartText.Write(to)}&practitioner=maya-okafor")).Form($"{page}/reschedule");

    private static IEnumerable<Instant> Apart(IEnumerable<Instant> times, Duration atLeast)
    {
        Instant? last = null;
        foreach (var time in times)
        {
            if (last is null || time - last >= atLeast)
            {
                last = time;
                yield return time;
            }
        }
    }

    private static async Task<List<Instant>> SeparateTimesAsync(HttpClient browser, int count)
    {
        var today = SystemToday();
        var times = await OfferedAsync(browser, Video, today.PlusDays(2), 60, "maya-okafor");
        var found = Apart(times, Duration.FromMinutes(45)).Take(count).ToList();
        Assert.Equal(count, found.Count);
        return found;

        // The process runs on the machine's clock.
        static LocalDate SystemToday() => LocalDate.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
    }
}
