// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;

namespace Slipway.Fleet;

/// <summary>The longest chain of steps that wait for one another: no number of cores builds the plan faster.</summary>
public sealed record CriticalPath
{
    /// <summary>The steps, first to last; empty where none counts.</summary>
    public required IReadOnlyList<PlannedStep> Steps { get; init; }

    /// <summary>How long they take together, by what each took when it last ran; guesses for those that never did.</summary>
    public TimeSpan Duration => Steps.Aggregate(TimeSpan.Zero, static (sum, step) => sum + step.ExpectedDuration);

    /// <summary>How many of the steps never ran, so that their duration is a guess.</summary>
    public int Guesses => Steps.Count(static step => step.LastDuration is null);

    /// <summary>The longest chain of a plan; of equal ones the first in its order.</summary>
    public static CriticalPath Of(BuildPlan plan, PlannedWork work)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var until = new Dictionary<int, (TimeSpan Length, PlannedStep? Before, PlannedStep Step)>();
        foreach (var step in plan.Steps)
        {
            var before = step.Needs.Where(until.ContainsKey).Select(id => until[id]).OrderByDescending(static one => one.Length).FirstOrDefault();
            until[step.Step.Id] = (before.Length + (Counts(step, work) ? step.ExpectedDuration : TimeSpan.Zero), before.Step, step);
        }
        var chain = new List<PlannedStep>();
        var last = until.Values.Where(one => Counts(one.Step, work)).OrderByDescending(static one => one.Length).Select(static one => one.Step).FirstOrDefault();
        for (var step = last; step is not null; step = until[step.Step.Id].Before)
        {
            if (Counts(step, work))
                chain.Add(step);
        }
        chain.Reverse();
        return new() { Steps = chain };
    }

    internal static bool Counts(PlannedStep step, PlannedWork work) =>
        step.Step.Kind != StepKind.Image && (work == PlannedWork.Everything || step.Cache != CacheState.Cached);
}
