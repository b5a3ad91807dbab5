// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Slipway.Oci.Json;

namespace Slipway.Oci;

/// <summary>Images of several platforms under one name (image-spec, image-index.md; Docker's manifest list).</summary>
public sealed record ImageIndex
{
    /// <summary>Always 2.</summary>
    public int SchemaVersion { get; init; } = 2;

    /// <summary>The index's own media type.</summary>
    public string? MediaType { get; init; } = MediaTypes.Index;

    /// <summary>The type of an artifact, where this is one.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>What the index names, each with its platform where it is an image.</summary>
    [AllowNull] // Go writes an empty list as null
    public required IReadOnlyList<Descriptor> Manifests { get; init => field = value ?? []; }

    /// <summary>The manifest that this one speaks of, for a referrer.</summary>
    public Descriptor? Subject { get; init; }

    /// <summary>Annotations by name.</summary>
    [JsonConverter(typeof(SortedMapJsonConverter))]
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>The image for <paramref name="wanted"/>: the first that is of this platform, else of the nearest lower variant that runs there; null where none does.</summary>
    public Descriptor? Find(Platform wanted) =>
        wanted.Runnable().Select(runnable => Manifests.FirstOrDefault(manifest => manifest.Platform?.Satisfies(runnable) ?? false)).FirstOrDefault(static found => found is not null);
}
