using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Staff.Emails;

/// <summary>To a member of staff: something changed about the way into their account.</summary>
public sealed class SignInChangedEmail(string what, string words) : IEmail
{
    /// <inheritdoc/>
    public string Subject => what;

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = what,
        Paragraphs =
        [
            words,
            "If that was you, there is nothing to do. If it was not, tell your administrator at once: they can shut the account until it is yours alone again.",
        ],
    };
}
