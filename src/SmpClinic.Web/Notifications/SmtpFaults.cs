using System.Globalization;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace SmpClinic.Web.Notifications;

/// <summary>What goes wrong with a mail server, and whom it concerns: this message, or all of them.</summary>
internal static class SmtpFaults
{
    private const int ShuttingDown = 421;
    private const int StorageExceeded = 552;

    /// <summary>Whether the fault is one that servers and networks are known for.</summary>
    public static bool IsExpected(Exception e, CancellationToken stopping) => e switch
    {
        OperationCanceledException => !stopping.IsCancellationRequested,
        CommandException or ProtocolException or ServiceNotAuthenticatedException or ServiceNotConnectedException => true,
        AuthenticationException or SslHandshakeException or System.Security.Authentication.AuthenticationException => true,
        IOException or SocketException or TimeoutException or NotSupportedException or FormatException => true,
        _ => false,
    };

    /// <summary>What a fault after the greeting and the login means.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="senderTaken">Whether the server had taken the message's sender.</param>
    public static DeliveryEnd EndOf(Exception fault, bool senderTaken) => fault switch
    {
        // The server cannot take such an address, or the message cannot be written down.
        NotSupportedException or FormatException => DeliveryEnd.Refused,
        ServiceNotAuthenticatedException => DeliveryEnd.Unavailable,
        SmtpCommandException { StatusCode: SmtpStatusCode.AuthenticationRequired or SmtpStatusCode.AuthenticationMechanismTooWeak or SmtpStatusCode.EncryptionRequiredForAuthenticationMechanism or SmtpStatusCode.AuthenticationInvalidCredentials } => DeliveryEnd.Unavailable,

        // Every message has the same sender, so what goes wrong before it is taken concerns them all; only "too large" speaks of this one.
        SmtpCommandException e when !senderTaken => (int)e.StatusCode == StorageExceeded ? DeliveryEnd.Refused : DeliveryEnd.Unavailable,
        SmtpCommandException e when (int)e.StatusCode == ShuttingDown => DeliveryEnd.Interrupted,
        SmtpCommandException e => (int)e.StatusCode >= 500 ? DeliveryEnd.Refused : DeliveryEnd.Deferred,
        _ => senderTaken ? DeliveryEnd.Interrupted : DeliveryEnd.Unavailable,
    };

    /// <summary>What the server or the system said.</summary>
    public static string Words(Exception fault) => fault switch
    {
        SmtpCommandException e => string.Create(CultureInfo.InvariantCulture, $"{(int)e.StatusCode} {e.Message}"),
        OperationCanceledException => "The server took too long.",
        _ => fault.Message,
    };
}
