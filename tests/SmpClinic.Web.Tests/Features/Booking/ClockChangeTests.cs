using Ical.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Web.Data;
using Xunit;
using static SmpClinic.Web.Tests.Features.Booking.BookingSteps;

namespace SmpClinic.Web.Tests.Features.Booking;

/// <summary>The nights on which the clinic's clocks change, through the real pages.</summary>
public sealed class ClockChangeTests
{
    /// <summary>The clocks go back at 2am BST; the hour from 1am comes twice.</summary>
    private static readonly LocalDate Autumn = new(2027, 10, 31);

    private static readonly LocalDate Spring = new(2027, 3, 28);

    [Fact]
    public async Task BK09_the_repeated_hour_is_offered_twice_labelled_and_each_time_is_booked_once()
    {
        await using var site = await NightSiteAsync(Autumn);
        var page = await site.GetAsync($"/book/{BookingSteps.PatchTest}?practitioner=elin-pryce&from=2027-10-31");
        var labels = page.Html.QuerySelectorAll("a.slot").Select(a => a.ChildNodes[^1].TextContent.Trim()).Take(14).ToList();
        Assert.Equal(
            ["12am", "12:15am", "12:30am", "12:45am", "1am BST", "1:15am BST", "1:30am BST", "1:45am BST", "1am GMT", "1:15am GMT", "1:30am GMT", "1:45am GMT", "2am", "2:15am"], labels);

        var first = NodaTime.Instant.FromUtc(2027, 10, 31, 0, 30);
        var second = first + Duration.FromHours(1);
        foreach (var (start, label) in new[] { (first, "1:30am BST"), (second, "1:30am GMT") })
        {
            var client = await BookAsync(site, BookingSteps.PatchTest, start, "elin-pryce");
            (await site.GetAsync(client)).Says(label);
            Assert.Equal(start, (await AppointmentAsync(site, client)).Start);
            Assert.Equal(start.ToDateTimeUtc(), Calendar.Load((await site.GetAsync(client + "/calendar.ics")).Body)!.Events.Single()!.Start!.AsUtc);
            Assert.Contains(label, await LastMailAsync(site), StringComparison.Ordinal);
            Assert.DoesNotContain(start, await OfferedAsync(site.Visitor(), BookingSteps.PatchTest, Autumn, 1, "elin-pryce"));
        }

        await DiaryIsSoundAsync(site);
    }

    [Fact]
    public async Task BK08_no_time_is_offered_that_the_clock_never_shows()
    {
        await using var site = await NightSiteAsync(Spring);
        var page = await site.GetAsync($"/book/{BookingSteps.PatchTest}?practitioner=elin-pryce&from=2027-03-28");
        var labels = page.Html.QuerySelectorAll("a.slot").Select(a => a.ChildNodes[^1].TextContent.Trim()).ToList();
        Assert.Contains("12:45am", labels);
        Assert.Contains("2am", labels);
        Assert.DoesNotContain(labels, l => l.StartsWith("1am", StringComparison.Ordinal) || l.StartsWith("1:", StringComparison.Ordinal) && l.EndsWith("am", StringComparison.Ordinal));
    }

    private static async Task<ClinicSite> NightSiteAsync(LocalDate night)
    {
        var site = await BusySiteAsync();
        await site.InDatabaseAsync(async db =>
        {
            var elin = await db.Practitioners.SingleAsync(p => p.Slug == "elin-pryce");
            db.WeeklyHours.Add(new() { PractitionerId = elin.Id, Day = IsoDayOfWeek.Sunday, Opens = LocalTime.Midnight, Closes = new(4, 0) });
            return await db.SaveChangesAsync();
        });
        site.Clock.SetUtcNow(night.PlusDays(-10).AtMidnight().InUtc().ToDateTimeOffset());
        return site;
    }

    private static async Task<string> LastMailAsync(ClinicSite site)
    {
        var sealedMessage = await site.InDatabaseAsync(db => db.Outbox.Where(m => m.Audience == Model.MailAudience.Client).OrderByDescending(m => m.Id).Select(m => m.SealedMessage!).FirstAsync());
        using var stream = new MemoryStream(site.Services.GetRequiredService<Sealer>().Open(sealedMessage));
        var message = await MimeKit.MimeMessage.LoadAsync(stream, TestContext.Current.CancellationToken);
        return message.TextBody!;
    }
}
