using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Staff.Emails;

/// <summary>To a staff user: the one-time link under which they choose a password.</summary>
public sealed class SetPasswordEmail(string displayName, string link) : IEmail
{
    /// <inheritdoc/>
    public string Subject => "Choose your password";

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = "Choose your password",
        Paragraphs = [$"Hello {UserWords.OneLine(displayName)},", "Follow this link to choose the password you sign in with. It works once and for a short time."],
        Button = new EmailButton("Choose your password", link),
        SmallPrint = ["If you did not ask for this, ignore the message: nothing changes until the link is used."],
    };
}
