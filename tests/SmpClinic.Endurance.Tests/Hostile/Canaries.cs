using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace SmpClinic.Endurance.Tests.Hostile;

/// <summary>
/// Words that no sink may hold, and the search for them: as they are, in any case, escaped for an address or for JSON, in Base64
/// and in UTF-16. Words are added as the journey learns them (a link, a token, a cookie).
/// </summary>
internal sealed class Canaries
{
    private readonly ConcurrentDictionary<string, string> _words = new(StringComparer.Ordinal);

    public int Count => _words.Count;

    /// <summary>Watches for a word of at least six characters.</summary>
    public void Add(string what, string word)
    {
        if (word.Length >= 6)
        {
            _words[word] = what;
        }
    }

    /// <summary>What of them is found in a text, with its surroundings.</summary>
    public IEnumerable<string> In(string place, string text)
    {
        foreach (var (word, what) in _words)
        {
            foreach (var form in Forms(word).Distinct(StringComparer.Ordinal))
            {
                var at = text.IndexOf(form, StringComparison.OrdinalIgnoreCase);
                if (at >= 0)
                {
                    yield return $"{what} in {place}: …{text[Math.Max(0, at - 200)..Math.Min(text.Length, at + form.Length + 200)]}…";
                    break;
                }
            }
        }
    }

    /// <summary>What of them is found in the files below a folder, byte for byte.</summary>
    public IEnumerable<string> InFiles(string folder, Func<string, bool>? which = null)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(which ?? (_ => true)))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var all = new MemoryStream();
            stream.CopyTo(all);
            var bytes = all.ToArray();
            foreach (var found in In(Path.GetFileName(file), Encoding.Latin1.GetString(bytes)).Concat(In(Path.GetFileName(file) + " in UTF-16", Encoding.Unicode.GetString(bytes))))
            {
                yield return found;
            }
        }
    }

    private static IEnumerable<string> Forms(string word)
    {
        yield return word;
        yield return Uri.EscapeDataString(word);
        yield return System.Net.WebUtility.UrlEncode(word);
        yield return System.Text.Json.JsonEncodedText.Encode(word).ToString();
        yield return Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(word));

        // Base64 at its three offsets, without the ends, which depend on the neighbours.
        for (var shift = 0; shift < 3 && word.Length >= 12; shift++)
        {
            var text = Convert.ToBase64String([.. new byte[shift], .. Encoding.UTF8.GetBytes(word)]);
            yield return text[4..^4];
        }
    }
}

/// <summary>Everything the site writes for its operators: every log event as it would stand on the console, every span, every measurement.</summary>
internal sealed class Telemetry : ILogEventSink, IDisposable
{
    private readonly CompactJsonFormatter _json = new();
    private readonly ActivityListener _spans;
    private readonly MeterListener _meters = new();

    public Telemetry()
    {
        _spans = new()
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => Spans.Enqueue(
                $"{span.Source.Name} {span.DisplayName} {span.StatusDescription} "

                // Baggage is the sender's own and is not exported.
                + string.Join(' ', span.TagObjects.Select(t => $"{t.Key}={t.Value}"))
                + string.Concat(span.Events.Select(e => $" {e.Name} {string.Join(' ', e.Tags.Select(t => $"{t.Key}={t.Value}"))}"))),
        };
        ActivitySource.AddActivityListener(_spans);
        _meters.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        Listen<int>();
        Listen<long>();
        Listen<double>();
        _meters.Start();
    }

    public ConcurrentQueue<string> Events { get; } = new();

    public ConcurrentQueue<string> Spans { get; } = new();

    public ConcurrentQueue<string> Measurements { get; } = new();

    public void Emit(LogEvent logEvent)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        _json.Format(logEvent, text);
        Events.Enqueue(text.ToString().TrimEnd('\n') + " " + logEvent.RenderMessage(CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        _spans.Dispose();
        _meters.Dispose();
    }

    private void Listen<T>()
        where T : struct =>
        _meters.SetMeasurementEventCallback<T>((instrument, value, tags, _) => Measurements.Enqueue(
            $"{instrument.Meter.Name} {instrument.Name} {value} {string.Join(' ', tags.ToArray().Select(t => $"{t.Key}={t.Value}"))}"));
}

/// <summary>A database that tells in its errors everything it was given, as SQL Server tells the key that is there twice.</summary>
internal sealed class TalkativeDatabase : DbCommandInterceptor
{
    private int _left = int.MaxValue;

    /// <summary>Fails at the k-th statement from now.</summary>
    public void FailAt(int statement) => _left = statement;

    /// <summary>Whether the planted fault was met.</summary>
    public bool Failed => _left <= 0;

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) =>
        base.ReaderExecutingAsync(Judged(command), eventData, result, cancellationToken);

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        base.NonQueryExecutingAsync(Judged(command), eventData, result, cancellationToken);

    private DbCommand Judged(DbCommand command)
    {
        if (_left == int.MaxValue || --_left > 0)
        {
            return command;
        }

        var values = string.Join(", ", command.Parameters.Cast<DbParameter>().Select(p => p.Value));
        throw new TalkativeException($"Violation of a key. The duplicate key value is ({values}). Truncated value: '{values}'. At {values}.");
    }
}

internal sealed class TalkativeException(string message) : DbException(message);
