// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Native;

namespace Slipway.Fleet;

/// <summary>What buildx wrote down of a build (<c>--metadata-file</c>), by the names of its targets.</summary>
internal sealed class BuildxMetadata
{
    private const int MaxBytes = 16 * 1024 * 1024;

    private readonly Dictionary<string, (string? Digest, string? Reference)> _targets = new(StringComparer.Ordinal);

    private BuildxMetadata()
    {
    }

    /// <summary>Reads the file.</summary>
    /// <exception cref="IOException">It isn't there, or is none.</exception>
    public static BuildxMetadata Read(string path)
    {
        var metadata = new BuildxMetadata();
        try
        {
            using var document = JsonDocument.Parse(LinuxFile.ReadAll(path, MaxBytes));
            foreach (var target in document.RootElement.EnumerateObject().Where(static target => target.Value.ValueKind == JsonValueKind.Object))
                metadata._targets[target.Name] = (Text(target.Value, "containerimage.digest"), Text(target.Value, "buildx.build.ref"));
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            throw new IOException($"buildx wrote no metadata that can be read: {problem.Message}", problem);
        }
        return metadata;
    }

    /// <summary>The digest of a target's image; null where buildx named none.</summary>
    public string? DigestOf(string target) => _targets.GetValueOrDefault(target).Digest;

    /// <summary>What buildx calls the build of a target; null where it named none.</summary>
    public string? ReferenceOf(string target) => _targets.GetValueOrDefault(target).Reference;

    private static string? Text(JsonElement target, string name) => target.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
