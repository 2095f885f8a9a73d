using NodaTime;

namespace SmpClinic.Web.Notifications;

/// <summary>
/// One message the clinic sends: one sealed class per message, in the Emails folder of the feature that causes it. The subject
/// is read on locked screens, so it names neither treatment nor anything about health.
/// </summary>
public interface IEmail
{
    /// <summary>One line, at most 200 characters.</summary>
    string Subject { get; }

    /// <summary>What it says; text and HTML are both made from it.</summary>
    EmailBody Body { get; }

    /// <summary>A file that goes with it; null for none.</summary>
    EmailAttachment? Attachment => null;

    /// <summary>From when on the message no longer helps anybody and is not sent any more, UTC; null if it always does.</summary>
    Instant? UselessFrom => null;

    /// <summary>When the visit was to be before it was moved, UTC, where the message tells of that.</summary>
    Instant? PreviousStart => null;

    /// <summary>What the mail desk calls it.</summary>
    string Kind => GetType().Name;

    /// <summary>Under what name the clinic may have set down words of its own for it; see <see cref="MailTemplates"/>.</summary>
    string TemplateName => GetType().Name;
}

/// <summary>A file that goes with a message.</summary>
/// <param name="FileName">Our own word, never a visitor's.</param>
/// <param name="MediaType">Such as <c>application/pdf</c>.</param>
/// <param name="Content">The file.</param>
public sealed record EmailAttachment(string FileName, string MediaType, byte[] Content);
