using SmpClinic.Web.Tests.Mail;

namespace SmpClinic.Endurance.Tests.Mail;

/// <summary>What has to become of a message that meets a fault.</summary>
public enum Fate
{
    /// <summary>Delivered later, once; the fault is charged to nobody or to the message.</summary>
    Later,

    /// <summary>Delivered later, and each attempt has been delivered too, with the same Message-ID: the reply was lost.</summary>
    LaterAgain,

    /// <summary>A dead letter.</summary>
    Dead,

    /// <summary>Delivered at once: strange, but no fault.</summary>
    AtOnce,
}

/// <summary>One row of the table.</summary>
/// <param name="Name">What happens, in words.</param>
/// <param name="Fate">What has to become of the message.</param>
/// <param name="Fault">What the server does; null where it is not there at all.</param>
public sealed record MailFault(string Name, Fate Fate, SmtpFault? Fault);

/// <summary>Every way for a mail server to fail that the tests know.</summary>
public static class FaultTable
{
    private const string Garbage = "\x01\x02 HTTP/1.1 400 Bad Request";

    public static IReadOnlyList<MailFault> All { get; } =
    [
        new("the connection is refused", Fate.Later, null),
        .. Broken(SmtpStage.Banner, Fate.Later),
        new("Banner: 421", Fate.Later, new(SmtpStage.Banner, SmtpAct.Reply, "421 4.3.2 too busy")),
        new("Banner: 554", Fate.Later, new(SmtpStage.Banner, SmtpAct.Reply, "554 5.3.2 no service here")),
        new("Banner: garbage", Fate.Later, new(SmtpStage.Banner, SmtpAct.Reply, Garbage)),
        new("Banner: a line of 100,000 letters, then nothing", Fate.Later, new(SmtpStage.Banner, SmtpAct.Reply, new string('x', 100_000))),
        .. Broken(SmtpStage.Ehlo, Fate.Later),
        .. Said(SmtpStage.Ehlo, Fate.Later, "421 4.3.2 closing", "451 4.3.0 later", "550 5.7.1 not you", Garbage),
        .. Broken(SmtpStage.StartTls, Fate.Later),
        .. Said(SmtpStage.StartTls, Fate.Later, "421 4.3.2 closing", "454 4.7.0 TLS not available", "501 5.5.4 no", Garbage),
        new("StartTls: answers planted behind the go-ahead, which are not heard under TLS", Fate.AtOnce, new(SmtpStage.StartTls, SmtpAct.ReplyAfter, "250-sink\r\n250 AUTH PLAIN")),
        .. Broken(SmtpStage.Handshake, Fate.Later),
        new("Handshake: plain text instead", Fate.Later, new(SmtpStage.Handshake, SmtpAct.Reply, "250 go on in the clear")),
        .. Broken(SmtpStage.EhloAgain, Fate.Later),
        .. Said(SmtpStage.EhloAgain, Fate.Later, "421 4.3.2 closing"),

        // The older greeting is tried then, still under TLS.
        .. Said(SmtpStage.EhloAgain, Fate.AtOnce, "451 4.3.0 later"),
        .. Broken(SmtpStage.Auth, Fate.Later),
        .. Said(SmtpStage.Auth, Fate.Later, "421 4.3.2 closing", "454 4.7.0 later", "535 5.7.8 wrong password", Garbage),
        .. Broken(SmtpStage.Mail, Fate.Later),
        .. Said(SmtpStage.Mail, Fate.Later, "421 4.3.2 closing", "451 4.3.0 later", "452 4.3.1 disk full", "550 5.7.1 sender refused", Garbage),
        .. Said(SmtpStage.Mail, Fate.Dead, "552 5.3.4 too large"),
        .. Broken(SmtpStage.Rcpt, Fate.Later),
        .. Said(SmtpStage.Rcpt, Fate.Later, "421 4.3.2 closing", "450 4.2.1 greylisted", "452 4.5.3 too many", Garbage),
        .. Said(SmtpStage.Rcpt, Fate.Dead, "550 5.1.1 unknown", "553 5.1.3 bad address"),
        .. Broken(SmtpStage.Data, Fate.Later),
        .. Said(SmtpStage.Data, Fate.Later, "421 4.3.2 closing", "451 4.3.0 later", Garbage),
        .. Said(SmtpStage.Data, Fate.Dead, "554 5.7.1 refused"),
        .. Broken(SmtpStage.Dot, Fate.Later),
        .. Said(SmtpStage.Dot, Fate.Later, "421 4.3.2 closing", "451 4.3.0 later", Garbage),
        .. Said(SmtpStage.Dot, Fate.Dead, "554 5.6.0 refused", "552 5.3.4 too large"),
        .. Broken(SmtpStage.Taken, Fate.LaterAgain),
        .. Said(SmtpStage.Taken, Fate.LaterAgain, Garbage),
        .. Broken(SmtpStage.Quit, Fate.AtOnce),
        .. Said(SmtpStage.Quit, Fate.AtOnce, "421 4.3.2 closing", Garbage),
        new("Banner: an answer of 500 lines", Fate.AtOnce, new(SmtpStage.Banner, SmtpAct.ReplyFirst, string.Join("\r\n", Enumerable.Repeat("220-welcome", 500)))),
        new("Mail: an answer of 500 lines", Fate.AtOnce, new(SmtpStage.Mail, SmtpAct.ReplyFirst, string.Join("\r\n", Enumerable.Repeat("250-fine", 500)))),
        new("Rcpt: an answer of 10,000 letters", Fate.AtOnce, new(SmtpStage.Rcpt, SmtpAct.ReplyFirst, "250-" + new string('y', 10_000))),
    ];

    private static IEnumerable<MailFault> Broken(SmtpStage stage, Fate fate) =>
        ((SmtpAct[])[SmtpAct.Reset, SmtpAct.Close, SmtpAct.Silence, SmtpAct.Drip]).Select(act => new MailFault($"{stage}: {act}", fate, new(stage, act)));

    private static IEnumerable<MailFault> Said(SmtpStage stage, Fate fate, params string[] answers) => answers.Select(answer =>
        new MailFault($"{stage}: {(answer == Garbage ? "garbage" : answer)}", fate, new(stage, SmtpAct.Reply, answer)));
}
