// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Text;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>
/// Solves the graph of one build: each vertex once, whoever asks, its inputs at the same time. A result is found by its content key on the result
/// it stands on, and made where it isn't found.
/// </summary>
internal sealed class Solver(
    BuildServices services, BuildCache cache, TreeStore trees, StepKeys keys, StepExecutor executor, StepReporter reporter, StepScheduler scheduler,
    Lazy<StepEstimates> estimates, MissExplainer explainer, CancellationToken stop)
{
    private readonly ConcurrentDictionary<Vertex, Lazy<Task<StepResult>>> _results = new();

    /// <summary>What is told of each step that ran; the vertex's result has just been recorded.</summary>
    public Action<Vertex, StepResult>? OnResult { get; init; }

    /// <summary>What is done at once when a step fails, whoever waits for it.</summary>
    public Action? OnFailure { get; init; }

    /// <summary>The failures so far, each once, in the order in which they happened.</summary>
    public ConcurrentQueue<BuildFailure> Failures { get; } = new();

    /// <summary>The result of a vertex.</summary>
    /// <exception cref="StepFailedException">It, or something it needs, failed.</exception>
    /// <exception cref="OperationCanceledException">The build was stopped.</exception>
    public Task<StepResult> SolveAsync(Vertex vertex) => _results.GetOrAdd(vertex, _ => new(() => Task.Run(() => SolveCoreAsync(vertex), stop))).Value;

    /// <summary>Fails a vertex beforehand, and with it whatever needs it.</summary>
    public BuildFailure Refuse(Vertex vertex, StepException problem)
    {
        reporter.Started(vertex);
        var failure = Fail(vertex, problem, TimeSpan.Zero);
        _results[vertex] = new(() => Task.FromException<StepResult>(failure));
        return failure.Failure;
    }

    /// <summary>The result of an image, which is at hand as soon as it is known.</summary>
    public static StepResult ResultOf(ImageOperation image) => new()
    {
        Id = image.Image.Digest,
        Key = image.Image.Digest,
        Tree = [.. image.Image.LayersWithDiffIds.Select(pair => new ImagePart(pair.Layer, pair.DiffId, image.Reference))],
        IsCached = true,
    };

    /// <summary>The result that a record counts on: a linked copy counts on none.</summary>
    public static Digest BaseOf(Vertex vertex, StepResult below) => vertex.Operation is CopyOperation { IsLinked: true } ? StepResult.Empty.Id : below.Id;

    /// <summary>How many of some vertices ran, and how many came from the cache.</summary>
    public (int Run, int Cached) Count(IEnumerable<Vertex> vertices)
    {
        var done = vertices.Where(static vertex => vertex.IsStep).Select(vertex => _results.GetValueOrDefault(vertex)?.Value).OfType<Task<StepResult>>()
            .Where(static task => task.IsCompletedSuccessfully).Select(static task => task.GetAwaiter().GetResult().IsCached).ToList();
        return (done.Count(static cached => !cached), done.Count(static cached => cached));
    }

    private async Task<StepResult> SolveCoreAsync(Vertex vertex)
    {
        switch (vertex.Operation)
        {
            case ContextOperation context:
                return new() { Id = vertex.Definition, Key = vertex.Definition, Tree = [], Context = context };
            case ImageOperation image:
                return Image(vertex, image);
        }
        var root = vertex.Root is null ? Task.FromResult(StepResult.Empty) : SolveAsync(vertex.Root);
        var sources = vertex.Sources.Select(SolveAsync).ToList();
        // All of them, so that no failure is left unseen; the first one is then thrown.
        await Task.WhenAll([root, .. sources]).ConfigureAwait(false);
        var (below, read) = (await root.ConfigureAwait(false), await Task.WhenAll(sources).ConfigureAwait(false));
        var started = false;
        var began = services.Time.GetTimestamp();
        try
        {
            if (vertex.Operation is RemoteOperation)
            {
                // The key is what another host says, so asking is part of the step.
                started = true;
                reporter.Started(vertex);
            }
            var key = await keys.ComputeAsync(vertex, below, read, stop).ConfigureAwait(false);
            var onBase = BaseOf(vertex, below);
            if (await FindAsync(vertex, key, onBase, below).ConfigureAwait(false) is { } found)
                return Cached(vertex, found, started);
            // Asked for by who has to run, so that a build with nothing changed reads none of them.
            using var slot = await scheduler.EnterAsync(estimates.Value.PriorityOf(vertex), estimates.Value.Of(vertex).PeakBytes, stop).ConfigureAwait(false);
            // Another process at the same step is waited for; what it made is taken then.
            using var making = await FileLock.AcquireAsync(LockPath(key.Digest), FileLockMode.Exclusive, stop).ConfigureAwait(false);
            if (await FindAsync(vertex, key, onBase, below).ConfigureAwait(false) is { } meanwhile)
                return Cached(vertex, meanwhile, started);
            var misses = explainer.Explain(vertex, key);
            if (started)
            {
                reporter.Missed(vertex, misses);
            }
            else
            {
                started = true;
                began = services.Time.GetTimestamp();
                reporter.Started(vertex, misses);
            }
            return await RunAsync(vertex, key, onBase, below, read, began).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is not (StepFailedException or OperationCanceledException))
        {
            if (!started)
                reporter.Started(vertex);
            throw Fail(vertex, problem, services.Time.GetElapsedTime(began));
        }
        catch (OperationCanceledException) when (started)
        {
            reporter.Cancelled(vertex);
            throw;
        }
    }

    private StepResult Image(Vertex vertex, ImageOperation image)
    {
        reporter.Started(vertex);
        reporter.Cached(vertex);
        return ResultOf(image);
    }

    private async Task<StepResult?> FindAsync(Vertex vertex, CacheKey key, Digest onBase, StepResult below) =>
        vertex.IgnoresCache ? null : await trees.FindResultAsync(key.Digest, onBase, below, stop).ConfigureAwait(false);

    private StepResult Cached(Vertex vertex, StepResult result, bool isStarted)
    {
        if (!isStarted)
            reporter.Started(vertex);
        reporter.Cached(vertex);
        OnResult?.Invoke(vertex, result);
        return result;
    }

    private async Task<StepResult> RunAsync(Vertex vertex, CacheKey key, Digest onBase, StepResult below, IReadOnlyList<StepResult> read, long began)
    {
        // Two runs of a step are two results: what others made of the first must not be put on the second.
        var id = Digest.Sha256(Encoding.UTF8.GetBytes($"{key.Digest} {Guid.NewGuid():N}"));
        var (image, peakBytes) = await executor.RunAsync(vertex, below, read, id, stop).ConfigureAwait(false);
        var duration = services.Time.GetElapsedTime(began);
        var record = new StepRecord
        {
            Key = key.Digest,
            Result = image?.Digest ?? id,
            Base = onBase,
            Created = services.Time.GetUtcNow(),
            Milliseconds = (long)duration.TotalMilliseconds,
            Image = image,
        };
        cache.SaveStep(record);
        cache.SaveSlot(vertex.Slot, new(key.Fields, record.Milliseconds, peakBytes));
        var result = trees.ResultOf(record, below, isCached: false);
        reporter.Finished(vertex, duration);
        OnResult?.Invoke(vertex, result);
        return result;
    }

    private StepFailedException Fail(Vertex vertex, Exception problem, TimeSpan duration)
    {
        var failure = StepFailure.Describe(vertex, problem, reporter, services.Home);
        Failures.Enqueue(failure);
        reporter.Report(new StepFailed(reporter.Now, reporter.StepOf(vertex), duration, failure));
        OnFailure?.Invoke();
        return new(failure);
    }

    private string LockPath(Digest key)
    {
        var folder = Path.Combine(services.Home.Cache, "locks");
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, key.Hex);
    }
}
