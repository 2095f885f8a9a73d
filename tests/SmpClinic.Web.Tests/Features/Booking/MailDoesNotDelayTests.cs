using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Web.Notifications;
using SmpClinic.Web.Tests.Mail;
using Xunit;
using static SmpClinic.Web.Tests.Features.Booking.BookingSteps;

namespace SmpClinic.Web.Tests.Features.Booking;

[Collection(nameof(Alone))]
public sealed class MailDoesNotDelayTests
{
    private const int Bookings = 40;

    /// <summary>
    /// The figure the bar names, in the long profile. A machine that is busy with other things cannot show it; there it is enough
    /// that nobody waits for a server which would keep them waiting for many seconds. The two sites take turns, so that load falls on both alike.
    /// </summary>
    private static readonly TimeSpan Allowed = TimeSpan.FromMilliseconds(Profile.Of(quick: 1000, full: 20));

    [Fact]
    public async Task EM02_a_mail_server_that_swallows_everything_does_not_slow_a_booking()
    {
        await using var sink = new SmtpSink();
        using var hole = new TcpListener(IPAddress.Loopback, 0);
        hole.Start();
        await using var healthy = await SiteAsync(sink.Port);
        await using var holed = await SiteAsync(((IPEndPoint)hole.LocalEndpoint).Port);
        var differences = new List<TimeSpan>();
        for (var attempt = 0; attempt < 3 && differences.All(d => d > Allowed); attempt++)
        {
            differences.Add(await DifferenceAsync(healthy, holed, attempt));
        }

        Assert.True(differences.Min() <= Allowed, $"p95 differed by {string.Join(", ", differences)}");
        Assert.NotEmpty(sink.Messages);
    }

    private static async Task<TimeSpan> DifferenceAsync(ClinicSite healthy, ClinicSite holed, int attempt)
    {
        var times = (await OfferedAsync(healthy.Visitor(), Video, new LocalDate(2026, 12, 8).PlusDays(attempt * 21), 21, "maya-okafor"))
            .Where((_, i) => i % 3 == 0).Take(Bookings).ToList();
        var (well, ill) = (new List<TimeSpan>(), new List<TimeSpan>());
        foreach (var time in times)
        {
            well.Add(await BookInAsync(healthy, time));
            ill.Add(await BookInAsync(holed, time));
        }

        return P95(ill) - P95(well);

        static TimeSpan P95(List<TimeSpan> all) => all.Order().ElementAt((int)(all.Count * 0.95) - 1);
    }

    private static async Task<TimeSpan> BookInAsync(ClinicSite site, Instant time)
    {
        var form = Filled(await DetailsAsync(site.Visitor(), Video, time, "maya-okafor"));
        var watch = Stopwatch.StartNew();
        (await form.SubmitAsync()).Is(HttpStatusCode.Redirect);
        return watch.Elapsed;
    }

    private static Task<ClinicSite> SiteAsync(int port) => BusySiteAsync(with: site =>
    {
        site.Settings["Mail:Transport"] = "Smtp";
        site.Settings["Mail:Smtp:Host"] = "127.0.0.1";
        site.Settings["Mail:Smtp:Port"] = port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        site.Settings["Mail:Smtp:Security"] = "None";
        site.WithServices = services => services.AddHostedService<OutboxWorker>();
    });
}
