using System.Diagnostics;
using System.Globalization;
using SmpClinic.Web.Features.Staff.Emails;
using SmpClinic.Web.Notifications;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Mail;
using SmpClinic.Web.Tests.Notifications;
using Xunit;

namespace SmpClinic.Endurance.Tests.Mail;

/// <summary>How fast one worker empties the outbox.</summary>
[Collection(nameof(Processes.RealProcesses))]
public sealed class ThroughputTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public async Task FL04_one_connection_serves_twenty_messages_and_the_outbox_empties_fast_enough_for_a_chain(int answerDelay)
    {
        var count = answerDelay == 0 ? Profile.Of(quick: 200, full: 1000) : Profile.Of(quick: 40, full: 1000);
        await using var sink = new SmtpSink { Credentials = ("clinic", "s3cret"), Delay = TimeSpan.FromMilliseconds(answerDelay) };
        await using var bench = await MailBench.MakeAsync(SmtpFaultTests.SettingsFor(sink), realTransport: true);
        await BreakerTests.QueueAsync(bench, count);
        var watch = Stopwatch.StartNew();
        await bench.DrainAsync();
        var together = watch.Elapsed;
        Assert.Equal(count, sink.Messages.Count);
        Assert.Equal(count / 20, sink.Sessions);

        // A connection for each, as a reference; without the outbox's own work, so the difference is rather more than it shows.
        var trial = bench.Get<MailTrial>();
        var singles = Math.Min(count, 100);
        watch.Restart();
        for (var i = 0; i < singles; i++)
        {
            Assert.Equal(Delivery.Done, await trial.SendAsync("person@staff.example", new TestEmail(), TestContext.Current.CancellationToken));
        }

        Profile.Figure("FL04", string.Create(CultureInfo.InvariantCulture, $"answers after {answerDelay} ms: {count} messages in {together.TotalSeconds:0.0} s, {count / together.TotalSeconds:0} a second; a connection for each: {singles / watch.Elapsed.TotalSeconds:0} a second"));
    }
}
