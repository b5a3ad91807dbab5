// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;

namespace Slipway.Fleet;

/// <summary>What building some targets of a fleet comes to, without a step being run.</summary>
public sealed class FleetPlan
{
    private readonly HashSet<FleetTarget> _requested;
    private readonly ILookup<string, PlannedStep> _steps;
    private readonly List<FleetTarget> _critical;

    internal FleetPlan(FleetGraph graph, IReadOnlyList<FleetTarget> targets, BuildPlan build)
    {
        (Graph, Targets, Build) = (graph, targets, build);
        _requested = new(targets, ReferenceEqualityComparer.Instance);
        var involved = new HashSet<FleetTarget>(targets.Concat(graph.NeededBy(targets)), ReferenceEqualityComparer.Instance);
        Involved = [.. graph.Fleet.Targets.Where(involved.Contains)];
        Links = [.. graph.Links.Where(link => involved.Contains(link.From) && involved.Contains(link.To))];
        _steps = build.Steps.Where(static step => step.Step.Kind != StepKind.Image)
            .SelectMany(static step => step.Step.Targets.Select(name => (name, step))).ToLookup(static pair => pair.name, static pair => pair.step);
        CriticalPath = CriticalPath.Of(build, PlannedWork.ToRun);
        WholePath = CriticalPath.Of(build, PlannedWork.Everything);
        _critical = FindCritical();
    }

    /// <summary>The fleet and what stands on what.</summary>
    public FleetGraph Graph { get; }

    /// <summary>The targets that were asked for.</summary>
    public IReadOnlyList<FleetTarget> Targets { get; }

    /// <summary>The steps.</summary>
    public BuildPlan Build { get; }

    /// <summary>The targets and all they need, in the order of the file.</summary>
    public IReadOnlyList<FleetTarget> Involved { get; }

    /// <summary>The links among the targets involved.</summary>
    public IReadOnlyList<FleetLink> Links { get; }

    /// <summary>The longest chain of the steps that would run.</summary>
    public CriticalPath CriticalPath { get; }

    /// <summary>The longest chain of all steps, as if nothing were cached.</summary>
    public CriticalPath WholePath { get; }

    /// <summary>How long the steps that would run take, one after the other.</summary>
    public TimeSpan Work => Build.Steps.Where(static step => CriticalPath.Counts(step, PlannedWork.ToRun)).Aggregate(TimeSpan.Zero, static (sum, step) => sum + step.ExpectedDuration);

    /// <summary>How many steps there are, equal ones counted once.</summary>
    public int StepsUnique => Build.Steps.Count(static step => step.Step.Kind != StepKind.Image);

    /// <summary>How many of them are cached.</summary>
    public int StepsCached => Build.Steps.Count(static step => step.Step.Kind != StepKind.Image && step.Cache == CacheState.Cached);

    /// <summary>The steps that need a target's result or lead to it, those it shares with others included.</summary>
    public IEnumerable<PlannedStep> StepsOf(FleetTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return _steps[target.Name];
    }

    /// <summary>Whether a target was asked for, and isn't only needed by one that was.</summary>
    public bool IsRequested(FleetTarget target) => _requested.Contains(target);

    /// <summary>Whether a step of the critical path is a target's own: one that no target that it needs has too.</summary>
    public bool IsCritical(FleetTarget target) => _critical.Exists(other => ReferenceEquals(other, target));

    /// <summary>Whether the critical path goes over a link.</summary>
    public bool IsCritical(FleetLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        var from = _critical.FindIndex(target => ReferenceEquals(target, link.From));
        return from >= 0 && from + 1 < _critical.Count && ReferenceEquals(_critical[from + 1], link.To);
    }

    // From the last step down; of several targets that share a step the path goes on in the one it came from.
    private List<FleetTarget> FindCritical()
    {
        var found = new List<FleetTarget>();
        foreach (var step in CriticalPath.Steps.Reverse())
        {
            var with = Involved.Where(target => step.Step.Targets.Contains(target.Name)).ToList();
            var own = with.Where(target => !Links.Any(link => ReferenceEquals(link.From, target) && with.Contains(link.To))).ToList();
            if (own.Count > 0 && !own.Any(target => found.Any(other => ReferenceEquals(other, target))))
                found.Add(own.FirstOrDefault(target => found.Count > 0 && Links.Any(link => ReferenceEquals(link.From, found[^1]) && ReferenceEquals(link.To, target))) ?? own[0]);
        }
        return found;
    }
}
