// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;
using Slipway.Build;

namespace Slipway.Cli.Progress;

/// <summary>
/// A build as BuildKit's solve status, one JSON object a line: <c>vertexes</c> (digest, inputs, name, started, completed, cached, error),
/// <c>statuses</c>, <c>logs</c> (data in base64; stream 1 or 2) and <c>warnings</c>, as <c>docker buildx build --progress rawjson</c> writes them.
/// </summary>
internal sealed class RawJsonBuildView(TextWriter writer) : IBuildView
{
    private readonly Lock _writing = new();
    private readonly Dictionary<int, DateTimeOffset> _started = [];

    public void Report(BuildEvent value)
    {
        lock (_writing)
        {
            if (StatusOf(value) is { } status)
                writer.WriteLine(JsonSerializer.Serialize(status, RawJson.Default.RawStatus));
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private RawStatus? StatusOf(BuildEvent value)
    {
        switch (value)
        {
            case StepStarted started:
                _started[started.Step.Id] = started.Time;
                return new() { Vertexes = [Vertex(started.Step)] };
            case StepCached cached:
                return new() { Vertexes = [Vertex(cached.Step) with { Completed = cached.Time, Cached = true }] };
            case StepFinished finished:
                return new() { Vertexes = [Vertex(finished.Step) with { Completed = finished.Time }] };
            case StepFailed failed:
                return new() { Vertexes = [Vertex(failed.Step) with { Completed = failed.Time, Error = failed.Failure.Message }] };
            case StepCancelled cancelled:
                return new() { Vertexes = [Vertex(cancelled.Step) with { Completed = cancelled.Time, Error = "context canceled" }] };
            case StepLog log:
                return new() { Logs = [new() { Vertex = log.Step.Digest.ToString(), Stream = log.Output == StepOutput.Out ? 1 : 2, Data = Encoding.UTF8.GetBytes(log.Text), Timestamp = log.Time }] };
            case StepProgress progress:
                return new()
                {
                    Statuses =
                    [
                        new()
                        {
                            Id = progress.What, Vertex = progress.Step.Digest.ToString(), Total = progress.Total ?? 0, Current = progress.Done, Timestamp = progress.Time,
                            Started = _started.GetValueOrDefault(progress.Step.Id, progress.Time), Completed = progress.Done == progress.Total ? progress.Time : null,
                        },
                    ],
                };
            case BuildNote { Diagnostic: { } warning }:
                return new() { Warnings = [new() { Level = 1, Short = Encoding.UTF8.GetBytes(warning.Message) }] };
            default:
                return null;
        }
    }

    private RawVertex Vertex(BuildStep step) => new()
    {
        Digest = step.Digest.ToString(),
        Inputs = step.Inputs.Count > 0 ? [.. step.Inputs.Select(static input => input.ToString())] : null,
        Name = step.Name,
        Started = _started.TryGetValue(step.Id, out var started) ? started : null,
    };
}
