namespace SmpClinic.Web.Tests.Notifications;

/// <summary>What people have typed into booking forms to make them say something else.</summary>
internal static class HostileText
{
    /// <summary>Tries to add a header, a line, a property, a component or a recipient.</summary>
    public static readonly IReadOnlyList<string> Injections =
    [
        "\r\nBcc: evil@evil.example", "\nBcc: evil@evil.example", "\rBcc: evil@evil.example", "\u0085Bcc: evil@evil.example",
        "\u2028Bcc: evil@evil.example", "\u2029Bcc: evil@evil.example", "\r\n\r\n<h1>body</h1>", "\r\n.\r\nMAIL FROM:<evil@evil.example>\r\nRCPT TO:<evil@evil.example>\r\n",
        "\r\nATTENDEE:mailto:evil@evil.example", "\nBEGIN:VALARM\nACTION:EMAIL\nEND:VALARM", "\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:2", "\r\n ATTENDEE;CN=x:mailto:e@evil.example",
        "\\nDTEND:20300101T000000Z", "\\\r\nX-EVIL:1", ";X=1", ";CN=\"evil\":mailto:evil@evil.example", "\"quoted\"", "\";X-A=\"b", "'single'", ":colon:", ",comma,",
        "<evil@evil.example>", "x> RCPT TO:<evil@evil.example", "\0", "\u000B\u000C", "\u001B[31m", "\u007F", "=?utf-8?q?=0D=0ABcc:_evil=40evil.example?=", "=0D=0ABcc: evil@evil.example",
        "--=-boundary--", "Content-Type: text/html", "\r\n--x\r\nContent-Type: text/html\r\n\r\n<b>", "^nATTENDEE:x", "%0d%0aBcc:evil@evil.example", "\uFEFF\r\nX:1", "\uD83D\r\nX:1", "😀\r\nX:1",
    ];

    /// <summary>Tries to add a recipient, or to smuggle a command, by way of the address.</summary>
    public static readonly IReadOnlyList<string> Addresses =
    [
        "zoe@patient.example, evil@evil.example", "zoe@patient.example;evil@evil.example", "zoe@patient.example evil@evil.example",
        "zoe@patient.example\r\nBcc: evil@evil.example", "zoe@patient.example\nRCPT TO:<evil@evil.example>", "zoe@patient.example\r", "zoe@patient.example\n",
        "\"zoe\r\n RCPT TO:<evil@evil.example>\"@patient.example", "\"zoe\"@patient.example", "\"a b\"@patient.example", "\"a@b\"@patient.example", "<zoe@patient.example>",
        "Zoe <zoe@patient.example>", "zoe@patient.example> NOTIFY=NEVER", "zoe@patient.example>\r\nDATA", "group: zoe@patient.example, evil@evil.example;", "zoe@patient.example(comment)",
        "zoe(comment)@patient.example", "zoe@[127.0.0.1]", "@relay.example:zoe@patient.example", "zoe%evil.example@patient.example\u0000", "zoe@patient.example\u2028evil@evil.example",
        "zoe@patient.example\u0085", "zoe@@patient.example", "@patient.example", "zoe@", "zoe", "", " ", "zoe@patient.example ", "zoe@pa\ttient.example", "zoe@patient..example", ".zoe@patient.example",
        "zoe;X=1@patient.example", "zoe:x@patient.example", "zoe@patient.example?subject=x", "mailto:zoe@patient.example",
    ];

    /// <summary>Tries to become markup or a link.</summary>
    public static readonly IReadOnlyList<string> Markup =
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<a href=\"https://evil.example\">click</a>", "</p><h1>Pay here</h1>", "<svg/onload=alert(1)>", "<!-- ", "]]>", "<style>*{}</style>",
        "&lt;b&gt;", "&#60;b&#62;", "\"><b>", "'><b>", "</title><b>", "</body></html><b>", "<base href=//evil.example>", "<form action=//evil.example><input>", "<iframe src=//evil.example>", "<b", "<\0b>", "＜b＞",
        "https://evil.example/pay", "http://evil.example", "HTTPS://EVIL.EXAMPLE", "www.evil.example", "evil.example", "evil.com", "pay at evil.co.uk/now", "mailto:evil@evil.example", "evil@evil.example", "javascript:alert(1)",
        "tel:+44117", "ftp://evil.example", "//evil.example/x", "https:evil.example", "evil。example", "evil．com", "bit.ly/abc", "xn--e1awd7f.com", "пример.рф", "https://clinic.example@evil.example", "hxxp://evil.example", "[click](https://evil.example)",
        "\u202Egnp.exe", "evil\u200B.com", "evil.\u200Bcom",
    ];
}
