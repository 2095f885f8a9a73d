namespace SmpClinic.Web.Tests.Mail;

/// <summary>Where in a session something goes wrong.</summary>
public enum SmtpStage
{
    Banner,
    Ehlo,
    StartTls,
    Handshake,

    /// <summary>The second greeting, under TLS.</summary>
    EhloAgain,
    Auth,
    Mail,
    Rcpt,
    Data,

    /// <summary>After the final dot, the message not taken.</summary>
    Dot,

    /// <summary>After the final dot, the message taken.</summary>
    Taken,
    Quit,
}

/// <summary>What a faulty server does.</summary>
public enum SmtpAct
{
    /// <summary>Says <see cref="SmtpFault.Text"/>, and goes if that is a 421 or a 5xx greeting.</summary>
    Reply,

    /// <summary>Says <see cref="SmtpFault.Text"/> before the right answer, in one packet with it.</summary>
    ReplyFirst,

    /// <summary>Says <see cref="SmtpFault.Text"/> after the right answer, in one packet with it.</summary>
    ReplyAfter,

    /// <summary>Cuts the connection with an RST.</summary>
    Reset,

    /// <summary>Closes the connection as if all were said.</summary>
    Close,

    /// <summary>Says nothing more and keeps the connection.</summary>
    Silence,

    /// <summary>Begins an answer that never ends, one byte now and then.</summary>
    Drip,
}

/// <summary>One way for a mail server to fail.</summary>
/// <param name="Stage">Where.</param>
/// <param name="Act">How.</param>
/// <param name="Text">What it says.</param>
public sealed record SmtpFault(SmtpStage Stage, SmtpAct Act, string Text = "");
