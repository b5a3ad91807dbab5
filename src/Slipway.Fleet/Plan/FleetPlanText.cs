// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;

namespace Slipway.Fleet;

/// <summary>Writes a plan for people: the tree of images, what each has to do, and the steps.</summary>
public static class FleetPlanText
{
    /// <summary>Writes the plan as lines, each ended by a line feed.</summary>
    /// <param name="writer">Takes the lines; stays open.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="detail">How much is said of each step.</param>
    public static void Write(TextWriter writer, FleetPlan plan, PlanDetail detail)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(plan);
        var name = plan.Graph.Fleet.File.Name?.Value ?? "fleet";
        writer.Write($"{name}: {Count(plan.Targets.Count, "target")}, {Count(plan.Build.StepsRequested, "step")} requested, ");
        writer.Write($"{plan.Build.Steps.Count} unique, {Cached(plan.Build.Steps)} cached\n\n");
        new ImageTree(plan).Write(writer);
        if (detail == PlanDetail.Images)
            return;
        writer.Write("\n");
        foreach (var step in plan.Build.Steps)
            WriteStep(writer, step, detail);
    }

    internal static int Cached(IEnumerable<PlannedStep> steps) => steps.Count(step => step.Cache is CacheState.Cached);

    internal static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private static void WriteStep(TextWriter writer, PlannedStep step, PlanDetail detail)
    {
        var state = step.Cache switch
        {
            CacheState.Cached => "cached",
            CacheState.Missing => "run",
            CacheState.Undecided => "maybe",
            _ => "",
        };
        var shared = step.Step.Targets.Count > 1 ? $"  ({step.Step.Targets.Count} targets)" : "";
        writer.Write($"{state,-7} {step.Step.Name}{shared}\n");
        if (detail != PlanDetail.Reasons)
            return;
        foreach (var miss in step.Misses)
            writer.Write($"          {miss.Reason}\n");
    }
}
