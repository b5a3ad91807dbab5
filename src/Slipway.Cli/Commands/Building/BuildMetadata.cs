// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using System.Text.Json;
using Slipway.Build;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Building;

/// <summary>The result of a build as buildx's <c>--metadata-file</c> has it.</summary>
internal static class BuildMetadata
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const int ReferenceLength = 25;

    /// <summary>Writes the JSON.</summary>
    public static byte[] Write(BuildResult result, OciLayout store, ResultShape shape)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            foreach (var target in result.Targets)
            {
                if (shape == ResultShape.ByTarget)
                    json.WriteStartObject(target.Target.Name);
                WriteTarget(json, target, store);
                WriteTiming(json, target, result);
                if (shape == ResultShape.ByTarget)
                    json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private static void WriteTarget(Utf8JsonWriter json, TargetResult built, OciLayout store)
    {
        json.WriteString("buildx.build.ref", built.Foreign?.Reference ?? $"slipway/slipway/{RandomNumberGenerator.GetString(Letters, ReferenceLength)}");
        json.WriteString("slipway.engine", built.Foreign?.Engine ?? "slipway");
        if (built.Image is not { } image)
            return;
        if (built.Platforms.Count == 1 && ImageIdentifier.ConfigOf(built, store) is { } config)
            json.WriteString("containerimage.config.digest", config.ToString());
        json.WriteStartObject("containerimage.descriptor");
        json.WriteString("mediaType", image.MediaType);
        json.WriteString("digest", image.Digest.ToString());
        json.WriteNumber("size", image.Size);
        if (built.Platforms is [{ Platform: var platform }])
            WritePlatform(json, platform);
        json.WriteEndObject();
        json.WriteString("containerimage.digest", image.Digest.ToString());
        if (NamesOf(built) is { Count: > 0 } names)
            json.WriteString("image.name", string.Join(',', names));
    }

    // Ours: what the table of times says of the target.
    private static void WriteTiming(Utf8JsonWriter json, TargetResult built, BuildResult result)
    {
        var steps = result.Steps.Where(timing => timing.Step.Kind is not (StepKind.Image or StepKind.Export) && timing.Step.Targets.Contains(built.Target.Name)).ToList();
        json.WriteStartObject("slipway.timing");
        json.WriteNumber("seconds", Math.Round(built.Duration.TotalSeconds, 3));
        json.WriteNumber("stepsRun", steps.Count(static timing => timing.Outcome != StepOutcome.Cached));
        json.WriteNumber("stepsCached", steps.Count(static timing => timing.Outcome == StepOutcome.Cached));
        json.WriteNumber("stepSeconds", Math.Round(steps.Sum(static timing => timing.Duration.TotalSeconds), 3));
        if (built.LogFile is { } log)
            json.WriteString("log", log);
        json.WriteEndObject();
    }

    private static void WritePlatform(Utf8JsonWriter json, Platform platform)
    {
        json.WriteStartObject("platform");
        json.WriteString("architecture", platform.Architecture);
        json.WriteString("os", platform.Os);
        if (platform.Variant is { } variant)
            json.WriteString("variant", variant);
        json.WriteEndObject();
    }

    private static IReadOnlyList<ImageReference> NamesOf(TargetResult built) => built.Target.Tags.Count > 0
        ? built.Target.Tags : built.Target.Outputs.OfType<ImageOutput>().FirstOrDefault()?.Names ?? [];
}
