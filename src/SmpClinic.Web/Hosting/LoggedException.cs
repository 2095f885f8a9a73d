using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Serilog.Core;
using Serilog.Events;

namespace SmpClinic.Web.Hosting;

/// <summary>
/// The last thing every event passes before any sink. The message of an exception can hold what somebody typed (SQL Server's
/// "duplicate key" gives the key, "truncated" the text, "not in a correct format" the input), so a fault is written as its types,
/// numbers and stack, with words quoted in messages taken out. The same goes for properties into which a library put the message.
/// </summary>
internal sealed class FaultsWithoutValues(ILogEventSink sinks) : ILogEventSink, IDisposable
{
    public void Emit(LogEvent logEvent) => sinks.Emit(logEvent.Exception is { } fault ? Without(logEvent, fault) : logEvent);

    public void Dispose() => (sinks as IDisposable)?.Dispose();

    private static LogEvent Without(LogEvent logEvent, Exception fault)
    {
        var messages = All(fault).Select(e => e.Message).Where(message => message.Length > 0).ToList();
        var properties = logEvent.Properties.Select(property =>
            property.Value is ScalarValue { Value: string text } && messages.Exists(message => text.Contains(message, StringComparison.Ordinal))
                ? new LogEventProperty(property.Key, new ScalarValue(fault.GetType().Name))
                : new LogEventProperty(property.Key, property.Value));
        return new(
            logEvent.Timestamp, logEvent.Level, new LoggedException(fault), logEvent.MessageTemplate, properties, logEvent.TraceId ?? default, logEvent.SpanId ?? default);
    }

    private static IEnumerable<Exception> All(Exception fault) =>
        fault is AggregateException many ? many.InnerExceptions.SelectMany(All).Prepend(fault)
        : fault.InnerException is { } inner ? All(inner).Prepend(fault)
        : [fault];
}

/// <summary>An exception as the log may know it.</summary>
public sealed class LoggedException : Exception
{
    private readonly string _text;

    public LoggedException()
        : this(new InvalidOperationException())
    {
    }

    public LoggedException(string message)
        : this(new InvalidOperationException(message))
    {
    }

    public LoggedException(string message, Exception innerException)
        : this(innerException)
    {
    }

    /// <summary>Writes down a fault and those it came from.</summary>
    public LoggedException(Exception fault)
        : base(Words(fault)) => _text = TextOf(fault);

    /// <inheritdoc/>
    public override string ToString() => _text;

    /// <summary>What is said of one fault: a number where a database speaks, otherwise its message without what it quotes.</summary>
    public static string Words(Exception fault) => fault switch
    {
        SqlException e => string.Create(CultureInfo.InvariantCulture, $"SQL Server error {e.Number}, state {e.State}"),
        SqliteException e => string.Create(CultureInfo.InvariantCulture, $"SQLite error {e.SqliteErrorCode}, extended {e.SqliteExtendedErrorCode}"),
        DbException e => string.Create(CultureInfo.InvariantCulture, $"database error {e.ErrorCode}"),
        _ => Without(fault.Message),
    };

    private static string TextOf(Exception fault)
    {
        var text = new StringBuilder().Append(fault.GetType().FullName).Append(": ").Append(Words(fault));
        foreach (var inner in fault is AggregateException many ? many.InnerExceptions : (IEnumerable<Exception>)(fault.InnerException is { } one ? [one] : []))
        {
            text.AppendLine().Append(" ---> ").Append(TextOf(inner)).AppendLine().Append("   --- End of inner exception stack trace ---");
        }

        return fault.StackTrace is { } stack ? text.AppendLine().Append(stack).ToString() : text.ToString();
    }

    /// <summary>A message without what stands in quotes or brackets, and without words that could be an address or a number of somebody's.</summary>
    private static string Without(string message)
    {
        var kept = new StringBuilder(message.Length);
        for (var i = 0; i < message.Length; i++)
        {
            var close = message[i] switch { '"' => '"', '“' => '”', '‘' => '’', '(' => ')', '\'' when i == 0 || !char.IsLetter(message[i - 1]) => '\'', _ => '\0' };
            if (close == '\0')
            {
                kept.Append(char.IsControl(message[i]) ? ' ' : message[i]);
                continue;
            }

            // To the last of its kind: what is quoted may hold a quote itself. Nothing that was opened is shown, even if it never ends.
            var end = message.LastIndexOf(close);
            kept.Append(message[i]).Append('…').Append(close);
            i = end > i ? end : message.Length;
        }

        return string.Join(' ', kept.ToString().Split(' ').Select(word => word.Contains('@', StringComparison.Ordinal) || word.Count(char.IsDigit) > 6 ? "…" : word));
    }
}
