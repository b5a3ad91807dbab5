// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Text;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Tells what happens to steps, gives them their numbers, and keeps their logs: all of them on disk, their ends in memory.</summary>
internal sealed class StepReporter(BuildRequest request, IProgress<BuildEvent>? progress, TimeProvider time, StepLogs logs)
{
    private readonly ConcurrentDictionary<Vertex, BuildStep> _steps = new();
    private readonly ConcurrentDictionary<Vertex, LogTail> _logs = new();
    private readonly List<string> _names = [.. request.Targets.Concat(request.Siblings).Select(static target => target.Name)];
    private readonly Lock _numbering = new();
    private readonly StepTimings _timings = new(time.GetUtcNow());
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
                Kind = KindOf(vertex.Operation),
                Digest = vertex.Definition,
                Platform = vertex.Platform,
                Targets = [.. vertex.Targets.Order().Select(index => _names[index])],
                Inputs = [.. vertex.Inputs.Where(static input => input.Operation is not ContextOperation).Select(static input => input.Definition).Distinct()],
            });
        }
    }

    /// <summary>A step that is no vertex: handing a target's image on.</summary>
    public BuildStep NewExportStep(BuildTarget target, Platform platform, string name)
    {
        lock (_numbering)
        {
            var shown = request.Targets.Count > 1 ? $"[{target.Name}] {name}" : name;
            return new() { Id = ++_last, Name = shown, Kind = StepKind.Export, Digest = Digest.Sha256(Encoding.UTF8.GetBytes($"{target.Name} {name} {_last}")), Platform = platform, Targets = [target.Name] };
        }
    }

    /// <summary>What became of the steps so far.</summary>
    public StepTimings Timings => _timings;

    public void Report(BuildEvent happened)
    {
        _timings.Observe(happened);
        progress?.Report(happened);
    }

    public void Started(Vertex vertex, IReadOnlyList<CacheMiss>? misses = null) => Report(new StepStarted(Now, StepOf(vertex)) { Misses = misses ?? [] });

    public void Missed(Vertex vertex, IReadOnlyList<CacheMiss> misses) => Report(new StepMissed(Now, StepOf(vertex), misses));

    public void Cached(Vertex vertex) => Report(new StepCached(Now, StepOf(vertex)));

    public void Finished(Vertex vertex, TimeSpan duration)
    {
        EndLog(vertex);
        Report(new StepFinished(Now, StepOf(vertex), duration));
    }

    public void Cancelled(Vertex vertex)
    {
        EndLog(vertex);
        Report(new StepCancelled(Now, StepOf(vertex)));
    }

    public void Note(string text, Dockerfile.Diagnostic? diagnostic = null) => Report(new BuildNote(Now, text) { Diagnostic = diagnostic });

    public void Log(Vertex vertex, StepOutput output, string text)
    {
        _logs.GetOrAdd(vertex, _ => new(request.Options.LogTailLines)).Add(text);
        logs.Of(StepOf(vertex))?.Write(text);
        Report(new StepLog(Now, StepOf(vertex), output, text));
    }

    public void Progress(Vertex vertex, string what, long done, long? total) => Report(new StepProgress(Now, StepOf(vertex), what, done, total));

    /// <summary>The last lines that a step wrote.</summary>
    public IReadOnlyList<string> TailOf(Vertex vertex) => _logs.TryGetValue(vertex, out var log) ? log.Lines : [];

    /// <summary>The file with all that a step wrote; null where it wrote nothing, or the disk refused.</summary>
    public string? LogFileOf(Vertex vertex)
    {
        EndLog(vertex);
        return logs.PathOf(StepOf(vertex));
    }

    private static StepKind KindOf(Operation operation) => operation switch
    {
        RunOperation => StepKind.Run,
        CopyOperation => StepKind.Copy,
        MakeDirectoryOperation => StepKind.MakeDirectory,
        DownloadOperation => StepKind.Download,
        GitOperation => StepKind.Git,
        PackagesOperation => StepKind.Packages,
        _ => StepKind.Image,
    };

    private void EndLog(Vertex vertex)
    {
        if (logs.PathOf(StepOf(vertex)) is not null)
            logs.Of(StepOf(vertex))?.End(TailOf(vertex));
    }
}
