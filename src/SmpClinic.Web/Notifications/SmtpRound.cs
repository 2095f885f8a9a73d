using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace SmpClinic.Web.Notifications;

/// <summary>
/// One connection for many messages: greeting, TLS and login cost several times what a message costs. It is given up at the first
/// sign of trouble, and a message is tried again over a fresh one only if the old one had not yet taken its sender.
/// </summary>
internal sealed class SmtpRound(SmtpSettings smtp, TimeProvider time) : IMailRound
{
    private static readonly TimeSpan StageLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WholeLimit = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan GoodbyeLimit = TimeSpan.FromSeconds(5);

    /// <summary>How long a message that is on its way may take once the process is stopping; well within the time it has for that.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private SmtpConnection? _connection;

    /// <inheritdoc/>
    public async Task<Delivery> SendAsync(Guid id, MimeMessage message, MailboxAddress recipient, CancellationToken cancellationToken)
    {
        using var whole = new CancellationTokenSource(WholeLimit, time);
        if (_connection is not null)
        {
            var delivery = await HandOverAsync(message, recipient, whole, cancellationToken);
            if (delivery.End != DeliveryEnd.Unavailable)
            {
                return delivery;
            }

            // A server may have had enough of this connection. A fresh one tells whether that is all.
            await LeaveAsync();
        }

        try
        {
            _connection = await EnterAsync(whole.Token, cancellationToken);
        }
        catch (Exception e) when (SmtpFaults.IsExpected(e, cancellationToken))
        {
            return new(DeliveryEnd.Unavailable, SmtpFaults.Words(e));
        }

        return await HandOverAsync(message, recipient, whole, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await LeaveAsync();

    private async Task<Delivery> HandOverAsync(MimeMessage message, MailboxAddress recipient, CancellationTokenSource whole, CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        await using var hurry = stopping.Register(() => whole.CancelAfter(Grace));
        var connection = _connection!;
        connection.SenderTaken = false;
        try
        {
            await connection.SendAsync(message, message.From.Mailboxes.First(), [recipient], whole.Token);
            return Delivery.Done;
        }
        catch (Exception e) when (SmtpFaults.IsExpected(e, stopping))
        {
            var end = SmtpFaults.EndOf(e, connection.SenderTaken);
            if (end is DeliveryEnd.Unavailable or DeliveryEnd.Interrupted || !connection.IsConnected)
            {
                await LeaveAsync();
            }

            return new(end, SmtpFaults.Words(e));
        }
    }

    private async Task<SmtpConnection> EnterAsync(CancellationToken whole, CancellationToken stopping)
    {
        var connection = new SmtpConnection { Timeout = (int)StageLimit.TotalMilliseconds };
        if (smtp.CertificateSha256 is { Length: > 0 } pinned)
        {
            connection.ServerCertificateValidationCallback = (_, certificate, _, _) =>
                certificate is not null && string.Equals(Fingerprint(certificate), pinned, StringComparison.OrdinalIgnoreCase);
        }

        try
        {
            await StageAsync(ct => connection.ConnectAsync(smtp.Host, smtp.Port, Protection(smtp.Security), ct));
            if (smtp is { User: { Length: > 0 } user, Password: { } password })
            {
                await StageAsync(ct => connection.AuthenticateAsync(user, password, ct));
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        async Task StageAsync(Func<CancellationToken, Task> stage)
        {
            using var patience = new CancellationTokenSource(StageLimit, time);
            using var any = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, whole, stopping);
            await stage(any.Token);
        }
    }

    // A message that has left has left, however the goodbye goes.
    private async Task LeaveAsync()
    {
        using var connection = _connection;
        _connection = null;
        if (connection is not { IsConnected: true })
        {
            return;
        }

        try
        {
            using var goodbye = new CancellationTokenSource(GoodbyeLimit, time);
            await connection.DisconnectAsync(quit: true, goodbye.Token);
        }
        catch (Exception e) when (SmtpFaults.IsExpected(e, CancellationToken.None))
        {
            // Disposing closes the connection.
        }
    }

    private static string Fingerprint(X509Certificate certificate) => Convert.ToHexString(SHA256.HashData(certificate.GetRawCertData()));

    // StartTls means required: the kind that falls back to the clear is not on offer.
    private static SecureSocketOptions Protection(SmtpSecurity security) => security switch
    {
        SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
        SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.None,
    };

    /// <summary>Knows how far the message got: after the sender is taken a fault may be the message's own.</summary>
    private sealed class SmtpConnection : SmtpClient
    {
        public bool SenderTaken { get; set; }

        protected override void OnSenderAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
        {
            SenderTaken = true;
            base.OnSenderAccepted(message, mailbox, response);
        }
    }
}
