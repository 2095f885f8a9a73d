using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace SmpClinic.Web.Tests.Mail;

/// <summary>One connection to the sink.</summary>
internal sealed class SinkSession(SmtpSink sink, TcpClient client) : IDisposable
{
    private readonly List<string> _to = [];
    private readonly List<string> _commands = [];
    private readonly byte[] _buffer = new byte[8192];
    private Stream _stream = new WireTap(client.GetStream(), sink.OnWire);
    private int _at;
    private int _end;
    private bool _tls;
    private string? _user;
    private string? _from;

    public async Task ServeAsync()
    {
        try
        {
            client.NoDelay = true;
            await TalkAsync();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            // The other side has gone, or the test is over.
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        client.Dispose();
    }

    private async Task TalkAsync()
    {
        if (!await AnswerAsync(SmtpStage.Banner, "220 sink ESMTP"))
        {
            return;
        }

        while (await ReadAsync() is { } line)
        {
            sink.OnCommand(_tls, line);
            _commands.Add(line);
            if (sink.Plant?.Invoke(line) is { } planted)
            {
                await SayAsync(planted);
            }
            else if (!await ObeyAsync(line))
            {
                return;
            }
        }
    }

    /// <returns>False if the session is over.</returns>
    private async Task<bool> ObeyAsync(string line)
    {
        switch (line.Split(' ', ':')[0].ToUpperInvariant())
        {
            case "EHLO":
                return await AnswerAsync(
                    _tls ? SmtpStage.EhloAgain : SmtpStage.Ehlo,
                    "250-sink\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-SIZE 20000000\r\n" + (_tls || !sink.OffersStartTls ? "" : "250-STARTTLS\r\n") + "250 AUTH PLAIN LOGIN");
            case "STARTTLS" when sink.OffersStartTls:
                return await ProtectAsync();
            case "AUTH":
                return await LogInAsync(line);
            case "MAIL" when sink.Credentials is not null && _user is null:
                await SayAsync("530 5.7.0 log in first");
                return true;
            case "MAIL":
                _from = Address(line);
                _to.Clear();
                return await AnswerAsync(SmtpStage.Mail, "250 ok");
            case "RCPT":
                _to.Add(Address(line));
                return await AnswerAsync(SmtpStage.Rcpt, "250 ok");
            case "DATA":
                return await TakeAsync();
            case "RSET":
                _from = null;
                _to.Clear();
                await SayAsync("250 ok");
                return true;
            case "HELO" or "NOOP":
                await SayAsync("250 ok");
                return true;
            case "QUIT":
                await AnswerAsync(SmtpStage.Quit, "221 bye");
                return false;
            default:
                await SayAsync("502 not here");
                return true;
        }
    }

    private async Task<bool> ProtectAsync()
    {
        if (sink.Fault is { Stage: SmtpStage.StartTls, Act: SmtpAct.Reply })
        {
            return await AnswerAsync(SmtpStage.StartTls, "");
        }

        if (!await AnswerAsync(SmtpStage.StartTls, "220 go ahead") || !await AnswerAsync(SmtpStage.Handshake, right: null) || sink.Fault?.Stage == SmtpStage.Handshake)
        {
            return false;
        }

        // What came in the clear behind the command is no part of the protected session.
        (_at, _end) = (0, 0);
        var ssl = new SslStream(_stream, leaveInnerStreamOpen: false);
        await ssl.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = sink.Certificate }, sink.Stopping);
        (_stream, _tls) = (ssl, true);
        return true;
    }

    private async Task<bool> LogInAsync(string line)
    {
        var words = line.Split(' ');
        string user, password;
        if (words[1].Equals("PLAIN", StringComparison.OrdinalIgnoreCase))
        {
            var parts = Decoded(words.Length > 2 ? words[2] : await AskAsync("334 ")).Split('\0');
            (user, password) = (parts[1], parts[2]);
        }
        else
        {
            user = Decoded(words.Length > 2 ? words[2] : await AskAsync("334 VXNlcm5hbWU6"));
            password = Decoded(await AskAsync("334 UGFzc3dvcmQ6"));
        }

        var known = sink.Credentials is null || sink.Credentials == (user, password);
        if (await AnswerAsync(SmtpStage.Auth, known ? "235 welcome" : "535 5.7.8 wrong user name or password"))
        {
            _user = known && sink.Fault is not { Stage: SmtpStage.Auth, Act: SmtpAct.Reply } ? user : null;
            return true;
        }

        return false;
    }

    private async Task<bool> TakeAsync()
    {
        if (!await AnswerAsync(SmtpStage.Data, "354 go on"))
        {
            return false;
        }

        if (sink.Fault is { Stage: SmtpStage.Data, Act: SmtpAct.Reply } && IsConcerned)
        {
            return true;
        }

        using var body = new MemoryStream();
        byte[]? data;
        while ((data = await ReadRawAsync()) is not null and not [(byte)'.'])
        {
            body.Write(data.AsSpan(data is [(byte)'.', ..] ? 1 : 0));
            body.Write("\r\n"u8);
        }

        if (data is null)
        {
            return false;
        }

        if (sink.Fault is { Stage: SmtpStage.Dot } && IsConcerned)
        {
            return await AnswerAsync(SmtpStage.Dot, right: null);
        }

        body.Position = 0;
        sink.OnTaken(new(_from ?? "", [.. _to], _tls, _user, await MimeMessage.LoadAsync(body, sink.Stopping), body.ToArray(), [.. _commands]));
        return !sink.LosesReply() && await AnswerAsync(SmtpStage.Taken, "250 taken");
    }

    private bool IsConcerned => sink.FaultOnlyFor is not { } ending || _to.Any(t => t.EndsWith(ending, StringComparison.Ordinal));

    /// <returns>False if the session is over.</returns>
    private async Task<bool> AnswerAsync(SmtpStage stage, string? right)
    {
        var fault = sink.FaultAt(stage, _to);
        switch (fault?.Act)
        {
            case SmtpAct.Reply:
                await SayAsync(fault.Text);
                return !fault.Text.StartsWith("421", StringComparison.Ordinal) && stage != SmtpStage.Banner;
            case SmtpAct.ReplyFirst:
                await SayAsync(fault.Text + "\r\n" + right);
                return true;
            case SmtpAct.ReplyAfter:
                await SayAsync(right + "\r\n" + fault.Text);
                return true;
            case SmtpAct.Reset:
                client.Client.LingerState = new LingerOption(enable: true, seconds: 0);
                client.Client.Close();
                return false;
            case SmtpAct.Close:
                return false;
            case SmtpAct.Silence or SmtpAct.Drip:
                await HangAsync(fault);
                return false;
            default:
                if (right is not null)
                {
                    await SayAsync(right);
                }

                return true;
        }
    }

    // Until the other side has had enough, or the fault is taken away.
    private async Task HangAsync(SmtpFault fault)
    {
        sink.OnHanging(begins: true);
        try
        {
            var gone = ReadToEndAsync();
            while (!gone.IsCompleted && ReferenceEquals(sink.Fault, fault))
            {
                if (fault.Act == SmtpAct.Drip)
                {
                    await _stream.WriteAsync("2"u8.ToArray(), sink.Stopping);
                }

                await Task.WhenAny(gone, Task.Delay(20, sink.Stopping));
            }
        }
        finally
        {
            sink.OnHanging(begins: false);
        }
    }

    private async Task ReadToEndAsync()
    {
        while (await ReadRawAsync() is not null)
        {
            // Whatever it still says.
        }
    }

    private async Task SayAsync(string line)
    {
        if (sink.Delay > TimeSpan.Zero)
        {
            await Task.Delay(sink.Delay, sink.Stopping);
        }

        await _stream.WriteAsync(Encoding.Latin1.GetBytes(line + "\r\n"), sink.Stopping);
        await _stream.FlushAsync(sink.Stopping);
    }

    private async Task<string> AskAsync(string question)
    {
        await SayAsync(question);
        return await ReadAsync() ?? "";
    }

    private async Task<string?> ReadAsync() => await ReadRawAsync() is { } line ? Encoding.UTF8.GetString(line) : null;

    private async Task<byte[]?> ReadRawAsync()
    {
        var line = new List<byte>(128);
        while (true)
        {
            if (_at == _end)
            {
                (_at, _end) = (0, await _stream.ReadAsync(_buffer, sink.Stopping));
                if (_end == 0)
                {
                    return null;
                }
            }

            var one = _buffer[_at++];
            if (one != (byte)'\n')
            {
                line.Add(one);
                continue;
            }

            if (line is [.., (byte)'\r'])
            {
                line.RemoveAt(line.Count - 1);
            }

            var whole = line.ToArray();
            sink.OnHeard(whole);
            return whole;
        }
    }

    private static string Decoded(string text) => Encoding.UTF8.GetString(Convert.FromBase64String(text));

    private static string Address(string line) => line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];
}
