// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Slipway.Registry;

/// <summary>
/// Writes the instruments of a meter in Prometheus' text format 0.0.4: counters with <c>_total</c>, histograms with buckets, and gauges as they are when asked.
/// </summary>
internal sealed class PrometheusExposition : IDisposable
{
    /// <summary>The Content-Type.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private static readonly double[] Bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
    private readonly SortedDictionary<string, Family> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();

    public PrometheusExposition(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter != meter)
                return;
            lock (_lock)
                _families[instrument.Name] = new(instrument);
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Everything as it is now.</summary>
    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        lock (_lock)
        {
            foreach (var family in _families.Values)
                family.Write(text);
        }
        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = Labels(tags);
        lock (_lock)
            _families[instrument.Name].Add(labels, value);
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
            return "";
        var text = new StringBuilder();
        foreach (var (name, value) in tags)
        {
            var escaped = Convert.ToString(value, CultureInfo.InvariantCulture)!.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            text.Append(text.Length == 0 ? "" : ",").Append(name).Append("=\"").Append(escaped).Append('"');
        }
        return text.ToString();
    }

    private sealed class Family(Instrument instrument)
    {
        private readonly SortedDictionary<string, Series> _series = new(StringComparer.Ordinal);
        private readonly bool _isHistogram = instrument is Histogram<double>;
        private readonly bool _isGauge = instrument.IsObservable;

        public void Add(string labels, double value)
        {
            if (!_series.TryGetValue(labels, out var series))
                _series.Add(labels, series = new(_isHistogram ? new long[Bounds.Length] : []));
            series.Sum = _isGauge ? value : series.Sum + value;
            series.Count++;
            for (var bound = 0; bound < series.Buckets.Length; bound++)
            {
                if (value <= Bounds[bound])
                    series.Buckets[bound]++;
            }
        }

        public void Write(StringBuilder text)
        {
            var name = _isHistogram || _isGauge ? instrument.Name : $"{instrument.Name}_total";
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {instrument.Description}\n# TYPE {name} {(_isHistogram ? "histogram" : _isGauge ? "gauge" : "counter")}\n");
            foreach (var (labels, series) in _series)
            {
                if (_isHistogram)
                    WriteHistogram(text, name, labels, series);
                else
                    text.Append(CultureInfo.InvariantCulture, $"{name}{Braces(labels)} {series.Sum}\n");
            }
        }

        private static void WriteHistogram(StringBuilder text, string name, string labels, Series series)
        {
            var before = labels.Length == 0 ? "" : labels + ",";
            for (var bound = 0; bound < Bounds.Length; bound++)
                text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{before}le=\"{Bounds[bound]}\"}} {series.Buckets[bound]}\n");
            text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{before}le=\"+Inf\"}} {series.Count}\n{name}_sum{Braces(labels)} {series.Sum}\n{name}_count{Braces(labels)} {series.Count}\n");
        }

        private static string Braces(string labels) => labels.Length == 0 ? "" : $"{{{labels}}}";
    }

    private sealed class Series(long[] buckets)
    {
        public double Sum { get; set; }

        public long Count { get; set; }

        // Each holds what is at most its bound, as the format wants it.
        public long[] Buckets { get; } = buckets;
    }
}
