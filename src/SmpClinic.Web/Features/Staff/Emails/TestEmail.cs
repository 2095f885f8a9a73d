using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Staff.Emails;

/// <summary>A message that proves mail leaves.</summary>
public sealed class TestEmail : IEmail
{
    /// <inheritdoc/>
    public string Subject => "Test message";

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = "Mail works",
        Paragraphs = ["Somebody at the clinic asked for this message to see whether mail leaves. There is nothing to do."],
    };
}
