using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SmpClinic.Endurance.Tests.Hostile;

/// <summary>One answer as it came over the wire. Text is Latin-1, so that every byte is one character.</summary>
internal sealed record WireAnswer(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body)
{
    /// <summary>The values of a header, joined by commas; null where there is none.</summary>
    public string? this[string name]
    {
        get
        {
            var values = Headers.Where(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value).ToList();
            return values.Count == 0 ? null : string.Join(", ", values);
        }
    }

    /// <summary>The cookies it sets, as a Cookie header would carry them.</summary>
    public string Cookies => string.Join("; ", Headers.Where(h => h.Key.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase)).Select(h => h.Value.Split(';')[0]));
}

/// <summary>All that came back on one connection, and whether the server ended it.</summary>
internal sealed record WireExchange(IReadOnlyList<WireAnswer> Answers, bool Closed);

/// <summary>A client made of a socket: it writes exactly the bytes it is told to, repairs nothing, and reads what comes.</summary>
internal sealed class Wire : IDisposable
{
    private readonly Socket _socket;
    private readonly Stream _stream;
    private byte[] _kept = [];
    private bool _ended;

    private Wire(Socket socket, Stream stream) => (_socket, _stream) = (socket, stream);

    /// <summary>Connects; a small receive buffer makes a client that takes little until it reads.</summary>
    public static async Task<Wire> OpenAsync(Uri address, int? receiveBuffer = null, CancellationToken cancellationToken = default)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size)
        {
            socket.ReceiveBufferSize = size;
        }

        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, address.Port), cancellationToken);
        return new(socket, new NetworkStream(socket, ownsSocket: false));
    }

    /// <summary>The bytes of a text whose characters are bytes.</summary>
    public static byte[] Bytes(string latin1) => Encoding.Latin1.GetBytes(latin1);

    /// <summary>One connection: everything written, then everything read until the server ends it or says nothing for the time given.</summary>
    public static async Task<WireExchange> ExchangeAsync(Uri address, byte[] bytes, TimeSpan quiet, CancellationToken cancellationToken = default)
    {
        using var wire = await OpenAsync(address, cancellationToken: cancellationToken);
        await wire.SendAsync(bytes, cancellationToken);
        var answers = new List<WireAnswer>();

        // The first answer may take its time on a busy machine; what should not come at all is waited for as long as said.
        while (await wire.ReadAsync(answers.Count == 0 ? TimeSpan.FromSeconds(20) : quiet, cancellationToken: cancellationToken) is { } answer)
        {
            answers.Add(answer);
        }

        return new(answers, wire._ended);
    }

    /// <inheritdoc cref="ExchangeAsync(Uri, byte[], TimeSpan, CancellationToken)"/>
    public static Task<WireExchange> ExchangeAsync(Uri address, string latin1, CancellationToken cancellationToken = default) =>
        ExchangeAsync(address, Bytes(latin1), TimeSpan.FromSeconds(1), cancellationToken);

    /// <summary>Writes; false where the server no longer takes it.</summary>
    public async Task<bool> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        try
        {
            await _stream.WriteAsync(bytes, cancellationToken);
            return true;
        }
        catch (IOException)
        {
            _ended = true;
            return false;
        }
    }

    /// <summary>The next answer; null when the connection ended or nothing came for so long. Bodies of HEAD are none.</summary>
    public async Task<WireAnswer?> ReadAsync(TimeSpan quiet, bool head = false, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var text = Encoding.Latin1.GetString(_kept);
            if (Parse(text, head) is var (answer, length) && answer is not null)
            {
                _kept = _kept[length..];
                if (answer.Status != 100)
                {
                    return answer;
                }

                continue;
            }

            if (!await MoreAsync(quiet, cancellationToken))
            {
                return null;
            }
        }
    }

    /// <summary>Whether the server has ended the connection, waiting so long for it.</summary>
    public async Task<bool> IsEndedAsync(TimeSpan quiet, CancellationToken cancellationToken = default)
    {
        while (!_ended && await MoreAsync(quiet, cancellationToken))
        {
            _kept = [];
        }

        return _ended;
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    private async Task<bool> MoreAsync(TimeSpan quiet, CancellationToken cancellationToken)
    {
        if (_ended)
        {
            return false;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(quiet);
        var buffer = new byte[16 * 1024];
        try
        {
            var read = await _stream.ReadAsync(buffer, patience.Token);
            _ended = read == 0;
            _kept = [.. _kept, .. buffer.AsSpan(0, read)];
            return read > 0;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (IOException)
        {
            _ended = true;
            return false;
        }
    }

    private static (WireAnswer? Answer, int Length) Parse(string text, bool head)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return default;
        }

        var lines = text[..end].Split("\r\n");
        var status = int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture);
        var headers = lines[1..].Select(line => line.Split(':', 2)).Select(pair => new KeyValuePair<string, string>(pair[0], pair[1].Trim())).ToList();
        var answer = new WireAnswer(status, headers, string.Empty);
        var start = end + 4;
        if (head || status is 100 or 204 or 304)
        {
            return (answer, start);
        }

        if (answer["Transfer-Encoding"] is not null)
        {
            return Chunked(text, start) is var (body, next) && body is not null ? (answer with { Body = body }, next) : default;
        }

        var length = int.Parse(answer["Content-Length"] ?? "0", CultureInfo.InvariantCulture);
        return text.Length >= start + length ? (answer with { Body = text.Substring(start, length) }, start + length) : default;
    }

    private static (string? Body, int Next) Chunked(string text, int at)
    {
        var body = new StringBuilder();
        while (text.IndexOf("\r\n", at, StringComparison.Ordinal) is >= 0 and var line)
        {
            var size = int.Parse(text[at..line], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            at = line + 2;
            if (text.Length < at + size + 2)
            {
                break;
            }

            body.Append(text, at, size);
            at += size + 2;
            if (size == 0)
            {
                return (body.ToString(), at);
            }
        }

        return default;
    }
}
