using NodaTime;

namespace SmpClinic.Web.Notifications;

/// <summary>Sends one message straight through the configured transport, past the outbox, to show whether mail leaves.</summary>
public sealed class MailTrial(NotificationService notifications, IMailTransport transport, IClock clock)
{
    /// <summary>Sends it and tells how that ended.</summary>
    /// <param name="recipient">One bare address.</param>
    /// <param name="email">What to say.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FormatException">The recipient is not one plain address.</exception>
    public async Task<Delivery> SendAsync(string recipient, IEmail email, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        using var message = notifications.Compose(id, recipient, email, clock.GetCurrentInstant());
        await using var round = transport.Begin();
        return await round.SendAsync(id, message, Mailbox.Read(recipient), cancellationToken);
    }
}
