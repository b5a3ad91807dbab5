// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Build;

namespace Slipway.Fleet;

/// <summary>Writes a plan for people: the tree of images, what each has to do, the steps, and the longest chain of them.</summary>
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
        writer.Write($"{plan.StepsUnique} unique, {plan.StepsCached} cached\n\n");
        new ImageTree(plan).Write(writer);
        if (detail != PlanDetail.Images)
        {
            writer.Write("\n");
            foreach (var step in plan.Build.Steps)
                WriteStep(writer, step, detail);
        }
        WritePath(writer, plan);
    }

    internal static int Cached(IEnumerable<PlannedStep> steps) => steps.Count(step => step.Cache is CacheState.Cached);

    internal static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    internal static string Seconds(TimeSpan time) => time.TotalMinutes < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0}s")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}m{time.Seconds:00}s");

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
        writer.Write($"{state,-7} {OneLine(step.Step.Name)}{shared}\n");
        if (detail != PlanDetail.Reasons)
            return;
        foreach (var miss in step.Misses)
            writer.Write($"          {OneLine(miss.Reason)}\n");
    }

    private static void WritePath(TextWriter writer, FleetPlan plan)
    {
        var (path, nothing) = plan.CriticalPath.Steps.Count > 0 ? (plan.CriticalPath, false) : (plan.WholePath, true);
        if (path.Steps.Count == 0)
            return;
        writer.Write(nothing ? "\nnothing to run; with nothing cached the critical path would take " : "\ncritical path: ");
        writer.Write(Seconds(path.Duration));
        if (!nothing)
            writer.Write($" of {Seconds(plan.Work)} of work");
        writer.Write(path.Guesses == 0 ? "\n" : path.Guesses == path.Steps.Count ? ", all of it a guess: no step of it has run before\n" : $", {Count(path.Guesses, "step")} of it guessed\n");
        foreach (var step in path.Steps)
            writer.Write($"{Seconds(step.ExpectedDuration),8} {(step.LastDuration is null ? "?" : " ")} {OneLine(step.Step.Name)}\n");
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
