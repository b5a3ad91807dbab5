// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>What the steps of a build are expected to need, and how long the longest path is from each to an image.</summary>
internal sealed class StepEstimates
{
    private readonly Dictionary<Vertex, StepEstimate> _own;
    private readonly Dictionary<Vertex, long> _rest;

    /// <param name="ordered">The vertices, each after its inputs.</param>
    /// <param name="estimate">What a vertex is expected to need.</param>
    public StepEstimates(IReadOnlyList<Vertex> ordered, Func<Vertex, StepEstimate> estimate)
    {
        _own = ordered.ToDictionary(static vertex => vertex, estimate);
        _rest = ordered.ToDictionary(static vertex => vertex, vertex => _own[vertex].Milliseconds);
        foreach (var vertex in ordered.Reverse())
        {
            foreach (var input in vertex.Inputs)
                _rest[input] = Math.Max(_rest[input], _own[input].Milliseconds + _rest[vertex]);
        }
    }

    /// <summary>How long the longest path is from a vertex to an image, itself included, in milliseconds.</summary>
    public long PriorityOf(Vertex vertex) => _rest.GetValueOrDefault(vertex);

    /// <summary>What a vertex is expected to need.</summary>
    public StepEstimate Of(Vertex vertex) => _own.GetValueOrDefault(vertex);

    /// <summary>The same as those who follow a build see it.</summary>
    public IReadOnlyList<ExpectedStep> Expected() =>
    [
        .. _own.Where(static entry => entry.Key.IsStep).Select(static entry => new ExpectedStep(
            entry.Key.Definition, [.. entry.Key.Inputs.Where(static input => input.IsStep).Select(static input => input.Definition)],
            TimeSpan.FromMilliseconds(entry.Value.Milliseconds), entry.Value.IsGuess)),
    ];
}
