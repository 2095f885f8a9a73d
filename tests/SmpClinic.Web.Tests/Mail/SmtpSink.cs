using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
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
/// certificate made in memory, AUTH PLAIN and LOGIN, answers a test can plant, and every fault of <see cref="SmtpFault"/>.
/// It keeps what was said and the bytes that came over the wire.
/// </summary>
public sealed class SmtpSink : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<SinkMessage> _messages = new();
    private readonly ConcurrentQueue<(bool Tls, string Line)> _transcript = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly Lock _bytes = new();
    private readonly MemoryStream _wire = new();
    private readonly MemoryStream _heard = new();
    private TcpListener _listener = new(IPAddress.Loopback, 0);
    private Task _loop;
    private int _sessions;
    private int _faultsMet;
    private int _hanging;

    public SmtpSink()
    {
        Certificate = SinkCertificates.SelfSigned();
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _loop = AcceptAsync(_listener);
    }

    /// <summary>Every command line of every session, in order, with whether it came in the clear.</summary>
    public IReadOnlyList<(bool Tls, string Line)> Transcript => [.. _transcript];

    /// <summary>Whether STARTTLS is announced and taken.</summary>
    public bool OffersStartTls { get; set; } = true;

    /// <summary>When set, the first <see cref="RepliesToLose"/> messages are taken, and the connection cut instead of answering.</summary>
    public int RepliesToLose { get; set; }

    /// <summary>The certificate's fingerprint as the settings take it.</summary>
    public string CertificateSha256 => Convert.ToHexString(SHA256.HashData(Certificate.RawData));

    public int Port { get; }

    public X509Certificate2 Certificate { get; set; }

    public IReadOnlyList<SinkMessage> Messages => [.. _messages];

    /// <summary>When set, MAIL FROM is refused until the session has logged in with these.</summary>
    public (string User, string Password)? Credentials { get; init; }

    /// <summary>Answers one command line ("MAIL FROM:&lt;a@b&gt;") with a line of the test's own, such as "451 later".</summary>
    public Func<string, string?>? Plant { get; set; }

    /// <summary>What goes wrong, in every session until it is taken away.</summary>
    public SmtpFault? Fault { get; set; }

    /// <summary>When set, the fault waits for an envelope whose recipient ends so.</summary>
    public string? FaultOnlyFor { get; set; }

    /// <summary>How often the fault was met.</summary>
    public int FaultsMet => _faultsMet;

    /// <summary>How many connections were taken.</summary>
    public int Sessions => _sessions;

    /// <summary>Whether somebody waits for an answer that will not come.</summary>
    public bool IsHanging => _hanging > 0;

    /// <summary>Whether connections are taken; refused otherwise.</summary>
    public bool IsListening { get; private set; } = true;

    /// <summary>How long to wait before each answer.</summary>
    public TimeSpan Delay { get; set; }

    internal CancellationToken Stopping => _stop.Token;

    /// <summary>The bytes that came over the wire, in the clear or not.</summary>
    public byte[] Wire()
    {
        lock (_bytes)
        {
            return _wire.ToArray();
        }
    }

    /// <summary>The bytes as the server understood them, TLS undone.</summary>
    public byte[] Heard()
    {
        lock (_bytes)
        {
            return _heard.ToArray();
        }
    }

    /// <summary>Forgets what was said and taken so far.</summary>
    public void Forget()
    {
        lock (_bytes)
        {
            _wire.SetLength(0);
            _heard.SetLength(0);
        }

        _messages.Clear();
        _transcript.Clear();
        (_sessions, _faultsMet) = (0, 0);
    }

    public async Task<SinkMessage> NextAsync(TimeSpan? timeout = null)
    {
        if (!await _arrived.WaitAsync(timeout ?? TimeSpan.FromSeconds(60), _stop.Token))
        {
            throw new TimeoutException("No message arrived at the SMTP sink.");
        }

        return _messages.Last();
    }

    /// <summary>Refuses connections, or takes them again on the same port.</summary>
    public void Listen(bool whether)
    {
        if (IsListening == whether)
        {
            return;
        }

        IsListening = whether;
        if (!whether)
        {
            _listener.Stop();
            return;
        }

        _listener = new(IPAddress.Loopback, Port);
        _listener.Start();
        _loop = Task.WhenAll(_loop, AcceptAsync(_listener));
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

    internal void OnWire(ReadOnlyMemory<byte> bytes)
    {
        lock (_bytes)
        {
            _wire.Write(bytes.Span);
        }
    }

    internal void OnHeard(byte[] line)
    {
        lock (_bytes)
        {
            _heard.Write(line);
            _heard.Write("\r\n"u8);
        }
    }

    internal void OnCommand(bool tls, string line) => _transcript.Enqueue((tls, line));

    internal void OnTaken(SinkMessage message)
    {
        _messages.Enqueue(message);
        _arrived.Release();
    }

    /// <returns>Whether the reply to the message just taken is to be lost.</returns>
    internal bool LosesReply() => RepliesToLose > 0 && RepliesToLose-- > 0;

    internal SmtpFault? FaultAt(SmtpStage stage, IReadOnlyList<string> to)
    {
        if (Fault is not { } fault || fault.Stage != stage || (FaultOnlyFor is { } ending && !to.Any(t => t.EndsWith(ending, StringComparison.Ordinal))))
        {
            return null;
        }

        Interlocked.Increment(ref _faultsMet);
        return fault;
    }

    internal void OnHanging(bool begins) => Interlocked.Add(ref _hanging, begins ? 1 : -1);

    private async Task ServeAsync(TcpClient client)
    {
        using var session = new SinkSession(this, client);
        await session.ServeAsync();
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        var sessions = new List<Task>();
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                var client = await listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _sessions);
                sessions.Add(ServeAsync(client));
                sessions.RemoveAll(s => s.IsCompletedSuccessfully);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Not listening any more.
        }

        await Task.WhenAll(sessions);
    }
}
