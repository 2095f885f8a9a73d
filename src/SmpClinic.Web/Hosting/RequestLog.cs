using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Serilog.Core;
using Serilog.Events;
using ILogger = Serilog.ILogger;

namespace SmpClinic.Web.Hosting;

/// <summary>
/// One line for each request: verb, route pattern, status, time and trace id; never the path or the query, which can hold secrets.
/// Where events go to the console and nowhere else, the line is put together here: an event of its own would cost more than the
/// cached page it tells of.
/// </summary>
public sealed class RequestLog
{
    private const string Template = "{Method} {Route} answered {Status} in {Elapsed:0.0} ms";
    private static readonly JsonEncodedText EncodedTemplate = JsonEncodedText.Encode(Template, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    private readonly RequestDelegate _next;
    private readonly ILogger _log;
    private readonly LogLines? _lines;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, byte[]> _routes = new(StringComparer.Ordinal);

    public RequestLog(
        RequestDelegate next, ILogger log, TimeProvider time, IConfiguration configuration, IEnumerable<ILogEventSink> otherSinks, LogLines? lines = null)
    {
        var consoleOnly = !otherSinks.Any() && !configuration.GetSection("Serilog:WriteTo").Exists();
        (_next, _time, _lines) = (next, time, consoleOnly ? lines : null);
        _log = log.ForContext<RequestLog>();
    }

    public Task InvokeAsync(HttpContext context)
    {
        var began = _time.GetTimestamp();
        var task = _next(context);
        if (!task.IsCompletedSuccessfully)
        {
            return WaitAsync(task, context, began);
        }

        Write(context, began, exception: null);
        return Task.CompletedTask;
    }

    private async Task WaitAsync(Task task, HttpContext context, long began)
    {
        try
        {
            await task;
        }
        catch (Exception e)
        {
            Write(context, began, e);
            throw;
        }

        Write(context, began, exception: null);
    }

    private void Write(HttpContext context, long began, Exception? exception)
    {
        var elapsed = _time.GetElapsedTime(began).TotalMilliseconds;
        var status = exception is null ? context.Response.StatusCode : StatusCodes.Status500InternalServerError;

        // Sent away by a full house, which is meant; an error of each would drown the others.
        var level = status == StatusCodes.Status503ServiceUnavailable && exception is null ? LogEventLevel.Warning
            : status >= StatusCodes.Status500InternalServerError ? LogEventLevel.Error
            : context.Request.Path.StartsWithSegments(Health.Folder, StringComparison.OrdinalIgnoreCase) ? LogEventLevel.Debug
            : LogEventLevel.Information;
        if (!_log.IsEnabled(level))
        {
            return;
        }

        var verb = ClinicLogging.Verb(context.Request.Method);
        var route = ClinicLogging.RouteOf(context);
        if (_lines is null || exception is not null)
        {
            _log.Write(level, exception, Template, verb, route, status, elapsed);
        }
        else
        {
            WriteLine(_lines, level, verb, route, status, elapsed);
        }
    }

    /// <summary>The same as the console's formatter makes of such an event.</summary>
    private void WriteLine(LogLines lines, LogEventLevel level, string verb, string route, int status, double elapsed)
    {
        var name = _routes.GetOrAdd(route, static r => JsonEncodedText.Encode(r, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes.ToArray());
        Span<byte> space = stackalloc byte[512];
        var line = new Line(name.Length > 128 ? new byte[512 + name.Length] : space);
        line.Text("{\"@t\":\""u8);
        line.Moment(_time.GetUtcNow().UtcDateTime);
        line.Text("\",\"@mt\":\""u8);
        line.Text(EncodedTemplate.EncodedUtf8Bytes);
        line.Text("\",\"@r\":[\""u8);
        line.Number(elapsed, new('F', 1));
        line.Text("\"]"u8);
        if (level != LogEventLevel.Information)
        {
            line.Text(level switch
            {
                LogEventLevel.Error => ",\"@l\":\"Error\""u8,
                LogEventLevel.Warning => ",\"@l\":\"Warning\""u8,
                _ => ",\"@l\":\"Debug\""u8,
            });
        }

        if (Activity.Current is { } activity)
        {
            line.Text(",\"@tr\":\""u8);
            line.Words(activity.TraceId.ToHexString());
            line.Text("\",\"@sp\":\""u8);
            line.Words(activity.SpanId.ToHexString());
            line.Text("\""u8);
        }

        line.Text(",\"Method\":\""u8);
        line.Words(verb);
        line.Text("\",\"Route\":\""u8);
        line.Text(name);
        line.Text("\",\"Status\":"u8);
        line.Number(status);
        line.Text(",\"Elapsed\":"u8);
        line.Number(elapsed, new('F', 4));
        line.Text(",\"SourceContext\":\"SmpClinic.Web.Hosting.RequestLog\"}\n"u8);
        lines.Add(line.Written, atOnce: level == LogEventLevel.Error);
    }

    /// <summary>A line being put together. The space is more than any line takes: only the route's length is not known beforehand.</summary>
    private ref struct Line(Span<byte> space)
    {
        private readonly Span<byte> _space = space;
        private int _length;

        public readonly ReadOnlySpan<byte> Written => _space[.._length];

        public void Text(ReadOnlySpan<byte> text)
        {
            text.CopyTo(_space[_length..]);
            _length += text.Length;
        }

        public void Words(string ascii) => _length += Encoding.ASCII.GetBytes(ascii, _space[_length..]);

        public void Number(int number)
        {
            Utf8Formatter.TryFormat(number, _space[_length..], out var written);
            _length += written;
        }

        public void Number(double number, System.Buffers.StandardFormat format)
        {
            Utf8Formatter.TryFormat(number, _space[_length..], out var written, format);
            _length += written;
        }

        public void Moment(DateTime moment)
        {
            Utf8Formatter.TryFormat(moment, _space[_length..], out var written, 'O');
            _length += written;
        }
    }
}
