using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;

namespace SmpClinic.Endurance.Tests.Bookings;

/// <summary>Many people, few times: who wins, what the others are told, and how long it takes.</summary>
[Collection(nameof(Alone))]
public sealed class RivalsTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task BK01_of_eight_rivals_for_each_of_a_hundred_times_one_wins_and_each_other_is_offered_alternatives(DatabaseProvider provider)
    {
        await using var site = await BookingSteps.BusySiteAsync(provider);
        var times = await TimesAsync(site, 100);
        var browser = site.Visitor();
        var details = await BookingSteps.DetailsAsync(browser, BookingSteps.Video, times[0], ClinicDesks.Maya);
        var answers = new ConcurrentQueue<(Instant Start, Page Page)>();

        // The eight of one time send at once, and two times are fought over at any moment.
        await Parallel.ForEachAsync(times, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = TestContext.Current.CancellationToken }, async (start, _) =>
        {
            foreach (var page in await Task.WhenAll(Enumerable.Range(0, 8).Select(rival => Task.Run(() => For(details, start).SubmitAsync()))))
            {
                answers.Enqueue((start, page));
            }
        });

        foreach (var rivals in answers.GroupBy(a => a.Start, a => a.Page))
        {
            Assert.Equal("Conflict 7, Found 1", string.Join(", ", rivals.GroupBy(p => p.Status).OrderBy(g => g.Key.ToString(), StringComparer.Ordinal).Select(g => $"{g.Key} {g.Count()}")));
            Assert.All(rivals.Where(p => p.Status == HttpStatusCode.Conflict), p => p.Says("That time has just been taken").Says("Choose another time"));
        }

        // Who came while something was still free was shown it.
        var losers = answers.Where(a => a.Page.Status == HttpStatusCode.Conflict).Select(a => a.Page).ToList();
        Assert.All(losers, p => Assert.NotEmpty(p.Html.QuerySelectorAll("input[name=Start][type=radio]")));
        Assert.Equal(100, await site.InDatabaseAsync(db => db.Appointments.CountAsync()));
        await DiaryInspection.PrepareAsync(site);
        Assert.Empty(await DiaryInspection.ViolationsAsync(site));
        Profile.Figure("BK-01", $"{provider}: 8 rivals for each of 100 times, one process: 100 winners, {losers.Count} refused with alternatives, 0 x 5xx");
    }

    /// <summary>
    /// Sixty-four people who each ask for one of twenty times after the other. The wait is measured from sending the form to
    /// the whole answer, and all of them share the test's own two processors with the site.
    /// </summary>
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task BK16_sixty_four_writers_on_twenty_times_wait_shortly_and_never_for_a_busy_database(DatabaseProvider provider)
    {
        await using var site = await BookingSteps.BusySiteAsync(provider);
        var waits = new ConcurrentQueue<double>();
        var statuses = new ConcurrentDictionary<HttpStatusCode, int>();
        var rounds = Profile.Of(1, 10);
        var free = await TimesAsync(site, 20 * (rounds + 1));
        var browser = site.Visitor();
        var details = await BookingSteps.DetailsAsync(browser, BookingSteps.Video, free[0], ClinicDesks.Maya);

        // The first round, with few writers, warms up; it counts for the answers and not for the waits.
        for (var round = 0; round <= rounds; round++)
        {
            var times = free.Skip(round * 20).Take(20).ToArray();
            await Task.WhenAll(Enumerable.Range(0, round == 0 ? 8 : 64).Select(writer => Task.Run(async () =>
            {
                foreach (var start in times.Skip(writer % 20).Concat(times.Take(writer % 20)).Take(round == 0 ? 20 : Profile.Of(5, 20)))
                {
                    using var body = new FormUrlEncodedContent(For(details, start).Fields());
                    var began = Stopwatch.GetTimestamp();
                    using var answer = await browser.PostAsync(new Uri($"/book/{BookingSteps.Video}/details", UriKind.Relative), body, TestContext.Current.CancellationToken);
                    await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
                    if (round > 0)
                    {
                        waits.Enqueue(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                    }

                    statuses.AddOrUpdate(answer.StatusCode, 1, (_, n) => n + 1);
                }
            })));
        }

        // A writer whose turn did not come within five seconds is told so by a 503. None may be; only where other programs take
        // the machine, as beside the quick profile, a few are forgiven, for that is what the answer is there for.
        var busy = statuses.GetValueOrDefault(HttpStatusCode.ServiceUnavailable);
        Assert.True(busy <= Profile.Of(statuses.Values.Sum() / 10, 0), $"{busy} of {statuses.Values.Sum()} met a busy database");
        Assert.Empty(statuses.Keys.Except([HttpStatusCode.Found, HttpStatusCode.Conflict, HttpStatusCode.ServiceUnavailable]));
        Assert.Equal(20 * (rounds + 1), statuses[HttpStatusCode.Found]);
        var sorted = waits.Order().ToList();
        var (middle, p99) = (sorted[sorted.Count / 2], sorted[sorted.Count * 99 / 100]);
        Assert.True(p99 <= Profile.Of(20_000, 1000), $"p99 {p99:0} ms");
        Profile.Figure("BK-16", $"{provider}: 64 writers on 20 times, {sorted.Count} forms: median {middle:0} ms, p99 {p99:0} ms, longest {sorted[^1]:0} ms, {busy} busy errors");
    }

    private static Form For(Page details, Instant start) =>
        BookingSteps.Filled(details).Fill("Key", Guid.NewGuid().ToString("N")).Fill("Start", SmpClinic.Web.Features.Booking.StartText.Write(start));

    /// <summary>Times of one practitioner that do not touch.</summary>
    private static async Task<List<Instant>> TimesAsync(ClinicSite site, int count)
    {
        var offered = await BookingSteps.OfferedAsync(site.Visitor(), BookingSteps.Video, new(2026, 12, 2), 60, ClinicDesks.Maya);
        var apart = new List<Instant>();
        foreach (var time in offered.Where(time => apart.Count == 0 || time - apart[^1] >= Duration.FromMinutes(30)))
        {
            apart.Add(time);
        }

        Assert.True(apart.Count >= count, $"Only {apart.Count} times");
        return apart[..count];
    }
}
