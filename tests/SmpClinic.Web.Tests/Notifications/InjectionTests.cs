using System.Text;
using MimeKit;
using SmpClinic.Web.Features.Appointments.Emails;
using SmpClinic.Web.Features.Booking.Emails;
using SmpClinic.Web.Features.Staff.Emails;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;
using SmpClinic.Web.Tests.Mail;
using Xunit;

namespace SmpClinic.Web.Tests.Notifications;

public sealed class InjectionTests
{
    [Fact]
    public async Task EM09_no_payload_in_any_field_adds_a_recipient_a_header_a_line_or_a_component()
    {
        await using var sink = new SmtpSink();
        await using var bench = await MailBench.MakeAsync(SmtpTransportTests.SettingsFor(sink, "None"), realTransport: true);
        (string Field, Action<Appointment, string> Put)[] fields =
        [
            ("name", (a, t) => a.ContactName = t),
            ("cancel reason", (a, t) => (a.Status, a.CancelReason) = (AppointmentStatus.Cancelled, t)),
            ("decline reason", (a, t) => (a.Status, a.DeclineReason) = (AppointmentStatus.Declined, t)),
        ];
        var payloads = HostileText.Injections.SelectMany(p => (string[])[p, "Zoë" + p + "Marsh", p + p]).ToList();
        var tried = 0;
        foreach (var (field, put) in fields)
        {
            var benign = await SendAsync(a => put(a, "Zoë Marsh"));
            foreach (var payload in payloads)
            {
                var got = await SendAsync(a => put(a, payload));
                Assert.True(string.Equals(benign, got, StringComparison.Ordinal), $"{field} {Convert.ToHexString(Encoding.UTF8.GetBytes(payload))}\n{benign}\n{got}");
                tried++;
            }
        }

        Assert.True(tried >= 300, $"{tried}");

        async Task<string> SendAsync(Action<Appointment> change)
        {
            await bench.BookAsync(f => EmailFor(f), change: change);
            await bench.DrainAsync();
            return ShapeOf(await sink.NextAsync());
        }
    }

    [Fact]
    public async Task EM09_an_address_that_is_more_than_one_plain_address_is_refused_before_anything_is_stored()
    {
        await using var bench = await MailBench.MakeAsync();
        foreach (var address in HostileText.Addresses)
        {
            Assert.False(Mailbox.TryRead(address, out _), address);
            await Assert.ThrowsAsync<FormatException>(() => bench.BookAsync(f => new BookingConfirmedEmail(f), change: a => a.ContactEmail = address));
        }

        Assert.Empty(await bench.OutboxAsync());
        await using var db = await bench.OpenAsync();
        Assert.Empty(db.Appointments);
    }

    [Theory]
    [InlineData("zoe@patient.example")]
    [InlineData("o'brien+clinic@patient.example")]
    [InlineData("zoe.marsh-x_y@mail.patient.co.uk")]
    [InlineData("zoë@patient.example")]
    [InlineData("zoe@bücher.example")]
    [InlineData("a@b.co")]
    public void IN04_addresses_of_real_people_pass(string address)
    {
        Assert.True(Mailbox.TryRead(address, out var mailbox));
        Assert.Equal(address, mailbox.Address);
    }

    [Fact]
    public void EM09_an_address_cannot_add_fields_to_the_address_of_an_attendee()
    {
        Assert.True(Mailbox.TryRead("a?cc=evil&b#c+d@patient.example", out var mailbox));
        Assert.Equal("mailto:a%3Fcc=evil%26b%23c+d@patient.example", Mailbox.MailtoUri(mailbox));
    }

    private static IEmail EmailFor(AppointmentFacts facts) => facts.Status switch
    {
        AppointmentStatus.Cancelled => new AppointmentCancelledEmail(facts),
        AppointmentStatus.Declined => new AppointmentDeclinedEmail(facts),
        _ => new BookingConfirmedEmail(facts),
    };

    // Everything that an injection could change: the session's commands, the headers' names as raw lines, the tree of parts with
    // their headers, and the calendar's lines.
    private static string ShapeOf(SinkMessage got)
    {
        var shape = new StringBuilder();
        shape.AppendJoin(' ', got.Commands.Select(c => c.Split(' ')[0])).Append('\n');
        shape.Append("to ").AppendJoin(' ', got.To).Append('\n');
        var head = Encoding.UTF8.GetString(got.Raw).Split("\r\n\r\n")[0];
        shape.AppendJoin(' ', head.Split("\r\n").Where(l => !l.StartsWith(' ') && !l.StartsWith('\t')).Select(l => l.Split(':')[0])).Append('\n');
        foreach (var part in new MimeIterator(got.Message).AsEnumerable())
        {
            shape.Append(part.ContentType.MimeType).Append(' ').AppendJoin(' ', part.Headers.Select(h => h.Field)).Append('\n');
        }

        shape.AppendJoin(' ', CalendarChecker.Read(Left.CalendarOf(got.Message)!).Shape);
        Assert.Single(got.Commands, c => c.StartsWith("RCPT", StringComparison.OrdinalIgnoreCase));
        return shape.ToString();
    }
}

/// <summary>All the parts of a message, as a sequence.</summary>
internal static class MimeParts
{
    public static IEnumerable<MimeEntity> AsEnumerable(this MimeIterator parts)
    {
        while (parts.MoveNext())
        {
            yield return parts.Current!;
        }
    }
}
