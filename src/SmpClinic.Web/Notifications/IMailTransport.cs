using MimeKit;

namespace SmpClinic.Web.Notifications;

/// <summary>How an attempt to hand over one message ended.</summary>
public enum DeliveryEnd
{
    /// <summary>It has left.</summary>
    Delivered,

    /// <summary>Not now; this message is tried again later.</summary>
    Deferred,

    /// <summary>Never: this message or its recipient was refused for good.</summary>
    Refused,

    /// <summary>No fault of the message: the transport itself cannot be used at present.</summary>
    Unavailable,

    /// <summary>
    /// The connection failed in the middle of this message, which may be its own fault or the server's: it is put off like a
    /// deferred one, and the transport rests like an unavailable one. It may have left.
    /// </summary>
    Interrupted,
}

/// <summary>How an attempt ended, and in whose words.</summary>
/// <param name="End">The end.</param>
/// <param name="Words">What the server or the system said; null once delivered.</param>
public readonly record struct Delivery(DeliveryEnd End, string? Words)
{
    public static readonly Delivery Done = new(DeliveryEnd.Delivered, null);
}

/// <summary>A way for mail to leave.</summary>
public interface IMailTransport
{
    /// <summary>Begins a round of messages that go one after the other; nothing is opened before the first of them.</summary>
    IMailRound Begin();
}

/// <summary>
/// Messages handed over one after the other, over one connection where that serves. Expected failures come back as a value; only
/// cancellation throws. Not for use by two at once.
/// </summary>
public interface IMailRound : IAsyncDisposable
{
    /// <summary>Hands the message over to exactly one recipient.</summary>
    /// <param name="id">The outbox row's.</param>
    /// <param name="message">The whole message.</param>
    /// <param name="recipient">The envelope's only recipient.</param>
    /// <param name="cancellationToken">The process is stopping. A message that is already on its way is given a few seconds to end well.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; the message may or may not have left.</exception>
    Task<Delivery> SendAsync(Guid id, MimeMessage message, MailboxAddress recipient, CancellationToken cancellationToken);
}
