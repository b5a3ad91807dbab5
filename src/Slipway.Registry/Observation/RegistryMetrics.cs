// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.Metrics;

namespace Slipway.Registry;

/// <summary>What a registry counts, under the meter <c>Slipway.Registry</c>. No label holds a name that a client chooses, so that nobody makes their number grow.</summary>
internal sealed class RegistryMetrics : IDisposable
{
    private readonly Meter _meter = new("Slipway.Registry");
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _durations;
    private readonly Counter<long> _received;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _events;

    public RegistryMetrics(RegistryStorage storage)
    {
        _requests = _meter.CreateCounter<long>("slipway_registry_requests", description: "Requests that were answered.");
        _durations = _meter.CreateHistogram<double>("slipway_registry_request_duration_seconds", description: "Time from a request's first byte to the answer's last.");
        _received = _meter.CreateCounter<long>("slipway_registry_received_bytes", description: "Bytes of requests' bodies, as announced.");
        _sent = _meter.CreateCounter<long>("slipway_registry_sent_bytes", description: "Bytes of answers' bodies, as announced.");
        _events = _meter.CreateCounter<long>("slipway_registry_events", description: "What was done and what was refused, as the audit log has it.");
        _meter.CreateObservableGauge("slipway_registry_blobs", () => storage.MeasureBlobs().Count, description: "Blobs that are kept.");
        _meter.CreateObservableGauge("slipway_registry_blob_bytes", () => storage.MeasureBlobs().Bytes, description: "Bytes of the blobs that are kept.");
        _meter.CreateObservableGauge("slipway_registry_outbox_entries", storage.Outbox.CountWaiting, description: "Messages that wait for a webhook to take them.");
        Exposition = new(_meter);
    }

    /// <summary>All of it as text.</summary>
    public PrometheusExposition Exposition { get; }

    /// <summary>Counts a request that was answered.</summary>
    public void Count(RequestRecord request)
    {
        KeyValuePair<string, object?> method = new("method", request.KnownMethod);
        KeyValuePair<string, object?> resource = new("resource", request.Resource);
        _requests.Add(1, method, resource, new("status", request.Status));
        _durations.Record(request.Duration.TotalSeconds, method, resource);
        if (request.Received > 0)
            _received.Add(request.Received);
        if (request.Sent > 0)
            _sent.Add(request.Sent);
    }

    /// <summary>Counts what was done or refused.</summary>
    public void Count(RegistryEvent happened) =>
        _events.Add(1, new KeyValuePair<string, object?>("event", happened.Kind.ToString()), new("outcome", happened.Refusal is null ? "done" : "refused"));

    public void Dispose()
    {
        Exposition.Dispose();
        _meter.Dispose();
    }
}
