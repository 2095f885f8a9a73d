using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Tests.Hosting;

/// <summary>What the meter of one site says: sums of its counters, counts of its histograms, the last word of its gauges.</summary>
internal sealed class FiguresSeen : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, double> _figures = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public FiguresSeen(ClinicSite site)
    {
        var factory = site.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == ClinicMetrics.Name && instrument.Meter.Scope == factory)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
        _ = site.Services.GetRequiredService<ClinicMetrics>();
    }

    /// <summary>Every tag value that was seen.</summary>
    public HashSet<string> Words { get; } = new(StringComparer.Ordinal);

    /// <summary>The names that were heard of.</summary>
    public IEnumerable<string> Names => _figures.Keys.Where(key => !key.Contains('{', StringComparison.Ordinal));

    /// <summary>A figure, by its name or by name and tags (<c>name{tag=value}</c>); null where it was never said.</summary>
    public double? this[string name]
    {
        get
        {
            lock (_lock)
            {
                return _figures.TryGetValue(name, out var value) ? value : null;
            }
        }
    }

    /// <summary>Asks the gauges.</summary>
    public FiguresSeen Read()
    {
        lock (_lock)
        {
            foreach (var gauge in _figures.Keys.Where(key => key.StartsWith("gauge ", StringComparison.Ordinal)).ToList())
            {
                _figures.Remove(gauge["gauge ".Length..]);
            }
        }

        _listener.RecordObservableInstruments();
        return this;
    }

    public void Dispose() => _listener.Dispose();

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_lock)
        {
            if (instrument.IsObservable)
            {
                _figures["gauge " + instrument.Name] = 0;
                _figures[instrument.Name] = value;
                return;
            }

            var added = instrument is Histogram<double> ? 1 : value;
            Add(instrument.Name);
            foreach (var (key, word) in tags)
            {
                Add($"{instrument.Name}{{{key}={word}}}");
                Words.Add(word?.ToString() ?? "");
            }

            void Add(string name) => _figures[name] = _figures.GetValueOrDefault(name) + added;
        }
    }
}
