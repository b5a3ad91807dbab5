// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Build;
using Slipway.Native;

namespace Slipway.Fleet;

/// <summary>Judges what buildx said.</summary>
internal static class BuildxVerdict
{
    private const string Refused = "failed to solve";

    // What BuildKit says of registries and networks, beside its verdict.
    private static readonly string[] Outside = ["failed to resolve source metadata", "failed to do request", "failed to authorize", "failed to fetch", "dial tcp", "i/o timeout"];

    /// <summary>Why a build failed: an image that can't be built, or a builder that can't build.</summary>
    /// <param name="exitCode">How buildx ended.</param>
    /// <param name="said">The end of what it said; empty where that went to the terminal.</param>
    public static BuildFailure Of(int exitCode, string said)
    {
        var last = said.Split('\n').Select(static line => line.Trim()).LastOrDefault(static line => line.StartsWith("ERROR:", StringComparison.Ordinal))?["ERROR:".Length..].Trim() ?? BuildxProgram.Last(said);
        var isOurs = said.Length == 0 || (said.Contains(Refused, StringComparison.Ordinal) && !Outside.Any(word => last.Contains(word, StringComparison.Ordinal)));
        return new()
        {
            Kind = isOurs ? BuildFailureKind.Command : BuildFailureKind.Outside,
            Message = said.Length == 0 ? $"docker buildx bake ended with exit code {exitCode}; it said why above" : $"docker buildx bake ended with exit code {exitCode}: {last}{Remedy(last)}",
            IsTransient = !isOurs,
        };
    }

    /// <summary>What of a definition a buildx doesn't know, a clause; null for nothing. Bake reads over such words, and builds something else.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="printed">What <c>bake --print</c> made of it.</param>
    /// <param name="version">The version of buildx.</param>
    public static string? FindUnknown(byte[] definition, CommandResult printed, string version)
    {
        if (printed.ExitCode != 0)
            return $"buildx {version} can't read the fleet as a Bake file: {BuildxProgram.Last(printed.ErrorText)}";
        try
        {
            return FindUnknown(definition, printed.Output, version);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return $"what buildx {version} prints of the fleet is no Bake file in JSON: {problem.Message.TrimEnd('.')}; see what 'docker buildx bake --print' says";
        }
    }

    private static string? FindUnknown(byte[] definition, ReadOnlyMemory<byte> printed, string version)
    {
        using var asked = JsonDocument.Parse(definition);
        using var known = JsonDocument.Parse(printed);
        foreach (var target in asked.RootElement.GetProperty("target").EnumerateObject())
        {
            // What nothing that is asked for stands on isn't printed. Older ones know the entitlement by the network.
            if (!known.RootElement.GetProperty("target").TryGetProperty(target.Name, out var understood))
                continue;
            foreach (var word in target.Value.EnumerateObject().Where(word => word.Name != "entitlements" && !understood.TryGetProperty(word.Name, out _)))
                return $"buildx {version} doesn't know '{word.Name}', which '{target.Name}' has, and would build without it; a newer buildx knows it, or leave it out";
        }
        return null;
    }

    private static string Remedy(string problem) =>
        problem.Contains("OCI exporter is not supported", StringComparison.Ordinal) || problem.Contains("exporter is not supported for the docker driver", StringComparison.Ordinal)
            ? "; make a builder that hands images back, 'docker buildx create --name slipway', and name it: --builder slipway; or let Docker keep images in containerd's store"
        : problem.Contains("Cannot connect to the Docker daemon", StringComparison.Ordinal) ? "; start it, or name a builder elsewhere: --builder NAME"
        : problem.Contains("exec format error", StringComparison.Ordinal) ? "; the builder's machine has no emulator for that platform: slipway setup --emulation on it, or build that platform on a machine of its own"
        : "";
}
