// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;

namespace Slipway.Fleet;

/// <summary>Plans and builds targets of a fleet, all in one graph.</summary>
public sealed class FleetBuilder(BuildEngine engine)
{
    /// <summary>Works out what building the targets comes to; no step runs.</summary>
    /// <exception cref="InvalidOperationException">The graph has errors.</exception>
    public async Task<FleetPlan> PlanAsync(FleetGraph graph, IReadOnlyList<FleetTarget> targets, BuildOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return new(graph, targets, await engine.PlanAsync(graph.ToRequest(targets, options), cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Builds the targets. A target that is whole gets its names, those for single platforms too, whatever becomes of the others.</summary>
    /// <exception cref="InvalidOperationException">The graph has errors.</exception>
    public Task<BuildResult> BuildAsync(
        FleetGraph graph, IReadOnlyList<FleetTarget> targets, BuildOptions options, IProgress<BuildEvent>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return engine.BuildAsync(graph.ToRequest(targets, options), progress, cancellationToken);
    }
}
