using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Consents.Emails;

/// <summary>To the client: the copy of what they signed.</summary>
public sealed class SignedCopyEmail(byte[] pdf, string when) : IEmail
{
    /// <inheritdoc/>
    public string Subject => "Your copy of what you signed";

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = "Your copy of what you signed",
        Paragraphs =
        [
            $"You signed it on {when}. The attached PDF has the text, your signature and the time.",
            "You can take it back at any time, on the page of your appointment or by telling us.",
        ],
        SmallPrint = ["If it was not you who signed, ring us at once."],
    };

    /// <inheritdoc/>
    public EmailAttachment Attachment => new("signed.pdf", "application/pdf", pdf);
}
