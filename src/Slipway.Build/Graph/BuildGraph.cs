// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>All vertices of a request; of equal ones there is one.</summary>
internal sealed class BuildGraph
{
    private readonly Dictionary<Digest, Vertex> _vertices = [];

    /// <summary>The vertex that is equal to <paramref name="vertex"/>: itself, if it is the first.</summary>
    public Vertex Intern(Vertex vertex)
    {
        if (_vertices.TryGetValue(vertex.Definition, out var known))
        {
            // Whoever wants it fresh gets it fresh; the others then get the same.
            known.CacheRefusal ??= vertex.CacheRefusal;
            return known;
        }
        _vertices.Add(vertex.Definition, vertex);
        return vertex;
    }

    /// <summary>What <paramref name="roots"/> need, themselves included, each after its inputs.</summary>
    public static IReadOnlyList<Vertex> Order(IEnumerable<Vertex> roots)
    {
        var ordered = new List<Vertex>();
        var seen = new HashSet<Vertex>();
        foreach (var root in roots)
            Visit(root, seen, ordered);
        return ordered;
    }

    // A stage may have thousands of steps on one another, so the path is kept on the heap.
    private static void Visit(Vertex root, HashSet<Vertex> seen, List<Vertex> ordered)
    {
        var path = new Stack<(Vertex Vertex, bool InputsDone)>([(root, false)]);
        while (path.TryPop(out var entry))
        {
            if (entry.InputsDone)
            {
                ordered.Add(entry.Vertex);
            }
            else if (seen.Add(entry.Vertex))
            {
                path.Push((entry.Vertex, true));
                foreach (var input in entry.Vertex.Inputs.Reverse())
                    path.Push((input, false));
            }
        }
    }
}
