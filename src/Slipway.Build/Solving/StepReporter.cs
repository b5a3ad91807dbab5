// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;

namespace Slipway.Build;

/// <summary>Tells what happens to steps, gives them their numbers, and keeps the ends of their logs.</summary>
internal sealed class StepReporter(BuildRequest request, IProgress<BuildEvent>? progress, TimeProvider time)
{
    private readonly ConcurrentDictionary<Vertex, BuildStep> _steps = new();
    private readonly ConcurrentDictionary<Vertex, LogTail> _logs = new();
    private readonly List<string> _names = [.. request.Targets.Concat(request.Siblings).Select(static target => target.Name)];
    private readonly Lock _numbering = new();
    private int _last;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The step of a vertex; it gets its number when it is first asked for.</summary>
    public BuildStep StepOf(Vertex vertex)
    {
        if (_steps.TryGetValue(vertex, out var known))
            return known;
        lock (_numbering)
        {
            return _steps.GetOrAdd(vertex, _ => new()
            {
                Id = ++_last,
                Name = vertex.Name,
                Digest = vertex.Definition,
                Platform = vertex.Platform,
                Targets = [.. vertex.Targets.Order().Select(index => _names[index])],
            });
        }
    }

    public void Report(BuildEvent happened) => progress?.Report(happened);

    public void Started(Vertex vertex) => Report(new StepStarted(Now, StepOf(vertex)));

    public void Cached(Vertex vertex) => Report(new StepCached(Now, StepOf(vertex)));

    public void Finished(Vertex vertex, TimeSpan duration) => Report(new StepFinished(Now, StepOf(vertex), duration));

    public void Cancelled(Vertex vertex) => Report(new StepCancelled(Now, StepOf(vertex)));

    public void Note(string text, Dockerfile.Diagnostic? diagnostic = null) => Report(new BuildNote(Now, text) { Diagnostic = diagnostic });

    public void Log(Vertex vertex, StepOutput output, string text)
    {
        _logs.GetOrAdd(vertex, _ => new(request.Options.LogTailLines)).Add(text);
        Report(new StepLog(Now, StepOf(vertex), output, text));
    }

    public void Progress(Vertex vertex, string what, long done, long? total) => Report(new StepProgress(Now, StepOf(vertex), what, done, total));

    /// <summary>The last lines that a step wrote.</summary>
    public IReadOnlyList<string> TailOf(Vertex vertex) => _logs.TryGetValue(vertex, out var log) ? log.Lines : [];
}
