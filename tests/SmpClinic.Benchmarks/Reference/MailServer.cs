using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SmpClinic.Benchmarks.Reference;

/// <summary>
/// A mail server that takes everything and keeps nothing, to see how fast mail leaves. It greets nobody until it is told to, so that
/// messages can be queued first.
/// </summary>
internal sealed class MailServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private int _taken;
    private long _first;
    private long _last;

    public MailServer()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Port => ((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

    /// <summary>Greets those who wait, and everybody from now on.</summary>
    public void Open() => _open.TrySetResult();

    /// <summary>How many messages were taken, and the seconds from the first to the last.</summary>
    public string Taken()
    {
        lock (_lock)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{_taken} {Stopwatch.GetElapsedTime(_first, _last).TotalSeconds}");
        }
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        while (true)
        {
            _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            await _open.Task;
            var stream = client.GetStream();
            using var reader = new StreamReader(stream);
            await using var writer = new StreamWriter(stream) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 reference");
            while (await reader.ReadLineAsync() is { } command)
            {
                var isData = command.StartsWith("DATA", StringComparison.OrdinalIgnoreCase);
                if (isData)
                {
                    await writer.WriteLineAsync("354 go on");
                    while (await reader.ReadLineAsync() is not (null or "."))
                    {
                        // Nobody reads it.
                    }

                    Note();
                }

                await writer.WriteLineAsync(command.StartsWith("QUIT", StringComparison.OrdinalIgnoreCase) ? "221 bye" : "250 taken");
            }
        }
    }

    private void Note()
    {
        lock (_lock)
        {
            _last = Stopwatch.GetTimestamp();
            _first = _taken++ == 0 ? _last : _first;
        }
    }
}
