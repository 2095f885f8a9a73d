using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Staff.Emails;

/// <summary>To a member of staff: the one-time link under which they choose a password, as an invitation or because theirs is lost.</summary>
public sealed class StaffLinkEmail(string name, string link, string until, bool invited) : IEmail
{
    /// <inheritdoc/>
    public string Subject => invited ? "Your account at the clinic" : "Choose a new password";

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = Subject,
        Paragraphs =
        [
            $"Hello {name},",
            invited
                ? "You have been invited to the clinic's back office. Choose a password first; then you set up a second factor, for which an authenticator app on your phone or a passkey will do."
                : "Your administrator has sent you a link to choose a new password. Your second factor stays as it is.",
        ],
        Button = new("Choose your password", link),
        SmallPrint = [$"The link works once, until {until}. If you did not expect it, ask your administrator before you use it."],
    };
}
