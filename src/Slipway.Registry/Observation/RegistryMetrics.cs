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
    private readonly Counter<long> _mirrored;
    private readonly Counter<long> _upstreamRequests;
    private readonly Counter<long> _upstreamProblems;
    private readonly Counter<long> _fetched;

    public RegistryMetrics(RegistryStorage storage)
    {
        _requests = _meter.CreateCounter<long>("slipway_registry_requests", description: "Requests that were answered.");
        _durations = _meter.CreateHistogram<double>("slipway_registry_request_duration_seconds", description: "Time from a request's first byte to the answer's last.");
        _received = _meter.CreateCounter<long>("slipway_registry_received_bytes", description: "Bytes of requests' bodies, as announced.");
        _sent = _meter.CreateCounter<long>("slipway_registry_sent_bytes", description: "Bytes of answers' bodies, as announced.");
        _events = _meter.CreateCounter<long>("slipway_registry_events", description: "What was done and what was refused, as the audit log has it.");
        _mirrored = _meter.CreateCounter<long>("slipway_registry_mirror_requests", description: "Requests for what is of a mirrored registry, by what came of them.");
        _upstreamRequests = _meter.CreateCounter<long>("slipway_registry_upstream_requests", description: "What mirrored registries were asked for.");
        _upstreamProblems = _meter.CreateCounter<long>("slipway_registry_upstream_problems", description: "What mirrored registries could not be asked for, by the reason.");
        _fetched = _meter.CreateCounter<long>("slipway_registry_upstream_bytes", description: "Bytes that came from mirrored registries.");
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

    /// <summary>Counts a request for what is of a mirrored registry.</summary>
    public void CountMirrored(string upstream, string resource, MirrorOutcome outcome) =>
        _mirrored.Add(1, new("upstream", upstream), new("resource", resource), new("outcome", outcome.ToString().ToLowerInvariant()));

    /// <summary>Counts a question to a mirrored registry.</summary>
    public void CountUpstreamRequest(string upstream) => _upstreamRequests.Add(1, new KeyValuePair<string, object?>("upstream", upstream));

    /// <summary>Counts that a mirrored registry gave nothing.</summary>
    public void CountUpstreamProblem(string upstream, UpstreamProblem problem) =>
        _upstreamProblems.Add(1, new KeyValuePair<string, object?>("upstream", upstream), new("problem", problem.ToString().ToLowerInvariant()));

    /// <summary>Counts bytes that came from a mirrored registry.</summary>
    public void CountFetched(string upstream, long bytes) => _fetched.Add(bytes, new KeyValuePair<string, object?>("upstream", upstream));

    public void Dispose()
    {
        Exposition.Dispose();
        _meter.Dispose();
    }
}
