using System.Net.Sockets;
using SmpClinic.Web.Features.Booking.Emails;
using SmpClinic.Web.Features.Staff.Emails;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;
using SmpClinic.Web.Tests.Mail;
using Xunit;

namespace SmpClinic.Web.Tests.Notifications;

public sealed class SmtpTransportTests
{
    public static Dictionary<string, string?> SettingsFor(SmtpSink sink, string security, bool pinned = true) => new(StringComparer.Ordinal)
    {
        ["Mail:Transport"] = "Smtp",
        ["Mail:Smtp:Host"] = "127.0.0.1",
        ["Mail:Smtp:Port"] = sink.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["Mail:Smtp:Security"] = security,
        ["Mail:Smtp:CertificateSha256"] = pinned ? sink.CertificateSha256 : null,
        ["Mail:Smtp:User"] = sink.Credentials?.User,
        ["Mail:Smtp:Password"] = sink.Credentials?.Password,
    };

    [Fact]
    public async Task EM03_a_message_goes_out_under_STARTTLS_and_a_login()
    {
        await using var sink = new SmtpSink { Credentials = ("clinic", "s3cret") };
        await using var bench = await MailBench.MakeAsync(SettingsFor(sink, "StartTls"), realTransport: true);
        await bench.BookAsync(f => new BookingConfirmedEmail(f));
        await bench.DrainAsync();

        var got = await sink.NextAsync();
        Assert.True(got.Tls);
        Assert.Equal("clinic", got.User);
        Assert.Equal("post@clinic.example", got.From);
        Assert.Equal("zoe@patient.example", Assert.Single(got.To));
        Assert.All(sink.Transcript.Where(t => !t.Tls), t => Assert.Matches("^(EHLO|STARTTLS)", t.Line));
        var row = Assert.Single(await bench.OutboxAsync());
        Assert.Equal(OutboxState.Sent, row.State);
        Assert.Null(row.SealedMessage);
    }

    [Fact]
    public async Task EM03_what_a_server_puts_off_is_delivered_later_with_the_same_message_id()
    {
        await using var sink = new SmtpSink { RepliesToLose = 1 };
        var refusals = new Queue<(string Verb, string Answer)>([("MAIL", "451 4.3.0 later"), ("RCPT", "450 4.2.1 greylisted"), ("DATA", "452 4.3.1 full"), ("RCPT", "421 4.3.2 closing")]);
        sink.Plant = line =>
        {
            if (refusals.TryPeek(out var next) && line.StartsWith(next.Verb, StringComparison.OrdinalIgnoreCase))
            {
                refusals.Dequeue();
                return next.Answer;
            }

            return null;
        };
        await using var bench = await MailBench.MakeAsync(SettingsFor(sink, "None"), realTransport: true);
        await bench.BookAsync(f => new BookingConfirmedEmail(f));
        for (var i = 0; i < 8; i++)
        {
            await bench.DrainAsync();
            bench.Time.Advance(TimeSpan.FromMinutes(61));
        }

        Assert.Empty(refusals);
        var row = Assert.Single(await bench.OutboxAsync());

        // Nothing is charged for the sender's refusal, which was not of this message.
        Assert.Equal((OutboxState.Sent, 5), (row.State, row.Attempts));

        // The reply to the first copy's final dot was lost, which is the one case in which a second is allowed.
        Assert.Equal(2, sink.Messages.Count);
        Assert.All(sink.Messages, m => Assert.Equal($"{row.Id:N}@clinic.example", m.Message.MessageId));
    }

    [Theory]
    [InlineData("RCPT", "550 5.1.1 <zoe@patient.example> is unknown here", "550 5.1.1 <[address]> is unknown here")]
    [InlineData("DATA", "554 5.7.1 refused", "554 5.7.1 refused")]
    [InlineData("MAIL", "552 5.3.4 too large", "552 5.3.4 too large")]
    public async Task EM03_what_a_server_refuses_for_good_is_dead_at_once_with_the_servers_words(string verb, string answer, string kept)
    {
        await using var sink = new SmtpSink { Plant = l => l.StartsWith(verb, StringComparison.OrdinalIgnoreCase) ? answer : null };
        await using var bench = await MailBench.MakeAsync(SettingsFor(sink, "None"), realTransport: true);
        await bench.BookAsync(f => new BookingConfirmedEmail(f));
        await bench.DrainAsync();

        var row = Assert.Single(await bench.OutboxAsync(), m => m.Audience == MailAudience.Client);
        Assert.Equal((OutboxState.Dead, 1), (row.State, row.Attempts));
        Assert.Equal(kept, row.LastError);
        Assert.NotNull(row.SealedMessage);
        Assert.DoesNotContain(bench.Log.Lines, l => l.Contains("zoe@", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("AUTH", "535 5.7.8 wrong user name or password")]
    [InlineData("MAIL", "550 5.7.1 sender not allowed")]
    [InlineData("MAIL", "530 5.7.0 log in first")]
    [InlineData("EHLO", "421 4.3.2 not now")]
    public async Task EM04_a_server_that_will_not_have_us_opens_one_breaker_and_buries_nothing(string verb, string answer)
    {
        await using var sink = new SmtpSink { Credentials = ("clinic", "s3cret"), Plant = l => l.StartsWith(verb, StringComparison.OrdinalIgnoreCase) ? answer : null };
        await using var bench = await MailBench.MakeAsync(SettingsFor(sink, "StartTls"), realTransport: true);
        for (var i = 0; i < 5; i++)
        {
            await bench.BookAsync(f => new BookingConfirmedEmail(f));
        }

        await bench.DrainAsync();
        await bench.DrainAsync();

        Assert.NotNull(bench.Get<TransportBreaker>().UnusableSince);
        Assert.All(await bench.OutboxAsync(), m => Assert.Equal((OutboxState.Waiting, 0), (m.State, m.Attempts)));
        Assert.Single(sink.Transcript, t => !t.Tls && t.Line.StartsWith("EHLO", StringComparison.Ordinal));

        sink.Plant = null;
        bench.Time.Advance(TransportBreaker.Pause.ToTimeSpan());
        await bench.DrainAsync();
        Assert.Equal(5, sink.Messages.Count);
    }

    [Fact]
    public async Task EM04_a_server_that_is_not_there_charges_no_message()
    {
        int port;
        await using (var gone = new SmtpSink())
        {
            port = gone.Port;
        }

        await using var bench = await MailBench.MakeAsync(
            new(StringComparer.Ordinal)
            {
                ["Mail:Transport"] = "Smtp",
                ["Mail:Smtp:Host"] = "127.0.0.1",
                ["Mail:Smtp:Port"] = port.ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["Mail:Smtp:Security"] = "None",
            },
            realTransport: true);
        await bench.BookAsync(f => new BookingConfirmedEmail(f));
        await bench.DrainAsync();

        Assert.NotNull(bench.Get<TransportBreaker>().UnusableSince);
        Assert.Equal(0, Assert.Single(await bench.OutboxAsync()).Attempts);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task EM14_without_STARTTLS_or_with_an_untrusted_certificate_nothing_is_sent_in_the_clear(bool offersStartTls, bool pinned)
    {
        await using var sink = new SmtpSink { Credentials = ("clinic", "s3cret"), OffersStartTls = offersStartTls };
        await using var bench = await MailBench.MakeAsync(SettingsFor(sink, "StartTls", pinned), realTransport: true);
        await bench.BookAsync(f => new BookingConfirmedEmail(f));
        await bench.DrainAsync();

        Assert.Empty(sink.Messages);
        Assert.All(sink.Transcript, t => Assert.Matches("^(EHLO|STARTTLS|QUIT)", t.Line));
        Assert.NotNull(bench.Get<TransportBreaker>().UnusableSince);
        Assert.Equal(0, Assert.Single(await bench.OutboxAsync()).Attempts);
    }

    [Fact]
    public async Task EM14_a_pin_for_another_certificate_is_not_enough()
    {
        await using var other = new SmtpSink();
        await using var sink = new SmtpSink();
        var settings = SettingsFor(sink, "StartTls");
        settings["Mail:Smtp:CertificateSha256"] = other.CertificateSha256;
        await using var bench = await MailBench.MakeAsync(settings, realTransport: true);
        await bench.BookAsync(f => new BookingConfirmedEmail(f));
        await bench.DrainAsync();

        Assert.Empty(sink.Messages);
    }

    [Fact]
    public async Task EM03_a_server_that_never_greets_is_given_up_after_thirty_seconds()
    {
        using var silent = new TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var port = ((System.Net.IPEndPoint)silent.LocalEndpoint).Port;
        await using var bench = await MailBench.MakeAsync(
            new(StringComparer.Ordinal)
            {
                ["Mail:Transport"] = "Smtp",
                ["Mail:Smtp:Host"] = "127.0.0.1",
                ["Mail:Smtp:Port"] = port.ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["Mail:Smtp:Security"] = "None",
            },
            realTransport: true);
        await bench.BookAsync(f => new BookingConfirmedEmail(f));

        var round = Task.Run(() => bench.Get<OutboxDispatcher>().DispatchOnceAsync(CancellationToken.None), TestContext.Current.CancellationToken);
        using var accepted = await silent.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        Assert.False(round.IsCompleted);
        for (var i = 0; i < 1800 && !round.IsCompleted; i++)
        {
            bench.Time.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }

        await round.WaitAsync(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);
        Assert.NotNull(bench.Get<TransportBreaker>().UnusableSince);
    }

    [Fact]
    public async Task The_trial_message_tells_how_it_ended()
    {
        await using var sink = new SmtpSink();
        await using var bench = await MailBench.MakeAsync(SettingsFor(sink, "None"), realTransport: true);
        var trial = bench.Get<MailTrial>();
        Assert.Equal(Delivery.Done, await trial.SendAsync("desk@clinic.example", new TestEmail(), CancellationToken.None));

        sink.Plant = l => l.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 unknown" : null;
        Assert.Equal(DeliveryEnd.Refused, (await trial.SendAsync("desk@clinic.example", new TestEmail(), CancellationToken.None)).End);
    }
}
