// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;

namespace Slipway.Cli.Commands.Building;

/// <summary>Where the time of a build of several images went: a line for each, then the steps that took longest.</summary>
internal static class TimingTable
{
    private const int LongestSteps = 5, LongestName = 100;

    /// <summary>Writes the table. A step that several images share counts for each of them, and once in the last line.</summary>
    public static void Write(BuildResult result, TextWriter writer)
    {
        var table = new TextTable("IMAGE", "RESULT", "STEPS", "RUN", "CACHED", "STEP TIME", "EXPORT", "DONE AFTER");
        var all = result.Steps.Where(static timing => timing.Step.Kind != StepKind.Image).ToList();
        foreach (var target in result.Targets)
        {
            var own = all.Where(timing => timing.Step.Targets.Contains(target.Target.Name)).ToList();
            table.Add([DisplayText.Clean(target.Target.Name), ResultOf(target), .. Figures(own), Units.Duration(target.Duration)]);
        }
        table.Add(["each step once", "", .. Figures(all), Units.Duration(result.Duration)]);
        table.WriteTo(writer);
        var longest = all.Where(static timing => timing.Outcome != StepOutcome.Cached && timing.Duration >= TimeSpan.FromSeconds(0.05))
            .OrderByDescending(static timing => timing.Duration).Take(LongestSteps).ToList();
        if (longest.Count > 0)
            writer.WriteLine("the longest steps:");
        foreach (var timing in longest)
            writer.WriteLine($"{Units.Duration(timing.Duration),8}  {DisplayText.Clip(DisplayText.Clean(timing.Step.Name), LongestName)}");
    }

    private static string ResultOf(TargetResult target) => target switch
    {
        { Succeeded: true } => "built",
        { Failure.Kind: BuildFailureKind.Cancelled } => "stopped",
        _ => "failed",
    };

    private static string[] Figures(IReadOnlyList<StepTiming> timings)
    {
        var steps = timings.Where(static timing => timing.Step.Kind != StepKind.Export).ToList();
        return
        [
            $"{steps.Count}", $"{steps.Count(static timing => timing.Outcome != StepOutcome.Cached)}", $"{steps.Count(static timing => timing.Outcome == StepOutcome.Cached)}",
            Units.Duration(Sum(steps)), Units.Duration(Sum(timings.Where(static timing => timing.Step.Kind == StepKind.Export))),
        ];
    }

    private static TimeSpan Sum(IEnumerable<StepTiming> timings) => timings.Aggregate(TimeSpan.Zero, static (sum, timing) => sum + timing.Duration);
}
