namespace SmpClinic.Web.Notifications.Emails;

/// <summary>To the desk: a client was not reached by mail. One notice stands for all that failed until it has left.</summary>
public sealed class UndeliveredNotice(string listLink) : IEmail
{
    /// <inheritdoc/>
    public string Subject => "Mail to a client could not be delivered";

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = "Mail to a client could not be delivered",
        Paragraphs =
        [
            "At least one message to a client was given up: the mail server refused it, or it could not be sent for three days.",
            "Open the list to see to whom and why. Ring the client, or correct the address, and send the message again.",
        ],
        Button = new("Open the list", listLink),
    };
}
