// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Build;

namespace Slipway.Fleet;

/// <summary>
/// Writes a plan as JSON: the numbers of steps, <c>images</c> with what each needs and by which name, <c>steps</c> with what each waits for and why it
/// runs, and <c>criticalPath</c>. The reference of the command documents every field.
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
        writer.WriteNumber("stepsUnique", plan.StepsUnique);
        writer.WriteNumber("stepsCached", plan.StepsCached);
        WriteSeconds(writer, "workSeconds", plan.Work);
        WriteImages(writer, plan);
        WriteSteps(writer, plan.Build);
        WritePath(writer, "criticalPath", plan.CriticalPath);
        WritePath(writer, "wholePath", plan.WholePath);
        WriteStrings(writer, "failures", plan.Build.Failures.Select(static failure => failure.Message));
        writer.WriteEndObject();
        writer.Flush();
        output.WriteByte((byte)'\n');
    }

    private static void WriteImages(Utf8JsonWriter writer, FleetPlan plan)
    {
        var links = plan.Links.ToLookup(static link => link.From.Name);
        writer.WriteStartArray("images");
        foreach (var target in plan.Involved)
        {
            writer.WriteStartObject();
            writer.WriteString("name", target.Name);
            writer.WriteBoolean("requested", plan.IsRequested(target));
            WriteStrings(writer, "platforms", target.Platforms.Select(platform => platform.ToString()));
            WriteStrings(writer, "tags", target.Tags.Select(tag => tag.ToString()));
            WriteStrings(writer, "needs", links[target.Name].Select(link => link.To.Name));
            WriteLinks(writer, links[target.Name]);
            writer.WriteNumber("steps", plan.StepsOf(target).Count());
            writer.WriteNumber("cached", FleetPlanText.Cached(plan.StepsOf(target)));
            writer.WriteBoolean("critical", plan.IsCritical(target));
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteLinks(Utf8JsonWriter writer, IEnumerable<FleetLink> links)
    {
        writer.WriteStartArray("links");
        foreach (var link in links)
        {
            var position = link.Place.Source.GetPosition(link.Place.Span.Start);
            writer.WriteStartObject();
            writer.WriteString("to", link.To.Name);
            writer.WriteString("name", link.Name);
            writer.WriteString("file", link.Place.Source.Path);
            writer.WriteNumber("line", position.Line);
            writer.WriteNumber("column", position.Column);
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
            writer.WriteString("kind", Word(planned.Step.Kind.ToString()));
            writer.WriteString("name", planned.Step.Name);
            writer.WriteString("digest", planned.Step.Digest.ToString());
            writer.WriteString("platform", planned.Step.Platform.ToString());
            WriteStrings(writer, "targets", planned.Step.Targets);
            writer.WriteString("cache", Word(planned.Cache.ToString()));
            writer.WriteStartArray("needs");
            foreach (var id in planned.Needs)
                writer.WriteNumberValue(id);
            writer.WriteEndArray();
            WriteMisses(writer, planned.Misses);
            if (planned.LastDuration is { } duration)
                WriteSeconds(writer, "lastSeconds", duration);
            WriteSeconds(writer, "expectedSeconds", planned.ExpectedDuration);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteMisses(Utf8JsonWriter writer, IReadOnlyList<CacheMiss> misses)
    {
        writer.WriteStartArray("misses");
        foreach (var miss in misses)
        {
            writer.WriteStartObject();
            writer.WriteString("field", miss.Field);
            writer.WriteString("reason", miss.Reason);
            if (miss.Was is { } was)
                writer.WriteString("was", was.ToString());
            if (miss.Is is { } now)
                writer.WriteString("is", now.ToString());
            if (miss.Paths.Count > 0)
            {
                writer.WriteStartArray("paths");
                foreach (var path in miss.Paths)
                {
                    writer.WriteStartObject();
                    writer.WriteString("path", path.Path);
                    writer.WriteString("change", Word(path.Change.ToString()));
                    writer.WriteEndObject();
                }
                writer.WriteEndArray();
            }
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WritePath(Utf8JsonWriter writer, string name, CriticalPath path)
    {
        writer.WriteStartObject(name);
        WriteSeconds(writer, "seconds", path.Duration);
        writer.WriteNumber("guesses", path.Guesses);
        writer.WriteStartArray("steps");
        foreach (var step in path.Steps)
        {
            writer.WriteStartObject();
            writer.WriteNumber("id", step.Step.Id);
            WriteSeconds(writer, "seconds", step.ExpectedDuration);
            writer.WriteBoolean("guessed", step.LastDuration is null);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteSeconds(Utf8JsonWriter writer, string name, TimeSpan time) => writer.WriteNumber(name, Math.Round(time.TotalSeconds, 3));

    // MakeDirectory → makeDirectory
    private static string Word(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    internal static void WriteStrings(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    }
}
