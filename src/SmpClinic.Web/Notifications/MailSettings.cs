using System.Net;
using Microsoft.Extensions.Options;
using MimeKit;

namespace SmpClinic.Web.Notifications;

/// <summary>How mail leaves.</summary>
public enum MailTransportKind
{
    /// <summary>Each message becomes an .eml file: nothing to install, nothing leaves the machine.</summary>
    PickupFolder,

    /// <summary>A mail server.</summary>
    Smtp,
}

/// <summary>How the connection to the mail server is protected. Never less than what is said here.</summary>
public enum SmtpSecurity
{
    /// <summary>In the clear; for a relay on this machine.</summary>
    None,

    /// <summary>STARTTLS, required.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,
}

/// <summary>Configuration section <c>Mail</c>.</summary>
public sealed class MailSettings
{
    public const string Section = "Mail";

    public MailTransportKind? Transport { get; set; }

    /// <summary>The sender: an address, or a neutral name with an address in angle brackets.</summary>
    public string From { get; set; } = "";

    /// <summary>Relative to the content root.</summary>
    public string PickupFolder { get; set; } = "data/mail";

    public SmtpSettings Smtp { get; set; } = new();

    /// <summary>The sender as an address.</summary>
    /// <exception cref="FormatException">The setting is not one address.</exception>
    public MailboxAddress Sender()
    {
        if (!MailboxAddress.TryParse(From, out var parsed) || !Mailbox.TryRead(parsed.Address, out _))
        {
            throw new FormatException("Mail:From is not a mail address.");
        }

        return parsed;
    }
}

/// <summary>Configuration section <c>Mail:Smtp</c>.</summary>
public sealed class SmtpSettings
{
    public string Host { get; set; } = "";

    public int Port { get; set; } = 587;

    public string? User { get; set; }

    public string? Password { get; set; }

    public SmtpSecurity Security { get; set; } = SmtpSecurity.StartTls;

    /// <summary>
    /// SHA-256 of the server's certificate in hexadecimal: accept exactly that one, for a server whose certificate no
    /// authority has signed. Empty means the ordinary check.
    /// </summary>
    public string? CertificateSha256 { get; set; }
}

/// <summary>Stops the start on mail settings that cannot work, or that would show a password or a client's mail to the network.</summary>
internal sealed class MailSettingsCheck : IValidateOptions<MailSettings>
{
    public ValidateOptionsResult Validate(string? name, MailSettings options)
    {
        var faults = new List<string>();
        if (options.Transport is null)
        {
            faults.Add("Mail:Transport is not set; allowed are PickupFolder and Smtp.");
        }

        if (!MailboxAddress.TryParse(options.From, out var from) || !Mailbox.TryRead(from.Address, out _))
        {
            faults.Add("Mail:From must be one mail address.");
        }

        if (options.Transport == MailTransportKind.PickupFolder && string.IsNullOrWhiteSpace(options.PickupFolder))
        {
            faults.Add("Mail:PickupFolder is empty.");
        }

        if (options.Transport == MailTransportKind.Smtp)
        {
            AddSmtpFaults(options.Smtp, faults);
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void AddSmtpFaults(SmtpSettings smtp, List<string> faults)
    {
        if (string.IsNullOrWhiteSpace(smtp.Host))
        {
            faults.Add("Mail:Smtp:Host is not set.");
        }

        if (smtp.Port is < 1 or > 65535)
        {
            faults.Add("Mail:Smtp:Port must lie between 1 and 65535.");
        }

        if (string.IsNullOrEmpty(smtp.User) != string.IsNullOrEmpty(smtp.Password))
        {
            faults.Add("Mail:Smtp:User and Mail:Smtp:Password are set together or not at all.");
        }

        if (smtp.Security == SmtpSecurity.None && !IsThisMachine(smtp.Host))
        {
            faults.Add("Mail:Smtp:Security may be None only for a server on this machine; use StartTls or Tls.");
        }
    }

    private static bool IsThisMachine(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));
}
