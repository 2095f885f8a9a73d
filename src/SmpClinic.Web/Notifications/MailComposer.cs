using System.Text;
using Microsoft.Extensions.Options;
using MimeKit;
using MimeKit.Utils;
using NodaTime;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Notifications;

/// <summary>The calendar file of a message.</summary>
/// <param name="Method">Said in the file and in the MIME type.</param>
/// <param name="Content">The file.</param>
internal sealed record CalendarPart(CalendarMethod Method, string Content);

/// <summary>Makes the MIME message of an email. No word that a visitor typed reaches a header but the recipient's address.</summary>
internal sealed class MailComposer(IOptions<MailSettings> mail, IOptions<ClinicDetails> clinic)
{
    private const int MaxSubject = 200;

    /// <summary>The subject as it is sent and stored.</summary>
    public static string SubjectOf(IEmail email)
    {
        var subject = UserWords.OneLine(email.Subject).Replace("\u200B", "", StringComparison.Ordinal);
        return subject.Length <= MaxSubject ? subject : subject[..MaxSubject];
    }

    /// <summary>Makes the message.</summary>
    /// <param name="id">The outbox row's; the Message-Id comes from it, so that a repeat is recognised.</param>
    /// <param name="recipient">One bare address.</param>
    /// <param name="email">What to say.</param>
    /// <param name="now">The message's date.</param>
    /// <param name="calendar">The calendar file, for a client.</param>
    /// <exception cref="FormatException">The recipient is not one plain address.</exception>
    public MimeMessage Compose(Guid id, string recipient, IEmail email, Instant now, CalendarPart? calendar)
    {
        var sender = mail.Value.Sender();
        var subject = SubjectOf(email);
        var message = new MimeMessage();
        message.From.Add(sender);
        message.To.Add(Mailbox.Read(recipient));
        message.Subject = subject;
        message.Date = now.ToDateTimeOffset();
        message.MessageId = $"{id:N}@{sender.Domain}";
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        if (email.UselessFrom is { } end)
        {
            message.Headers.Add(HeaderId.Expires, DateUtils.FormatDate(end.ToDateTimeOffset()));
        }

        var footer = Footer(clinic.Value);
        var alternative = new MultipartAlternative
        {
            TextOf("plain", email.Body.ToText(footer)),
            TextOf("html", email.Body.ToHtml(subject, footer)),
        };
        message.Body = calendar is null ? alternative : WithCalendar(alternative, calendar);
        if (email.Attachment is { } file)
        {
            message.Body = new Multipart("mixed") { message.Body, PartOf(file) };
        }

        return message;
    }

    private static List<string> Footer(ClinicDetails clinic)
    {
        var lines = new List<string> { clinic.Name, clinic.Address, clinic.Phone };
        if (clinic.IsDemonstration)
        {
            lines.Add("This clinic is invented: the site is a demonstration.");
        }

        return lines;
    }

    // Quoted-printable: lines of any length and letters of any script survive any relay, and people can still read the source.
    private static TextPart TextOf(string subtype, string text)
    {
        var part = new TextPart(subtype) { ContentTransferEncoding = ContentEncoding.QuotedPrintable };
        part.SetText(Encoding.UTF8, text);
        return part;
    }

    private static MimePart PartOf(EmailAttachment file) => new(ContentType.Parse(file.MediaType))
    {
        Content = new MimeContent(new MemoryStream(file.Content)),
        ContentTransferEncoding = ContentEncoding.Base64,
        ContentDisposition = new ContentDisposition(ContentDisposition.Attachment),
        FileName = file.FileName,
    };

    // The part that mail programs act on comes last among the alternatives (RFC 6047); the attached copy is for Apple Mail.
    private static Multipart WithCalendar(MultipartAlternative alternative, CalendarPart calendar)
    {
        var invite = new TextPart("calendar") { ContentTransferEncoding = ContentEncoding.Base64 };
        invite.SetText(Encoding.UTF8, calendar.Content);
        invite.ContentType.Parameters.Add("method", CalendarInvite.MethodName(calendar.Method));
        alternative.Add(invite);
        var attachment = new MimePart("application", "ics")
        {
            Content = new MimeContent(new MemoryStream(Encoding.UTF8.GetBytes(calendar.Content))),
            ContentTransferEncoding = ContentEncoding.Base64,
            ContentDisposition = new ContentDisposition(ContentDisposition.Attachment),
            FileName = "appointment.ics",
        };
        return new Multipart("mixed") { alternative, attachment };
    }
}
