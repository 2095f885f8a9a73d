using System.Text;
using SmpClinic.Endurance.Tests.Processes;
using SmpClinic.Web.Features.Booking.Emails;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Mail;
using SmpClinic.Web.Tests.Notifications;
using Xunit;

namespace SmpClinic.Endurance.Tests.Mail;

/// <summary>What a server, or somebody between, may do to have mail or the password in the clear.</summary>
public sealed class DowngradeTests
{
    private const string Password = "s3cret-of-the-clinic";

    private static readonly (string Name, bool Pinned, Action<SmtpSink> Do)[] Tricks =
    [
        ("no STARTTLS on offer", true, s => s.OffersStartTls = false),
        ("STARTTLS on offer, then refused", true, s => s.Fault = new(SmtpStage.StartTls, SmtpAct.Reply, "454 4.7.0 TLS not available")),
        ("STARTTLS unknown", true, s => s.Fault = new(SmtpStage.StartTls, SmtpAct.Reply, "502 5.5.1 what?")),
        ("the greeting stripped of STARTTLS", true, s => s.Fault = new(SmtpStage.Ehlo, SmtpAct.Reply, "250-sink\r\n250-XXXXXXXA\r\n250 AUTH PLAIN LOGIN")),
        ("the greeting refused, as an old server does", true, s => s.Fault = new(SmtpStage.Ehlo, SmtpAct.Reply, "502 5.5.1 what?")),
        ("go-ahead, then plain text", true, s => s.Fault = new(SmtpStage.Handshake, SmtpAct.Reply, "250 go on in the clear")),
        ("a certificate signed by itself", false, _ => { }),
        ("another certificate than the pinned one", true, s => s.Certificate = SinkCertificates.SelfSigned()),
    ];

    [Fact]
    public async Task EM14_no_trick_brings_a_byte_of_a_password_or_a_message_into_the_clear()
    {
        foreach (var (name, pinned, trick) in Tricks)
        {
            await using var sink = new SmtpSink { Credentials = ("clinic", Password) };
            var settings = SmtpFaultTests.SettingsFor(sink, pinned);
            trick(sink);
            await using var bench = await MailBench.MakeAsync(settings, realTransport: true);
            await bench.BookAsync(f => new BookingConfirmedEmail(f));
            await SmtpFaultTests.RoundAsync(bench, sink);

            Assert.True(sink.Sessions > 0, name);
            Assert.Empty(sink.Messages);
            Assert.Empty(Leaks(sink.Wire()).Select(leak => $"{name}: {leak}"));
            Assert.Empty(Leaks(sink.Heard()).Select(leak => $"{name}: {leak}"));
            Assert.Equal((OutboxState.Waiting, 0), (Assert.Single(await bench.OutboxAsync()) is var row ? row.State : default, row.Attempts));
        }

        Profile.Figure("EM14", $"{Tricks.Length + 1} tricks: 0 bytes of password or message, on the wire and as the server understood it");
    }

    [Fact]
    public async Task EM14_answers_planted_behind_the_go_ahead_are_not_taken_for_the_servers()
    {
        await using var sink = new SmtpSink { Credentials = ("clinic", Password) };
        sink.Fault = new(SmtpStage.StartTls, SmtpAct.ReplyAfter, "250-sink\r\n250 AUTH PLAIN\r\n235 welcome\r\n250 ok\r\n250 ok\r\n354 go on\r\n250 taken");
        await using var bench = await MailBench.MakeAsync(SmtpFaultTests.SettingsFor(sink), realTransport: true);
        await bench.BookAsync(f => new BookingConfirmedEmail(f));
        await SmtpFaultTests.RoundAsync(bench, sink);

        // Every step was taken with the real server, under TLS; what it took is what was sent.
        var got = Assert.Single(sink.Messages);
        Assert.True(got.Tls);
        Assert.Equal("clinic", got.User);
        Assert.Equal(OutboxState.Sent, Assert.Single(await bench.OutboxAsync()).State);
        Assert.Empty(Leaks(sink.Wire()));
    }

    [Fact]
    public async Task EM14_the_search_for_leaks_finds_them_where_mail_may_go_in_the_clear()
    {
        await using var sink = new SmtpSink { Credentials = ("clinic", Password) };
        await using var bench = await MailBench.MakeAsync(SmtpFaultTests.SettingsFor(sink, security: "None"), realTransport: true);
        await bench.BookAsync(f => new BookingConfirmedEmail(f));
        await bench.DrainAsync();

        Assert.NotEmpty(sink.Messages);
        Assert.NotEmpty(Leaks(sink.Wire()));
        Assert.NotEmpty(Leaks(sink.Heard()));
    }

    [Fact]
    public async Task EM14_under_TLS_nothing_of_a_session_can_be_read_on_the_wire()
    {
        await using var sink = new SmtpSink { Credentials = ("clinic", Password) };
        await using var bench = await MailBench.MakeAsync(SmtpFaultTests.SettingsFor(sink), realTransport: true);
        await bench.BookAsync(f => new BookingConfirmedEmail(f));
        await bench.DrainAsync();

        Assert.NotEmpty(sink.Messages);
        Assert.NotEmpty(Leaks(sink.Heard()));
        Assert.Empty(Leaks(sink.Wire()));
    }

    [Theory]
    [InlineData("good")]
    [InlineData("wrong name")]
    [InlineData("expired")]
    [InlineData("unknown authority")]
    public async Task EM14_a_real_process_takes_a_certificate_only_of_a_trusted_authority_for_the_right_name_and_in_time(string certificate)
    {
        using var authority = SinkCertificates.Authority();
        using var other = SinkCertificates.Authority();
        await using var revocations = new RevocationList(authority);
        await using var sink = new SmtpSink { Credentials = ("clinic", Password) };
        sink.Certificate = certificate switch
        {
            "wrong name" => SinkCertificates.SignedBy(authority, "elsewhere.example", endsInDays: 1, revocations.Address),
            "expired" => SinkCertificates.SignedBy(authority, "localhost", endsInDays: -1, revocations.Address),
            "unknown authority" => SinkCertificates.SignedBy(other, "localhost", endsInDays: 1, revocations.Address),
            _ => SinkCertificates.SignedBy(authority, "localhost", endsInDays: 1, revocations.Address),
        };
        await using var clinic = await ClinicFolder.CreateAsync();
        var trusted = Path.Combine(clinic.Folder, "trusted.pem");
        await File.WriteAllTextAsync(trusted, authority.ExportCertificatePem(), TestContext.Current.CancellationToken);
        foreach (var (key, value) in SmtpFaultTests.SettingsFor(sink, pinned: false).Append(new("SSL_CERT_FILE", trusted)))
        {
            clinic.Settings[key] = value ?? "";
        }

        clinic.Settings["Mail:Smtp:Host"] = "localhost";
        var (code, words) = await SiteProcess.RunVerbAsync(clinic.Settings, "mail", "test", "--to", "desk@clinic.example");

        if (certificate is "good")
        {
            Assert.True(code == 0, words);
            Assert.Single(sink.Messages);
            return;
        }

        Assert.NotEqual(0, code);
        Assert.Contains("Unavailable", words, StringComparison.Ordinal);
        Assert.True(sink.Sessions > 0);
        Assert.Empty(sink.Messages);
        Assert.Empty(Leaks(sink.Wire()));
        Assert.Empty(Leaks(sink.Heard()));
    }

    // Whatever tells of the password, of the login, or of a message.
    private static IEnumerable<string> Leaks(byte[] bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        string[] words =
        [
            Password, Base64(Password), Base64($"\0clinic\0{Password}"), "AUTH ", "MAIL FROM", "RCPT TO", "patient.example", "Subject:", "Message-Id:", "BEGIN:VCALENDAR",
        ];
        return words.Where(w => text.Contains(w, StringComparison.OrdinalIgnoreCase));

        static string Base64(string word) => Convert.ToBase64String(Encoding.UTF8.GetBytes(word)).TrimEnd('=');
    }
}
