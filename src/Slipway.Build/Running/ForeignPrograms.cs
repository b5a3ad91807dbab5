// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Refuses the RUN steps of platforms whose programs don't run on this machine.</summary>
internal static class ForeignPrograms
{
    /// <summary>Makes sure that a platform's programs run.</summary>
    /// <exception cref="StepException">They don't; the help is the command that mends it.</exception>
    public static void Require(Emulation emulation, Platform platform)
    {
        if (emulation.Find(platform) is { } obstacle)
            throw Refuse(obstacle);
    }

    /// <summary>
    /// The RUN steps that will run for sure, and cannot: those for which nothing is cached, or that stand on what has to be made anew. One whose result may yet
    /// turn out to be at hand is not among them.
    /// </summary>
    /// <param name="emulation">The machine.</param>
    /// <param name="ordered">Vertices, each after its inputs.</param>
    /// <param name="plan">Says of vertices whether their results are at hand; it is asked only if there is a step that cannot run.</param>
    public static async Task<IReadOnlyList<(Vertex Step, StepException Problem)>> FindRefusedAsync(
        Emulation emulation, IReadOnlyList<Vertex> ordered, Func<IReadOnlyList<Vertex>, Task<IReadOnlyDictionary<Vertex, CacheState>>> plan)
    {
        var foreign = ordered.Where(vertex => vertex.Operation is RunOperation run && emulation.Find(run.Platform) is not null).ToList();
        if (foreign.Count == 0)
            return [];
        var needed = BuildGraph.Order(foreign);
        var states = await plan(needed).ConfigureAwait(false);
        var made = new HashSet<Vertex>();
        var refused = new List<(Vertex, StepException)>();
        foreach (var vertex in needed)
        {
            // Two runs of a step are two results, and on a new one nothing is cached; but a linked copy stands on nothing, and what is fetched may turn out to be known.
            var onNew = vertex.Root is { Operation: RunOperation or CopyOperation { IsLinked: false } or MakeDirectoryOperation or PackagesOperation } root && made.Contains(root)
                && vertex.Operation is not CopyOperation { IsLinked: true };
            if (states.GetValueOrDefault(vertex) != CacheState.Missing && !onNew)
                continue;
            made.Add(vertex);
            // Of those that stand on each other, the first is told.
            if (foreign.Contains(vertex) && !BuildGraph.Order([vertex]).Any(below => below != vertex && refused.Any(other => other.Item1 == below)))
                refused.Add((vertex, Refuse(emulation.Find(((RunOperation)vertex.Operation).Platform)!)));
        }
        return refused;
    }

    private static StepException Refuse(EmulationObstacle obstacle) =>
        new($"a step for {obstacle.Platform} cannot run on this machine, which is {obstacle.Machine}: {obstacle.Reason}")
        {
            Kind = BuildFailureKind.Outside,
            Notes = ["steps that only copy files are built for any platform; this one runs a command"],
            Help = obstacle.Help,
        };
}
