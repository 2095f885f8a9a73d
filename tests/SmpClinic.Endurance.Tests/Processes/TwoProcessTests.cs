using System.Net;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;

namespace SmpClinic.Endurance.Tests.Processes;

[Collection(nameof(RealProcesses))]
public sealed class TwoProcessTests
{
    [Fact]
    public async Task BK01_eight_rivals_for_each_of_a_hundred_times_through_two_processes_leave_one_winner_each() =>
        await RivalsAsync(slots: 100, rivals: 8, "BK01 8 rivals x 100 times, two processes");

    [Fact]
    public async Task BK01_sixty_four_posts_for_one_time_through_two_processes_book_one() =>
        await RivalsAsync(Profile.Of(quick: 4, full: 100), rivals: 64, "BK01 64 posts, two processes");

    [Fact]
    public async Task FL05_one_form_sent_to_both_nodes_at_once_books_once()
    {
        await using var clinic = await ClinicFolder.CreateAsync(several: true);
        var nodes = await Task.WhenAll(clinic.StartAsync(), clinic.StartAsync());
        var cookies = new CookieContainer();
        using var first = nodes[0].Visitor(cookies);
        using var second = nodes[1].Visitor(cookies);
        var rounds = Profile.Of(quick: 10, full: 100);
        foreach (var start in await ClinicFolder.SeparateTimesAsync(first, rounds))
        {
            var page = await BookingSteps.DetailsAsync(first, BookingSteps.Video, start, "maya-okafor");
            var fields = BookingSteps.Filled(page).Fields();
            var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => SendAsync(i % 2 == 0 ? first : second, page.Path.Split('?')[0], fields)));
            Assert.All(answers, a => Assert.Equal(HttpStatusCode.Redirect, a.Status));
            Assert.Single(answers.Select(a => a.Location).Distinct());
        }

        Assert.Equal(rounds, await clinic.InDatabaseAsync(db => db.Appointments.CountAsync(a => a.ContactEmail.StartsWith("ada"))));
        Assert.Empty(await clinic.InDatabaseAsync(db => DatabaseCheck.FaultsAsync(db, TestContext.Current.CancellationToken)));
        Profile.Figure("BK06", $"{rounds} forms, each sent 10 times to two nodes at once: {rounds} visits");
    }

    [Fact]
    public async Task A_second_process_is_refused_where_the_setting_does_not_allow_it()
    {
        Assert.SkipUnless(Profile.IsLong, "The second one waits half a minute for the first to hand over; the long profile runs it.");
        await using var clinic = await ClinicFolder.CreateAsync();
        await clinic.StartAsync();
        clinic.Settings["Database:Sqlite:SeveralProcesses"] = "true";
        var second = await clinic.StartAsync(SiteState.Started);
        await Assert.ThrowsAsync<TimeoutException>(() => second.WaitAsync(SiteState.Live, TimeSpan.FromSeconds(45)));
        Assert.True(second.HasExited);
        Assert.Contains("Another process serves", second.Log, StringComparison.Ordinal);
    }

    internal static async Task<Page> SendAsync(HttpClient browser, string path, IEnumerable<KeyValuePair<string, string>> fields)
    {
        using var body = new FormUrlEncodedContent(fields);
        return await Page.ReadAsync(browser, await browser.PostAsync(new Uri(path, UriKind.Relative), body, TestContext.Current.CancellationToken));
    }

    private static async Task RivalsAsync(int slots, int rivals, string bar)
    {
        await using var clinic = await ClinicFolder.CreateAsync(several: true);
        var nodes = await Task.WhenAll(clinic.StartAsync(), clinic.StartAsync());
        var browsers = nodes.Select(n => n.Visitor()).ToList();
        var times = await ClinicFolder.SeparateTimesAsync(browsers[0], slots + 2);

        // A first booking at each node pays for what a process does once.
        foreach (var i in (int[])[0, 1])
        {
            (await BookingSteps.Filled(await BookingSteps.DetailsAsync(browsers[i], BookingSteps.Video, times[i], "maya-okafor")).SubmitAsync()).Is(HttpStatusCode.Redirect);
        }

        var asked = 0;
        foreach (var start in times.Skip(2))
        {
            var pages = await Task.WhenAll(browsers.Select(b => BookingSteps.DetailsAsync(b, BookingSteps.Video, start, "maya-okafor")));
            var forms = Enumerable.Range(0, rivals).Select(i => BookingSteps.Filled(pages[i % 2]).Fill("Key", Guid.NewGuid().ToString("N"))).ToList();

            var answers = await Task.WhenAll(forms.Select(f => f.SubmitAsync()));

            // Told to try again is orderly too, on a machine that is busy with other things; the form is sent again, as it says.
            for (var again = 0; !Profile.IsLong && again < 5; again++)
            {
                var busy = Enumerable.Range(0, rivals).Where(i => answers[i].Status == HttpStatusCode.ServiceUnavailable && answers[i].Response.Headers.RetryAfter is not null).ToList();
                asked += busy.Count;
                var second = await Task.WhenAll(busy.Select(i => forms[i].SubmitAsync()));
                foreach (var (i, answer) in busy.Zip(second))
                {
                    answers[i] = answer;
                }
            }

            Assert.Equal($"Conflict {rivals - 1}, Found 1", string.Join(", ", answers.GroupBy(a => a.Status).OrderBy(g => g.Key.ToString(), StringComparer.Ordinal).Select(g => $"{g.Key} {g.Count()}")));
            Assert.All(answers.Where(a => a.Status == HttpStatusCode.Conflict), l => Assert.NotEmpty(l.Html.QuerySelectorAll("input[name=Start][type=radio]")));
        }

        Assert.Empty(await clinic.InDatabaseAsync(db => DatabaseCheck.FaultsAsync(db, TestContext.Current.CancellationToken)));
        browsers.ForEach(b => b.Dispose());
        Profile.Figure(bar, $"{slots} times: one winner each, {slots * (rivals - 1)} orderly refusals with other times to choose from, {asked} of them after being asked to send it again");
    }
}
