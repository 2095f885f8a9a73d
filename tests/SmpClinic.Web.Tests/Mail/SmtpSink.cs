using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MimeKit;

namespace SmpClinic.Web.Tests.Mail;

/// <summary>One message the sink took, with what the sender did on the way.</summary>
/// <param name="From">The envelope's sender.</param>
/// <param name="To">The envelope's recipients.</param>
/// <param name="Tls">Whether the connection was protected.</param>
/// <param name="User">Who had logged in.</param>
/// <param name="Message">The message, read by MimeKit.</param>
/// <param name="Raw">The message's bytes as they came, dots unstuffed.</param>
/// <param name="Commands">Every command line of the session so far.</param>
public sealed record SinkMessage(
    string From, IReadOnlyList<string> To, bool Tls, string? User, MimeMessage Message, byte[] Raw, IReadOnlyList<string> Commands);

/// <summary>
/// An SMTP server for tests, in the test's own process: 127.0.0.1, a port the system picks, STARTTLS with a
/// certificate made in memory, AUTH PLAIN and LOGIN, and answers a test can plant (a refused recipient, a slow server).
/// </summary>
public sealed class SmtpSink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<SinkMessage> _messages = new();
    private readonly ConcurrentQueue<(bool Tls, string Line)> _transcript = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly Task _loop;

    public SmtpSink()
    {
        Certificate = MakeCertificate();
        _listener.Start();
        _loop = AcceptAsync();
    }

    /// <summary>Every command line of every session, in order, with whether it came in the clear.</summary>
    public IReadOnlyList<(bool Tls, string Line)> Transcript => [.. _transcript];

    /// <summary>Whether STARTTLS is announced and taken.</summary>
    public bool OffersStartTls { get; init; } = true;

    /// <summary>When set, the first <see cref="RepliesToLose"/> messages are taken, and the connection cut instead of answering.</summary>
    public int RepliesToLose { get; set; }

    /// <summary>The certificate's fingerprint as the settings take it.</summary>
    public string CertificateSha256 => Convert.ToHexString(SHA256.HashData(Certificate.RawData));

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;
    public X509Certificate2 Certificate { get; }
    public IReadOnlyList<SinkMessage> Messages => [.. _messages];

    /// <summary>When set, MAIL FROM is refused until the session has logged in with these.</summary>
    public (string User, string Password)? Credentials { get; init; }

    /// <summary>Answers one command line ("MAIL FROM:&lt;a@b&gt;") with a line of the test's own, such as "451 later".</summary>
    public Func<string, string?>? Plant { get; set; }

    /// <summary>How long to wait before each answer.</summary>
    public TimeSpan Delay { get; set; }

    public async Task<SinkMessage> NextAsync(TimeSpan? timeout = null)
    {
        if (!await _arrived.WaitAsync(timeout ?? TimeSpan.FromSeconds(60), _stop.Token))
        {
            throw new TimeoutException("No message arrived at the SMTP sink.");
        }

        return _messages.Last();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop;
        Certificate.Dispose();
        _arrived.Dispose();
        _stop.Dispose();
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddMinutes(-5), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    private async Task AcceptAsync()
    {
        var sessions = new List<Task>();
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                sessions.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }

        await Task.WhenAll(sessions);
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        Stream stream = client.GetStream();
        var tls = false;
        string? user = null, from = null;
        var to = new List<string>();
        var commands = new List<string>();

        async Task Say(string line)
        {
            if (Delay > TimeSpan.Zero)
            {
                await Task.Delay(Delay, _stop.Token);
            }

            await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), _stop.Token);
        }

        async Task<byte[]?> ReadRaw()
        {
            var line = new List<byte>(128);
            var one = new byte[1];
            while (await stream.ReadAsync(one, _stop.Token) == 1)
            {
                if (one[0] == '\n')
                {
                    if (line.Count > 0 && line[^1] == '\r')
                    {
                        line.RemoveAt(line.Count - 1);
                    }

                    return [.. line];
                }

                line.Add(one[0]);
            }

            return null;
        }

        async Task<string?> Read() => await ReadRaw() is { } b ? Encoding.UTF8.GetString(b) : null;
        static string B64(string s) => Encoding.UTF8.GetString(Convert.FromBase64String(s));
        bool Known(string u, string p) => Credentials is null || Credentials == (u, p);

        try
        {
            await Say("220 sink ESMTP");
            while (await Read() is { } line)
            {
                _transcript.Enqueue((tls, line));
                commands.Add(line);
                if (Plant?.Invoke(line) is { } planted)
                {
                    await Say(planted);
                    continue;
                }

                var verb = line.Split(' ', ':')[0].ToUpperInvariant();
                switch (verb)
                {
                    case "EHLO":
                        await Say("250-sink\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-SIZE 20000000\r\n" + (tls || !OffersStartTls ? "" : "250-STARTTLS\r\n") + "250 AUTH PLAIN LOGIN");
                        break;
                    case "HELO":
                        await Say("250 sink");
                        break;
                    case "STARTTLS" when OffersStartTls:
                        await Say("220 go ahead");
                        var ssl = new SslStream(stream, leaveInnerStreamOpen: false);
                        await ssl.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate }, _stop.Token);
                        stream = ssl;
                        tls = true;
                        break;
                    case "AUTH":
                        var words = line.Split(' ');
                        string u, p;
                        if (words[1].Equals("PLAIN", StringComparison.OrdinalIgnoreCase))
                        {
                            string? token;
                            if (words.Length > 2)
                            {
                                token = words[2];
                            }
                            else
                            {
                                await Say("334 ");
                                token = await Read();
                            }

                            var parts = B64(token ?? "").Split('\0');
                            (u, p) = (parts[1], parts[2]);
                        }
                        else
                        {
                            if (words.Length > 2)
                            {
                                u = B64(words[2]);
                            }
                            else
                            {
                                await Say("334 VXNlcm5hbWU6");
                                u = B64(await Read() ?? "");
                            }

                            await Say("334 UGFzc3dvcmQ6");
                            p = B64(await Read() ?? "");
                        }

                        if (Known(u, p))
                        {
                            user = u;
                            await Say("235 welcome");
                        }
                        else
                        {
                            await Say("535 5.7.8 wrong user name or password");
                        }

                        break;
                    case "MAIL":
                        if (Credentials is not null && user is null)
                        {
                            await Say("530 5.7.0 log in first");
                            break;
                        }

                        from = Address(line);
                        to.Clear();
                        await Say("250 ok");
                        break;
                    case "RCPT":
                        to.Add(Address(line));
                        await Say("250 ok");
                        break;
                    case "DATA":
                        await Say("354 go on");
                        using (var body = new MemoryStream())
                        {
                            while (true)
                            {
                                // Cut before the dot: the message was not taken.
                                if (await ReadRaw() is not { } data)
                                {
                                    return;
                                }

                                if (data is [(byte)'.'])
                                {
                                    break;
                                }


                                body.Write(data.AsSpan(data is [(byte)'.', ..] ? 1 : 0));
                                body.Write("\r\n"u8);
                            }

                            body.Position = 0;
                            _messages.Enqueue(new(from ?? "", [.. to], tls, user, await MimeMessage.LoadAsync(body, _stop.Token), body.ToArray(), [.. commands]));
                            _arrived.Release();
                            if (RepliesToLose > 0)
                            {
                                RepliesToLose--;
                                return;
                            }
                        }

                        await Say("250 taken");
                        break;
                    case "RSET":
                        from = null;
                        to.Clear();
                        await Say("250 ok");
                        break;
                    case "NOOP":
                        await Say("250 ok");
                        break;
                    case "QUIT":
                        await Say("221 bye");
                        return;
                    default:
                        await Say("502 not here");
                        break;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
        }
        finally
        {
            await stream.DisposeAsync();
        }
    }

    private static string Address(string line) => line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];
}
