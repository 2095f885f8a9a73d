using System.Globalization;
using System.Text;
using NodaTime;
using NodaTime.Text;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Notifications;

/// <summary>What a calendar file asks of the calendar that reads it (RFC 5546).</summary>
public enum CalendarMethod
{
    /// <summary>An invitation, or a change to one.</summary>
    Request,

    /// <summary>Take it out again.</summary>
    Cancel,

    /// <summary>A file somebody downloads; nobody is invited by it.</summary>
    Publish,
}

/// <summary>How sure the visit is.</summary>
public enum CalendarStatus
{
    Tentative,
    Confirmed,
    Cancelled,
}

/// <summary>All that goes into somebody's calendar: the clinic's words only, and no treatment.</summary>
/// <param name="Uid">Opaque, and the same for the appointment's whole life.</param>
/// <param name="Start">UTC.</param>
/// <param name="End">UTC.</param>
/// <param name="Summary">The title.</param>
/// <param name="Location">A place, or the kind of call.</param>
/// <param name="Description">May have several lines.</param>
/// <param name="Organizer">A bare address: the sender of our mail, so that mail programs match the two.</param>
/// <param name="Attendee">A bare address.</param>
/// <param name="Status">How sure it is.</param>
public sealed record CalendarEntry(
    string Uid,
    Instant Start,
    Instant End,
    string Summary,
    string Location,
    string Description,
    string Organizer,
    string Attendee,
    CalendarStatus Status)
{
    /// <summary>The entry of an appointment.</summary>
    /// <param name="facts">The appointment; its link goes into the description.</param>
    /// <param name="organizer">The bare address our mail comes from.</param>
    /// <param name="host">The host of the site's address; the UID's second half.</param>
    public static CalendarEntry Of(AppointmentFacts facts, string organizer, string host) => new(
        $"{facts.AppointmentId:N}@{host}",
        facts.Start,
        facts.End,
        $"Appointment at {facts.Clinic.Name}",
        facts.Place,
        $"{facts.When}\n{facts.Where}\nReference: {facts.Reference}\n\nSee, move or cancel it:\n{facts.Link}",
        organizer,
        facts.ClientEmail,
        facts.Status switch
        {
            AppointmentStatus.Requested => CalendarStatus.Tentative,
            AppointmentStatus.Cancelled or AppointmentStatus.Declined => CalendarStatus.Cancelled,
            _ => CalendarStatus.Confirmed,
        });
}

/// <summary>A time in a calendar that is read again and again: when, how sure, and nothing of who or what.</summary>
/// <param name="Uid">Opaque, and the same for the appointment's whole life.</param>
/// <param name="Start">UTC.</param>
/// <param name="End">UTC.</param>
/// <param name="Sequence">Rises with every change of time or status.</param>
/// <param name="Status">How sure it is.</param>
public sealed record FeedEntry(string Uid, Instant Start, Instant End, int Sequence, CalendarStatus Status);

/// <summary>
/// Writes iCalendar (RFC 5545) for one appointment. A small writer of our own because the library at hand folds inside
/// characters and lets line ends through in names: see docs/decisions/0002-own-calendar-writer.md.
/// </summary>
public static class CalendarInvite
{
    /// <summary>RFC 5545 §3.1: octets in a line, its CRLF not counted.</summary>
    private const int MaxOctets = 75;

    private static readonly InstantPattern Utc = InstantPattern.CreateWithInvariantCulture("uuuuMMdd'T'HHmmss'Z'");

    /// <summary>The word for METHOD, in the file and in the MIME type alike.</summary>
    public static string MethodName(CalendarMethod method) => method switch
    {
        CalendarMethod.Request => "REQUEST",
        CalendarMethod.Cancel => "CANCEL",
        _ => "PUBLISH",
    };

    /// <summary>The file: CRLF line ends, at most 75 octets a line, times in UTC.</summary>
    /// <param name="entry">The appointment.</param>
    /// <param name="method">What the reader's calendar is asked to do.</param>
    /// <param name="sequence">Rises with every change of time or status.</param>
    /// <param name="stamp">When this file was made, UTC.</param>
    public static string Render(CalendarEntry entry, CalendarMethod method, int sequence, Instant stamp)
    {
        var file = Begin(method);
        BeginEvent(file, entry.Uid, stamp, sequence, entry.Start, entry.End, entry.Summary);
        Line(file, "LOCATION:" + Text(entry.Location));
        Line(file, "DESCRIPTION:" + Text(entry.Description));
        Line(file, "ORGANIZER:" + Mailbox.MailtoUri(Mailbox.Read(entry.Organizer)));

        // A published file invites nobody (RFC 5546 §3.2.1).
        if (method != CalendarMethod.Publish)
        {
            Line(file, "ATTENDEE:" + Mailbox.MailtoUri(Mailbox.Read(entry.Attendee)));
        }

        EndEvent(file, entry.Status);
        Line(file, "END:VCALENDAR");
        return file.ToString();
    }

    /// <summary>A calendar of many times under one neutral word, for a program that asks for it again now and then.</summary>
    /// <param name="name">What the calendar is called.</param>
    /// <param name="summary">What every entry is called.</param>
    /// <param name="entries">The times.</param>
    /// <param name="stamp">When this file was made, UTC.</param>
    public static string RenderFeed(string name, string summary, IEnumerable<FeedEntry> entries, Instant stamp)
    {
        var file = Begin(CalendarMethod.Publish);
        Line(file, "X-WR-CALNAME:" + Text(name));
        Line(file, "REFRESH-INTERVAL;VALUE=DURATION:PT15M");
        Line(file, "X-PUBLISHED-TTL:PT15M");
        foreach (var entry in entries)
        {
            BeginEvent(file, entry.Uid, stamp, entry.Sequence, entry.Start, entry.End, summary);
            EndEvent(file, entry.Status);
        }

        Line(file, "END:VCALENDAR");
        return file.ToString();
    }

    /// <summary>
    /// The address that offers the entry to a Google calendar. The description stays out of it: it carries the client's secret
    /// link, which belongs in nobody's address bar but theirs.
    /// </summary>
    public static string GoogleLink(CalendarEntry entry) =>
        "https://calendar.google.com/calendar/render?action=TEMPLATE"
        + "&text=" + Uri.EscapeDataString(Plain(entry.Summary))
        + "&dates=" + Utc.Format(entry.Start) + "/" + Utc.Format(entry.End)
        + "&location=" + Uri.EscapeDataString(Plain(entry.Location));

    /// <summary>The address that offers the entry to an Outlook.com calendar; without the description, as for <see cref="GoogleLink"/>.</summary>
    public static string OutlookLink(CalendarEntry entry) =>
        "https://outlook.live.com/calendar/0/deeplink/compose?path=%2Fcalendar%2Faction%2Fcompose&rru=addevent"
        + "&subject=" + Uri.EscapeDataString(Plain(entry.Summary))
        + "&startdt=" + InstantPattern.General.Format(entry.Start)
        + "&enddt=" + InstantPattern.General.Format(entry.End)
        + "&location=" + Uri.EscapeDataString(Plain(entry.Location));

    /// <summary>
    /// Text as a calendar can carry it: every kind of line end becomes LF, other control characters but the tab go, and half a
    /// character becomes the replacement character.
    /// </summary>
    public static string Plain(string text)
    {
        var result = new StringBuilder(text.Length);
        var afterReturn = false;
        foreach (var rune in text.EnumerateRunes())
        {
            var isReturn = rune.Value == '\r';
            if (isReturn || rune.Value is 0x2028 or 0x2029 || (rune.Value == '\n' && !afterReturn))
            {
                result.Append('\n');
            }
            else if (rune.Value == '\t' || !Rune.IsControl(rune))
            {
                result.Append(rune.ToString());
            }

            afterReturn = isReturn;
        }

        return result.ToString();
    }

    private static StringBuilder Begin(CalendarMethod method)
    {
        var file = new StringBuilder();
        Line(file, "BEGIN:VCALENDAR");

        // Not the program's name: this stands in the client's calendar, and the name says what is treated here.
        Line(file, "PRODID:-//Clinic//Appointments//EN");
        Line(file, "VERSION:2.0");
        Line(file, "METHOD:" + MethodName(method));
        return file;
    }

    private static void BeginEvent(StringBuilder file, string uid, Instant stamp, int sequence, Instant start, Instant end, string summary)
    {
        Line(file, "BEGIN:VEVENT");
        Line(file, "UID:" + Text(uid));
        Line(file, "DTSTAMP:" + Utc.Format(stamp));
        Line(file, "SEQUENCE:" + sequence.ToString(CultureInfo.InvariantCulture));
        Line(file, "DTSTART:" + Utc.Format(start));
        Line(file, "DTEND:" + Utc.Format(end));
        Line(file, "SUMMARY:" + Text(summary));
    }

    private static void EndEvent(StringBuilder file, CalendarStatus status)
    {
        Line(file, "STATUS:" + status.ToString().ToUpperInvariant());
        Line(file, status == CalendarStatus.Cancelled ? "TRANSP:TRANSPARENT" : "TRANSP:OPAQUE");
        Line(file, "END:VEVENT");
    }

    private static string Text(string text) => Plain(text)
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace(";", "\\;", StringComparison.Ordinal)
        .Replace(",", "\\,", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);

    // Folds between whole characters: a fold inside one would leave two broken halves to any reader that decodes line by line.
    private static void Line(StringBuilder file, string content)
    {
        var octets = 0;
        foreach (var rune in content.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > MaxOctets)
            {
                file.Append("\r\n ");
                octets = 1;
            }

            file.Append(rune.ToString());
            octets += rune.Utf8SequenceLength;
        }

        file.Append("\r\n");
    }
}
