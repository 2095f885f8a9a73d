using Microsoft.Extensions.Options;

namespace SmpClinic.Web.Notifications;

/// <summary>
/// Hands messages to a mail server. The protection of the connection is never less than configured, the certificate is checked,
/// and every wait has an end.
/// </summary>
public sealed class SmtpTransport(IOptions<MailSettings> settings, TimeProvider time) : IMailTransport
{
    /// <inheritdoc/>
    public IMailRound Begin() => new SmtpRound(settings.Value.Smtp, time);
}
