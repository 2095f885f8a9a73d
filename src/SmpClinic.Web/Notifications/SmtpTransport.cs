using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace SmpClinic.Web.Notifications;

/// <summary>
/// Hands messages to a mail server. The protection of the connection is never less than configured, the certificate is checked,
/// and every wait has an end.
/// </summary>
public sealed class SmtpTransport(IOptions<MailSettings> settings, TimeProvider time) : IMailTransport
{
    private const int StorageExceeded = 552;
    private static readonly TimeSpan StageLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WholeLimit = TimeSpan.FromSeconds(120);

    /// <inheritdoc/>
    public async Task<Delivery> SendAsync(Guid id, MimeMessage message, MailboxAddress recipient, CancellationToken cancellationToken)
    {
        using var whole = new CancellationTokenSource(WholeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(whole.Token, cancellationToken);
        using var client = MakeClient();
        try
        {
            await EnterAsync(client, either.Token);
        }
        catch (Exception e) when (IsFault(e, cancellationToken))
        {
            return new(DeliveryEnd.Unavailable, Words(e));
        }

        Delivery delivery;
        try
        {
            var sender = message.From.Mailboxes.First();
            await client.SendAsync(message, sender, [recipient], either.Token);
            delivery = Delivery.Done;
        }
        catch (Exception e) when (IsFault(e, cancellationToken))
        {
            delivery = new(EndOf(e), Words(e));
        }

        await LeaveAsync(client);
        return delivery;
    }

    // What a fault after the greeting says about: this message, this recipient, or our right to use the server at all.
    private static DeliveryEnd EndOf(Exception fault) => fault switch
    {
        ServiceNotAuthenticatedException => DeliveryEnd.Unavailable,
        SmtpCommandException { StatusCode: SmtpStatusCode.AuthenticationRequired or SmtpStatusCode.AuthenticationMechanismTooWeak or SmtpStatusCode.EncryptionRequiredForAuthenticationMechanism or SmtpStatusCode.AuthenticationInvalidCredentials } => DeliveryEnd.Unavailable,

        // Every message has the same sender, so refusing it refuses them all; only "too large" speaks of this one.
        SmtpCommandException { ErrorCode: SmtpErrorCode.SenderNotAccepted } e when (int)e.StatusCode is >= 500 and not StorageExceeded => DeliveryEnd.Unavailable,
        SmtpCommandException e => (int)e.StatusCode >= 500 ? DeliveryEnd.Refused : DeliveryEnd.Deferred,

        // The server cannot take such an address, or the message cannot be written down.
        NotSupportedException or FormatException => DeliveryEnd.Refused,
        _ => DeliveryEnd.Deferred,
    };

    private static string Words(Exception fault) => fault switch
    {
        SmtpCommandException e => string.Create(CultureInfo.InvariantCulture, $"{(int)e.StatusCode} {e.Message}"),
        OperationCanceledException => "The server took too long.",
        _ => fault.Message,
    };

    private static bool IsFault(Exception e, CancellationToken cancellationToken) => e switch
    {
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        CommandException or ProtocolException or ServiceNotAuthenticatedException or ServiceNotConnectedException => true,
        AuthenticationException or SslHandshakeException or System.Security.Authentication.AuthenticationException => true,
        IOException or SocketException or TimeoutException or NotSupportedException or FormatException => true,
        _ => false,
    };

    // A message that has left has left, however the goodbye goes.
    private static async Task LeaveAsync(SmtpClient client)
    {
        try
        {
            using var goodbye = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            await client.DisconnectAsync(quit: true, goodbye.Token);
        }
        catch (Exception e) when (IsFault(e, CancellationToken.None))
        {
            // Disposing closes the connection.
        }
    }

    private async Task EnterAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        var smtp = settings.Value.Smtp;
        await StageAsync(ct => client.ConnectAsync(smtp.Host, smtp.Port, Protection(smtp.Security), ct), cancellationToken);
        if (smtp is { User: { Length: > 0 } user, Password: { } password })
        {
            await StageAsync(ct => client.AuthenticateAsync(user, password, ct), cancellationToken);
        }
    }

    private async Task StageAsync(Func<CancellationToken, Task> stage, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(StageLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        await stage(either.Token);
    }

    private SmtpClient MakeClient()
    {
        var client = new SmtpClient { Timeout = (int)StageLimit.TotalMilliseconds };
        if (settings.Value.Smtp.CertificateSha256 is { Length: > 0 } pinned)
        {
            client.ServerCertificateValidationCallback = (_, certificate, _, _) =>
                certificate is not null && string.Equals(Fingerprint(certificate), pinned, StringComparison.OrdinalIgnoreCase);
        }

        return client;
    }

    private static string Fingerprint(X509Certificate certificate) => Convert.ToHexString(SHA256.HashData(certificate.GetRawCertData()));

    // StartTls means required: the kind that falls back to the clear is not on offer.
    private static SecureSocketOptions Protection(SmtpSecurity security) => security switch
    {
        SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
        SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.None,
    };
}
