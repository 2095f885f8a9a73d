using System.Text;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Parsing;

namespace SmpClinic.Web.Hosting;

/// <summary>
/// The console of a site that serves: whole lines, in order, written by one thread many at a time, because a call to the system for
/// every line costs more than answering a cached page. The first line after a pause is written at once, those that follow it wait
/// <see cref="Gathering"/> at most; an error takes everything before it along, and so does the end of the process. When nobody reads
/// the console, writers wait, as they always did. Where it cannot be written (a full disk behind it) lines are lost, since visitors
/// must not feel it; the first line after that says how much.
/// </summary>
public sealed class LogLines : ILogEventSink, IDisposable
{
    private const int MostWaiting = 4 * 1024 * 1024;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan PatienceAtTheEnd = TimeSpan.FromSeconds(3);

    private static readonly MessageTemplate LostTemplate = new MessageTemplateParser().Parse("{Bytes} bytes of log could not be written and are lost");

    private readonly ITextFormatter _formatter;
    private readonly Stream _console;
    private readonly TimeProvider _time;
    private readonly object _lines = new();
    private readonly object _pause = new();
    private readonly Lock _writing = new();
    private byte[] _filling = new byte[64 * 1024];
    private byte[] _spare = new byte[64 * 1024];
    private int _length;
    private long _lost;
    private bool _ended;

    /// <summary>Writes to a console.</summary>
    /// <param name="formatter">How events become lines.</param>
    /// <param name="console">Where to.</param>
    /// <param name="time">Dates what is said of lost lines.</param>
    public LogLines(ITextFormatter formatter, Stream console, TimeProvider time)
    {
        (_formatter, _console, _time) = (formatter, console, time);
        new Thread(WriteOn) { IsBackground = true, Name = "log" }.Start();
        AppDomain.CurrentDomain.ProcessExit += AtExit;
    }

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent) => Add(LineOf(logEvent), atOnce: logEvent.Level >= LogEventLevel.Error);

    /// <summary>Adds one line, its end included.</summary>
    public void Add(ReadOnlySpan<byte> line, bool atOnce)
    {
        bool ended;
        lock (_lines)
        {
            while (_length > MostWaiting && !_ended)
            {
                Monitor.Wait(_lines);
            }

            if (_filling.Length - _length < line.Length)
            {
                Array.Resize(ref _filling, Math.Max(_filling.Length * 2, _length + line.Length));
            }

            line.CopyTo(_filling.AsSpan(_length));
            _length += line.Length;
            if (_length == line.Length)
            {
                Monitor.PulseAll(_lines);
            }

            ended = _ended;
        }

        if (atOnce || ended)
        {
            Flush();
        }
    }

    /// <summary>Writes what has gathered.</summary>
    public void Flush()
    {
        lock (_writing)
        {
            int length;
            lock (_lines)
            {
                (_filling, _spare) = (_spare, _filling);
                (length, _length) = (_length, 0);
                Monitor.PulseAll(_lines);
            }

            try
            {
                TellOfLost();
                _console.Write(_spare, 0, length);
                _console.Flush();
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or UnauthorizedAccessException)
            {
                _lost += length;
            }
        }
    }

    private void TellOfLost()
    {
        if (_lost == 0)
        {
            return;
        }

        // On a line of its own: the last one that was begun may have been broken off.
        var told = new LogEvent(
            _time.GetUtcNow(), LogEventLevel.Error, exception: null, LostTemplate, [new("Bytes", new ScalarValue(_lost)), new(Constants.SourceContextPropertyName, new ScalarValue(typeof(LogLines).FullName))]);
        _console.Write([(byte)'\n', .. LineOf(told)]);
        _lost = 0;
    }

    private byte[] LineOf(LogEvent logEvent)
    {
        using var text = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        _formatter.Format(logEvent, text);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= AtExit;
        End();
    }

    private void AtExit(object? sender, EventArgs e) => End();

    private void End()
    {
        lock (_lines)
        {
            _ended = true;
            Monitor.PulseAll(_lines);
        }

        // Apart, so that a console nobody reads does not keep the process from ending.
        var last = new Thread(Flush) { IsBackground = true, Name = "last of the log" };
        last.Start();
        last.Join(PatienceAtTheEnd);
    }

    private void WriteOn()
    {
        while (true)
        {
            lock (_lines)
            {
                while (_length == 0 && !_ended)
                {
                    Monitor.Wait(_lines);
                }

                if (_ended)
                {
                    return;
                }
            }

            Flush();

            // More lines come under load. Nobody wakes this but time: the end, and errors, flush for themselves.
            lock (_pause)
            {
                Monitor.Wait(_pause, Gathering);
            }
        }
    }
}
