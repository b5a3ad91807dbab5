// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;

namespace Slipway.Fleet;

/// <summary>What building some targets of a fleet comes to, without a step being run.</summary>
/// <param name="Graph">The fleet and what stands on what.</param>
/// <param name="Targets">The targets that were asked for.</param>
/// <param name="Build">The steps.</param>
public sealed record FleetPlan(FleetGraph Graph, IReadOnlyList<FleetTarget> Targets, BuildPlan Build)
{
    /// <summary>The targets and all they need, in the order of the file.</summary>
    public IReadOnlyList<FleetTarget> Involved
    {
        get
        {
            var needed = Graph.NeededBy(Targets);
            return [.. Graph.Fleet.Targets.Where(target => Targets.Contains(target) || needed.Contains(target))];
        }
    }

    /// <summary>The links among the targets involved.</summary>
    public IReadOnlyList<FleetLink> Links
    {
        get
        {
            var involved = Involved.ToHashSet<FleetTarget>(ReferenceEqualityComparer.Instance);
            return [.. Graph.Links.Where(link => involved.Contains(link.From) && involved.Contains(link.To))];
        }
    }

    /// <summary>The steps that need a target's result or lead to it, those it shares with others included.</summary>
    public IEnumerable<PlannedStep> StepsOf(FleetTarget target) => Build.Steps.Where(step => step.Step.Targets.Contains(target.Name));
}
