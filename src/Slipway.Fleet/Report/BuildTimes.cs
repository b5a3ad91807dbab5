// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>
/// How long the images of a plan took to build: for each target and platform, the steps that its last ones need, by how long each took when
/// it last ran. A step on the build platform counts for every platform that needs it.
/// </summary>
internal sealed class BuildTimes
{
    private readonly Dictionary<(string Target, Platform Platform), HashSet<int>> _steps = [];
    private readonly Dictionary<int, TimeSpan?> _durations;

    internal BuildTimes(FleetPlan plan)
    {
        var steps = plan.Build.Steps.ToDictionary(step => step.Step.Id);
        _durations = steps.ToDictionary(step => step.Key, step => step.Value.LastDuration);
        foreach (var target in plan.Targets)
        {
            var own = plan.StepsOf(target).ToList();
            var needed = own.SelectMany(step => step.Needs).ToHashSet();
            var last = own.Where(step => !needed.Contains(step.Step.Id)).ToList();
            foreach (var platform in target.Platforms)
            {
                // Where no last step is of the platform, as on a build platform alone, each is taken for every platform's.
                var ends = last.Where(step => step.Step.Platform == platform).ToList();
                _steps[(target.Name, platform)] = Closure((ends.Count > 0 ? ends : last).Select(step => step.Step.Id), steps);
            }
        }
    }

    /// <summary>How long all steps together took, each once; null where none is known.</summary>
    internal TimeSpan? All => Sum(_steps.Values.SelectMany(own => own).Distinct());

    /// <summary>How long a target's steps took for a platform, and those among them that other rows need as well.</summary>
    internal (TimeSpan? All, TimeSpan? Shared) Of(string target, Platform platform)
    {
        if (!_steps.TryGetValue((target, platform), out var own))
            return (null, null);
        var others = _steps.Where(entry => entry.Key != (target, platform)).SelectMany(entry => entry.Value).ToHashSet();
        var all = Sum(own);
        return (all, all is null ? null : Sum(own.Where(others.Contains)) ?? TimeSpan.Zero);
    }

    private static HashSet<int> Closure(IEnumerable<int> ends, Dictionary<int, PlannedStep> steps)
    {
        var found = new HashSet<int>();
        var left = new Stack<int>(ends);
        while (left.TryPop(out var id))
        {
            if (!found.Add(id) || !steps.TryGetValue(id, out var step))
                continue;
            foreach (var need in step.Needs)
                left.Push(need);
        }
        return found;
    }

    private TimeSpan? Sum(IEnumerable<int> steps)
    {
        var known = steps.Select(step => _durations.GetValueOrDefault(step)).OfType<TimeSpan>().ToList();
        return known.Count == 0 ? null : TimeSpan.FromTicks(known.Sum(time => time.Ticks));
    }
}
