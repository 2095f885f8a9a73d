using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Notifications;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;

namespace SmpClinic.Web.Tests.Hosting;

/// <summary>OP-04: what leaves by OTLP, read at the other end as a collector would; and that nobody is found in it.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task OP04_metrics_and_traces_reach_a_collector_and_name_nobody()
    {
        await using var collector = await Collector.StartAsync();
        await using var site = await ClinicSite.StartAsync(with: s =>
        {
            s.Settings["Telemetry:OtlpEndpoint"] = collector.Address;
            s.Settings["Limits:MinimumFillSeconds"] = "0";
            s.WithServices = TroubleController.AddTo;
        });
        var start = await BookingSteps.FirstOfferedAsync(site, BookingSteps.Video);
        var details = await BookingSteps.DetailsAsync(site.Visitor(), BookingSteps.Video, start);
        var booked = await BookingSteps.Filled(details, name: "Canary Example", email: "canary@example.com", phone: "07700 900777").SubmitAsync();
        var secret = booked.Location!.Split('?')[0].Split('/')[2];
        await Page.GetAsync(site.Visitor(), booked.Location!);
        await site.Services.GetRequiredService<OutboxDispatcher>().DispatchOnceAsync(TestContext.Current.CancellationToken);
        await site.GetAsync("/trouble/bug?canary=query");
        await site.GetAsync("/health/live");
        using var visitor = site.Visitor();
        using var forged = new HttpRequestMessage(HttpMethod.Get, "/canary-path")
        {
            Headers =
            {
                { "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" },
                { "tracestate", "canary=state" },
                { "baggage", "canary=baggage" },
                { "User-Agent", "canary-agent" },
            },
        };
        await visitor.SendAsync(forged, TestContext.Current.CancellationToken);
        await site.Services.GetRequiredService<VitalSignsReading>().TakeAsync(TestContext.Current.CancellationToken);

        Assert.True(site.Services.GetRequiredService<TracerProvider>().ForceFlush());
        Assert.True(site.Services.GetRequiredService<MeterProvider>().ForceFlush());

        var metrics = collector.Received("/v1/metrics");
        Assert.All(
            ["smpclinic.bookings", "smpclinic.outbox.depth", "smpclinic.slot_query.duration", "smpclinic.server_errors", "http.server.request.duration"],
            name => Assert.Contains(name, metrics, StringComparison.Ordinal));
        var traces = collector.Received("/v1/traces");
        Assert.All(
            ["POST /book/{service:maxlength(60)}/details", "GET /appointments/{secret:maxlength(64)}", "send mail", "NewRequestNotice", "db.query.text", "INSERT INTO \"Appointments\""],
            name => Assert.Contains(name, traces, StringComparison.Ordinal));
        Assert.All(
            ["canary", secret, "7700900777", "secret words", "0af7651916cd43dd"],
            word =>
            {
                Assert.DoesNotContain(word, traces, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain(word, metrics, StringComparison.OrdinalIgnoreCase);
            });

        // In metrics these are the framework's route patterns and the servers' own addresses.
        Assert.All(["/health/live", "127.0.0.1", "::1"], word => Assert.DoesNotContain(word, traces, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Without_an_endpoint_nothing_is_collected()
    {
        await using var site = await ClinicSite.StartAsync();
        Assert.Null(site.Services.GetService<TracerProvider>());
        Assert.Null(site.Services.GetService<MeterProvider>());
    }

    /// <summary>Takes whatever is posted, as a collector does over HTTP.</summary>
    private sealed class Collector(WebApplication app) : IAsyncDisposable
    {
        private readonly ConcurrentQueue<(string Path, byte[] Body)> _posts = [];

        public string Address { get; private set; } = "";

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateEmptyBuilder(new());
            builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
            var collector = new Collector(builder.Build());
            await collector.RunAsync();
            return collector;
        }

        /// <summary>Everything posted to an address, as letters: names and values stand in protobuf as they are.</summary>
        public string Received(string path) => string.Join('\n', _posts.Where(post => post.Path == path).Select(post => Encoding.UTF8.GetString(post.Body)));

        public async ValueTask DisposeAsync() => await app.DisposeAsync();

        private async Task RunAsync()
        {
            app.Run(async context =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                _posts.Enqueue((context.Request.Path.Value!, body.ToArray()));
                context.Response.ContentType = "application/x-protobuf";
            });
            await app.StartAsync();
            Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        }
    }
}
