using CsCheck;
using Ical.Net;
using NodaTime;
using SmpClinic.Web.Features.Appointments.Emails;
using SmpClinic.Web.Features.Booking.Emails;
using SmpClinic.Web.Features.Staff.Emails;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;
using Xunit;

namespace SmpClinic.Web.Tests.Notifications;

public sealed class CalendarInviteTests
{
    private static readonly Instant Stamp = Instant.FromUtc(2026, 11, 2, 9, 0, 7);

    private static readonly CalendarEntry Plain = new(
        "0199a0a0a0a07a0a8a0a0a0a0a0a0a0a@clinic.example",
        Instant.FromUtc(2026, 12, 1, 9, 30),
        Instant.FromUtc(2026, 12, 1, 10, 15),
        "Appointment at Stipple & Stroke Clinic",
        "14 Marlowe Yard, Bristol BS1 0XX",
        "Tuesday 1 December 2026, 9:30am to 10:15am UK time (GMT)\nReference: AB12; ring first",
        "post@clinic.example",
        "zoe@patient.example",
        CalendarStatus.Confirmed);

    // Pieces that have broken calendar writers: pairs of surrogates, joined emoji, right-to-left, separators, every line end.
    private static readonly string[] Pieces =
    [
        "a", "Zoë", "😀", "👩🏽‍⚕️", "🇬🇧", "שלום", "مرحبا", "\u202Eabc", "漢字", "e\u0301", "\"", "'", "\\", "\\n", "\\\\", ";", ",", ":", ";X=1", "=", "^n",
        " ", "  ", "\t", "\r\n", "\r", "\n", "\u0085", "\u2028", "\u2029", "\0", "\u0007", "\u007F", "\uFEFF", "BEGIN:VEVENT", "END:VCALENDAR", "\nDTEND:1",
        "0123456789", new string('x', 80), string.Concat(Enumerable.Repeat("é", 60)), string.Concat(Enumerable.Repeat("😀", 30)), "\uD83D", "\uDE00",
    ];

    private static readonly Gen<string> Texts = Gen.OneOf(Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 40].Select(p => string.Concat(p)), Gen.String);

    [Fact]
    public void EM08_two_thousand_random_texts_survive_the_way_to_a_calendar_and_back() => Gen.Select(Texts, Texts, Texts).Sample(
        (summary, location, description) =>
        {
            var entry = Plain with { Summary = summary, Location = location, Description = description };
            var file = CalendarInvite.Render(entry, CalendarMethod.Request, 3, Stamp);

            var check = CalendarChecker.Read(file);
            Assert.Equal(CalendarInvite.Plain(summary), check.Text("SUMMARY"));
            Assert.Equal(CalendarInvite.Plain(location), check.Text("LOCATION"));
            Assert.Equal(CalendarInvite.Plain(description), check.Text("DESCRIPTION"));

            var calendar = Calendar.Load(file);
            Assert.Equal("REQUEST", calendar!.Method);
            var read = Assert.Single(calendar.Events);
            Assert.Equal(CalendarInvite.Plain(summary), read.Summary ?? "");
            Assert.Equal(CalendarInvite.Plain(description), read.Description ?? "");
            Assert.Equal(entry.Start.ToDateTimeUtc(), read.DtStart!.AsUtc);
            Assert.Equal(entry.End.ToDateTimeUtc(), read.DtEnd!.AsUtc);
            Assert.Equal(3, read.Sequence);
        },
        iter: 2000);

    [Fact]
    public void EM08_the_golden_file_stands()
    {
        const string Golden = """
            BEGIN:VCALENDAR
            PRODID:-//Clinic//Appointments//EN
            VERSION:2.0
            METHOD:REQUEST
            BEGIN:VEVENT
            UID:0199a0a0a0a07a0a8a0a0a0a0a0a0a0a@clinic.example
            DTSTAMP:20261102T090007Z
            SEQUENCE:1
            DTSTART:20261201T093000Z
            DTEND:20261201T101500Z
            SUMMARY:Appointment at Stipple & Stroke Clinic
            LOCATION:14 Marlowe Yard\, Bristol BS1 0XX
            DESCRIPTION:Tuesday 1 December 2026\, 9:30am to 10:15am UK time (GMT)\nRefe
             rence: AB12\; ring first
            ORGANIZER:mailto:post@clinic.example
            ATTENDEE:mailto:zoe@patient.example
            STATUS:CONFIRMED
            TRANSP:OPAQUE
            END:VEVENT
            END:VCALENDAR

            """;
        Assert.Equal(Golden.ReplaceLineEndings("\r\n"), CalendarInvite.Render(Plain, CalendarMethod.Request, 1, Stamp));
    }

    [Fact]
    public void EM08_a_published_file_invites_nobody()
    {
        var file = CalendarInvite.Render(Plain, CalendarMethod.Publish, 0, Stamp);
        Assert.Contains("METHOD:PUBLISH\r\n", file, StringComparison.Ordinal);
        Assert.DoesNotContain("ATTENDEE", file, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_to_a_Google_calendar_carries_the_time_in_UTC_and_no_secret()
    {
        var link = CalendarInvite.GoogleLink(Plain with { Description = "https://clinic.example/appointments/s3cret" });
        Assert.Contains("&dates=20261201T093000Z/20261201T101500Z", link, StringComparison.Ordinal);
        Assert.Contains("text=Appointment%20at%20Stipple%20%26%20Stroke%20Clinic&", link, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", link, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_to_an_Outlook_calendar_carries_the_time_in_UTC_and_no_secret()
    {
        var link = CalendarInvite.OutlookLink(Plain with { Description = "https://clinic.example/appointments/s3cret" });
        Assert.Contains("&startdt=2026-12-01T09:30:00Z&enddt=2026-12-01T10:15:00Z", link, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", link, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EM08_one_appointments_invitations_agree_on_UID_organizer_and_method_and_count_upwards()
    {
        await using var bench = await MailBench.MakeAsync();
        var start = Instant.FromUtc(2027, 3, 27, 12, 0);
        var id = await bench.BookAsync(f => new RequestReceivedEmail(f), AppointmentStatus.Requested, start);
        await bench.DrainAsync();
        await ChangeAsync(a => a.Status = AppointmentStatus.Confirmed, f => new BookingConfirmedEmail(f));

        // The day after, British clocks have changed: the same UTC hour is another on the wall.
        await ChangeAsync(a => (a.Start, a.End) = (a.Start + Duration.FromDays(1), a.End + Duration.FromDays(1)), f => new AppointmentMovedEmail(f) { PreviousStart = start });
        await ChangeAsync(a => a.Status = AppointmentStatus.Cancelled, f => new AppointmentCancelledEmail(f));

        var files = bench.Transport.Sent.Select(s => CalendarChecker.Read(s.Calendar!)).ToList();
        Assert.Equal($"{id:N}@clinic.example", Assert.Single(files.Select(f => f["UID"]).Distinct(StringComparer.Ordinal)));
        Assert.All(files, f => Assert.Equal("mailto:post@clinic.example", f["ORGANIZER"]));
        Assert.All(files, f => Assert.Equal("mailto:zoe@patient.example", f["ATTENDEE"]));
        Assert.Equal("0 1 2 3", string.Join(' ', files.Select(f => f["SEQUENCE"])));
        Assert.Equal("TENTATIVE CONFIRMED CONFIRMED CANCELLED", string.Join(' ', files.Select(f => f["STATUS"])));
        Assert.Equal("REQUEST REQUEST REQUEST CANCEL", string.Join(' ', files.Select(f => f["METHOD"])));
        Assert.Equal("20270327T120000Z 20270327T120000Z 20270328T120000Z 20270328T120000Z", string.Join(' ', files.Select(f => f["DTSTART"])));
        Assert.Contains("12pm to 12:45pm UK time (GMT)", bench.Transport.Sent[1].Message.TextBody, StringComparison.Ordinal);
        Assert.Contains("1pm to 1:45pm UK time (BST)", bench.Transport.Sent[2].Message.TextBody, StringComparison.Ordinal);
        foreach (var sent in bench.Transport.Sent)
        {
            var part = sent.Message.BodyParts.Single(p => p.ContentType.IsMimeType("text", "calendar"));
            Assert.Equal(CalendarChecker.Read(sent.Calendar!)["METHOD"], part.ContentType.Parameters["method"]);
            Assert.Equal("utf-8", part.ContentType.Charset);
            Assert.Equal("post@clinic.example", Assert.Single(sent.Message.From.Mailboxes).Address);
            Assert.Equal("auto-generated", sent.Message.Headers["Auto-Submitted"]);
            Assert.Single(sent.Message.BodyParts, p => p.ContentType.IsMimeType("application", "ics"));
        }

        async Task ChangeAsync(Action<Appointment> change, Func<AppointmentFacts, IEmail> email)
        {
            await bench.ChangeAsync(
                id,
                a =>
                {
                    change(a);
                    a.CalendarSequence++;
                },
                email);
            await bench.DrainAsync();
        }
    }

    [Fact]
    public async Task EM08_a_declined_request_is_taken_out_of_the_calendar()
    {
        await using var bench = await MailBench.MakeAsync();
        await bench.BookAsync(
            f => new AppointmentDeclinedEmail(f), AppointmentStatus.Declined, change: a => a.DeclineReason = "We are closed that day.");
        await bench.DrainAsync();

        var sent = Assert.Single(bench.Transport.Sent);
        Assert.Equal("CANCEL", CalendarChecker.Read(sent.Calendar!)["METHOD"]);
        Assert.Contains("Why: We are closed that day.", sent.Message.TextBody, StringComparison.Ordinal);
    }
}
