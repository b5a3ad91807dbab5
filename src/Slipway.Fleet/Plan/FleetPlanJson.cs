// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Build;

namespace Slipway.Fleet;

/// <summary>
/// Writes a plan as JSON: <c>fleet</c>, <c>stepsRequested</c>, <c>images</c> with what each needs, and <c>steps</c> with what each waits
/// for.
/// </summary>
public static class FleetPlanJson
{
    /// <summary>Writes the plan as one indented object, ended by a line feed.</summary>
    public static void Write(Stream output, FleetPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteString("fleet", plan.Graph.Fleet.File.Name?.Value);
        writer.WriteNumber("stepsRequested", plan.Build.StepsRequested);
        writer.WriteNumber("stepsUnique", plan.Build.Steps.Count);
        writer.WriteNumber("stepsCached", FleetPlanText.Cached(plan.Build.Steps));
        WriteImages(writer, plan);
        WriteSteps(writer, plan.Build);
        writer.WriteStartArray("failures");
        foreach (var failure in plan.Build.Failures)
            writer.WriteStringValue(failure.Message);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        output.WriteByte((byte)'\n');
    }

    private static void WriteImages(Utf8JsonWriter writer, FleetPlan plan)
    {
        var links = plan.Links;
        writer.WriteStartArray("images");
        foreach (var target in plan.Involved)
        {
            writer.WriteStartObject();
            writer.WriteString("name", target.Name);
            writer.WriteBoolean("requested", plan.Targets.Contains(target));
            WriteStrings(writer, "platforms", target.Platforms.Select(platform => platform.ToString()));
            WriteStrings(writer, "tags", target.Tags.Select(tag => tag.ToString()));
            WriteStrings(writer, "needs", links.Where(link => ReferenceEquals(link.From, target)).Select(link => link.To.Name));
            writer.WriteNumber("steps", plan.StepsOf(target).Count());
            writer.WriteNumber("cached", FleetPlanText.Cached(plan.StepsOf(target)));
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteSteps(Utf8JsonWriter writer, BuildPlan plan)
    {
        writer.WriteStartArray("steps");
        foreach (var planned in plan.Steps)
        {
            writer.WriteStartObject();
            writer.WriteNumber("id", planned.Step.Id);
            writer.WriteString("name", planned.Step.Name);
            writer.WriteString("digest", planned.Step.Digest.ToString());
            writer.WriteString("platform", planned.Step.Platform.ToString());
            WriteStrings(writer, "targets", planned.Step.Targets);
            writer.WriteString("cache", planned.Cache.ToString().ToLowerInvariant());
            writer.WriteStartArray("needs");
            foreach (var id in planned.Needs)
                writer.WriteNumberValue(id);
            writer.WriteEndArray();
            WriteStrings(writer, "misses", planned.Misses.Select(miss => miss.Reason));
            if (planned.LastDuration is { } duration)
                writer.WriteNumber("lastSeconds", Math.Round(duration.TotalSeconds, 3));
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    internal static void WriteStrings(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    }
}
