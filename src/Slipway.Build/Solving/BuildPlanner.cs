// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>Says of each step whether its result is at hand, and if not, which field of its key is other than it was.</summary>
internal sealed class BuildPlanner(BuildCache cache, TreeStore trees, StepKeys keys, StepReporter reporter)
{
    private readonly Dictionary<Vertex, StepResult?> _results = [];

    /// <summary>Plans vertices that come each after its inputs. No step runs.</summary>
    public async Task<IReadOnlyList<PlannedStep>> PlanAsync(IReadOnlyList<Vertex> ordered, CancellationToken cancellationToken)
    {
        var steps = new List<PlannedStep>();
        foreach (var vertex in ordered)
        {
            var (state, misses) = await FindAsync(vertex, cancellationToken).ConfigureAwait(false);
            if (vertex.Operation is ContextOperation)
                continue;
            steps.Add(new()
            {
                Step = reporter.StepOf(vertex),
                Needs = [.. vertex.Inputs.Where(static input => input.Operation is not ContextOperation).Select(input => reporter.StepOf(input).Id)],
                Cache = state,
                Misses = misses,
                LastDuration = cache.FindSlot(vertex.Slot) is { } slot ? TimeSpan.FromMilliseconds(slot.Milliseconds) : null,
            });
        }
        return steps;
    }

    private async Task<(CacheState, IReadOnlyList<CacheMiss>)> FindAsync(Vertex vertex, CancellationToken cancellationToken)
    {
        _results[vertex] = vertex.Operation switch
        {
            ContextOperation context => new() { Id = vertex.Definition, Key = vertex.Definition, Tree = [], Context = context },
            ImageOperation image => Solver.ResultOf(image),
            _ => null,
        };
        if (!vertex.IsStep)
            return (CacheState.None, []);
        var root = vertex.Root is null ? StepResult.Empty : _results[vertex.Root];
        var sources = vertex.Sources.Select(source => _results[source]).ToList();
        if (vertex.IgnoresCache)
            return (CacheState.Missing, [new("", "the cache is not to be used")]);
        if (root is null || sources.Contains(null))
            return (CacheState.Undecided, [new("", "a step it needs would run first")]);
        CacheKey key;
        try
        {
            key = await keys.ComputeAsync(vertex, root, sources!, cancellationToken).ConfigureAwait(false);
        }
        catch (StepException problem)
        {
            return (CacheState.Missing, [new("", problem.Message)]);
        }
        var onBase = Solver.BaseOf(vertex, root);
        if (cache.FindStep(key.Digest, onBase) is { } record && trees.IsAtHand(record))
        {
            _results[vertex] = trees.ResultOf(record, root, isCached: true);
            return (CacheState.Cached, []);
        }
        return (CacheState.Missing, Explain(vertex, key));
    }

    private List<CacheMiss> Explain(Vertex vertex, CacheKey key)
    {
        if (cache.FindSlot(vertex.Slot) is not { } slot)
            return [new("", "the step has not run before")];
        var was = slot.Fields.GroupBy(static field => field.Name).ToDictionary(static group => group.Key, static group => group.First().Digest);
        var now = key.Fields.GroupBy(static field => field.Name).ToDictionary(static group => group.Key, static group => group.First().Digest);
        var misses = now.Where(field => !was.TryGetValue(field.Key, out var before) || before != field.Value)
            .Select(field => was.TryGetValue(field.Key, out var before)
                ? new CacheMiss(field.Key, $"{Describe(field.Key)} changed", before, field.Value)
                : new CacheMiss(field.Key, $"{Describe(field.Key)} is new", null, field.Value))
            .Concat(was.Where(field => !now.ContainsKey(field.Key)).Select(static field => new CacheMiss(field.Key, $"{Describe(field.Key)} is gone", field.Value)))
            .ToList();
        return misses.Count > 0 ? misses : [new("", "its result was taken away, or was made on another run of the step before")];
    }

    private static string Describe(string field) => field switch
    {
        "base" => "what it stands on",
        "kind" => "the instruction",
        _ when field.StartsWith("variable ", StringComparison.Ordinal) => $"the variable {field["variable ".Length..]}",
        _ when field.StartsWith("files of mount ", StringComparison.Ordinal) => $"what is mounted on '{field["files of mount ".Length..]}'",
        _ when field.StartsWith("files of ", StringComparison.Ordinal) => $"what '{field["files of ".Length..]}' selects",
        _ => $"the {field}",
    };
}
