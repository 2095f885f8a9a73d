using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;

namespace SmpClinic.Endurance.Tests.Hostile;

/// <summary>Scripts that fill in the form as people do, as fast as they can, behind a proxy that tells their addresses.</summary>
public sealed class BotTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task IN09_bots_take_five_times_an_hour_from_one_address_and_no_more(bool many)
    {
        var addresses = many ? Profile.Of(10, 50) : 1;
        var tries = Profile.Of(many ? 80 : 40, 1_000);
        await using var site = await SiteAsync();
        var times = new Queue<NodaTime.Instant>(await BookingSteps.OfferedAsync(site.Visitor(), BookingSteps.Video, new(2026, 12, 3), 60));
        var answers = new Dictionary<(int Address, HttpStatusCode Status), int>();
        for (var i = 0; i < tries; i++)
        {
            var from = i % addresses;
            var answer = await TryAsync(site, Address(from), times.Peek(), name: "Bot " + i.ToString(CultureInfo.InvariantCulture), email: $"bot{i.ToString(CultureInfo.InvariantCulture)}@example.com", phone: "07700 9" + (10_000 + i).ToString(CultureInfo.InvariantCulture));
            answers[(from, answer)] = answers.GetValueOrDefault((from, answer)) + 1;
            if (answer is HttpStatusCode.Redirect or HttpStatusCode.Conflict)
            {
                times.Dequeue();
                while (times.Count > 0 && times.Peek() is var next && await site.InDatabaseAsync(db => db.Appointments.CountAsync(a => a.Start <= next && a.End > next, Stop)) > 0)
                {
                    times.Dequeue();
                }
            }
        }

        var booked = await site.InDatabaseAsync(db => db.Appointments.CountAsync(Stop));
        Profile.Figure("IN-09", string.Create(CultureInfo.InvariantCulture, $"{tries} scripted bookings from {addresses} address(es): {booked} stand, {answers.Where(a => a.Key.Status == HttpStatusCode.TooManyRequests).Sum(a => a.Value)} were put off"));
        Assert.All(answers.Where(a => a.Key.Status == HttpStatusCode.Redirect), a => Assert.True(a.Value <= 5, $"address {a.Key.Address} booked {a.Value} times"));
        Assert.InRange(booked, many ? 4 * addresses : 5, 5 * addresses);
        Assert.All(answers.Keys, key => Assert.Contains(key.Status, (HttpStatusCode[])[HttpStatusCode.Redirect, HttpStatusCode.TooManyRequests, HttpStatusCode.Conflict]));

        // From the next street one can still book.
        Assert.Equal(HttpStatusCode.Redirect, await TryAsync(site, "198.51.100.200", times.Last(), name: "Human Example", email: "human@example.com", phone: "07700 900999"));
    }

    [Fact]
    public async Task IN09_one_contact_has_two_open_bookings_whatever_the_address()
    {
        await using var site = await SiteAsync();
        var times = await BookingSteps.OfferedAsync(site.Visitor(), BookingSteps.Video, new(2026, 12, 3), 40, "maya-okafor");
        for (var i = 0; i < 20; i++)
        {
            // One mailbox under many spellings, with ever new telephones and addresses; then one telephone with ever new mailboxes.
            await TryAsync(site, Address(i), times[i * 4], "Bot", i % 2 == 0 ? "bot@example.com" : "BOT@EXAMPLE.COM", "07700 90" + (2_000 + i).ToString(CultureInfo.InvariantCulture));
            await TryAsync(site, Address(50 + i), times[(i * 4) + 2], "Bot", $"other{i.ToString(CultureInfo.InvariantCulture)}@example.com", i % 2 == 0 ? "07700 900555" : "+44 7700 900 555");
        }

        var open = await site.InDatabaseAsync(db => db.Appointments.Where(a => a.Status == AppointmentStatus.Requested || a.Status == AppointmentStatus.Confirmed).ToListAsync(Stop));
        Assert.Equal(2, open.Count(a => a.ContactEmailNormalised == open[0].ContactEmailNormalised));
        Assert.Equal(2, open.Count(a => a.ContactPhone == "+447700900555"));
        Assert.Equal(4, open.Count);
    }

    private static Task<ClinicSite> SiteAsync() => ClinicSite.StartAsync(with: s =>
    {
        s.Settings["Limits:MinimumFillSeconds"] = "0";
        s.Settings["ForwardedHeaders:KnownProxies"] = "127.0.0.1";
    });

    private static string Address(int number) => "203.0.113." + number.ToString(CultureInfo.InvariantCulture);

    private static async Task<HttpStatusCode> TryAsync(ClinicSite site, string address, NodaTime.Instant start, string name, string email, string phone)
    {
        var browser = site.Visitor();
        browser.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        var details = await Page.GetAsync(browser, $"/book/{BookingSteps.Video}/details?start={StartText.Write(start)}");
        return (await BookingSteps.Filled(details, name, email, phone).SubmitAsync()).Status;
    }
}
