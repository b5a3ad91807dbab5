// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>Says of each step whether its result is at hand, and if not, which field of its key is other than it was.</summary>
internal sealed class BuildPlanner(BuildCache cache, TreeStore trees, StepKeys keys, StepReporter reporter, MissExplainer explainer)
{
    private readonly Dictionary<Vertex, StepResult?> _results = [];
    private readonly Dictionary<Vertex, CacheState> _states = [];

    /// <summary>What was found of each vertex that was planned.</summary>
    public IReadOnlyDictionary<Vertex, CacheState> States => _states;

    /// <summary>Plans vertices that come each after its inputs. No step runs.</summary>
    public async Task<IReadOnlyList<PlannedStep>> PlanAsync(IReadOnlyList<Vertex> ordered, CancellationToken cancellationToken)
    {
        var steps = new List<PlannedStep>();
        foreach (var vertex in ordered)
        {
            var (state, misses) = await FindAsync(vertex, cancellationToken).ConfigureAwait(false);
            _states[vertex] = state;
            if (vertex.Operation is ContextOperation)
                continue;
            var estimate = StepEstimate.Of(vertex, cache);
            steps.Add(new()
            {
                Step = reporter.StepOf(vertex),
                Needs = [.. vertex.Inputs.Where(static input => input.Operation is not ContextOperation).Select(input => reporter.StepOf(input).Id)],
                Cache = state,
                Misses = misses,
                LastDuration = vertex.IsStep && !estimate.IsGuess ? TimeSpan.FromMilliseconds(estimate.Milliseconds) : null,
                ExpectedDuration = TimeSpan.FromMilliseconds(estimate.Milliseconds),
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
            return (CacheState.Missing, [new("", vertex.CacheRefusal!)]);
        if (root is null || sources.Contains(null))
            return (CacheState.Undecided, [new("", $"a step it needs would run first: {vertex.Inputs.First(input => _results[input] is null).Name}")]);
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
        if (await trees.FindResultAsync(key.Digest, onBase, root, cancellationToken).ConfigureAwait(false) is { } found)
        {
            _results[vertex] = found;
            return (CacheState.Cached, []);
        }
        return (CacheState.Missing, explainer.Explain(vertex, key));
    }
}
