// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>How long the longest path is from each vertex to an image, in milliseconds: what the step took when it last ran, or a guess.</summary>
internal static class StepPriorities
{
    /// <param name="ordered">The vertices, each after its inputs.</param>
    /// <param name="lastTime">How long a vertex took when it last ran, or null.</param>
    public static IReadOnlyDictionary<Vertex, long> Compute(IReadOnlyList<Vertex> ordered, Func<Vertex, long?> lastTime)
    {
        var rest = ordered.ToDictionary(static vertex => vertex, vertex => lastTime(vertex) ?? Guess(vertex.Operation));
        for (var index = ordered.Count - 1; index >= 0; index--)
        {
            var vertex = ordered[index];
            foreach (var input in vertex.Inputs)
            {
                var own = lastTime(input) ?? Guess(input.Operation);
                rest[input] = Math.Max(rest[input], own + rest[vertex]);
            }
        }
        return rest;
    }

    private static long Guess(Operation operation) => operation switch
    {
        RunOperation => 5_000,
        PackagesOperation => 5_000,
        RemoteOperation => 2_000,
        CopyOperation => 100,
        _ => 1,
    };
}
